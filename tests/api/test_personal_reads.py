"""The record of who was shown personal data, over GraphQL (POL-07)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type
from graphql import build_schema as schema_of_sdl
from sqlalchemy import text

from api.retention import forget_reads
from api.settings import Settings
from api.wiring import open_runtime
from domain.errors import ConfigurationError
from domain.model.institution.people import Role
from domain.model.personal_data import PersonalData, PersonalRead
from domain.ports.reading import PageRequest
from schema.build import schema_sdl
from schema.ids import read_global_id
from schema.personal_data import (
    CASE,
    CONTACT,
    JOIN,
    JOURNEY,
    LETTER,
    MESSAGE,
    NATURAL_PERSON,
    PROFILE,
    REPRESENTATION,
    TAX_ANSWER,
    ShownPersonalData,
    record_shown,
)
from tests.api.conftest import Desk
from tests.support.personal_reads import BY, _Looked, _now, a_reader, recorded_of

PAGE = "query Pagina { accounts(first: 20) { nodes { id contacts { name email } } } }"


async def a_person(api: Desk) -> dict[str, Any]:
    """An account that is a natural person, with a RUT."""
    found = await api.ask("{ accounts(first: 100) { nodes { id rut name personType } } }")
    person: dict[str, Any] = next(n for n in found["accounts"]["nodes"] if n["personType"] == "NATURAL" and n["rut"])
    return person


class _Counting:
    """A record that counts."""

    def __init__(self) -> None:
        self.count = 0

    async def record(self, reads: Sequence[PersonalRead]) -> None:
        """Count them."""
        self.count += len(reads)


class _Broken:
    """A record that cannot be written."""

    async def record(self, reads: Sequence[PersonalRead]) -> None:
        """Always fails."""
        raise OSError(f"the disk is full: {len(reads)} reads")


NOT_PERSONAL = {
    "ConflictOfInterest.person",  # one of ProChile's people, who declares it of themself
    "DirectoryEntry.person",  # of ProChile, too
    "Identity.person",
    "MessageDelivery.address",  # read through Message.deliveries
    "Office.mailbox",
    "Person.mailbox",  # of ProChile's people, whom the protocol has act
    "Region.mailbox",
}
"""Addresses of offices, not of persons, and what is noted where it is read from."""


def _is_field(schema: GraphQLSchema, path: str) -> bool:
    type_, _, name = path.partition(".")
    found = schema.get_type(type_)
    return isinstance(found, GraphQLObjectType) and name in found.fields


async def test_a_page_of_accounts_with_their_contacts_is_recorded_account_by_account(api: Desk) -> None:
    """POL-07: who, as what, which kinds, of which account, through what; one insert for the whole page."""
    reader = a_reader(api)
    with api.runtime.database.watch() as seen:
        shown = (await reader.ask(PAGE))["accounts"]["nodes"]
    entries = await recorded_of(api, reader)

    assert len([sql for sql, _ in seen if "personal_read" in sql]) == 1
    assert {e["accountId"] for e in entries} == {node["id"] for node in shown if node["contacts"]}
    assert len(entries) == len({e["accountId"] for e in entries}) > 0
    with_email = next(node for node in shown if any(c["email"] for c in node["contacts"]))
    (entry,) = [e for e in entries if e["accountId"] == with_email["id"]]
    assert entry == {
        "by": reader.actor.id,
        "role": "REGIONAL_EXECUTIVE",
        "kinds": ["NAME", "EMAIL"],
        "field": "accounts",
        "operation": "Pagina",
        "accountId": with_email["id"],
        "caseId": None,
    }


async def test_the_values_themselves_are_not_kept(api: Desk) -> None:
    """POL-07: the record says which kinds, never the datum."""
    reader = a_reader(api)
    shown = (await reader.ask(PAGE))["accounts"]["nodes"]
    rows = await api.runtime.database.read(
        text("SELECT * FROM personal_read WHERE by = :by").bindparams(by=reader.actor.id)
    )
    written = json.dumps([[str(value) for value in row] for row in rows])

    values = {value for node in shown for contact in node["contacts"] for value in contact.values() if value}
    assert values
    assert [value for value in values if value in written] == []


async def test_a_query_without_personal_fields_records_nothing(api: Desk) -> None:
    """POL-07: neither what a company is nor how many contacts it has is about a person."""
    reader = a_reader(api)
    await reader.ask("{ accounts(first: 50) { nodes { id personType regionCode contacts { id isMain version } } } }")
    await reader.ask('{ accounts(first: 50, filter: { search: "spa" }) { nodes { id classes { primary } } } }')
    await reader.ask("{ viewer { name } offices { mailbox } }")

    assert await recorded_of(api, reader) == []


async def test_the_data_of_a_company_are_not_personal_those_of_a_person_are(api: Desk) -> None:
    """POL-07: the law protects natural persons (DAT-01, DAT-03)."""
    person = await a_person(api)
    reader = a_reader(api)
    shown = (await reader.ask("{ accounts(first: 100) { nodes { id name rut personType } } }"))["accounts"]["nodes"]
    entries = await recorded_of(api, reader)

    assert {e["accountId"] for e in entries} == {n["id"] for n in shown if n["personType"] == "NATURAL"}
    assert {"LEGAL", "NATURAL"} == {n["personType"] for n in shown}
    (entry,) = [e for e in entries if e["accountId"] == person["id"]]
    assert entry["kinds"] == ["NAME", "RUN"]


@pytest.mark.parametrize(
    "document",
    [
        "query($i: ID!) { account(by: { id: $i }) { name } }",
        "query($i: ID!) { account(by: { id: $i }) { alias: name } }",
        "query($i: ID!) { node(id: $i) { ... on Account { ...F } } } fragment F on Account { name }",
    ],
    ids=["by id", "alias", "node and fragment"],
)
async def test_every_way_to_the_datum_is_recorded(api: Desk, document: str) -> None:
    """POL-07: an alias, a fragment or another way to the same record changes nothing."""
    person, reader = await a_person(api), a_reader(api)
    await reader.ask(document, i=person["id"])

    assert [(e["kinds"], e["accountId"]) for e in await recorded_of(api, reader)] == [(["NAME"], person["id"])]


async def test_the_answer_of_a_mutation_is_a_read_too(api: Desk) -> None:
    """POL-07: the contact that a change shows."""
    found = await api.ask('{ accounts(first: 1, filter: { regions: ["08"] }) { nodes { id } } }')
    (account,) = found["accounts"]["nodes"]
    reader = a_reader(api)
    done = await reader.ask(
        """mutation Anota($i: AddContactInput!) { addContact(input: $i) {
          contact { id name phone } userErrors { message } } }""",
        i={"accountId": account["id"], "contact": {"name": "Elisa Vera", "phone": "+56 41 2000000"}},
    )
    assert done["addContact"]["userErrors"] == []
    (entry,) = await recorded_of(api, reader)
    assert (entry["kinds"], entry["field"], entry["operation"]) == (["NAME", "PHONE"], "addContact", "Anota")
    assert entry["accountId"] == account["id"]


async def test_a_refused_query_records_nothing(api: Desk) -> None:
    """POL-07: who was shown nothing has read nothing."""
    company = api.acting_as(Role.COMPANY, account_id=str(uuid.uuid4()))
    company = replace(company, actor=replace(company.actor, id=f"empresa.{uuid.uuid4().hex}"))
    person = await a_person(api)
    found = await company.ask("query($i: ID!) { account(by: { id: $i }) { name rut } }", i=person["id"])
    assert found["account"] is None
    await company.answer("{ syncConflicts(first: 9) { nodes { local remote } } }")
    assert await recorded_of(api, company) == []

    reader = a_reader(api)
    refused = await reader.answer(
        """query($i: ID!) { account(by: { id: $i }) { name contacts { name }
          readsOfPersonalData(first: 1) { nodes { by } } } }""",
        i=person["id"],
    )
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await recorded_of(api, reader) == []


async def test_the_record_of_an_account_is_read_by_the_administrator_only(api: Desk) -> None:
    """POL-07: newest first, page by page; the record is about people who work here."""
    person, first, second = await a_person(api), a_reader(api), a_reader(api)
    for reader in (first, second):
        await reader.ask("query($i: ID!) { account(by: { id: $i }) { rut } }", i=person["id"])

    document = """query($i: ID!, $a: String) { account(by: { id: $i }) {
      readsOfPersonalData(first: 1, after: $a) { nodes { by kinds } pageInfo { hasNextPage endCursor } } } }"""
    administrator = api.acting_as(Role.ADMINISTRATOR, "CENTRAL")
    newest = (await administrator.ask(document, i=person["id"]))["account"]["readsOfPersonalData"]
    older = (await administrator.ask(document, i=person["id"], a=newest["pageInfo"]["endCursor"]))["account"]
    assert newest["nodes"] == [{"by": second.actor.id, "kinds": ["RUN"]}]
    assert older["readsOfPersonalData"]["nodes"] == [{"by": first.actor.id, "kinds": ["RUN"]}]

    for role in (Role.REGIONAL_EXECUTIVE, Role.REGIONAL_HEAD, Role.ANALYST, Role.SERVICE):
        refused = await api.acting_as(role, "OFIREG-08").answer(BY, by=None)
        assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_person_without_an_account_is_recorded_by_the_case(api: Desk) -> None:
    """POL-07, PUB-06: whoever writes to the Centro de Ayuda belongs to no account."""
    clerk = api.acting_as(Role.HELP_CENTRE, "CENTRAL")
    done = await clerk.ask(
        """mutation($i: SubmitHelpFormInHelpCentreInput!) { submitHelpFormInHelpCentre(input: $i) {
          case { id } userErrors { message } } }""",
        i={
            "circumstances": {"pointOfContact": "FORM_CDA"},
            "person": "Elisa Vera",
            "email": "elisa.vera@correo.example",
            "query": "Aranceles",
        },
    )
    assert done["submitHelpFormInHelpCentre"]["userErrors"] == []
    case = done["submitHelpFormInHelpCentre"]["case"]["id"]
    reader = a_reader(api)
    await reader.ask("query($i: ID!) { case(id: $i) { number state timeline { fact title } } }", i=case)
    assert await recorded_of(api, reader) == []
    await reader.ask("query($i: ID!) { case(id: $i) { person } }", i=case)
    await reader.ask("query($i: ID!) { case(id: $i) { timeline { data { name value } } } }", i=case)

    entries = await recorded_of(api, reader)
    assert [(e["kinds"], e["field"], e["accountId"], e["caseId"]) for e in entries] == [
        (["NAME", "EMAIL"], "case", None, case),
        (["NAME"], "case", None, case),
    ]
    about = await api.acting_as(Role.ADMINISTRATOR, "CENTRAL").ask(
        "query($c: ID!) { readsOfPersonalData(first: 9, caseId: $c) { nodes { by } } }", c=case
    )
    assert [node["by"] for node in about["readsOfPersonalData"]["nodes"]] == [reader.actor.id] * 2


async def test_the_run_of_a_representative_is_recorded_wherever_it_is_shown(api: Desk) -> None:
    """POL-07, CAP-04: the registration keeps the RUN as a detail, and details are read like any other datum."""
    company = api.acting_as(Role.COMPANY, run="12.345.678-5")
    done = await company.ask(
        """mutation($i: RegisterCompanyInput!) { registerCompany(input: $i) {
          case { id } userErrors { message } } }""",
        i={"rut": "77.888.999-4", "name": "Quesos del Ñuble", "fields": {"region": "08"}},
    )
    assert done["registerCompany"]["userErrors"] == []
    confirmed = await api.ask(
        """mutation($i: ConfirmRepresentationInCaptureInput!) { confirmRepresentationInCapture(input: $i) {
          case { accountId } userErrors { message } } }""",
        i={"caseId": done["registerCompany"]["case"]["id"]},
    )
    account = confirmed["confirmRepresentationInCapture"]["case"]["accountId"]
    reader = a_reader(api)
    await reader.ask("query($i: ID!) { account(by: { id: $i }) { facts { kind value } } }", i=account)
    assert await recorded_of(api, reader) == []
    found = await reader.ask(
        "query($i: ID!) { account(by: { id: $i }) { facts { details { name value } } } }", i=account
    )

    shown = {detail["name"] for fact in found["account"]["facts"] for detail in fact["details"]}
    assert "representative_run" in shown
    entries = await recorded_of(api, reader)
    assert [(e["kinds"], e["field"], e["accountId"]) for e in entries] == [(["RUN"], "account", account)]


async def test_a_next_step_that_calls_a_person_by_name_is_a_read(api: Desk) -> None:
    """POL-07, PUB-06: in the case and in the payload of a fact; its other fields show nobody."""
    fact = """mutation($i: %sInput!) { %s(input: $i) { case { id } nextStep { text } userErrors { message } } }"""
    submit = fact % ("SubmitHelpFormInHelpCentre", "submitHelpFormInHelpCentre")
    clerk = a_reader(api, Role.HELP_CENTRE)
    done = await clerk.ask(
        submit, i={"circumstances": {"pointOfContact": "FORM_CDA"}, "person": "Elisa Vera", "query": "Aranceles"}
    )
    case = done["submitHelpFormInHelpCentre"]["case"]["id"]
    assert [(each["kinds"], each["caseId"]) for each in await recorded_of(api, clerk)] == [(["NAME"], case)]

    reader = a_reader(api)
    await reader.ask("query($i: ID!) { case(id: $i) { nextStep { title dueOn } } }", i=case)
    assert await recorded_of(api, reader) == []
    found = await reader.ask("query($i: ID!) { case(id: $i) { nextStep { text } } }", i=case)
    assert "Elisa Vera" in found["case"]["nextStep"]["text"]
    assert [(each["kinds"], each["field"], each["caseId"]) for each in await recorded_of(api, reader)] == [
        (["NAME"], "case", case)
    ]


async def test_a_step_of_an_account_that_calls_a_person_by_name_is_a_read(api: Desk) -> None:
    """POL-07, PUB-06: asked by the account as by its case; its other fields show nobody."""
    account = (await api.ask("{ accounts(first: 1) { nodes { id } } }"))["accounts"]["nodes"][0]["id"]
    submit = "mutation($i: SubmitHelpFormInHelpCentreInput!) { submitHelpFormInHelpCentre(input: $i) { case { id } } }"
    asked = {
        "circumstances": {"pointOfContact": "FORM_CDA"},
        "person": "Elisa Vera",
        "query": "Aranceles",
        "accountId": account,
    }
    await a_reader(api, Role.HELP_CENTRE).ask(submit, i=asked)
    reader = a_reader(api)
    await reader.ask("query($i: ID!) { nextSteps(accountId: $i) { title } }", i=account)
    assert await recorded_of(api, reader) == []
    found = await reader.ask("query($i: ID!) { nextSteps(accountId: $i) { text } }", i=account)
    assert any("Elisa Vera" in step["text"] for step in found["nextSteps"])
    assert [(e["kinds"], e["field"], e["accountId"]) for e in await recorded_of(api, reader)] == [
        (["NAME"], "nextSteps", account)
    ]


async def test_messages_are_recorded_by_whom_they_are_about(api: Desk) -> None:
    """POL-07: an address is a datum wherever it is shown."""
    reader = a_reader(api)
    messages = (await reader.ask("{ messages(first: 5) { nodes { recipients state accountId caseId } } }"))["messages"]
    entries = await recorded_of(api, reader)
    about = {(node["accountId"], None if node["accountId"] else node["caseId"]) for node in messages["nodes"]}
    assert {(e["accountId"], e["caseId"]) for e in entries} == about
    assert {tuple(e["kinds"]) for e in entries} <= {("EMAIL",)}


async def test_the_work_of_the_system_is_no_reading(api: Desk) -> None:
    """POL-07: the synchronisation and the timers read every contact, and nobody sees it."""
    count = text("SELECT count(*) FROM personal_read")
    await a_reader(api).ask(PAGE)
    before = (await api.runtime.database.read(count))[0][0]
    assert api.runtime.worker is not None
    await api.runtime.worker.run_once()

    assert (await api.runtime.database.read(count))[0][0] == before
    assert before > 0


async def test_a_worker_forgets_what_the_configured_retention_no_longer_keeps(tmp_path: Path) -> None:
    """POL-07: days back from the real now; a retention that is no number of days keeps the process from starting."""
    given = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'kept.db'}",
        "ATENCION_AUDIT_READS_DAYS": "30",
    }
    with pytest.raises(ConfigurationError, match="ATENCION_AUDIT_READS_DAYS"):
        Settings.from_env({**given, "ATENCION_AUDIT_READS_DAYS": "0"})
    settings = Settings.from_env(given)
    assert settings.audit_reads_days == 30
    async with open_runtime(settings, crm=False, worker=False) as runtime:
        days = [PersonalRead(_now() - timedelta(days=n), "x", "ANALYST", (PersonalData.NAME,), "f") for n in (31, 29)]
        await runtime.personal_reads.record(days)
        await forget_reads(runtime.personal_reads, timedelta(days=settings.audit_reads_days))
        assert list((await runtime.personal_reads.reads(PageRequest(first=9))).items) == days[1:]


async def test_what_cannot_be_recorded_is_not_shown(api: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """POL-07: a read is never lost in silence; what shows no person is answered as ever."""
    person = await a_person(api)
    monkeypatch.setattr(api.runtime, "personal_reads", _Broken())
    found = await api.answer("query($i: ID!) { account(by: { id: $i }) { name } }", i=person["id"])
    assert "data" not in found
    assert person["name"] not in json.dumps(found)
    assert (await api.ask("query($i: ID!) { account(by: { id: $i }) { id } }", i=person["id"]))["account"]


@pytest.mark.parametrize(("switch", "recorded"), [("", 1), ("true", 1), ("false", 0)])
async def test_the_record_is_on_unless_the_operator_switches_it_off(
    api: Desk, monkeypatch: pytest.MonkeyPatch, switch: str, recorded: int
) -> None:
    """POL-07: on by default; the retention is not configured, so what is recorded is kept."""
    settings = Settings.from_env({**api.runtime.settings.environment, "ATENCION_AUDIT_READS": switch})
    assert settings.audit_reads_days is None
    person, log = await a_person(api), _Counting()
    monkeypatch.setattr(api.runtime, "personal_reads", log)
    shown = ShownPersonalData()
    shown.note(_Looked(), [PersonalData.NAME], read_global_id(person["id"])[1])  # type: ignore[arg-type]  # what it reads of one
    context = SimpleNamespace(
        actor=api.actor, shown=shown, personal_reads=log, audits_reads=settings.audit_reads, machine_now=_now
    )
    await record_shown(context)  # type: ignore[arg-type]  # as much of a context as it needs
    assert log.count == recorded


def test_no_field_of_the_schema_that_shows_an_address_a_rut_or_a_phone_is_forgotten() -> None:
    """POL-07: whoever adds such a field says in the table whether it is personal, or here why it is not."""
    known = {
        *(f"Contact.{name}" for name in CONTACT.fields),
        *(f"Account.{name}" for name in NATURAL_PERSON.fields),
        *(f"Case.{name}" for name in CASE.fields),
        *(f"Representation.{name}" for name in REPRESENTATION.fields),
        *(f"JourneyEvent.{name}" for name in JOURNEY.fields),
        *(f"Message.{name}" for name in MESSAGE.fields),
        *(f"Profile.{name}" for name in PROFILE.fields),
        *(f"{kind}.{name}" for kind in ("JoinProposal", "ProfileJoin") for name in JOIN.fields),
        *(f"InvitationLetter.{name}" for name in LETTER.fields),
        *(f"TaxAnswer.{name}" for name in TAX_ANSWER.fields),
    }
    schema = schema_of_sdl(schema_sdl())
    telling = {
        f"{type_.name}.{name}"
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if get_named_type(field.type).name in {"Email", "Rut"} or name in {"phone", "person", "address", "recipients"}
    }
    assert telling - known == NOT_PERSONAL
    assert [each for each in sorted(known) if not _is_field(schema, each)] == []
