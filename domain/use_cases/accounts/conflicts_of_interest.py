"""
Declare and end a conflict of interest with a company ("conflicto de interés"; POL-07, AMB-72).

Everybody declares their own, and ends their own: the protocol asks whoever decides to keep out, and only they know. A
head who learns of another's puts somebody else in charge, which needs no declaration (RTE-05).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.errors import InvalidValue, StepNotAllowed
from domain.model.accounts import Account
from domain.model.history.conflicts_of_interest import ConflictOfInterest, ToldEnd
from domain.model.institution.people import Actor
from domain.protocol.access.conflict_of_interest import RULE, standing_of
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.cases.reconsider import pass_cases_in_conflict
from domain.use_cases.checks import not_in_future
from domain.use_cases.next_steps.ask_for_another import ask_for_another
from domain.use_cases.perform import Run, given_reason


@dataclass(frozen=True, slots=True)
class DeclareConflictOfInterest:
    """
    The actor's own, with a company.

    Attributes:
        since: First day on which it stands, inclusive, today at the latest; None: today.
    """

    account_id: str
    reason: str | None
    since: date | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class EndConflictOfInterest:
    """
    The end of the actor's own; told again while it stands, the later word holds and the earlier one stays on record.

    Attributes:
        until: First day on which it stands no more (exclusive), tomorrow at the earliest; None: tomorrow.
    """

    account_id: str
    reason: str | None
    until: date | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class ConflictOfInterestOutcome:
    """
    A conflict of interest after the verb.

    Attributes:
        account: The company, as it is then.
        passed: Numbers of the cases that passed to the choice of the head.
    """

    record: ConflictOfInterest
    account: Account
    passed: tuple[int, ...] = ()


async def declare_conflict_of_interest(
    services: CaseServices, actor: Actor, asked: DeclareConflictOfInterest
) -> ConflictOfInterestOutcome:
    """
    From now on the actor decides nothing on the company; their open cases of it pass to the choice of the head.

    What they decided before stays, also on days on which it stood already.

    Raises:
        StepNotAllowed: One stands already.
        InvalidValue: It begins after today.
        MissingData: No reason is given.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: POL-07, AMB-72.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        run = casework.run
        known = await run.recall(asked.client_key, "declare_conflict_of_interest", asked)
        if known is not None:
            return await _again(run, asked.account_id, known["conflict"])
        account = await _held(run, asked.account_id)
        today = run.today(account)
        reason = given_reason(asked.reason, "Indique por qué tiene un conflicto de interés con la empresa.", RULE)
        since = not_in_future(asked.since or today, today, "since", "El conflicto de interés")
        if standing_of(account, actor.id, today) is not None:
            raise StepNotAllowed(
                "Usted ya declaró un conflicto de interés con esta empresa, y sigue en pie.",
                rule=RULE,
                step_to_take="Si terminó o cambió su término, regístrelo.",
            )
        record = ConflictOfInterest(services.core.new_id(), account.id, actor.id, since, run.now, reason)
        await work.conflicts_of_interest.add(record)
        await run.decided(
            "declare_conflict_of_interest",
            "Declaró un conflicto de interés: no decide nada sobre la empresa mientras siga en pie.",
            rule=RULE,
            account_id=account.id,
            reason=reason,
            conflict=record.id,
            since=since,
        )
        before, account = account, await work.accounts.get(account.id)
        await ask_for_another(casework, before, account)
        passed = await pass_cases_in_conflict(casework, account)
        await run.remember(asked.client_key, "declare_conflict_of_interest", asked, conflict=record.id)
        return ConflictOfInterestOutcome(record, account, tuple(case.number for case in passed))


async def end_conflict_of_interest(
    services: CaseServices, actor: Actor, asked: EndConflictOfInterest
) -> ConflictOfInterestOutcome:
    """
    From the day that is told on the actor decides again; the cases that passed stay with whoever the head chose.

    Where accounts were joined more than one may stand: all of the actor's with the company end.

    Raises:
        StepNotAllowed: None of the actor's stands.
        InvalidValue: It would end today or before: whoever is in conflict today decides nothing today.
        MissingData: No reason is given.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: POL-07, AMB-72.
    """
    async with services.core.transactions(actor) as work:
        run = Run.start(services.core, work)
        known = await run.recall(asked.client_key, "end_conflict_of_interest", asked)
        if known is not None:
            return await _again(run, asked.account_id, known["conflict"])
        account = await _held(run, asked.account_id)
        today = run.today(account)
        reason = given_reason(asked.reason, "Indique por qué termina el conflicto de interés.", RULE)
        until = asked.until or today + timedelta(days=1)
        if until <= today:
            raise InvalidValue(
                f"El primer día sin conflicto de interés es mañana o después; usted indicó el {until:%d-%m-%Y}.",
                rule=RULE,
                field=("until",),
            )
        own = [each for each in account.conflicts_of_interest if each.person == actor.id and each.stands(today)]
        if not own:
            raise StepNotAllowed(
                "Usted no tiene un conflicto de interés con esta empresa que siga en pie.",
                rule=RULE,
                step_to_take="Si lo tiene, declárelo.",
            )
        for standing in own:
            ended = replace(standing, ends=(*standing.ends, ToldEnd(until, run.now, reason)))
            record = await work.conflicts_of_interest.save(ended, standing.version)
            await run.decided(
                "end_conflict_of_interest",
                "Terminó un conflicto de interés: decide otra vez desde el día que indica.",
                rule=RULE,
                account_id=account.id,
                reason=reason,
                conflict=record.id,
                until=until,
                before=standing.until,
            )
        account = await work.accounts.get(account.id)
        await run.remember(asked.client_key, "end_conflict_of_interest", asked, conflict=record.id)
        return ConflictOfInterestOutcome(record, account)


async def _held(run: Run, account_id: str) -> Account:
    """The company, held: nobody decides on it meanwhile. Whoever is in conflict is not refused here."""
    require(run.actor, Permission.DECLARE_CONFLICT_OF_INTEREST)
    return await run.account(account_id, Permission.DECLARE_CONFLICT_OF_INTEREST)


async def _again(run: Run, account_id: str, conflict_id: str) -> ConflictOfInterestOutcome:
    account = await run.again(account_id)
    return ConflictOfInterestOutcome(_of(account.conflicts_of_interest, conflict_id), account)


def _of(records: Sequence[ConflictOfInterest], conflict_id: str) -> ConflictOfInterest:
    return next(each for each in records if each.id == conflict_id)
