"""The page of the flows is drawn from their rows."""

from __future__ import annotations

from api.commands.docs.flow_docs import DOCUMENT, ROOT, flows_page
from domain.protocol.flows import FLOWS


def test_the_page_says_what_the_rows_say() -> None:
    """Issue 4, section 2: drawn in docs/ from the data. Write it again with `python -m api.commands.docs.flow_docs`."""
    assert (ROOT / DOCUMENT).read_text(encoding="utf-8") == flows_page()


def test_every_state_fact_and_rule_of_every_flow_is_on_the_page() -> None:
    """Nothing is left out."""
    page = flows_page()
    for rules in FLOWS.values():
        assert f"## {rules.spec.title} ({rules.spec.flow.value})" in page
        for name in (*(state.name for state in rules.spec.states), *rules.facts):
            assert name in page
        assert {rule for row in rules.spec.transitions for rule in row.rules} <= set(
            page.replace("|", " ").replace(",", " ").split()
        )
