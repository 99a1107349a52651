"""The page about access says what the tables say."""

from __future__ import annotations

from api.commands.docs.access_docs import DOCUMENT, ROOT, access_page
from domain.model.institution.people import Role
from domain.protocol.access.permissions import Permission


def test_the_page_about_access_is_the_tables() -> None:
    """Design 4: one table, printed. Write it again with `python -m api.commands.docs.access_docs`."""
    assert (ROOT / DOCUMENT).read_text(encoding="utf-8") == access_page()


def test_every_role_and_permission_is_on_the_page() -> None:
    """ROL-01: by name."""
    page = access_page()
    assert all(f"(`{role.value}`)" in page for role in Role)
    assert all(f"| `{permission.value}` |" in page for permission in Permission)
    company = next(line for line in page.splitlines() if "(`COMPANY`)" in line)
    assert "the accounts that it represents | the accounts that it represents | nobody" in company
