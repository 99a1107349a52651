"""
A profile and its journey, proposals and records of nobody, as the databases read them (SYS-01 to SYS-05, AMB-45).

Conservas (76.012.345-5) went to a fair, wrote twice to the Centro de Ayuda without its RUT (once in CERTO's time with
it), and has a case. Of what came with "rosa@conservas.cl" nobody had decided until it was joined.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from sqlalchemy import insert

from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Flow, TakenBack
from domain.model.history.actions import Action
from domain.model.history.journeys import JourneyEvent, JourneyRecord, SourceSystem
from domain.model.history.profiles import EmailJoin, JoinState, Profile, ProfileKind, StepKind
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import SYSTEM, Role
from domain.model.rut import Rut
from domain.ports.reading import PageRequest
from domain.protocol.access.actionable import account_by_rule, action_of
from domain.protocol.history.profiles import in_order
from domain.use_cases.profiles.seen import SeenProfiles
from persistence.cases.mapping import case_columns, event_columns
from persistence.cases.reading import SqlCaseReads
from persistence.database import Database
from persistence.profiles.reading import SqlProfileReads
from persistence.tables.cases import case_event, protocol_case
from persistence.unit_of_work import SqlTransactions
from tests.support.builders import REGIONAL, a_contact, an_account, an_action
from tests.support.cases.desk import FrozenClock
from tests.support.system.databases import KINDS, Databases

NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
RUT: Final = Rut.parse("76.012.345-5")
RUN: Final = "123456785"
ROSA: Final = "rosa@conservas.cl"
_S: Final = SourceSystem


def record(source: SourceSystem, key: str, day: int, **fields: Any) -> JourneyEvent:
    """Of that day of May 2026."""
    told = replace(JourneyRecord(source, key, date(2026, 5, day), "consulta"), **fields)
    return JourneyEvent(f"{source.value}-{key}", told, 1, NOW, "portal")


RECORDS: Final = [
    record(_S.CERTO, "C-1", 4, rut=RUT.compact, requested_service="Certificado", state="Emitido"),
    record(_S.CENTRO_DE_AYUDA, "H-1", 11, email=ROSA),
    record(_S.CENTRO_DE_AYUDA, "H-2", 2, email="nadie@otra.cl"),
    record(_S.TRANSPARENCIA, "T-1", 20, rut=RUN, state="Respondida"),
    record(_S.ATENCION_CIUDADANA, "A-1", 21),
]
CASES: Final = [
    Case("own", Flow.REQUEST, "RECIBIDA", NOW, REGIONAL.id, "2024", "Oficina Regional", office="OFIREG-08"),
    Case("hers", Flow.HELP_CENTRE, "RECIBIDA", NOW, "portal", "2024", "Centro de Ayuda",
         data={"person": "Rosa", "email": " Rosa@Conservas.cl "}),
]  # fmt: skip


def entry(case: str, sequence: int, fact: str, day: int, to_state: str, **fields: Any) -> CaseEvent:
    at = datetime(2026, 5, day, 15, tzinfo=UTC)
    made = CaseEvent(case, sequence, fact, at, at, "ana.rojas", Role.REGIONAL_EXECUTIVE, "NEW", to_state, ("ATN-01",))
    return replace(made, day=date(2026, 5, day), **fields)


ENTRIES: Final = [
    entry("own", 1, "receive_request", 6, "RECIBIDA", channel=Channel.DIGITAL, point_of_contact=PointOfContact.CORREO),
    entry("hers", 1, "submit_help_form", 8, "RECIBIDA"),
]


@pytest.fixture(params=KINDS)
async def stored(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[Database]:
    """Nothing is joined yet."""
    async with databases.opened(request.param) as database:
        transactions = SqlTransactions(database, FrozenClock(NOW))
        async with transactions(SYSTEM) as work:
            account: Account = an_account(id="conservas", rut=RUT, email="contacto@conservas.cl")
            account = replace(account, contacts=(a_contact(account, email="Rosa@conservas.cl"),))
            kept = account_by_rule(account, "test")
            await work.accounts.add(kept)
            fair: Action = an_action(date(2026, 5, 5), id="fair", account_id="conservas", office="OFIREG-08")
            await work.actions.add(action_of(kept, fair))
            await work.journeys.add(RECORDS)
        async with database.begin() as tx:
            for case in CASES:
                own = replace(case, account_id="conservas") if case.id == "own" else case
                await tx.execute(insert(protocol_case).values(**case_columns(own)))
            for each in ENTRIES:
                await tx.execute(insert(case_event).values(**event_columns(each)))
        yield database


async def join(database: Database, state: JoinState = JoinState.ACCEPTED, rut: str = RUT.compact) -> None:
    async with SqlTransactions(database, FrozenClock(NOW))(SYSTEM) as work:
        await work.joins.add(EmailJoin(f"j-{rut}", ROSA, rut, state, "ana.rojas", NOW))


async def told(database: Database) -> list[tuple[str, str, str]]:
    """Of the company: kind, external id and day, oldest first."""
    reads = SqlProfileReads(database)
    profile = await reads.profile(RUT.compact)
    assert profile is not None
    steps = in_order((await reads.trail(profile)).steps)
    return [(step.kind.value, step.external_id, f"{step.on:%d}") for step in steps]


async def test_what_names_the_rut_is_joined_by_itself_and_what_names_an_address_when_somebody_says_so(
    stored: Database,
) -> None:
    """SYS-03, SYS-05, AMB-45: over four systems; undone, it is as before."""
    by_rut = [("RECORD", "CERTO:C-1", "04"), ("ACTION", "fair", "05"), ("FACT", "own:1", "06")]
    assert await told(stored) == by_rut
    await join(stored)
    assert await told(stored) == [*by_rut, ("FACT", "hers:1", "08"), ("RECORD", "CENTRO_DE_AYUDA:H-1", "11")]
    async with SqlTransactions(stored, FrozenClock(NOW))(SYSTEM) as work:
        joined = await work.joins.accepted(ROSA)
        assert joined is not None
        await work.joins.save(replace(joined, state=JoinState.UNDONE), 1)
    assert await told(stored) == by_rut


async def test_a_step_says_where_it_comes_from_and_by_which_rule(stored: Database) -> None:
    """SYS-02, SYS-05: source, external id, step, office, channel, rule, service, state."""
    reads = SqlProfileReads(stored)
    profile = await reads.profile(RUT.compact)
    assert profile is not None
    certo, fair, fact = in_order((await reads.trail(profile)).steps)
    assert (certo.source, certo.title, certo.state, certo.requested_service, certo.at) == (
        _S.CERTO, "consulta", "Emitido", "Certificado", None,
    )  # fmt: skip
    assert (fair.kind, fair.source, fair.office, fair.account_id) == (StepKind.ACTION, _S.CRM, "OFIREG-08", "conservas")
    assert (fact.source, fact.office, fact.channel, fact.point_of_contact, fact.rule, fact.case_id) == (
        None, "OFIREG-08", Channel.DIGITAL, PointOfContact.CORREO, "ATN-01", "own",
    )  # fmt: skip
    assert fact.title.startswith("Solicitud de empresa usuaria: ")
    assert fact.at == datetime(2026, 5, 6, 15, tzinfo=UTC)


async def test_a_profile_is_whoever_a_number_names(stored: Database) -> None:
    """SYS-02, SYS-03: with an account, without one, or nobody."""
    reads = SqlProfileReads(stored)
    assert await reads.profile(RUT.compact) == Profile(
        RUT.compact, ProfileKind.COMPANY, "Conservas del Sur SpA", "conservas"
    )
    assert await reads.profile(RUN) == Profile(RUN, ProfileKind.PERSON)
    assert await reads.profile("111111111") is None


async def test_an_address_is_proposed_until_somebody_decides(stored: Database) -> None:
    """AMB-45: one pair, of a record and a case; whatever is decided, it is proposed no more."""
    reads = SqlProfileReads(stored)
    (found,) = (await reads.proposals(PageRequest(first=5))).items
    assert (found.email, found.rut, found.account_id, found.many, found.latest_on) == (
        ROSA, RUT.compact, "conservas", 2, date(2026, 5, 11),
    )  # fmt: skip
    await join(stored, JoinState.REJECTED)
    assert (await reads.proposals(PageRequest(first=5))).items == []
    (decided,) = await reads.joins_of(RUT.compact)
    assert decided.state is JoinState.REJECTED


async def test_records_of_nobody_are_listed(stored: Database) -> None:
    """SYS-03: latest day first, of the systems asked for; joined ones are somebody's."""
    reads = SqlProfileReads(stored)

    async def found(*systems: SourceSystem) -> list[str]:
        page = await reads.of_nobody(PageRequest(first=5), frozenset(systems))
        return [each.record.external_id for each in page.items]

    assert await found() == ["A-1", "H-1", "H-2"]
    assert await found(_S.CENTRO_DE_AYUDA) == ["H-1", "H-2"]
    await join(stored)
    assert await found() == ["A-1", "H-2"]
    first = await reads.of_nobody(PageRequest(first=1), frozenset())
    rest = await reads.of_nobody(PageRequest(first=5, after=first.cursors[0]), frozenset())
    assert [each.record.external_id for each in rest.items] == ["H-2"]


