"""
Contract of `CrmConnector.get` and `changes`: by key, and since a cursor (issue 2, section 3).

The sentences in the docstrings are those of the port, `ChangePage`, `CrmRecord` and `CrmDeletion`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from connectors.contract.records import (
    a_write,
    account_values,
    action_values,
    contact_values,
    new_key,
    read_changes,
    whole,
)
from connectors.contract.under_test import CrmUnderTest, Requirement
from domain.errors import CursorExpired
from domain.model.exchange.crm_records import CrmChange, CrmDeletion, CrmRecord, RecordKind, Scalar, WriteStatus

pytestmark = pytest.mark.asyncio

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION
Requires = Callable[[Requirement], None]


async def written(crm: CrmUnderTest, kind: RecordKind, values: dict[str, Scalar]) -> tuple[str, str]:
    """Key and version of a new record."""
    (outcome,) = await crm.connector.write([a_write(kind, None, values)])
    assert outcome.status is WriteStatus.CREATED
    assert outcome.version is not None
    return outcome.write.key, outcome.version


def of(key: str, changes: list[CrmChange]) -> list[CrmChange]:
    return [change for change in changes if change.key == key]


async def test_records_are_read_by_key_and_strangers_are_not_in_the_answer(crm: CrmUnderTest) -> None:
    """The records with these keys, by key; those the CRM does not have are not in the answer."""
    one, _ = await written(crm, ACCOUNT, account_values(name="Una"))
    two, _ = await written(crm, ACCOUNT, account_values(name="Dos"))

    found = await crm.connector.get(ACCOUNT, [two, new_key(), one])

    assert {key: record.values["name"] for key, record in found.items()} == {one: "Una", two: "Dos"}
    assert await crm.connector.get(ACCOUNT, []) == {}
    assert await crm.connector.get(CONTACT, [one]) == {}


async def test_the_first_reading_gives_everything_in_pages(crm: CrmUnderTest) -> None:
    """None: everything there is; pages are no longer than asked; the last one says there is no more."""
    keys = {(await written(crm, ACCOUNT, account_values(name=f"Empresa {n}")))[0] for n in range(7)}

    page = await crm.connector.changes(ACCOUNT, None, page_size=3)
    assert len(page.changes) <= 3
    assert page.more
    changes, _ = await read_changes(crm.connector, ACCOUNT, None, page_size=3)

    assert keys <= {change.key for change in changes if isinstance(change, CrmRecord)}


async def test_within_one_page_a_key_comes_at_most_once_in_its_last_state(crm: CrmUnderTest) -> None:
    """A record changed several times may come once, in its last state."""
    _, cursor = await read_changes(crm.connector, ACCOUNT, None)
    key, version = await written(crm, ACCOUNT, account_values(phone="1"))
    for phone in ("2", "3"):
        (outcome,) = await crm.connector.write([a_write(ACCOUNT, key, {"phone": phone}, expected=version)])
        assert outcome.version is not None
        version = outcome.version

    page = await crm.connector.changes(ACCOUNT, cursor)

    keys = [change.key for change in page.changes]
    assert len(keys) == len(set(keys))
    changes, _ = await read_changes(crm.connector, ACCOUNT, cursor)
    last = of(key, changes)[-1]
    assert isinstance(last, CrmRecord)
    assert (last.values["phone"], last.version) == ("3", version)


async def test_after_the_cursor_come_only_later_changes(crm: CrmUnderTest) -> None:
    """Records changed since the cursor; caught up: an empty page whose cursor can be polled again."""
    old, _ = await written(crm, ACCOUNT, account_values())
    _, cursor = await read_changes(crm.connector, ACCOUNT, None)

    quiet = await crm.connector.changes(ACCOUNT, cursor)
    assert (of(old, list(quiet.changes)), quiet.more) == ([], False)
    new, _ = await written(crm, ACCOUNT, account_values())
    changes, later = await read_changes(crm.connector, ACCOUNT, quiet.cursor)

    assert len(of(new, changes)) == 1
    assert of(old, changes) == []
    again, _ = await read_changes(crm.connector, ACCOUNT, later)
    assert of(new, again) == []


async def test_our_own_writes_come_back_with_the_version_they_were_told(crm: CrmUnderTest) -> None:
    """Our own writes included: the echo is recognised by its version."""
    _, cursor = await read_changes(crm.connector, ACCOUNT, None)
    key, version = await written(crm, ACCOUNT, account_values())

    changes, _ = await read_changes(crm.connector, ACCOUNT, cursor)

    (echo,) = of(key, changes)
    assert isinstance(echo, CrmRecord)
    assert echo.version == version


async def test_a_colleagues_change_arrives_with_another_version(crm: CrmUnderTest) -> None:
    """Equal versions mean equal records, so another content has another version."""
    key, version = await written(crm, ACCOUNT, account_values(phone="1"))
    _, cursor = await read_changes(crm.connector, ACCOUNT, None)
    await crm.colleague.edit(ACCOUNT, key, {"phone": "2"})

    changes, _ = await read_changes(crm.connector, ACCOUNT, cursor)

    (change,) = of(key, changes)
    assert isinstance(change, CrmRecord)
    assert change.values["phone"] == "2"
    assert change.version != version
    assert dict(change.values) == crm.keeps(ACCOUNT, whole(ACCOUNT, account_values(phone="2")))


async def test_a_contact_that_a_colleague_moves_comes_under_its_other_account(crm: CrmUnderTest) -> None:
    """What a colleague may do there is told: another parent is a change like any other (F-44)."""
    before, _ = await written(crm, ACCOUNT, account_values(name="Antes"))
    after, _ = await written(crm, ACCOUNT, account_values(name="Después"))
    key, _ = await written(crm, CONTACT, contact_values(before))
    _, cursor = await read_changes(crm.connector, CONTACT, None)

    await crm.colleague.edit(CONTACT, key, {"account_id": after})

    changes, _ = await read_changes(crm.connector, CONTACT, cursor)
    (change,) = of(key, changes)
    assert isinstance(change, CrmRecord)
    assert change.values["account_id"] == after


async def test_a_record_born_in_the_crm_arrives_under_its_own_key(crm: CrmUnderTest, requires: Requires) -> None:
    """A record born in the CRM: the CRM's own id, adopted as ours."""
    requires(Requirement.CREATE_BEHIND)
    _, cursor = await read_changes(crm.connector, ACCOUNT, None)
    key = new_key()
    await crm.colleague.create(ACCOUNT, key, account_values(name="Nacida allá"))

    changes, _ = await read_changes(crm.connector, ACCOUNT, cursor)

    (change,) = of(key, changes)
    assert isinstance(change, CrmRecord)
    assert change.values["name"] == "Nacida allá"


