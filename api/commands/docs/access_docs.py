"""
docs/access.md, printed from the tables of access: what each role sees, where it acts, and what it may do.

Belongs here: laying the rows out as Markdown. Does not belong here: the rows (domain.protocol.access).
`python -m api.commands.docs.access_docs` writes the page; a test holds it equal to the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from domain.model.institution.people import Role
from domain.protocol.access.permissions import GRANTS, Grant, Permission
from domain.protocol.access.roles import ROLES, Reach, RoleRow, Sight

ROOT: Final = Path(__file__).resolve().parents[3]
DOCUMENT: Final = Path("docs/access.md")

_INTRODUCTION: Final = """\
# Access ("acceso")

Written from the tables of `domain/protocol/access` by `python -m api.commands.docs.access_docs`; do not edit by hand.

What a role may not know of is for it as if it did not exist: in text, code, count and statements. What it sees and may
not act on is refused, with whose it is. Who may report which fact of a case is in [flows.md](flows.md); where, here.
Whoever was put in charge of a case acts on it wherever they are; whoever stands in for somebody who is away has that
reach too (AMB-14). Anybody of the first line receives a contact (CHN-05), and whoever registered an account of another
region decides with it (RTE-06). Whoever declared a conflict of interest with a company sees it and decides nothing on
it while it stands, whatever the table says, nor is put in charge of anything of it (AMB-72). An address that nobody
proved gets one fixed acknowledgement a day, whoever causes it; so many of them a role causes.
"""

_SIGHT_EN: Final = {Sight.ALL: "every account", Sight.OWN: "the accounts that it represents"}
_REACH_EN: Final = {
    Reach.OWN: "the accounts that it represents",
    Reach.OFFICE: "what its regional office answers for, and where none does the regions that are named",
    Reach.MARKET: "what its commercial office answers for, and where none does what is about its market",
    Reach.SECTOR: "its sectors; in a region, of what its office answers for",
    Reach.AREA: "the markets of its geographic area",
    Reach.MACROZONE: "the regions of its macro-zone",
    Reach.ALL: "all Chile",
    Reach.NONE: "nowhere: it measures",
}


def access_page() -> str:
    """The whole page."""
    return "\n".join((_INTRODUCTION, *_roles(), "", *_permissions(), ""))


def refresh() -> bool:
    """Write the page anew; whether it changed."""
    page = access_page()
    path = ROOT / DOCUMENT
    if path.exists() and path.read_text(encoding="utf-8") == page:
        return False
    path.write_text(page, encoding="utf-8")
    return True


def _roles() -> Iterator[str]:
    yield "## What each role sees and where it acts\n"
    yield "| role | sees | acts on | when nobody is known to answer | acknowledgements a day | may | rules |"
    yield "|---|---|---|---|---|---|---|"
    for role, row in ROLES.items():
        yield f"| {role.es} (`{role.value}`) | {_cells(row)} | {_may(role)} | {', '.join(row.rules)} |"


def _cells(row: RoleRow) -> str:
    nobody = "anybody of the role" if row.if_nobody else "nobody"
    letters = "no limit of its own" if row.acknowledgements is None else str(row.acknowledgements)
    return f"{_SIGHT_EN[row.sight]} | {_REACH_EN[row.reach]} | {nobody} | {letters}"


def _may(role: Role) -> str:
    return ", ".join(f"`{permission.value}`" for permission, grant in GRANTS.items() if role in grant.roles)


def _permissions() -> Iterator[str]:
    yield "## What is permitted\n"
    yield "| permission | what it is | where | rule |"
    yield "|---|---|---|---|"
    for permission, grant in GRANTS.items():
        yield f"| {_row(permission, grant)} |"


def _row(permission: Permission, grant: Grant) -> str:
    where = "wherever the role sees"
    if grant.in_reach:
        where = "where the role acts"
    if grant.begins:
        where = "where the role acts; an office whose kind has no other there too"
    return f"`{permission.value}` | {grant.verb_es} | {where} | {grant.rule}"


if __name__ == "__main__":
    refresh()
