"""Reads on a stand-in: paging, change tracking and its traps (issue 3, section 1; fact sheet, sections 3.5 and 4)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import msgspec
import pytest

from connectors.contract.records import a_write, account_values, contact_values, new_key, read_changes
from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.records.load import upload
from connectors.dynamics365.records.reading import Place
from connectors.dynamics365.wire.requests import Request, json_body
from domain.errors import CrmRejected, CursorExpired
from domain.model.exchange.crm_records import CrmDeletion, CrmRecord, RecordKind
from standin import DeltaTokenMoment, FaultKind, FaultPlan
from tests.contract.connector.dynamics import CONFIG, DynamicsColleague, Rehearsal, rehearsal

ACCOUNT, CONTACT = RecordKind.ACCOUNT, RecordKind.CONTACT


async def seeded(connector: Dynamics365Connector, count: int) -> list[str]:
    records = [CrmRecord(ACCOUNT, new_key(), account_values(name=f"Empresa {n:04d}"), "") for n in range(count)]
    async for outcomes in upload(connector, ACCOUNT, records):
        assert all(one.stored for one in outcomes)
    return [record.key for record in records]


async def test_links_go_back_byte_for_byte_and_prefer_comes_with_every_page(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """A link re-encoded, or a page asked for without its preferences, breaks the sequence (traps 1 and 2)."""
    await seeded(dynamics, 25)
    standin.standin.trace.clear()
    links: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        page = await dynamics.changes(ACCOUNT, cursor, page_size=10)
        cursor = page.cursor
        links.append(msgspec.json.decode(cursor, type=Place).link)

    entries = [e for e in standin.standin.trace if "/accounts?" in e.url and "top" not in e.url]
    assert len(entries) == 3
    assert all(e.headers["prefer"] == "odata.track-changes,odata.maxpagesize=10" for e in entries)
    for entry, link in zip(entries[1:], links, strict=False):
        split = urlsplit(link)
        assert entry.url == f"{split.path}?{split.query}"
        assert "%" in split.query  # an encoded cookie, which a client that parses links would re-encode


@contextmanager
def harsh_rehearsal() -> Iterator[Rehearsal]:
    with rehearsal(replace(CONFIG, delta_token_moment=DeltaTokenMoment.LAST_PAGE)) as prepared:
        yield prepared


async def test_what_changes_during_the_first_load_is_not_lost_by_the_harshest_reading() -> None:
    """Undocumented: the delta link may stand for the end of the load. An overlap by version finds the changes."""
    context = harsh_rehearsal()
    prepared = await asyncio.to_thread(context.__enter__)
    try:
        async with prepared.connector() as connector, prepared.colleague() as other:
            keys = await seeded(connector, 40)
            first = await connector.changes(ACCOUNT, None, page_size=10)
            already_read = [change.key for change in first.changes][:3]
            for key in already_read:
                await DynamicsColleague(other).edit(ACCOUNT, key, {"phone": "changed"})
            rest, _ = await read_changes(connector, ACCOUNT, first.cursor, page_size=10)
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)

    seen = {c.key: c for c in (*first.changes, *rest) if isinstance(c, CrmRecord)}
    assert set(keys) == seen.keys()
    assert [seen[key].values["phone"] for key in already_read] == ["changed"] * 3


async def test_a_load_of_one_page_costs_no_overlap(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """The page and its delta link came in one answer: nothing can have changed between."""
    await seeded(dynamics, 5)
    page = await dynamics.changes(ACCOUNT, None, page_size=10)

    assert (len(page.changes), page.more) == (5, False)


async def test_deletions_come_after_the_changes_and_may_name_strangers(
    dynamics: Dynamics365Connector, colleague: DynamicsColleague
) -> None:
    """Created and deleted between two polls: a deletion of a record we never saw."""
    await seeded(dynamics, 2)
    _, cursor = await read_changes(dynamics, ACCOUNT, None)
    stranger = new_key()
    await colleague.create(ACCOUNT, stranger, account_values())
    await colleague.delete(ACCOUNT, stranger)

    changes, _ = await read_changes(dynamics, ACCOUNT, cursor)

    assert changes == [CrmDeletion(ACCOUNT, stranger)]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda place: "not a cursor",
        lambda place: msgspec.json.encode(
            msgspec.structs.replace(place, link="https://evil.example/api/data/v9.2/accounts")
        ).decode(),
        lambda place: msgspec.json.encode(msgspec.structs.replace(place, columns="accountid,name")).decode(),
    ],
    ids=["nonsense", "another environment", "another mapping"],
)
async def test_a_cursor_that_does_not_fit_asks_for_a_full_reading(
    standin: Rehearsal, dynamics: Dynamics365Connector, spoil: object
) -> None:
    """And nothing is sent: least of all the token to another host."""
    _, cursor = await read_changes(dynamics, ACCOUNT, None)
    standin.standin.trace.clear()
    assert callable(spoil)

    with pytest.raises(CursorExpired):
        await dynamics.changes(ACCOUNT, spoil(msgspec.json.decode(cursor, type=Place)))

    assert list(standin.standin.trace) == []


async def test_an_account_merged_in_dynamics_names_the_one_that_goes_on(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """F-44: Dynamics' own Merge; the subordinate is inactive, and its contacts come under the master."""
    master, other = await seeded(dynamics, 2)
    contact = new_key()
    await dynamics.write([a_write(CONTACT, contact, contact_values(other))])
    kind = dynamics.mappings[ACCOUNT].odata_type
    body = {
        "Target": {"accountid": master, "@odata.type": kind},
        "Subordinate": {"accountid": other, "@odata.type": kind},
        "UpdateContent": {"@odata.type": kind},
        "PerformParentingChecks": False,
    }
    headers = {"Content-Type": "application/json"}
    await dynamics.client.call(Request("POST", "Merge", "colleague", headers, json_body(body)))

    accounts = await dynamics.get(ACCOUNT, [master, other])
    assert (accounts[other].merged_into, accounts[other].values["active"]) == (master, False)
    assert (accounts[master].merged_into, accounts[master].values["active"]) == (None, True)
    assert (await dynamics.get(CONTACT, [contact]))[contact].values["account_id"] == master


