"""The input of a fact is what its row is: whom it is about, what it must bring, what all facts have alike (F-56)."""

from __future__ import annotations

from typing import Any, Final

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull

from domain.model.cases import Flow
from domain.model.institution.people import Role
from domain.protocol.engine.rows import NEW
from domain.protocol.flows import FLOWS
from schema.build import build_schema
from schema.cases.inputs import camel, input_type_of, mutation_of
from schema.cases.ready import ready_documents
from tests.api.conftest import Desk

SCHEMA = build_schema()._schema
FACTS = [(flow, fact) for flow, rules in FLOWS.items() for fact in rules.spec.facts if fact.roles]


def fields_of(flow: Flow, fact: str) -> dict[str, str]:
    """The fields of the input of a fact, each with its type as the SDL writes it."""
    kind = SCHEMA.type_map[input_type_of(flow, fact)]
    assert isinstance(kind, GraphQLInputObjectType)
    return {name: str(field.type) for name, field in kind.fields.items()}


@pytest.mark.parametrize(
    ("flow", "fact", "named"),
    [
        (Flow.CAPTURE, "record_contact", {"caseId": "ID!"}),
        (Flow.AGENDA, "request_agenda", {"accountId": "ID!"}),
        (Flow.HELP_CENTRE, "submit_help_form", {"accountId": "ID"}),
        (Flow.CAPTURE, "register", {"about": "FactSubject!"}),
        (Flow.CAPTURE, "receive_contact", {"about": "FactSubject"}),
    ],
)
def test_a_fact_names_its_case_or_the_account_for_which_it_opens_one(
    flow: Flow, fact: str, named: dict[str, str]
) -> None:
    """F-56, PUB-01: only reported, only opening, opening without a company, either of both, either or a person."""
    found = fields_of(flow, fact)
    assert {name: kind for name, kind in found.items() if name in {"caseId", "accountId", "about"}} == named


def test_every_input_is_what_the_rows_accept() -> None:
    """F-56: a case where a row reports the fact in a state, an account where a row opens a case by it, exactly."""
    for flow, fact in FACTS:
        rows = [row for row in FLOWS[flow].spec.transitions if row.fact == fact.name and not row.refuse]
        opens = any(NEW in row.sources for row in rows)
        reports = any(set(row.sources) - {NEW} for row in rows)
        found = fields_of(flow, fact.name)
        assert ("about" in found, "accountId" in found, "caseId" in found) == (
            opens and reports,
            opens and not reports,
            reports and not opens,
        ), (flow, fact.name)
        for datum in fact.data:
            assert found[camel(datum.name)].endswith("!") == datum.required, (flow, fact.name, datum.name)
        assert found["circumstances"] == "Circumstances"
        assert not {"occurredAt", "channel", "pointOfContact", "version", "clientKey"} & set(found)


async def test_what_is_required_and_null_is_refused_with_its_rule(api: Desk) -> None:
    """F-56, AGD-01: whoever goes past the types is told the rule, as by the protocol."""
    account = (await api.ask("{ accounts(first: 1) { nodes { id } } }"))["accounts"]["nodes"][0]["id"]
    document = """mutation ($i: RequestAgendaInAgendaInput!) { requestAgendaInAgenda(input: $i) {
      userErrors { code rule field ... on MissingDataError { missing fields } } } }"""
    given = {"accountId": account, "market": None, "circumstances": {"pointOfContact": "OFIREG"}}
    (error,) = (await api.ask(document, i=given))["requestAgendaInAgenda"]["userErrors"]
    assert error == {
        "code": "MISSING_DATA",
        "rule": "AGD-01",
        "field": ["market"],
        "missing": ["market", "mode"],
        "fields": [["market"], ["mode"]],
    }


async def test_a_fact_is_about_one_thing(api: Desk) -> None:
    """F-56: a case or an account, not both and not neither, told as the field that is wrong."""
    document = """mutation ($i: ReceiveContactInCaptureInput!) { receiveContactInCapture(input: $i) {
      userErrors { code field message } } }"""
    both = {"about": {"caseId": "a", "accountId": "b"}}
    found = (await api.ask(document, i=both))["receiveContactInCapture"]["userErrors"]
    assert {"code": "INVALID_VALUE", "field": ["about"], "message": "Indique solo uno: el caso o la cuenta."} in found


FORMS = """query($flow: Flow) { flows(flow: $flow) { facts { name mutation inputType casePath accountPath needsAccount
  data { name path label help kind required requiredWhen isPersonal rule choices { value label } } } } }"""