async def test_a_deletion_is_told(crm: CrmUnderTest) -> None:
    """The CRM no longer has this record; reading everything afresh does not show it either."""
    key, _ = await written(crm, ACCOUNT, account_values())
    _, cursor = await read_changes(crm.connector, ACCOUNT, None)
    await crm.colleague.delete(ACCOUNT, key)
    assert crm.connector.capabilities.deletions

    changes, _ = await read_changes(crm.connector, ACCOUNT, cursor)

    assert of(key, changes) == [CrmDeletion(ACCOUNT, key)]
    afresh, _ = await read_changes(crm.connector, ACCOUNT, None)
    assert not [change for change in of(key, afresh) if isinstance(change, CrmRecord)]


async def test_reading_a_cursor_again_gives_at_least_the_same_again(crm: CrmUnderTest) -> None:
    """A page whose transaction failed is read again; nothing is lost by it."""
    _, cursor = await read_changes(crm.connector, ACCOUNT, None)
    keys = {(await written(crm, ACCOUNT, account_values(name=f"Empresa {n}")))[0] for n in range(3)}
    gone, _ = await written(crm, ACCOUNT, account_values())
    await crm.colleague.delete(ACCOUNT, gone)

    first, _ = await read_changes(crm.connector, ACCOUNT, cursor, page_size=2)
    later, _ = await written(crm, ACCOUNT, account_values())
    second, _ = await read_changes(crm.connector, ACCOUNT, cursor, page_size=2)

    assert keys <= {change.key for change in first}
    assert {change.key for change in first} <= {change.key for change in second}
    assert later in {change.key for change in second}


async def test_each_kind_has_its_own_changes(crm: CrmUnderTest) -> None:
    """A cursor belongs to a kind; a page holds only records of that kind."""
    account, _ = await written(crm, ACCOUNT, account_values())
    contact, _ = await written(crm, CONTACT, contact_values(account))
    action, _ = await written(crm, ACTION, action_values(account))

    for kind, key in ((ACCOUNT, account), (CONTACT, contact), (ACTION, action)):
        changes, _ = await read_changes(crm.connector, kind, None)
        assert key in {change.key for change in changes}
        assert {change.kind for change in changes} == {kind}