@pytest.mark.parametrize(("owner", "told"), [("Ana Rojas", "ana.rojas"), ("Colega del CRM", None), ("Eva", "Eva")])
async def test_a_person_who_owns_an_account_is_told(
    standin: Rehearsal, dynamics: Dynamics365Connector, owner: str, told: str | None
) -> None:
    """F-44: by the id here, else by the name there; an application owns what was given to nobody. Once per page."""
    if owner == "Eva":
        standin.standin.seed("systemuser", [{"fullname": "Eva", "azureactivedirectoryobjectid": new_key()}])
    (key,) = await seeded(dynamics, 1)
    cursor = (await dynamics.changes(ACCOUNT, None, 100)).cursor
    rows = standin.standin.organization().store.of("systemuser").rows
    user = next(number for number, row in rows.items() if row["fullname"] == owner)
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    body = json_body({"ownerid@odata.bind": f"/systemusers({user})"})
    await dynamics.client.call(Request("PATCH", f"accounts({key})", "colleague", headers, body))

    (changed,) = (await dynamics.changes(ACCOUNT, cursor, 100)).changes
    assert isinstance(changed, CrmRecord)
    assert changed.owner == told
    assert (await dynamics.get(ACCOUNT, [key]))[key].owner == told


async def test_a_team_that_owns_an_account_is_nobody(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """What a team owns was given to no person."""
    (key,) = await seeded(dynamics, 1)
    row = standin.standin.organization().store.of("account").rows[key]
    row["_ownerid_value"], row["ownerid!type"] = new_key(), "team"

    assert (await dynamics.get(ACCOUNT, [key]))[key].owner is None


async def test_an_answer_that_is_no_page_is_refused(dynamics: Dynamics365Connector) -> None:
    """Nothing is guessed of an answer without rows; an odd value among rows is another matter (test_odd_rows)."""
    with pytest.raises(CrmRejected, match="no es una página de registros"):
        dynamics.mappings[ACCOUNT].read_page(b'{"value":"Activa"}')


async def test_reads_go_on_after_cuts_and_gateway_pages(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """A cut connection and an HTML 502 on the way: the page comes, once."""
    keys = await seeded(dynamics, 3)
    standin.standin.faults.add(FaultPlan(FaultKind.DROP_BEFORE, path="/accounts"))
    standin.standin.faults.add(FaultPlan(FaultKind.STATUS, status=502, path="/accounts", retry_after=None))

    found = await dynamics.get(ACCOUNT, keys)

    assert set(found) == set(keys)


async def test_more_keys_than_one_url_carries_are_read_in_turns(
    standin: Rehearsal, dynamics: Dynamics365Connector
) -> None:
    """600 keys: three reads of at most 250; unknown and malformed keys are just not there."""
    keys = await seeded(dynamics, 600)
    standin.standin.trace.clear()

    found = await dynamics.get(ACCOUNT, [*keys, new_key(), "no-guid", keys[0].upper()])

    assert set(found) == {*keys, keys[0].upper()}
    assert len([e for e in standin.standin.trace if "/accounts?" in e.url]) == 3


async def test_everything_is_streamed_a_page_at_a_time(dynamics: Dynamics365Connector) -> None:
    """Each record once, no page longer than asked."""
    keys = await seeded(dynamics, 57)
    sizes = []
    seen: list[str] = []
    async for records in dynamics.reader.everything(dynamics.mappings[ACCOUNT], page_size=10):
        sizes.append(len(records))
        seen += [record.key for record in records]

    assert sizes == [10, 10, 10, 10, 10, 7]
    assert sorted(seen) == sorted(keys)
