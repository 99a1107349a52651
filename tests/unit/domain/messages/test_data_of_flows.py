"""Messages read the data of the flows that send them, by the datum itself (F-63)."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest

from domain.model.cases import Flow
from domain.protocol.engine.rows import Datum, Notify
from domain.protocol.flows import FLOWS
from domain.protocol.messages import compose
from domain.protocol.messages.compose import MESSAGES
from domain.protocol.messages.data_in_words import DayForRecipient, FromCase

READING: Final = {"text", "first_text", "texts", "flag", "number", "day", "instant", "text_given", "get"}
CHOSEN_BY_THE_FLOW: Final = {"NTF-03": Flow.CAPTURE, "NTF-06": Flow.CAPTURE, "NTF-07": Flow.CAPTURE}
"""Notices of which the row leaves it to a function which one goes."""
ASKED: Final = {"NTF-09": Flow.HELP_CENTRE, "NTF-10": Flow.HELP_CENTRE, "NTF-11": Flow.HELP_CENTRE}
"""Answers to whoever makes contact, with the data of the help centre's form."""


def _flows_of(ntf: str) -> set[Flow]:
    found = {
        rules.spec.flow
        for rules in FLOWS.values()
        for row in rules.spec.transitions
        for effect in row.effects
        if isinstance(effect, Notify) and effect.message == ntf
    }
    return found | {flow for table in (CHOSEN_BY_THE_FLOW, ASKED) for name, flow in table.items() if name == ntf}


@pytest.mark.parametrize("ntf", sorted(MESSAGES))
def test_every_datum_of_a_message_is_one_of_a_flow_that_sends_it(ntf: str) -> None:
    """F-63: a name that no fact brings would stay empty for ever."""
    flows = _flows_of(ntf)
    brought = {(datum.name, datum.kind) for flow in flows for fact in FLOWS[flow].spec.facts for datum in fact.data}
    read = {
        (datum.name, datum.kind)
        for reader in MESSAGES[ntf].parameters.values()
        if isinstance(reader, FromCase | DayForRecipient)
        for datum in reader.data
    }

    assert flows
    assert read <= brought


def test_no_message_names_a_datum_by_a_string() -> None:
    """F-63: mypy follows the object; a misspelt string is nobody's datum."""
    folder = Path(compose.__file__).parent
    found = [
        f"{file.name}:{call.lineno}"
        for file in sorted(folder.glob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in READING
        and any(isinstance(each, ast.Constant) and each.value for each in call.args)
        and "tuning" not in ast.unparse(call)
    ]

    assert found == []


def test_a_datum_is_read_by_its_own_choices() -> None:
    """COM-01: flows may use one name for different choices."""
    every = [datum for rules in FLOWS.values() for fact in rules.spec.facts for datum in fact.data]

    assert all(isinstance(datum, Datum) for datum in every)
    assert len({(datum.name, tuple(datum.choices)) for datum in every}) > len({datum.name for datum in every})
