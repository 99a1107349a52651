"""Writes on a stand-in: in bulk, narrowed down, conditional, on behalf of a person (issue 3, section 1)."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract.records import a_write, account_values, action_values, contact_values, new_key
from connectors.dynamics365.connector import Dynamics365Connector
from domain.errors import AccessDenied
from domain.model.exchange.crm_records import RecordKind, WriteStatus
from standin import FaultKind, FaultPlan
from tests.contract.connector.dynamics import (
    ACTOR,
    CONFIG,
    ORGANIZATION,
    DynamicsColleague,
    Rehearsal,
    plugin_that_refuses,
    rehearsal,
)

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION


def calls(standin: Rehearsal) -> list[str]:
    """What was asked, tokens and users aside, as method and path without query."""
    found = [(entry.method, entry.url.split("?")[0].split("/v9.2/")[-1]) for entry in standin.standin.trace]
    return [f"{method} {path}" for method, path in found if "token" not in path and path != "systemusers"]


def row(standin: Rehearsal, table: str, key: str) -> dict[str, object]:
    return dict(standin.standin.organization().store.of(table).rows[key])


async def test_new_records_go_in_bulk_and_are_read_once(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """A hundred accounts: one CreateMultiple, and one read for their versions."""
    outcomes = await dynamics.write([a_write() for _ in range(100)])

    assert Counter(outcome.status for outcome in outcomes) == {WriteStatus.CREATED: 100}
    assert calls(standin) == ["POST accounts/Microsoft.Dynamics.CRM.CreateMultiple", "GET accounts"]
    versions = {outcome.version for outcome in outcomes}
    assert len(versions) == 100


async def test_a_refused_bulk_is_narrowed_down_to_the_records_at_fault(dynamics: Dynamics365Connector) -> None:
    """A bulk message is all or nothing: the others are written all the same, each culprit is named."""
    writes = [a_write(values=account_values(name=f"Empresa {n}")) for n in range(60)]
    writes[11] = a_write(values=account_values(name="x" * 161))
    writes[42] = a_write(values=account_values(organisation="CLUB"))

    with plugin_that_refuses(writes[23].key):
        outcomes = await dynamics.write(writes)

    bad = {place: outcome for place, outcome in enumerate(outcomes) if outcome.status is not WriteStatus.CREATED}
    assert {place: outcome.code for place, outcome in bad.items()} == {
        11: "0x80044331",
        23: "0x80040265",
        42: "invalid_value",
    }
    assert all(outcome.status is WriteStatus.REJECTED for outcome in bad.values())
    assert "CLUB" in (bad[42].reason or "")
    assert len(await dynamics.get(ACCOUNT, [write.key for write in writes])) == 57


async def test_updates_travel_in_batches_each_with_its_version(
    standin: Rehearsal, dynamics: Dynamics365Connector, colleague: DynamicsColleague
) -> None:
    """Bulk updates would ignore the versions: a colleague's change among them is a conflict, and stays."""
    created = await dynamics.write([a_write() for _ in range(30)])
    taken = created[7].write.key
    writes = [a_write(ACCOUNT, o.write.key, {"phone": "2"}, expected=o.version) for o in created]
    await colleague.edit(ACCOUNT, taken, {"phone": "3"})
    standin.standin.trace.clear()

    outcomes = await dynamics.write(writes)

    assert Counter(outcome.status for outcome in outcomes) == {WriteStatus.UPDATED: 29, WriteStatus.CONFLICT: 1}
    assert outcomes[7].current is not None
    assert outcomes[7].current.values["phone"] == "3"
    assert set(calls(standin)) == {"GET accounts", "POST $batch"}
    assert "UpdateMultiple" not in " ".join(calls(standin))


async def test_a_colleague_who_is_quicker_than_the_batch_is_not_overwritten(
    standin: Rehearsal, dynamics: Dynamics365Connector, colleague: DynamicsColleague
) -> None:
    """Between our reading and our PATCH the record changes: If-Match refuses, the outcome is a conflict."""
    (created,) = await dynamics.write([a_write(values=account_values(phone="1"))])
    key, version = created.write.key, created.version
    reader = dynamics.reader.by_key
    raced = False

    async def slow_reader(*args: object, **more: object) -> object:
        nonlocal raced
        found = await reader(*args, **more)  # type: ignore[arg-type]  # passed on as they came
        if not raced:
            raced = True
            await colleague.edit(ACCOUNT, key, {"phone": "3"})
        return found

    dynamics.reader.by_key = slow_reader  # type: ignore[method-assign,assignment]  # a race, made certain
    (outcome,) = await dynamics.write([a_write(ACCOUNT, key, {"phone": "2"}, expected=version)])

    assert raced
    assert outcome.status is WriteStatus.CONFLICT
    assert row(standin, "account", key)["telephone1"] == "3"


