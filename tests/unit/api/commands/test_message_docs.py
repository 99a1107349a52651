"""The table of docs/messages.md is written from the rows of the messages."""

from __future__ import annotations

from api.commands.docs.message_docs import DOCUMENT, ROOT, messages_page, messages_table
from domain.protocol.messages.compose import MESSAGES


def test_the_page_says_what_the_rows_say() -> None:
    """Issue 9, point 7. Write it again with `python -m api.commands.docs.message_docs`."""
    page = (ROOT / DOCUMENT).read_text(encoding="utf-8")

    assert page == messages_page(page)


def test_every_message_is_on_the_page_with_its_rules_and_what_it_must_say() -> None:
    """Section 5; terms are told by their length: never a number of its own."""
    lines = messages_table().splitlines()[2:]

    assert [line.split(" | ")[0] for line in lines] == [f"| {ntf}" for ntf in MESSAGES]
    assert all(rule in line for line, row in zip(lines, MESSAGES.values(), strict=True) for rule in row.rules)
    assert "communicate within 3 business days, due date" in lines[5]
    assert "**company**, rut, region, **due**, term_length" in lines[5]
    assert "{" not in "".join(lines)
