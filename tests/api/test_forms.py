"""What a person gets wrong in a form is told in the payload, all at once; what a program gets wrong is not (F-58)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type, is_non_null_type

from domain.model.institution.people import Role
from schema.build import build_schema
from schema.mistakes.labels import DATUM, LABELS
from schema.mistakes.refusing import nothing_of
from tests.api.conftest import Desk

ERRORS = "userErrors { __typename code message field rule ... on MissingDataError { missing fields } }"
CREATE = f"mutation ($i: CreateAccountInput!) {{ createAccount(input: $i) {{ account {{ id }} {ERRORS} }} }}"
AGENDA = (
    f"mutation ($i: RequestAgendaInAgendaInput!) {{ requestAgendaInAgenda(input: $i) {{ case {{ id }} {ERRORS} }} }}"
)


async def errors_of(api: Desk, document: str, **variables: Any) -> list[dict[str, Any]]:
    (payload,) = (await api.ask(document, **variables)).values()
    found: list[dict[str, Any]] = payload.pop("userErrors")
    assert set(payload.values()) <= {None}
    return found


async def test_scalars_that_cannot_be_read_are_told_with_all_that_is_missing(api: Desk) -> None:
    """F-58: a RUT, two addresses, a country that is none, and two names that are not there: Spanish, whole paths."""
    fields = {"rut": "1-1", "email": "x", "country": "Chile"}
    found = await errors_of(api, CREATE, i={"fields": fields, "contacts": [{"email": "q"}]})
    assert [(e["code"], e["field"]) for e in found] == [
        ("MISSING_DATA", ["name"]),
        ("INVALID_VALUE", ["fields", "rut"]),
        ("INVALID_VALUE", ["fields", "country"]),
        ("INVALID_VALUE", ["fields", "email"]),
        ("INVALID_VALUE", ["contacts", "0", "email"]),
    ]
    assert found[0]["missing"] == ["name", "name"]
    assert found[0]["fields"] == [["name"], ["contacts", "0", "name"]]
    assert found[0]["message"] == "Falta el nombre."
    assert found[1]["message"] == ("El RUT: «1-1» no es un RUT válido: revise los números y el dígito verificador.")
    assert found[3]["message"] == ("El correo electrónico: no es un correo electrónico: se espera nombre@dominio.cl.")


async def test_values_in_the_text_of_a_document_are_a_form_too(api: Desk) -> None:
    """F-58: the same, as a variable or written out; what else the mutation asks is answered."""
    document = f"""mutation ($mail: Email) {{
      a: createAccount(input: {{ name: "Una", fields: {{ rut: "1-1", email: $mail }} }}) {{ account {{ id }} {ERRORS} }}
      b: acknowledgeCase(input: {{ caseId: "nada" }}) {{ case {{ id }} {ERRORS} }} }}"""
    found = await api.ask(document, mail="x")
    told = [(e["code"], e["field"]) for e in found["a"]["userErrors"]]
    assert told == [("INVALID_VALUE", ["fields", "rut"]), ("INVALID_VALUE", ["fields", "email"])]
    assert [e["code"] for e in found["b"]["userErrors"]] == ["INVALID_VALUE"]


async def test_the_form_of_a_fact_is_told_with_what_the_protocol_misses(api: Desk) -> None:
    """F-58, F-61, AGD-01, CHN-01: what cannot be read is no missing datum; the account is, and the point of contact."""
    found = await errors_of(
        api, AGENDA, i={"market": "QQQQ", "mode": "ROCKET", "circumstances": {"occurredAt": "2020"}}
    )
    assert [(e["code"], e["field"]) for e in found] == [
        ("INVALID_VALUE", ["market"]),
        ("INVALID_VALUE", ["mode"]),
        ("INVALID_VALUE", ["circumstances", "occurredAt"]),
        ("MISSING_DATA", ["accountId"]),
    ]
    assert found[3]["missing"] == ["accountId", "pointOfContact"]
    assert found[1]["message"] == "«Modalidad»: «ROCKET» no es una de las opciones: Presencial, Virtual."


async def test_who_may_not_report_a_fact_is_refused_before_its_form_is_read(api: Desk) -> None:
    """POL-06, RTE-04: nobody fills in a form twice to learn that it is not theirs."""
    analyst = api.acting_as(Role.ANALYST, "CENTRAL")
    (error,) = await errors_of(analyst, AGENDA, i={"market": "QQQQ"})
    assert error["code"] == "NOT_AUTHORISED"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "Una SpA", "nombre": "x"}, "unknown field 'nombre'"),
        ({"name": 7}, "String cannot represent"),
        ({"name": "Una SpA", "fields": "x"}, "to be an object"),
    ],
)
async def test_what_only_a_program_gets_wrong_is_an_error_of_the_request(
    api: Desk, given: dict[str, Any], words: str
) -> None:
    """A field that does not exist, a number for a text, a text for an object: no person can mend that."""
    answer = await api.answer(CREATE, i=given)
    assert "data" not in answer
    assert words in json.dumps(answer["errors"])


async def test_a_variable_that_is_used_below_a_mutation_as_well_is_no_form(api: Desk) -> None:
    """What is asked back cannot be answered without it."""
    document = """mutation ($rut: Rut!) { registerCompany(input: { rut: $rut, name: "Una SpA" }) {
      account { cases(first: 1) { totalCount } } similar: case { id } userErrors { code } } }"""
    assert (await api.ask(document, rut="1-1"))["registerCompany"]["userErrors"] == [{"code": "INVALID_VALUE"}]
    query = "query ($rut: Rut!) { account(by: { rut: $rut }) { id } }"
    (error,) = (await api.answer(query, rut="1-1"))["errors"]
    assert error["message"] == "«1-1» no es un RUT válido: revise los números y el dígito verificador."
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": ["rut"]}


async def test_a_number_that_is_none_is_a_persons_mistake(api: Desk) -> None:
    """DEF-12: what was typed is quoted."""
    document = (
        f"mutation ($i: RecordTestResultInput!) {{ recordTestResult(input: $i) {{ account {{ id }} {ERRORS} }} }}"
    )
    (error,) = await errors_of(api, document, i={"accountId": "x", "version": 1, "score": "doce"})
    assert (error["code"], error["field"]) == ("INVALID_VALUE", ["score"])
    assert error["message"] == "El puntaje: «doce» no es un número entero de hasta nueve cifras."


def test_every_payload_can_say_that_nothing_was_done() -> None:
    """F-58: whatever the mutation, a form that could not be read has a payload."""
    schema = build_schema()._schema
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        assert "userErrors" in payload.fields, name
        for each in payload.extensions["strawberry-definition"].fields:
            nothing_of(payload, each)


def forms() -> list[GraphQLInputObjectType]:
    """The inputs of all mutations, and the inputs in them."""
    schema = build_schema()._schema
    assert schema.mutation_type is not None
    held = [argument.type for field in schema.mutation_type.fields.values() for argument in field.args.values()]
    found: dict[str, GraphQLInputObjectType] = {}
    while held:
        type_ = get_named_type(held.pop())
        if isinstance(type_, GraphQLInputObjectType) and type_.name not in found:
            found[type_.name] = type_
            held += [field.type for field in type_.fields.values()]
    return list(found.values())


def test_all_that_may_be_missing_is_called_by_a_name() -> None:
    """F-58: a sentence without one, "Falta .", tells nobody what to do; data of facts are called as in their rows."""
    assert len(forms()) > 150
    nameless = [
        f"{form.name}.{name}"
        for form in forms()
        for name, field in form.fields.items()
        if is_non_null_type(field.type) and name not in LABELS
        if DATUM not in field.extensions["strawberry-definition"].metadata
    ]
    assert nameless == []


@pytest.mark.parametrize(
    ("mutation", "missing"),
    [
        ("createWebhook", "la dirección"),
        ("pauseWebhook", "el identificador, el motivo"),
        ("openCall", "el título, la unidad, las etapas"),
        ("withdrawDocument", "el documento, el motivo"),
        ("announceDocument", "el caso, qué es el documento, el nombre"),
    ],
)
async def test_what_is_missing_is_told_in_words(api: Desk, mutation: str, missing: str) -> None:
    """F-58: each as a person calls it, in the order of the form."""
    field = build_schema()._schema.mutation_type.fields[mutation]
    document = f"mutation ($i: {field.args['input'].type}) {{ {mutation}(input: $i) {{ userErrors {{ message }} }} }}"
    (error,) = (await api.ask(document, i={}))[mutation]["userErrors"]
    assert error["message"] == f"Falta {missing}."


VOCABULARY = """{ flows { flow facts { name mutation data { name choices { value label } } } }
  __type(name: "AssignedCategory") { enumValues { name } } }"""


async def test_choices_of_a_form_are_data_and_what_is_written_is_what_is_read(api: Desk) -> None:
    """F-57, F-59: requirements and macrozones are offered; a category has one name everywhere."""
    told = await api.acting_as(Role.ADMINISTRATOR, "CENTRAL").ask(VOCABULARY)
    offered: dict[str, set[str]] = {}
    for flow in told["flows"]:
        for fact in flow["facts"]:
            for datum in fact["data"]:
                offered.setdefault(datum["name"], set()).update(each["value"] for each in datum["choices"])
    for name in ("actionType", "items", "requirementsMet", "macrozone", "macrozones", "macrozonesAsked"):
        assert offered[name], name
    assert offered["category"] == {"TRABAJO_HABITUAL", "TRABAJO_ESPORADICO"}
    assert {each["name"] for each in told["__type"]["enumValues"]} == offered["category"]