async def test_a_journey_shows_each_step_beside_what_was_due(stored: Database) -> None:
    """SYS-05, MEA-03: the request waits for its next step; a record of another system is judged by nobody."""
    seen = SeenProfiles(SqlProfileReads(stored), REGIONAL)
    profile = await seen.profile(RUT)
    assert profile is not None
    certo, fair, fact = await seen.journey(profile)
    assert [each.wait_days for each in (certo, fair, fact)] == [None, 1, 1]
    assert (certo.walked, fair.walked) == (None, None)
    assert fact.walked is not None
    assert (fact.walked.taken.value, bool(fact.expected)) == ("PENDING", True)


async def test_the_answers_of_a_company_are_read_from_all_its_cases(stored: Database) -> None:
    """EXT-05, AMB-70: those that hold, of the accounts asked for; nobody else's."""
    kept = entry("own", 2, "answer_survey", 9, "RECIBIDA", data={"score": 6})
    mistaken = entry(
        "own", 3, "answer_survey", 10, "RECIBIDA", taken_back=TakenBack("x", Role.REGIONAL_HEAD, NOW, "No")
    )
    async with stored.begin() as tx:
        for each in (kept, mistaken, entry("hers", 2, "answer_survey", 9, "RECIBIDA")):
            await tx.execute(insert(case_event).values(**event_columns(each)))
    found = await SqlCaseReads(stored).entries_of(["conservas", "nobody"], "answer_survey")
    assert {key: [each.sequence for each in entries] for key, entries in found.items()} == {
        "conservas": [2],
        "nobody": [],
    }
    assert found["conservas"][0].data == {"score": 6}