async def test_only_what_differs_is_sent(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """Columns that are already so would fire plug-ins and webhooks for nothing (trap 27)."""
    (created,) = await dynamics.write([a_write(values=account_values(phone="1"))])
    standin.standin.trace.clear()
    same = account_values(phone="1")
    (unchanged,) = await dynamics.write([a_write(ACCOUNT, created.write.key, same, expected=created.version)])

    assert unchanged.status is WriteStatus.UNCHANGED
    assert calls(standin) == ["GET accounts"]
    # one changed field of eleven: a short body
    await dynamics.write([a_write(ACCOUNT, created.write.key, {**same, "phone": "2"}, expected=created.version)])
    (patch,) = [entry for entry in standin.standin.trace if entry.method == "PATCH"]
    assert patch.request_bytes == len(b'{"telephone1":"2"}')
    assert patch.headers["if-match"] == created.version


@pytest.mark.parametrize("count", [1, 20])
async def test_a_lost_answer_is_recognised_and_nothing_is_doubled(
    standin: Rehearsal, dynamics: Dynamics365Connector, count: int
) -> None:
    """The creation is sent again, found done, and told as such; one record each."""
    writes = [a_write() for _ in range(count)]
    path = r"/accounts(\(|/Microsoft)"
    standin.standin.faults.add(FaultPlan(FaultKind.DROP_AFTER, path=path))

    outcomes = await dynamics.write(writes)

    assert {outcome.status for outcome in outcomes} == {WriteStatus.UNCHANGED}
    assert all(outcome.version for outcome in outcomes)
    assert len(standin.standin.organization().store.of("account").rows) == count


async def test_a_creation_known_to_be_done_is_not_done_again_after_a_deletion(
    standin: Rehearsal, dynamics: Dynamics365Connector, colleague: DynamicsColleague
) -> None:
    """Its answer was lost and then found; a colleague deletes the record; a late repetition does not revive it."""
    write = a_write()
    standin.standin.faults.add(FaultPlan(FaultKind.DROP_AFTER, path=r"/accounts\("))
    (found,) = await dynamics.write([write])
    await colleague.delete(ACCOUNT, write.key)

    (again,) = await dynamics.write([write])

    assert found.status is WriteStatus.UNCHANGED
    assert (again.status, again.current) == (WriteStatus.CONFLICT, None)
    assert write.key not in standin.standin.organization().store.of("account").rows


async def test_a_rut_that_another_account_holds_is_rejected_and_the_other_is_named(
    dynamics: Dynamics365Connector,
) -> None:
    """AMB-63: RUT is unique; the executive is told which account has it."""
    (first,) = await dynamics.write([a_write(values=account_values(name="La primera", rut="761234560"))])
    other = a_write(values=account_values(name="La segunda", rut="761234560"))

    (outcome,) = await dynamics.write([other])
    many = await dynamics.write([other, *(a_write() for _ in range(9))])

    for refused in (outcome, many[0]):
        assert refused.status is WriteStatus.REJECTED
        assert first.write.key in (refused.reason or "")
        assert "«La primera»" in (refused.reason or "")
    assert {one.status for one in many[1:]} == {WriteStatus.CREATED}


async def test_an_inactive_account_is_created_inactive_in_one_step(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """A new row is always active, so creation and state are one change set: all or nothing."""
    writes = [a_write(values=account_values(active=n % 2 == 0)) for n in range(12)]
    outcomes = await dynamics.write(writes)

    assert {outcome.status for outcome in outcomes} == {WriteStatus.CREATED}
    found = await dynamics.get(ACCOUNT, [write.key for write in writes])
    assert [found[write.key].values["active"] for write in writes] == [n % 2 == 0 for n in range(12)]
    assert row(standin, "account", writes[1].key)["statuscode"] == 2


async def test_the_executive_is_the_author_and_the_application_acts_for_her(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """CallerObjectId: Dynamics' own audit shows who did it; unmapped people are written by the application."""
    writes = [a_write(actor=ACTOR) for _ in range(6)] + [a_write(actor="nadie.conocido")]
    outcomes = await dynamics.write(writes)
    found = await dynamics.get(ACCOUNT, [write.key for write in writes])

    assert {outcome.status for outcome in outcomes} == {WriteStatus.CREATED}
    assert {found[write.key].modified_by for write in writes[:6]} == {ACTOR}
    assert found[writes[6].key].modified_by == "# Atención"
    update = a_write(ACCOUNT, writes[6].key, {"phone": "9"}, expected=outcomes[6].version, actor=ACTOR)
    await dynamics.write([update])
    assert (await dynamics.get(ACCOUNT, [update.key]))[update.key].modified_by == ACTOR


async def test_the_original_time_is_kept(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """`overriddencreatedon`: an action registered in 2025 was created in 2025, whenever it is written."""
    (account,) = await dynamics.write([a_write()])
    action = a_write(ACTION, None, action_values(account.write.key))
    await dynamics.write([action])

    assert row(standin, "pch_action", action.key)["createdon"] == "2025-05-08T13:30:00Z"
    assert row(standin, "account", account.write.key)["createdon"] == "2025-03-10T04:00:00Z"


async def test_an_option_the_mapping_does_not_know_survives_a_round_trip(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """Read as "#number", written back as the same number, beside named ones."""
    (created,) = await dynamics.write([a_write()])
    key = created.write.key
    column = standin.standin.organization().schema.table("account").columns["pch_category"]
    column.options.append(replace(column.options[0], value=727000099))
    standin.standin.organization().store.of("account").rows[key] = {
        **row(standin, "account", key),
        "pch_category": 727000099,
    }
    record = (await dynamics.get(ACCOUNT, [key]))[key]
    assert record.values["category"] == "#727000099"

    (emptied,) = await dynamics.write([a_write(ACCOUNT, key, {"category": None}, expected=record.version)])
    (outcome,) = await dynamics.write([a_write(ACCOUNT, key, {"category": "#727000099"}, expected=emptied.version)])

    assert outcome.status is WriteStatus.UPDATED
    assert row(standin, "account", key)["pch_category"] == 727000099


async def test_a_spent_token_is_renewed_on_the_way(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """The service answers 401 in the middle of the work; nobody notices."""
    await dynamics.write([a_write()])
    standin.standin.expire_tokens()

    (outcome,) = await dynamics.write([a_write()])

    assert outcome.status is WriteStatus.CREATED


async def test_parents_and_children_of_one_call_are_written_in_order(dynamics: Dynamics365Connector) -> None:
    """Contacts and actions come before their accounts in the call; accounts are written first all the same."""
    keys = [new_key() for _ in range(10)]
    children = [a_write(CONTACT, None, contact_values(key)) for key in keys]
    children += [a_write(ACTION, None, action_values(key)) for key in keys]

    outcomes = await dynamics.write([*children, *(a_write(ACCOUNT, key) for key in keys)])

    assert {outcome.status for outcome in outcomes} == {WriteStatus.CREATED}


async def test_an_application_without_rights_is_told_apart_from_bad_records() -> None:
    """403 for the application itself concerns every record: AccessDenied, nothing is parked as rejected."""
    user = replace(ORGANIZATION.users[0], missing_privileges=frozenset({"prvWriteAccount"}))
    organization = replace(ORGANIZATION, users=(user, *ORGANIZATION.users[1:]))
    context = rehearsal(replace(CONFIG, organizations=(organization,)))
    prepared = await asyncio.to_thread(context.__enter__)
    try:
        async with prepared.connector() as connector:
            (created,) = await connector.write([a_write()])
            update = a_write(ACCOUNT, created.write.key, {"phone": "2"}, expected=created.version)
            with pytest.raises(AccessDenied, match="privilegio"):
                await connector.write([update])
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)


async def test_the_time_of_a_write_serves_when_the_record_tells_none(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """A contact has no date of its own: the time of the write is its creation."""
    (account,) = await dynamics.write([a_write()])
    contact = replace(
        a_write(CONTACT, None, contact_values(account.write.key)), written_at=datetime(2024, 2, 3, 4, 5, 6, tzinfo=UTC)
    )
    await dynamics.write([contact])

    assert row(standin, "contact", contact.key)["createdon"] == "2024-02-03T04:05:06Z"


async def test_every_request_is_counted_the_repeated_ones_too(standin: Rehearsal) -> None:
    """F-49: what the shared gate is charged is what the service saw: a refused bulk, singles, a 401, a repetition."""
    async with standin.connector(ATTEMPTS="3") as dynamics:
        await dynamics.health()  # signs in
        dynamics.requests_since_asked()
        standin.standin.trace.clear()
        standin.standin.authority.expire_all()
        standin.standin.faults.add(FaultPlan(FaultKind.STATUS, status=503, path="/accounts"))
        writes = [a_write(values=account_values(name=f"Empresa {n}")) for n in range(30)]
        writes[11] = a_write(values=account_values(name="x" * 161))
        await dynamics.write(writes)

    seen = [entry for entry in standin.standin.trace if "/api/data/" in entry.url]
    assert dynamics.requests_since_asked() == len(seen) > 4
    assert 401 in {entry.status for entry in seen}
    assert dynamics.requests_since_asked() == 0


async def test_what_the_service_cannot_hold_concerns_its_own_record(dynamics: Dynamics365Connector) -> None:
    """F-51: a vertical tab is refused before it is sent, and the nine other records go out in one bulk message."""
    writes = [a_write() for _ in range(9)]
    odd = a_write(ACCOUNT, None, {**account_values(), "address": "Colón 1\x0b Talcahuano"})

    outcomes = await dynamics.write([*writes, odd])

    assert [outcome.status for outcome in outcomes] == [WriteStatus.CREATED] * 9 + [WriteStatus.REJECTED]
    assert "caracteres que el CRM no admite" in (outcomes[-1].reason or "")


async def test_a_clock_that_is_ahead_stops_no_creation(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """F-51: the service refuses a time of creation in the future, also one that our clock calls a moment ago."""
    (account,) = await dynamics.write([a_write()])
    contact = replace(
        a_write(CONTACT, None, contact_values(account.write.key)), written_at=datetime.now(UTC) + timedelta(minutes=2)
    )

    (outcome,) = await dynamics.write([contact])

    assert outcome.status is WriteStatus.CREATED
    assert "overriddencreatedon" not in row(standin, "contact", contact.key)
