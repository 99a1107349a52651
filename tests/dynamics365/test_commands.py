"""The commands on a stand-in: check, provision, load, upload and compare (issue 3, section 1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

import pytest

from connectors.contract.records import a_write, account_values, contact_values, new_key
from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.environment.check import check_crm
from connectors.dynamics365.environment.findings import Problem
from connectors.dynamics365.environment.provisioning import provision_apply, provision_plan
from connectors.dynamics365.mapping.document import Option, Table
from connectors.dynamics365.records.load import load, upload
from domain.errors import CrmUnavailable
from domain.model.exchange.check_report import Level
from domain.model.exchange.crm_records import ChangePage, CrmRecord, RecordKind, Scalar
from domain.model.exchange.waiting import Waiting
from standin import FaultKind, FaultPlan, standin_in_thread
from sync.compare import compare
from tests.contract.connector.dynamics import (
    ACTOR,
    ACTOR_ID,
    CONFIG,
    ORGANIZATION,
    DynamicsColleague,
    DynamicsFaults,
    Rehearsal,
    plugin_that_refuses,
    rehearsal,
)

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION


def tables_of(connector: Dynamics365Connector) -> Mapping[RecordKind, Table]:
    return {kind: mapping.table for kind, mapping in connector.mappings.items()}


@pytest.fixture
async def bare() -> AsyncIterator[tuple[Rehearsal, Dynamics365Connector]]:
    """An environment in which nothing is provisioned."""
    with standin_in_thread(CONFIG) as (root, standin):
        rehearsal = Rehearsal(root, standin)
        async with rehearsal.connector() as connector:
            yield rehearsal, connector


class Ours:
    """Our side, in a dict."""

    def __init__(self, records: Mapping[RecordKind, dict[str, dict[str, Scalar]]]) -> None:
        self.records = records

    async def count(self, kind: RecordKind) -> int:
        return len(self.records.get(kind, {}))

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, Mapping[str, Scalar]]:
        return {key: self.records[kind][key] for key in keys if key in self.records.get(kind, {})}

    async def sample(self, kind: RecordKind, size: int) -> Sequence[str]:
        return list(self.records.get(kind, {}))[:size]

    async def disputed(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, set[str]]:
        return {}

    async def on_their_way(self, kind: RecordKind, keys: Sequence[str]) -> set[str]:
        return set()

    async def held_back(self, kind: RecordKind) -> set[str]:
        return set()

    async def deleted_there(self, kind: RecordKind) -> set[str]:
        return set()

    async def decisions(self) -> Sequence[Waiting]:
        return ()


async def test_the_check_names_what_is_missing_and_how_to_mend_it(
    bare: tuple[Rehearsal, Dynamics365Connector],
) -> None:
    """Missing tables and columns, each with its remedy; the check changes nothing."""
    _, connector = bare

    report = await check_crm(connector)

    wrong = {line.subject: line for line in report.lines if line.level is Level.WRONG}
    assert not report.ok
    assert wrong["pch_action"].said == "Falta la tabla pch_action."
    assert wrong["account.pch_rut"].remedy == "Ejecute `atencion crm provision --apply`."
    assert "account.name" not in wrong
    assert report.lines[0].said.startswith("Conectado a http://127.0.0.1")
    assert "«# Atención»" in report.lines[0].said


async def test_a_plan_changes_nothing_and_applying_it_twice_does_it_once(
    bare: tuple[Rehearsal, Dynamics365Connector],
) -> None:
    """Idempotent: the second plan is empty, and so is what the second apply does."""
    rehearsal, connector = bare
    tables = tables_of(connector)
    before = len(rehearsal.standin.organization().schema.tables)

    plan = await provision_plan(connector.client, connector.document, tables)
    assert len(rehearsal.standin.organization().schema.tables) == before
    said: list[str] = []
    first = await provision_apply(
        connector.client, connector.document, tables, poll_seconds=0.05, progress=lambda _d, _a, text: said.append(text)
    )
    second = await provision_apply(connector.client, connector.document, tables, poll_seconds=0.05)

    # account: 34 fields of which 7 are standard columns; contact: 1 of ours; action: 21, one comes with its table
    columns = [line for line in plan.lines if line.startswith(("Crear la columna", "Crear la búsqueda"))]
    assert len(columns) == 27 + 1 + 20
    assert "Crear la tabla pch_action." in plan.lines
    assert first.done == tuple(step.said for step in plan.steps)
    assert said[:-1] == list(first.done)
    assert (second.done, second.already_there) == ((), ())
    assert first.keys_active == ("pch_RutKey",)
    report = await check_crm(connector)
    assert [line for line in report.lines if line.level is Level.WRONG] == []


async def test_a_missing_option_is_added_and_an_unknown_one_is_left_alone(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """Choices are completed, never cut."""
    account = dynamics.mappings[ACCOUNT].table
    column = next(c for c in account.columns if c.field == "category")
    extra = replace(column.options[0], meaning="4", value=727000077, label="4: Nueva")
    wider = replace(column, options=(*column.options[1:], extra))  # ours has one more, and misses one of the CRM's
    changed = replace(account, columns=tuple(wider if c is column else c for c in account.columns))
    tables = {**tables_of(dynamics), ACCOUNT: changed}

    plan = await provision_plan(dynamics.client, dynamics.document, tables)
    report = await provision_apply(dynamics.client, dynamics.document, tables, poll_seconds=0.05)

    assert plan.lines == ["Agregar la opción 4: Nueva a account.pch_category.", "Publicar los cambios de account."]
    assert report.done == tuple(plan.lines)
    options = standin.standin.organization().schema.table("account").columns["pch_category"].options
    assert {727000000, 727000001, 727000002, 727000077} == {option.value for option in options}


async def test_a_publication_is_waited_for_and_never_sent_twice(standin: Rehearsal) -> None:
    """F-48: it is longer than any other answer, and a second one while it runs would collide with it."""
    async with standin.connector(TIMEOUT_SECONDS="1", ATTEMPTS="3") as connector:
        tables = _with_another_option(connector)
        standin.standin.trace.clear()
        standin.standin.faults.add(FaultPlan(FaultKind.SLOW, path="Publish", seconds=1.5))
        report = await provision_apply(connector.client, connector.document, tables, poll_seconds=0.05)
    sent = [entry.url.rpartition("/")[2] for entry in standin.standin.trace if "Publish" in entry.url]

    assert "Publicar los cambios de account." in report.done
    assert sent == ["PublishXml"]


async def test_a_publication_whose_answer_is_lost_is_not_sent_again(standin: Rehearsal) -> None:
    """F-48: it may still be running; the operator is told what to do."""
    async with standin.connector(ATTEMPTS="3") as connector:
        tables = _with_another_option(connector)
        standin.standin.trace.clear()
        standin.standin.faults.add(FaultPlan(FaultKind.DROP_AFTER, path="Publish", times=None))
        with pytest.raises(CrmUnavailable, match="puede seguir haciéndolo"):
            await provision_apply(connector.client, connector.document, tables, poll_seconds=0.05)

    assert len([entry for entry in standin.standin.trace if "Publish" in entry.url]) == 1


def _with_another_option(connector: Dynamics365Connector) -> Mapping[RecordKind, Table]:
    """The tables of the mapping, whose category has an option that the environment lacks."""
    account = connector.mappings[ACCOUNT].table
    column = next(c for c in account.columns if c.field == "category")
    wider = replace(column, options=(*column.options, Option("5", 727000088, "5: Otra")))
    changed = replace(account, columns=tuple(wider if c is column else c for c in account.columns))
    return {**tables_of(connector), ACCOUNT: changed}


async def test_a_column_of_another_type_is_told_and_not_touched(dynamics: Dynamics365Connector) -> None:
    """Types differ: a person decides; nothing here deletes or alters a column."""
    account = dynamics.mappings[ACCOUNT].table
    wrong = replace(next(c for c in account.columns if c.field == "phone"), name="numberofemployees")
    changed = replace(account, columns=tuple(wrong if c.field == "phone" else c for c in account.columns))

    plan = await provision_plan(dynamics.client, dynamics.document, {**tables_of(dynamics), ACCOUNT: changed})

    assert plan.steps == ()
    assert [finding.problem for finding in plan.unmet] == [Problem.COLUMN_TYPE]


async def test_a_person_who_is_no_user_of_the_crm_is_told(standin: Rehearsal) -> None:
    """Impersonation needs a user with that Entra object id."""
    async with standin.connector() as connector:
        connector.settings = replace(connector.settings, actors={ACTOR: ACTOR_ID, "nadie": new_key()})
        report = await check_crm(connector)

    (line,) = [line for line in report.lines if line.level is Level.WRONG]
    assert line.said.startswith("nadie no es usuario del CRM")


async def seeded(connector: Dynamics365Connector, count: int) -> list[str]:
    records = [CrmRecord(ACCOUNT, new_key(), account_values(name=f"Empresa {n:04d}"), "") for n in range(count)]
    async for outcomes in upload(connector, ACCOUNT, records):
        assert all(one.stored for one in outcomes)
    return [record.key for record in records]


async def test_an_interrupted_load_goes_on_from_the_saved_cursor(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """Nothing is lost and no page applied before is needed again."""
    keys = await seeded(dynamics, 250)
    held: dict[str, object] = {}
    cursors: dict[RecordKind, str | None] = {}
    progress: list[tuple[RecordKind, int, int | None]] = []

    async def apply(kind: RecordKind, page: ChangePage) -> None:
        if len(cursors) == 1 and len(held) == 100 and not resumed:
            raise ConnectionAbortedError  # the process dies with the third page in hand
        held.update({change.key: change for change in page.changes})
        cursors[kind] = page.cursor

    resumed = False
    with pytest.raises(ConnectionAbortedError):
        await load(dynamics, apply, {}, page_size=50)
    assert len(held) == 100
    standin.standin.trace.clear()
    resumed = True
    report = await load(dynamics, apply, cursors, page_size=50, progress=lambda *step: progress.append(step))

    assert set(keys) <= held.keys()
    assert report.read[ACCOUNT] == 150
    assert progress[0] == (ACCOUNT, 50, 250)
    later = [entry for entry in standin.standin.trace if "/accounts?" in entry.url]
    assert all("skiptoken" in entry.url or "deltatoken" in entry.url or "versionnumber" in entry.url for entry in later)


async def test_a_load_outlasts_throttling(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """A command waits as long as it is told and goes on."""
    keys = await seeded(dynamics, 20)
    faults = DynamicsFaults(standin)
    faults._add(FaultKind.THROTTLE, times=2, retry_after=0, path="/accounts")
    held: set[str] = set()

    async def apply(kind: RecordKind, page: ChangePage) -> None:
        held.update(change.key for change in page.changes)

    await load(dynamics, apply, {}, page_size=10)

    assert set(keys) <= held


async def test_an_upload_names_the_records_at_fault_and_stores_the_others(dynamics: Dynamics365Connector) -> None:
    """A bulk message is all or nothing; halves are tried until the culprits stand alone."""
    records = [CrmRecord(ACCOUNT, new_key(), account_values(name=f"E{n}"), "") for n in range(40)]
    records[7] = replace(records[7], values=account_values(name="x" * 161))  # name holds 160
    records[23] = replace(records[23], values=account_values(active="maybe"))
    refused = records[31].key

    with plugin_that_refuses(refused):
        outcomes = [one async for some in upload(dynamics, ACCOUNT, records, chunk=20) for one in some]

    bad = {one.key: one.code for one in outcomes if not one.stored}
    assert bad == {records[7].key: "0x80044331", records[23].key: "invalid_value", refused: "0x80040265"}
    there = await dynamics.get(ACCOUNT, [record.key for record in records])
    assert len(there) == 37
    assert len(outcomes) == 40


async def test_equal_sides_compare_equal_and_every_difference_is_named(
    dynamics: Dynamics365Connector, colleague: DynamicsColleague
) -> None:
    """Counts and fields, both ways, without changing anything."""
    account, contact = new_key(), new_key()
    values = account_values(sii_started=True)
    writes = [a_write(ACCOUNT, account, values), a_write(CONTACT, contact, contact_values(account))]
    await dynamics.write(writes)
    ours = Ours({ACCOUNT: {account: dict(values)}, CONTACT: {contact: contact_values(account)}})

    assert (await compare(dynamics, ours)).same

    stranger, missing = new_key(), new_key()
    await colleague.create(ACCOUNT, stranger, account_values(name="Solo allá"))
    await colleague.edit(ACCOUNT, account, {"phone": "+56 2 000"})
    ours.records[CONTACT][missing] = contact_values(account)
    report = await compare(dynamics, ours)

    by_kind = {kind.kind: kind for kind in report.kinds}
    assert not report.same
    assert by_kind[ACCOUNT].only_in_crm == (stranger,)
    (difference,) = by_kind[ACCOUNT].differences.some
    assert (difference.key, difference.field, difference.here, difference.crm) == (
        account,
        "phone",
        "+56 41 255 0101",
        "+56 2 000",
    )
    assert by_kind[CONTACT].only_here == (missing,)
    assert (by_kind[CONTACT].here, by_kind[CONTACT].crm) == (2, 1)
    assert by_kind[ACTION].same


async def test_a_crm_that_is_down_ends_the_check_with_a_sentence(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """The check never raises for a CRM that says no."""
    faults = DynamicsFaults(standin)
    await faults.go_down()
    report = await check_crm(dynamics)
    await faults.recover()

    assert not report.ok
    assert report.lines[-1].level is Level.WRONG


async def test_the_check_names_the_privileges_that_are_missing() -> None:
    """F-51: what the role lacks is told by table, and what is asked of the application itself beside it."""
    lacking = frozenset({"prvWriteAccount", "prvOverrideCreatedOnCreatedBy", "prvActOnBehalfOfAnotherUser"})
    user = replace(ORGANIZATION.users[0], missing_privileges=lacking)
    config = replace(CONFIG, organizations=(replace(ORGANIZATION, users=(user, *ORGANIZATION.users[1:])),))
    context = rehearsal(config)
    prepared = await asyncio.to_thread(context.__enter__)
    try:
        async with prepared.connector() as connector:
            report = await check_crm(connector)
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)

    wrong = [line.said for line in report.lines if line.level is Level.WRONG]
    assert [said for said in wrong if "account" in said] == ["Faltan privilegios en account: prvwriteaccount."]
    assert any("fechar la creación" in said for said in wrong)
    assert any("a nombre de otra persona" in said for said in wrong)


async def test_the_check_finds_nothing_missing_for_an_application_with_all_rights(
    dynamics: Dynamics365Connector,
) -> None:
    """Every branch that the check asks is answered: nothing stays unknown on the stand-in."""
    report = await check_crm(dynamics)
    assert [line.said for line in report.lines if line.level in {Level.WRONG, Level.UNKNOWN}] == []
