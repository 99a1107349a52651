"""What counts as citing a rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.commands.docs.protocol_docs import Citations, citations, without_file_lists


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout: one module of code, one of tests, the catalogue beside them."""
    _write(tmp_path, "domain/agenda.py", '"""Source: AGD-01/07."""\nRULE = "AGD-09"  # as BEH-01 says\n')
    _write(tmp_path, "domain/protocol/catalogue/agendas.py", 'ID = "AGD-10"\n')
    _write(
        tmp_path,
        "tests/unit/test_agenda.py",
        '"""About AGD-09."""\n\n\n@proves("AGD-01", "AGD-07")\ndef test_no_excuse():\n    """AGD-09."""\n'
        '    assert "BEH-01"\n',
    )
    return tmp_path


def test_code_cites_a_rule_by_naming_it_and_a_test_only_by_claiming_it(checkout: Path) -> None:
    """An id in test data, in a docstring or over the whole module proves nothing; the catalogue does not count."""
    found = citations(checkout)
    code, tests = ("domain/agenda.py",), ("tests/unit/test_agenda.py",)
    assert found["AGD-01"] == found["AGD-07"] == Citations(code, tests)
    assert found["AGD-09"] == found["BEH-01"] == Citations(code, ())
    assert found["AGD-10"] == found["DEF-01"] == Citations()


def test_the_page_is_compared_without_the_lists_of_files() -> None:
    """A new test file must not make the page stale; a new state must."""
    row = "### AGD-01 Agendas\n\nobligatoria · ejecutable · {}\n\n- Lives in: {}; proved in {}\n"
    assert without_file_lists(row.format("covered", "a.py", "")) == without_file_lists(
        row.format("covered", "a.py, b.py", "c.py")
    )
    assert without_file_lists(row.format("covered", "", "")) != without_file_lists(row.format("–", "", ""))