async def test_an_expired_cursor_is_told_and_reading_afresh_works(crm: CrmUnderTest, requires: Requires) -> None:
    """CursorExpired: the CRM does not know the cursor any more: start again with None."""
    requires(Requirement.EXPIRED_CURSOR)
    key, _ = await written(crm, ACCOUNT, account_values())
    _, cursor = await read_changes(crm.connector, ACCOUNT, None)
    await crm.faults.expire_cursors()

    with pytest.raises(CursorExpired):
        await crm.connector.changes(ACCOUNT, cursor)

    await crm.faults.recover()
    changes, fresh = await read_changes(crm.connector, ACCOUNT, None)
    assert len(of(key, changes)) == 1
    assert of(key, list((await crm.connector.changes(ACCOUNT, fresh)).changes)) == []


async def test_a_change_made_while_pages_are_read_is_not_lost(crm: CrmUnderTest) -> None:
    """Between two pages a colleague changes a record already read: it comes, at the latest after catching up."""
    keys = [(await written(crm, ACCOUNT, account_values(phone="1")))[0] for _ in range(4)]
    page = await crm.connector.changes(ACCOUNT, None, page_size=2)
    for key in keys:
        await crm.colleague.edit(ACCOUNT, key, {"phone": "2"})

    rest, cursor = await read_changes(crm.connector, ACCOUNT, page.cursor, page_size=2)
    after, _ = await read_changes(crm.connector, ACCOUNT, cursor)

    seen = {change.key: change for change in (*page.changes, *rest, *after) if isinstance(change, CrmRecord)}
    assert {key: seen[key].values["phone"] for key in keys} == dict.fromkeys(keys, "2")


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (ACCOUNT, "name", 'Ñandú & Compañía «Lüders» <Ltda.> O\'Higgins 100% "exportadora"'),
        (ACCOUNT, "name", "東京商事 · Škoda · Ελλάς · 🍇"),
        (ACCOUNT, "name", "x" * 160),
        (ACCOUNT, "commune", "O'Higgins; DROP TABLE--"),
        (ACCOUNT, "sii_started", True),
        (ACCOUNT, "sii_started", False),
        (ACCOUNT, "chilean_capital", False),
        (ACCOUNT, "led_by_chileans", True),
        (ACCOUNT, "sells_national", True),
        (ACCOUNT, "active", False),
        (ACCOUNT, "sii_started_on", date(1997, 2, 28)),
        (ACCOUNT, "exporta_mas_until", date(2028, 2, 29)),
        (ACTION, "notes", "línea uno\nlínea dos\n" + "áéíóú " * 300 + "fin"),
        (ACTION, "started_on", date(2025, 5, 7)),
        (ACTION, "registered_at", datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (ACTION, "registered_at", datetime(2024, 4, 7, 3, 30, 0, tzinfo=UTC)),
    ],
)
async def test_values_cross_and_come_back_the_same(
    crm: CrmUnderTest, kind: RecordKind, name: str, value: Scalar
) -> None:
    """Unicode, long texts, booleans, calendar days (never moved by a zone) and UTC instants at whole seconds."""
    if f"{kind}.{name}" in crm.unmapped:
        # A CRM need not have every field: which it lacks, and why, is written in implementations.py.
        pytest.skip(crm.unmapped[f"{kind}.{name}"])
    account, _ = await written(crm, ACCOUNT, account_values())
    base = account_values() if kind is ACCOUNT else action_values(account)
    key, _ = await written(crm, kind, {**base, name: value})

    read = (await crm.connector.get(kind, [key]))[key].values[name]
    changes, _ = await read_changes(crm.connector, kind, None)
    (change,) = of(key, changes)

    assert isinstance(change, CrmRecord)
    assert (read, change.values[name]) == (value, value)
    assert type(read) is type(value)


async def test_none_empties_a_field(crm: CrmUnderTest) -> None:
    """Empty fields are None, and None written over a value leaves nothing of it."""
    key, version = await written(crm, ACCOUNT, account_values(commune="Penco", sii_started_on=date(2001, 1, 2)))

    (outcome,) = await crm.connector.write(
        [a_write(ACCOUNT, key, crm.keeps(ACCOUNT, {"commune": None, "sii_started_on": None}), expected=version)]
    )

    assert outcome.status is WriteStatus.UPDATED
    record = (await crm.connector.get(ACCOUNT, [key]))[key]
    assert dict(record.values) == crm.keeps(ACCOUNT, whole(ACCOUNT, account_values(commune=None)))
