"""What counts as citing a rule, and how a rule stops being pending."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.commands import protocol_docs
from api.commands.protocol_docs import Citations, citations, settle_pending, without_file_lists


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
        '"""About AGD-09."""\n\n\ndef test_no_excuse():\n    """AGD-01/07."""\n    assert "BEH-01"\n\n\n'
        'def helper():\n    """AGD-09."""\n',
    )
    _write(
        tmp_path,
        "domain/protocol/catalogue/pending.py",
        'PENDING = frozenset({\n    # AGD\n    "AGD-01",\n    "AGD-09",\n    "BEH-01",\n})\n',
    )
    return tmp_path


def test_code_cites_a_rule_by_naming_it_and_a_test_only_in_its_docstring(checkout: Path) -> None:
    """An id in test data, in a helper or over the whole module proves nothing; the catalogue does not count."""
    found = citations(checkout)
    code, tests = ("domain/agenda.py",), ("tests/unit/test_agenda.py",)
    assert found["AGD-01"] == found["AGD-07"] == Citations(code, tests)
    assert found["AGD-09"] == found["BEH-01"] == Citations(code, ())
    assert found["AGD-10"] == found["DEF-01"] == Citations()


def test_a_rule_leaves_the_pending_list_when_both_cite_it_and_only_then(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is still owed stays, and so does the rest of the file."""
    monkeypatch.setattr(protocol_docs, "PENDING", frozenset({"AGD-01", "AGD-09", "BEH-01"}))
    assert settle_pending(checkout) == ("AGD-01",)
    assert (checkout / "domain/protocol/catalogue/pending.py").read_text(encoding="utf-8") == (
        'PENDING = frozenset({\n    # AGD\n    "AGD-09",\n    "BEH-01",\n})\n'
    )


def test_the_page_is_compared_without_the_lists_of_files() -> None:
    """A new test file must not make the page stale; a new state must."""
    row = "### AGD-01 Agendas\n\nobligatoria · ejecutable · {}\n\n- Lives in: {}; proved in {}\n"
    assert without_file_lists(row.format("covered", "a.py", "")) == without_file_lists(
        row.format("covered", "a.py, b.py", "c.py")
    )
    assert without_file_lists(row.format("covered", "", "")) != without_file_lists(row.format("pending", "", ""))