async def test_flows_say_all_that_a_form_needs(api: Desk) -> None:
    """F-57, AMB-13, CHN-01: where each datum goes, how it is written, what may be chosen and when it is asked for."""
    facts = {each["name"]: each for each in (await api.ask(FORMS, flow="CAPTURE"))["flows"][0]["facts"]}
    register = facts["register"]
    assert (register["mutation"], register["inputType"]) == ("registerInCapture", "RegisterInCaptureInput")
    assert (register["casePath"], register["accountPath"]) == (["about", "caseId"], ["about", "accountId"])
    (run, topic, point) = register["data"]
    assert (run["path"], run["isPersonal"], run["required"]) == (["representativeRun"], True, True)
    assert (topic["path"], topic["required"]) == (["topic"], False)
    assert topic["choices"]
    assert run["help"] == "Con o sin puntos, con dígito verificador: 12.345.678-5."
    assert point["path"] == ["circumstances", "pointOfContact"]
    assert (point["required"], point["requiredWhen"]) == (
        False,
        ["Cuando lo registra un funcionario o una funcionaria."],
    )
    (items,) = [each for each in facts["complete_preadmissibility"]["data"] if each["name"] == "items"]
    assert len(items["choices"]) > 1
    service = {each["name"]: each for each in (await api.ask(FORMS, flow="SERVICE"))["flows"][0]["facts"]}
    (kind,) = [each for each in service["select_for_service"]["data"] if each["name"] == "actionType"]
    assert {"value": "FERIA", "label": "Feria internacional"} in kind["choices"] or kind["choices"]


async def test_every_path_of_a_form_is_one_of_its_input(api: Desk) -> None:
    """F-57: a form that is drawn from `flows` sends an input of that type."""
    for flow in (await api.ask(FORMS, flow=None))["flows"]:
        for fact in flow["facts"]:
            if fact["mutation"] is None:
                continue
            paths: list[list[str]] = [each["path"] for each in fact["data"]]
            for path in [*paths, fact["casePath"], fact["accountPath"]]:
                assert _at(fact["inputType"], path), (fact["name"], path)


def _at(kind: str, path: list[str]) -> bool:
    above: Any = SCHEMA.type_map[kind]
    for step in path:
        if step not in above.fields:
            return False
        above = above.fields[step].type
        above = above.of_type if isinstance(above, GraphQLNonNull) else above
    return True


def test_names_of_mutations_and_inputs_are_those_of_the_schema() -> None:
    """F-57: what is told exists."""
    assert SCHEMA.mutation_type is not None
    for flow, fact in FACTS:
        argument = SCHEMA.mutation_type.fields[mutation_of(flow, fact.name)].args["input"].type
        assert str(argument) == f"{input_type_of(flow, fact.name)}!"


def test_every_mutation_that_reports_a_fact_has_its_ready_document() -> None:
    """F-57, F-60: one for each, and no others."""
    assert SCHEMA.mutation_type is not None
    inputs = {f"{input_type_of(flow, fact.name)}!" for flow, fact in FACTS}
    taken = {name: str(field.args["input"].type) for name, field in SCHEMA.mutation_type.fields.items() if field.args}
    ready = (text.partition("reported: ")[2].partition("(")[0] for text in ready_documents().values())
    assert sorted(ready) == sorted(name for name, type_ in taken.items() if type_ in inputs)


SAVE_OFFICE: Final = """mutation($i: SaveOfficeInput!) { saveOffice(input: $i) {
  office { name mailbox } userErrors { message } } }"""
SAVE_PERSON: Final = """mutation($i: SavePersonInput!) { savePerson(input: $i) {
  entry { markets unit } userErrors { message } } }"""


async def test_what_an_administrator_leaves_out_stays_and_null_empties_it(api: Desk) -> None:
    """F-83: an office keeps its mailbox when its name alone is said, a person her markets and unit."""
    desk = api.acting_as(Role.ADMINISTRATOR, "CENTRAL")
    office = {"code": "OFICOM-PE-LIM", "name": "Lima", "reason": "Se amplía"}
    shown = [
        (await desk.ask(SAVE_OFFICE, i=office | more))["saveOffice"]["office"]
        for more in ({"mailbox": "lima@prochile.example"}, {"name": "Lima y Callao"}, {"mailbox": None})
    ]
    assert [each["mailbox"] for each in shown] == ["lima@prochile.example", "lima@prochile.example", None]
    assert shown[1]["name"] == "Lima y Callao"
    person = {
        "username": "nora.diaz", "name": "Nora Díaz", "role": "SECTOR_OFFICER", "email": "nora@prochile.example",
        "office": "OFIREG-08", "reason": "Llega",
    }  # fmt: skip
    entries = [
        (await desk.ask(SAVE_PERSON, i=person | more))["savePerson"]["entry"]
        for more in ({"markets": ["PE"], "unit": "Sur"}, {"reason": "Sigue"}, {"markets": [], "unit": None})
    ]
    assert entries[1] == entries[0] == {"markets": ["PE"], "unit": "Sur"}
    assert entries[2]["markets"] == []
    assert entries[2]["unit"] != "Sur"
