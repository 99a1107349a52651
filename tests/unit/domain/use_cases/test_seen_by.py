"""What leaves is read by whoever reads it: of another company's file nothing, by no read (COM-02, design 4)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from domain.errors import NotAuthorised
from domain.model.institution.people import Actor, Role
from domain.model.rut import Rut
from domain.ports.activities import ActivityReads
from domain.ports.casework import CaseQuery, CaseReads
from domain.ports.identity.representations import RepresentationReads
from domain.ports.journeys import JourneyReads, ProfileReads
from domain.ports.quality import QualityReads, SuggestionQuery
from domain.ports.reading import AccountQuery, PageRequest, ReadModel
from domain.use_cases.profiles.seen import SeenJourneys, SeenProfiles
from domain.use_cases.quality.seen import SeenQuality
from domain.use_cases.seen_by import (
    SeenAccounts,
    SeenActivities,
    SeenCases,
    SeenPersonalReads,
    SeenRepresentations,
)
from tests.support.builders import ADMINISTRATOR, ANALYST
from tests.support.mail import a_message

ROSA: Final = Actor("rosa", "Rosa", Role.COMPANY, account_id="suya", represents=frozenset({"suya", "tambien"}))
PAGE: Final = PageRequest(first=5)


class Asked:
    """Keeps what the store would be asked, and answers with what it was given."""

    def __init__(self, answer: object = None) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.answer = answer

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def read(*given: Any, **named: Any) -> object:
            self.calls.append((name, given, named))
            return self.answer

        return read


class Of:
    """A record of an account."""

    def __init__(self, account_id: str | None, opened_by: str = "otra") -> None:
        self.id = account_id
        self.account_id = account_id
        self.opened_by = opened_by


@pytest.mark.parametrize(
    ("port", "bound"),
    [
        (ReadModel, SeenAccounts),
        (CaseReads, SeenCases),
        (ActivityReads, SeenActivities),
        (JourneyReads, SeenJourneys),
        (RepresentationReads, SeenRepresentations),
        (QualityReads, SeenQuality),
        (ProfileReads, SeenProfiles),
    ],
)
def test_every_read_of_the_ports_is_bound(port: type, bound: type) -> None:
    """A new read is not reachable until somebody says what its reader sees."""
    reads = {name for name, _ in inspect.getmembers(port, inspect.isfunction) if not name.startswith("_")}
    assert reads <= {name for each in bound.__mro__ for name in vars(each)}


@pytest.mark.parametrize("read", ["actions_of", "whole", "terms_of", "sync_states", "accounts_by_id"])
async def test_pages_of_accounts_leave_out_what_is_anothers(read: str) -> None:
    """COM-02: the store is not even asked."""
    store = Asked({})
    bound = SeenAccounts(store, ROSA)  # type: ignore[arg-type]  # answers as asked
    more = (PAGE,) if read == "actions_of" else ()
    await getattr(bound, read)(["ajena", "tambien"], *more)
    assert store.calls[0][1][0] == ["tambien"]


@pytest.mark.parametrize("read", ["actions_by_id", "terms_by_id", "conflicts_by_id"])
async def test_a_record_of_another_is_none(read: str) -> None:
    """COM-02: by id, and of no account too."""
    kept = {key: Of(account) for key, account in enumerate(("suya", "tambien", "ajena", None))}
    found = await getattr(SeenAccounts(Asked(kept), ROSA), read)(list(kept))  # type: ignore[arg-type]
    assert {each.account_id for each in found.values()} == {"suya", "tambien"}


async def test_accounts_and_cases_by_id_are_those_that_are_seen() -> None:
    """COM-02, F-54: a link leads to nothing that a query would not show."""
    store = Asked({})
    await SeenAccounts(store, ROSA).accounts_by_id(["ajena", "suya"])  # type: ignore[arg-type]
    assert store.calls[0][1][0] == ["suya"]
    assert await SeenAccounts(Asked(), ROSA).accounts_by_id(["ajena"]) == {}  # type: ignore[arg-type]
    kept = {"a": Of("suya"), "b": Of("ajena"), "c": Of(None), "d": Of(None, "rosa")}
    found = await SeenCases(Asked(kept), ROSA).cases_by_id(list(kept))  # type: ignore[arg-type]
    assert set(found) == {"a", "d"}


async def test_an_account_of_another_is_none_by_id_and_by_rut() -> None:
    """COM-02: by id the store is not asked; by RUT it is asked as for any."""
    store = Asked(Of("ajena"))
    bound = SeenAccounts(store, ROSA)  # type: ignore[arg-type]
    assert await bound.account("ajena") is None
    assert store.calls == []
    assert await bound.account_by_rut("1-9") is None
    assert await SeenAccounts(Asked(Of("suya")), ROSA).account("suya") is not None  # type: ignore[arg-type]


@pytest.mark.parametrize("read", ["accounts", "count_accounts"])
async def test_lists_and_counts_are_of_the_own_accounts(
    read: str,
) -> None:
    """COM-02: whatever was asked for."""
    for wanted, seen in ((None, {"suya", "tambien"}), (frozenset({"suya", "ajena"}), {"suya"})):
        store = Asked()
        query = AccountQuery(account_ids=wanted)
        more = (PAGE,) if read == "accounts" else ()
        await getattr(SeenAccounts(store, ROSA), read)(query, *more)  # type: ignore[arg-type]
        assert store.calls[0][1][0].account_ids == seen


@pytest.mark.parametrize("read", ["worth_comparing", "counted", "records_behind", "backlog", "conflicts", "decisions"])
async def test_what_is_about_all_is_refused_to_who_sees_some(read: str) -> None:
    """COM-02: national figures, the record of decisions, the synchronisation."""
    given = {"worth_comparing": ({},), "counted": (None,), "records_behind": (None,) * 3, "backlog": ()}
    store = Asked()
    with pytest.raises(NotAuthorised):
        await getattr(SeenAccounts(store, ROSA), read)(*given.get(read, (PAGE,)))  # type: ignore[arg-type]
    assert store.calls == []
    await getattr(SeenAccounts(store, ANALYST), read)(*given.get(read, (PAGE,)))  # type: ignore[arg-type]
    assert len(store.calls) == 1


async def test_a_person_sees_the_cases_of_the_own_accounts_and_those_that_she_opened() -> None:
    """COM-02, PUB-01: of no account, her own only; a list of one account does not bring them."""
    for case, seen in ((Of("suya"), True), (Of("ajena"), False), (Of(None), False), (Of(None, "rosa"), True)):
        found = await SeenCases(Asked(case), ROSA).case("clave")  # type: ignore[arg-type]
        assert (found is not None) is seen
    store = Asked()
    bound = SeenCases(store, ROSA)  # type: ignore[arg-type]
    await bound.cases(CaseQuery(), PAGE)
    await bound.cases(CaseQuery(account_ids=frozenset({"ajena"})), PAGE)
    asked = [call[1][0] for call in store.calls]
    assert [(query.account_ids, query.opened_by) for query in asked] == [({"suya", "tambien"}, "rosa"), (set(), None)]


async def test_messages_of_another_are_not_read() -> None:
    """COM-02."""
    store = Asked({"clave": Of("ajena")})
    bound = SeenCases(store, ROSA)  # type: ignore[arg-type]
    assert await bound.messages_by_id(["clave"]) == {}
    await bound.messages(PAGE, account_ids=frozenset({"ajena", "suya"}))
    assert store.calls[-1][2]["account_ids"] == {"suya"}


@pytest.mark.parametrize("read", ["timelines", "terms_of", "open_terms_of", "declared_in"])
async def test_what_belongs_to_a_case_is_read_of_those_that_are_seen(read: str) -> None:
    """COM-02, design 4: of a case that came from elsewhere nothing is read."""
    mine, anothers = Of("suya"), Of("ajena")
    store = Asked({})
    bound = SeenCases(store, ROSA)  # type: ignore[arg-type]
    await getattr(bound, read)([mine, anothers])
    assert store.calls == [(read, ([mine],), {})]


class Declared:
    """A representation of a person."""

    def __init__(self, run: str) -> None:
        self.run = Rut.parse(run)


async def test_a_person_sees_her_own_representations_only() -> None:
    """AMB-54: by id, of a RUN, and in lists, whosever she asks for; staff see every one."""
    mine, anothers = Declared("12.345.678-5"), Declared("11.111.111-1")
    eva = replace(ROSA, run="12.345.678-5")
    for record, seen in ((mine, True), (anothers, False)):
        assert (await SeenRepresentations(Asked(record), eva).one("clave") is not None) is seen  # type: ignore[arg-type]
    listed = SeenRepresentations(Asked([mine, anothers]), eva)  # type: ignore[arg-type]
    assert list(await listed.of_person(anothers.run)) == [mine]
    for reader, asked_of in ((eva, mine.run), (ANALYST, anothers.run), (ROSA, Rut(""))):
        store = Asked()
        await SeenRepresentations(store, reader).page(PAGE, run=anothers.run)  # type: ignore[arg-type]
        assert store.calls[0][2]["run"] == asked_of
    assert await SeenRepresentations(Asked(anothers), ANALYST).one("clave") is not None  # type: ignore[arg-type]


async def test_who_was_shown_personal_data_is_for_whoever_audits() -> None:
    """POL-07: refused to everybody else, whatever is asked; recording is open to every reader."""
    store = Asked({})
    for reader in (ROSA, ANALYST):
        bound = SeenPersonalReads(store, reader)  # type: ignore[arg-type]
        with pytest.raises(NotAuthorised):
            await bound.reads(PAGE)
        with pytest.raises(NotAuthorised):
            await bound.of_accounts(["suya"], PAGE)
        await bound.record([])
    assert [call[0] for call in store.calls] == ["record", "record"]
    await SeenPersonalReads(store, ADMINISTRATOR).reads(PAGE)  # type: ignore[arg-type]
    assert store.calls[-1][0] == "reads"


async def test_staff_read_as_the_store_answers() -> None:
    """COM-02: everything, records of no account too."""
    store = Asked({"clave": Of(None)})
    assert await SeenAccounts(store, ANALYST).terms_by_id(["clave"]) == store.answer  # type: ignore[arg-type]
    await SeenAccounts(store, ANALYST).accounts(AccountQuery(), PAGE)  # type: ignore[arg-type]
    assert store.calls[-1][1][0].account_ids is None


def test_what_a_use_case_hands_back_is_what_its_reader_could_ask_for() -> None:
    """AMB-70, COM-02: of the letters that are to be explained, those of her accounts."""
    letters = [a_message(account_id=whose, template="NTF-05") for whose in ("suya", "ajena", None)]
    letters.append(a_message(account_id="suya", template="NTF-06"))  # to the regional office
    shown = SeenCases(Asked(), ROSA).of_these(letters)
    assert shown == letters[:1]
    assert SeenCases(Asked(), ANALYST).of_these(letters) == letters


async def test_declarations_of_an_account_are_all_for_staff_and_her_own_for_a_person() -> None:
    """AMB-54, F-02: of the accounts that she sees; without a RUN she has none."""
    for reader, ids, run in (
        (ANALYST, ["ajena", "suya"], None),
        (replace(ROSA, run="12.345.678-5"), ["suya"], Rut.parse("12.345.678-5")),
        (ROSA, ["suya"], Rut("")),
    ):
        store = Asked({})
        await SeenRepresentations(store, reader).of_accounts(["ajena", "suya"], PAGE)  # type: ignore[arg-type]
        assert store.calls == [("of_accounts", (ids, PAGE), {"run": run})]


@pytest.mark.parametrize(("account_id", "seen"), [("ajena", False), ("suya", True), ("tambien", True)])
async def test_a_company_reads_what_came_of_its_own_suggestions(account_id: str, seen: bool) -> None:
    """LIN-10, COM-02: by its id or in a list, whosever accounts were asked for; the plan is for staff."""
    row = Of(account_id)
    assert bool(await SeenQuality(Asked([row]), ROSA).suggestions_by_id(["clave"])) is seen  # type: ignore[arg-type]
    store = Asked()
    await SeenQuality(store, ROSA).suggestions(SuggestionQuery(account_ids=frozenset({account_id})), PAGE)  # type: ignore[arg-type]
    ((_, (query, _), _),) = store.calls
    assert query.account_ids == (frozenset({account_id}) if seen else frozenset())
    with pytest.raises(NotAuthorised):
        await SeenQuality(store, ROSA).awaiting(PAGE)  # type: ignore[arg-type]
    assert not await SeenQuality(Asked([row]), ROSA).improvements_by_id(["clave"])  # type: ignore[arg-type]
    assert not await SeenQuality(Asked([row]), ROSA).reviews_by_id(["clave"])  # type: ignore[arg-type]


async def test_a_person_reads_what_came_of_what_she_said_without_a_company() -> None:
    """LIN-10: of a case that she opened herself, and of nobody else's."""
    for opened_by, seen in ((ROSA.id, True), ("otra", False)):
        found = await SeenQuality(Asked([Of(None, opened_by)]), ROSA).suggestions_by_id(["clave"])  # type: ignore[arg-type]
        assert bool(found) is seen
