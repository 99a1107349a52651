"""
docs/flows.md, drawn from the rows of the flows: a state diagram and two tables for each.

Belongs here: laying the rows out as Markdown and mermaid. Does not belong here: the rows (domain.protocol.flows).
`python -m api.commands.docs.flow_docs` writes the page; a test holds it equal to the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, assert_never

from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import (
    ANY,
    NEW,
    OPEN,
    CancelTimers,
    Datum,
    Effect,
    HandOver,
    Notify,
    OpenCase,
    RecordFact,
    Reference,
    RegisterAction,
    Represent,
    SetTimer,
    StartTerm,
    StopTerm,
    Transition,
    WaiveTerm,
)
from domain.protocol.engine.wording import who_es
from domain.protocol.flows import FLOWS
from domain.protocol.terms.response import RESPONSES

ROOT: Final = Path(__file__).resolve().parents[3]
DOCUMENT: Final = Path("docs/flows.md")

_INTRODUCTION: Final = """\
# Flows ("procesos")

Written from the rows of `domain/protocol/flows` by `python -m api.commands.docs.flow_docs`; do not edit by hand. How
rows are read is told in `domain/protocol/engine/rows.py`. Titles and texts are those that people see, so they are in
Spanish.

Each flow has a diagram of its steps (traces and refusals left out), a table of its states with the next step that each
asks for, and a table of its rows: rows are tried from the top, and the first whose state, fact and condition fit
decides. A refusal is marked with ✋; `·` means that the state stays as it is. A fact marked with ☎ is a contact: staff
must say by which channel and point of contact it came about (CHN-01), as of whatever opens a case.
"""


def flows_page() -> str:
    """The whole page."""
    contents = "\n".join(
        f"- [{rules.spec.title}](#{_anchor(rules)}) ({rules.spec.flow.value})" for rules in FLOWS.values()
    )
    sections = "\n".join(_section(rules) for rules in FLOWS.values())
    return f"{_INTRODUCTION}\n{contents}\n\n{sections}"


def refresh(root: Path = ROOT) -> None:
    """Write the page in the checkout at *root*."""
    (root / DOCUMENT).write_text(flows_page(), encoding="utf-8")


def _section(rules: FlowRules) -> str:
    spec = rules.spec
    single = " One open case per account (AMB-62)." if spec.one_per_account else ""
    return "\n".join(
        (
            f'<a id="{_anchor(rules)}"></a>',
            "",
            f"## {spec.title} ({spec.flow.value})",
            "",
            f"Accountable: {spec.accountable_unit}.{single}{_maximum(rules)}",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *_diagram(rules),
            "```",
            "",
            "| State | Next steps | Who | Rules |",
            "|---|---|---|---|",
            *_states(rules),
            "",
            "| From | Fact | Who may report | Condition | To | Causes | Rules |",
            "|---|---|---|---|---|---|---|",
            *(_row(rules, row) for row in spec.transitions),
            "",
        )
    )


def _maximum(rules: FlowRules) -> str:
    response = RESPONSES.get(rules.spec.flow)
    if response is None:
        return ""
    asked, answers = (", ".join(f"`{fact}`" for fact in sorted(each)) for each in (response.asked, response.answers))
    return f" Maximum response time where configured (MEA-06): from {asked} to {answers}."


def _diagram(rules: FlowRules) -> Iterator[str]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in rules.spec.transitions:
        if row.refuse or row.target is None:
            continue
        for source in rules.sources_of(row):
            if source != row.target:
                facts = arrows.setdefault((source, row.target), [])
                if row.fact not in facts:
                    facts.append(row.fact)
    for (source, target), facts in arrows.items():
        yield f"    {source or '[*]'} --> {target}: {', '.join(facts)}"
    for state in rules.spec.states:
        if state.final:
            yield f"    {state.name} --> [*]"


def _states(rules: FlowRules) -> Iterator[str]:
    for state in rules.spec.states:
        steps = ", ".join(rules.facts[fact].title for fact in state.facts) or "–"
        name = f"**{state.name}** {state.title}" + (" (final)" if state.final else "")
        who = who_es(state) or ("–" if state.final else rules.spec.accountable_unit)
        yield f"| {name} | {steps} | {who} | {', '.join(state.rules)} |"


def _row(rules: FlowRules, row: Transition) -> str:
    fact = rules.facts[row.fact]
    sources = ", ".join({NEW: "(new)", OPEN: "any open", ANY: "any"}.get(source, source) for source in row.sources)
    roles = ", ".join(sorted(role.es for role in fact.roles)) or "the system"
    if len(fact.roles) > _MANY:
        roles = "first line" if len(fact.roles) <= _FIRST_LINE else "first line, portal"
    target = "✋" if row.refuse else row.target or "·"
    causes = row.reason if row.refuse else "; ".join(_cause(effect) for effect in row.effects) or "–"
    condition = f"`{_name(row.when)}`" if row.when else "–"
    contact = " ☎" if fact.is_contact else ""
    cells = (sources, f"`{row.fact}` {fact.title}{contact}", roles, condition, target, causes, ", ".join(row.rules))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


_MANY: Final = 6
_FIRST_LINE: Final = 12


def _cause(effect: Effect) -> str:
    match effect:
        case StartTerm(rule=rule, unit=unit):
            return f"starts {_name(rule)}" + (f" ({_name(unit)})" if unit else "")
        case StopTerm(rules=rules, unit=unit):
            return f"stops {', '.join(rules)}" + (f" ({_name(unit)})" if unit else "")
        case WaiveTerm(rules=rules):
            return f"waives {', '.join(rules)}"
        case Notify(message=message):
            return f"sends {_name(message)}"
        case RegisterAction(type=kind):
            return f"action {_name(kind)}"
        case RecordFact(kind=kind, value=value):
            return f"{kind} = {_name(value)}"
        case OpenCase(flow=flow):
            return f"opens {flow.value}"
        case SetTimer(kind=kind, at=at, fact=fact, term=term):
            return f"timer {kind} at {_name(at)}: {fact}" + (f" (moves with {term})" if term else "")
        case CancelTimers(kinds=kinds):
            return f"cancels {', '.join(kinds)}"
        case HandOver(to=to):
            return f"hands over to {_name(to)}"
        case Represent(outcome=outcome):
            return f"representation = {_name(outcome)}"
        case unreachable:
            assert_never(unreachable)


def _name(reference: Reference) -> str:
    """A literal as it is; a datum or a function by its name."""
    if isinstance(reference, str):
        return reference
    return reference.name if isinstance(reference, Datum) else reference.__name__.lstrip("_")


def _anchor(rules: FlowRules) -> str:
    return rules.spec.flow.value.lower().replace("_", "-")


if __name__ == "__main__":
    refresh()
