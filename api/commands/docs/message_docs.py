"""
The table of docs/messages.md, written from the rows of the messages.

Belongs here: laying the rows out as Markdown. Does not belong here: the rows (domain.protocol.messages).
`python -m api.commands.docs.message_docs` writes the table; a test holds it equal to the rows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from domain.protocol.catalogue import PROTOCOL_VERSION
from domain.protocol.messages.compose import MESSAGES
from domain.protocol.messages.rows import MessageKind, MessageRow
from domain.protocol.terms.counting import term_rule
from domain.protocol.terms.explanation import length_en

ROOT: Final = Path(__file__).resolve().parents[3]
DOCUMENT: Final = Path("docs/messages.md")

_BEGIN: Final = "<!-- From the rows of domain/protocol/messages, by `python -m api.commands.docs.message_docs`. -->\n"
_END: Final = "<!-- End of the rows. -->\n"
_KINDS: Final = {
    MessageKind.AUTOMATIC: "by itself",
    MessageKind.PERSON: "by a person",
    MessageKind.INBOUND: "by the company",
}
_TERM: Final = re.compile(r"\{(SLA-\d{2})\}")
_HEADER: Final = ("Id", "When", "From", "To", "Must say", "Filled with", "Sent", "Rules")


def messages_table() -> str:
    """One line for each of the 33 messages; data without which it is not written are bold."""
    rows = (_HEADER, ("---",) * len(_HEADER), *(_cells(row) for row in MESSAGES.values()))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def messages_page(text: str) -> str:
    """The page *text* with the table as the rows have it."""
    before, _, rest = text.partition(_BEGIN)
    return f"{before}{_BEGIN}\n{messages_table()}\n{_END}{rest.partition(_END)[2]}"


def refresh(root: Path = ROOT) -> None:
    """Write the table in the checkout at *root*."""
    page = root / DOCUMENT
    page.write_text(messages_page(page.read_text(encoding="utf-8")), encoding="utf-8")


def _cells(row: MessageRow) -> tuple[str, ...]:
    filled = ", ".join(f"**{name}**" if name in row.required else name for name in row.parameters)
    rules = ", ".join(f"[{rule}](protocol.md#{rule.lower()})" for rule in row.rules)
    said = (_with_terms(each) for each in (row.when, row.sender, row.recipient, row.must_say))
    return (row.id, *said, filled, _KINDS[row.kind], rules)


def _with_terms(text: str) -> str:
    """`{SLA-03}` as the length of that term when the protocol came into force."""
    on = PROTOCOL_VERSION.effective_from
    return _TERM.sub(lambda found: length_en(term_rule(found[1], on)), text)


if __name__ == "__main__":
    refresh()
