"""The exported SDL, the examples of GraphiQL, and the protocol read through the API."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLScalarType
from graphql import build_schema as schema_of_sdl

from api.commands.schema_check import problems_of_sdl
from api.http.examples import EXAMPLES
from api.http.graphql_ide import Example
from domain.model.institution.people import Role
from domain.protocol.flows import FLOWS
from schema.build import schema_sdl
from schema.execution.roots import SUBJECTS
from schema.links.following import kinds
from schema.scalars import SCALARS
from tests.api.conftest import Desk

SDL = Path(__file__).parents[2] / "schema" / "schema.graphql"


def test_the_committed_sdl_is_the_codes() -> None:
    """A change of the API shows in the diff of schema.graphql; a breaking one must be declared."""
    assert problems_of_sdl(SDL) == []


def test_a_breaking_change_fails_until_it_is_declared(tmp_path: Path) -> None:
    """Issue 2, section 4: a breaking change against the last release fails `make check` unless it is declared."""
    current = tmp_path / "schema.graphql"
    current.write_text(schema_sdl(), encoding="utf-8")
    released = schema_sdl().replace("type Viewer {", 'type Viewer {\n  """Gone since."""\n  nickname: String\n', 1)
    (tmp_path / "released.graphql").write_text(released, encoding="utf-8")
    (problem,) = problems_of_sdl(current)
    assert "Viewer.nickname was removed" in problem

    (tmp_path / "breaking_changes.txt").write_text("Field Viewer.nickname was removed.\n", encoding="utf-8")
    assert problems_of_sdl(current) == []


def test_everything_has_a_description() -> None:
    """A description on every type, field, argument, input field and enum value; named scalars say where specified."""
    schema = schema_of_sdl(schema_sdl())
    silent = []
    for name, type_ in schema.type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        if not type_.description:
            silent.append(name)
        if isinstance(type_, GraphQLEnumType):
            silent += [f"{name}.{key}" for key, value in type_.values.items() if not value.description]
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for key, field in type_.fields.items():
                if not field.description:
                    silent.append(f"{name}.{key}")
                silent += [f"{name}.{key}({arg})" for arg, a in getattr(field, "args", {}).items() if not a.description]
        if isinstance(type_, GraphQLScalarType) and not type_.specified_by_url:
            silent.append(f"{name}: specifiedBy")
    assert silent == []
    assert {definition.name for definition in SCALARS.values()} <= set(schema.type_map)


def test_whoever_did_something_is_told_by_name_beside_the_id() -> None:
    """COM-01, POL-07: each `…By` has the person beside it; an author in the CRM is named there, by no id of ours."""
    named, plain = set(), set()
    for kind in schema_of_sdl(SDL.read_text(encoding="utf-8")).type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for name, field in kind.fields.items():
                if name == "by" or (name.endswith("By") and str(field.type).rstrip("!") == "String"):
                    person = kind.fields.get(f"{name}Person")
                    known = person is not None and str(person.type).rstrip("!") == "Person"
                    (named if known else plain).add(f"{kind.name}.{name}")
    assert plain == {"SyncConflict.remoteBy"}
    assert {"Account.registeredBy", "Fact.by", "Activity.plannedBy", "Said.by", "CaseSurvey.askedBy"} < named


def test_every_node_type_can_be_read_by_its_id_or_lives_in_its_account() -> None:
    """Relay: `node` reads every type that is not only a part of an account or of the record."""
    schema = schema_of_sdl(schema_sdl())
    node = schema.get_type("Node")
    assert isinstance(node, GraphQLInterfaceType)
    types = {type_.name for type_ in schema.get_possible_types(node)}
    in_account = {"Contact", "Fact", "JourneyEvent", "SuitedActivity"}
    in_lists = {
        "AwaitingImprovement",
        "Decision",
        "FieldChange",
        "PersonalDataRead",
        "HeldBackRecord",
        "JoinProposal",
        "JourneyStep",
        "MeasuredRecord",
        "ChangedJudgement",
    }
    assert types - kinds() == in_account | in_lists


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
async def test_every_example_of_graphiql_runs(api: Desk, example: Example) -> None:
    """What a newcomer clicks first must work."""
    found = await api.answer(example.document, **example.variables)
    assert "errors" not in found, found["errors"]
    assert found["data"]


async def test_the_rules_are_read_by_id_family_and_text(api: Desk) -> None:
    """LIN-07, POL-12: the catalogue is readable by staff and searchable."""
    found = await api.ask(
        """{ rule(code: "DEF-03") { titleSpanish quote heading obligation coverage openPoints { code } }
             rules(family: "SLA") { code terms { quantity unit } }
             found: rules(search: "certificada") { code } none: rule(code: "XXX-99") { code } }"""
    )
    assert found["rule"]["quote"].startswith("todos sus datos de contacto en CRM 365")
    assert len(found["rules"]) == 21
    assert {"code": "SLA-01", "terms": [{"quantity": 3, "unit": "BUSINESS_DAYS"}]} in found["rules"]
    assert "BEH-03" in {rule["code"] for rule in found["found"]}
    assert found["none"] is None


async def test_a_business_day_says_why_not(api: Desk) -> None:
    """AMB-03: 7 June is a holiday in Arica only; 20 August in Chillán only; 31 December is a business day."""
    found = await api.ask(
        """{ arica: businessDay(on: "2024-06-07", office: "OFIREG-15") { isBusinessDay reason }
             iquique: businessDay(on: "2024-06-07", office: "OFIREG-01") { isBusinessDay }
             chillan: businessDay(on: "2024-08-20", office: "OFIREG-16") { isBusinessDay }
             concepcion: businessDay(on: "2024-08-20", office: "OFIREG-08") { isBusinessDay }
             newYear: businessDay(on: "2024-12-31") { isBusinessDay }
             regions { code } }"""
    )
    assert not found["arica"]["isBusinessDay"]
    assert found["arica"]["reason"]
    assert found["iquique"]["isBusinessDay"]
    assert not found["chillan"]["isBusinessDay"]
    assert found["concepcion"]["isBusinessDay"]
    assert found["newYear"]["isBusinessDay"]
    assert len(found["regions"]) == 16


async def test_an_office_lists_its_telephones_or_has_none_configured(api: Desk) -> None:
    """CHN-04: the register of the directory; only the enabled ones are points of contact."""
    found = await api.ask(
        '{ biobio: office(code: "OFIREG-08") { telephones { number isEnabled } }'
        ' tarapaca: office(code: "OFIREG-01") { telephones { number } } }'
    )
    assert found["biobio"]["telephones"] == [
        {"number": "+56 00 000 0008", "isEnabled": True},
        {"number": "+56 00 000 0088", "isEnabled": False},
    ]
    assert found["tarapaca"]["telephones"] is None


async def test_the_bodies_to_refer_to_are_listed_with_their_criteria(api: Desk) -> None:
    """ROL-03, LOW-03: Sercotec and Corfo are available; the samples have no criteria, so both fit every company."""
    found = await api.ask('{ referralTargets(kind: "PUBLIC_BODY") { code kind market stages supports } }')
    assert found["referralTargets"] == [
        {"code": code, "kind": "PUBLIC_BODY", "market": None, "stages": [], "supports": []}
        for code in ("SERCOTEC", "CORFO")
    ]


async def test_the_viewer_sees_its_role_and_what_it_may_do(api: Desk) -> None:
    """ROL-01: every operation runs as an actor with a role and an office."""
    document = "{ viewer { username role office { code } permissions } }"
    viewer = (await api.ask(document))["viewer"]
    assert viewer["role"] == "REGIONAL_EXECUTIVE"
    assert viewer["office"] == {"code": "OFIREG-08"}
    assert "VALIDATE_ACCOUNT" in viewer["permissions"]
    analyst = (await api.acting_as(Role.ANALYST).ask(document))["viewer"]
    assert "VALIDATE_ACCOUNT" not in analyst["permissions"]


async def test_what_a_role_may_not_do_is_refused_with_the_rule(api: Desk) -> None:
    """CAP-07: only a regional executive validates; the refusal names the rule and whose task it is."""
    account = (await api.ask('{ account(by: { rut: "44.100.808-2" }) { id version } }'))["account"]
    found = await api.acting_as(Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA").ask(
        """mutation($i: ValidateAccountInput!) { validateAccount(input: $i) {
             account { id } userErrors { __typename code rule message } } }""",
        i={"accountId": account["id"], "version": account["version"]},
    )
    (error,) = found["validateAccount"]["userErrors"]
    assert (error["__typename"], error["code"], error["rule"]) == ("NotAuthorisedError", "NOT_AUTHORISED", "CAP-07")
    assert "ejecutivo(a) regional" in error["message"]
    assert found["validateAccount"]["account"] is None


async def test_bad_input_gets_a_clear_error_and_changes_nothing(api: Desk) -> None:
    """A RUT with a wrong check digit never reaches the store."""
    found = await api.answer('{ account(by: { rut: "44.100.808-3" }) { id } }')
    assert "no es un RUT válido" in found["errors"][0]["message"]
    assert found["errors"][0]["extensions"]["code"]


@pytest.mark.parametrize("first", ["api.telling", "schema.webhooks.types", "schema.terms.types"])
def test_the_schema_is_whole_whatever_is_imported_first(first: str) -> None:
    """A worker that tells webhooks imports the kinds of change before the schema: no enum is defined twice for that."""
    build = f"import {first}; from schema.build import build_schema; build_schema()"
    done = subprocess.run([sys.executable, "-c", build], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_every_mutation_tells_first_of_what_it_is() -> None:
    """F-69, issue 15, point 3: the process of a fact, or the subject with the protocol's Spanish term; "…: …"."""
    mutation = schema_of_sdl(schema_sdl()).mutation_type
    assert mutation is not None
    subjects = {*SUBJECTS.values(), *(rules.spec.title for rules in FLOWS.values())}
    told = {name: (field.description or "").partition(": ")[0] for name, field in mutation.fields.items()}
    assert len(told) > 150
    assert {name: of for name, of in told.items() if of not in subjects} == {}


def test_the_same_choices_are_one_enum() -> None:
    """F-59: whatever the process, what is one list of words has one name."""
    schema = schema_of_sdl(schema_sdl())
    found: dict[tuple[tuple[str, str | None], ...], list[str]] = {}
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLEnumType) and not name.startswith("__"):
            found.setdefault(tuple(sorted((k, v.description) for k, v in kind.values.items())), []).append(name)
    assert [names for names in found.values() if len(names) > 1] == []
