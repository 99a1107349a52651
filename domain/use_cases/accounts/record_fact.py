"""Record what a company declares or attains: exports, test result, membership of Exporta Más."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.errors import InvalidValue, MissingData
from domain.model.accounts import FACT_VALUES, Fact, FactKind
from domain.model.cases import Flow
from domain.model.classes import CauseKind
from domain.protocol.access.actionable import ActionableAccount
from domain.protocol.access.permissions import Permission
from domain.protocol.history.on_record import require_capacity, require_test_applies
from domain.use_cases.accounts.beside_cases import require_no_capture, tell_cases_of
from domain.use_cases.checks import not_in_future
from domain.use_cases.once import ACCOUNT, once
from domain.use_cases.perform import Run, with_fact
from domain.use_cases.results import AccountOutcome


@dataclass(frozen=True, slots=True)
class DeclareExports:
    """
    Whether the company exported in the last 3 years, counted back from `on`.

    Attributes:
        on: Day of the declaration; None: today.
        seen: Version of the account that the person saw.
    """

    account_id: str
    seen: int
    exported: bool
    on: date | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class RecordTestResult:
    """
    A result of the self-diagnosis test ("Test de Autodiagnóstico").

    Attributes:
        level: HIGH, MEDIUM or LOW, ready-made; None: derived from the score by the configured table.
        score: Points, kept beside the level.
        scoring_version: Version of the table that gave the level, when the portal tells.
        on: Day of the test; None: today.
    """

    account_id: str
    seen: int
    level: str | None = None
    score: int | None = None
    scoring_version: str | None = None
    on: date | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class SetExportaMas:
    """
    Membership of Exporta Más, both days inclusive; to end one, give its first day again with `until`.

    Attributes:
        until: Last day; None: open.
    """

    account_id: str
    seen: int
    since: date
    until: date | None = None
    reason: str | None = None
    client_key: str | None = None


@once(ACCOUNT)
async def declare_exports(run: Run, asked: DeclareExports) -> AccountOutcome:
    """
    Record the declaration with its date; the latest one holds. A capture that waits for the test goes on by it.

    Raises:
        VersionConflict, InvalidValue, NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-11, AMB-09.
    """
    account = await run.actionable(asked.account_id, Permission.DECLARE_EXPORTS)
    today = run.today(account)
    on = not_in_future(asked.on or today, today, "on", "La declaración")
    fact = run.fact(FactKind.EXPORT_DECLARATION, "YES" if asked.exported else "NO", on)
    outcome = "Declaró que exportó en los últimos 3 años." if asked.exported else "Declaró que no exporta."
    done = await _recorded(run, account, fact, asked.seen, "declare_exports", outcome)
    await tell_cases_of(run, account, fact.kind, Flow.CAPTURE)
    return done


@once(ACCOUNT)
async def record_test_result(run: Run, asked: RecordTestResult) -> AccountOutcome:
    """
    Record a level, received ready-made or derived from the score by the configured table (highest limit reached).

    Raises:
        StepNotAllowed: The company declared exports: the test does not apply to it (CAP-05); or it is being captured,
            and the result belongs to its case (CAP-06).
        NotConfigured: Only a score is given and no table is loaded (AMB-10).
        VersionConflict, InvalidValue, MissingData, NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-12, CAP-05, AMB-10.
    """
    account = await run.actionable(asked.account_id, Permission.RECORD_TEST)
    today = run.today(account)
    on = not_in_future(asked.on or today, today, "on", "El test")
    await require_no_capture(run, account, "el resultado del test se registra", "CAP-06")
    require_test_applies(account, on)
    detail = {"score": asked.score, "scoring_version": asked.scoring_version}
    fact = run.fact(
        FactKind.TEST_LEVEL,
        _level(run, asked, on),
        on,
        detail={name: str(value) for name, value in detail.items() if value is not None},
    )
    outcome = "Registró el resultado del Test de Autodiagnóstico."
    return await _recorded(run, account, fact, asked.seen, "record_test_result", outcome)


@once(ACCOUNT)
async def set_exporta_mas(run: Run, asked: SetExportaMas) -> AccountOutcome:
    """
    Record membership, which is what category 1 means (AMB-31).

    Raises:
        StepNotAllowed: The company neither exports nor has export capacity on its first day (ATN-03).
        VersionConflict, InvalidValue, NotAuthorised, RecordNotFound: As their messages say.

    Source: DEF-04, ATN-01, ATN-03, AMB-31.
    """
    account = await run.actionable(asked.account_id, Permission.SET_EXPORTA_MAS)
    if asked.until is not None and asked.until < asked.since:
        raise InvalidValue("El término es anterior al inicio de la participación.", rule="DEF-04", field=("until",))
    member = account.fact(FactKind.EXPORTA_MAS, asked.since)
    if member is None or member.on != asked.since:
        require_capacity(account, asked.since, run.services.configuration())
    fact = run.fact(FactKind.EXPORTA_MAS, "MEMBER", asked.since, until=asked.until, reason=asked.reason)
    outcome = "Registró la participación en Exporta Más."
    done = await _recorded(run, account, fact, asked.seen, "set_exporta_mas", outcome)
    await tell_cases_of(run, account, fact.kind, Flow.FOLLOW_UP)
    return done


_RULES: Final = {FactKind.EXPORT_DECLARATION: "DEF-11", FactKind.TEST_LEVEL: "DEF-12", FactKind.EXPORTA_MAS: "DEF-04"}


async def _recorded(
    run: Run, before: ActionableAccount, fact: Fact, seen: int, what: str, outcome: str
) -> AccountOutcome:
    """Add the fact, record the decision, tell the change of class."""
    account = await run.work.accounts.save(with_fact(before, fact), seen)
    actions = await run.work.actions.of_account(account.id)
    classes, changes = run.compare((before, actions), (account, actions), (CauseKind.FACT, fact), fact.on)
    await run.decided(
        what,
        outcome,
        rule=_RULES[fact.kind],
        account_id=account.id,
        reason=fact.reason,
        value=fact.value,
        on=fact.on,
        until=fact.until,
    )
    return AccountOutcome(account, classes, changes)


def _level(run: Run, asked: RecordTestResult, on: date) -> str:
    if asked.level is not None:
        if asked.level not in FACT_VALUES[FactKind.TEST_LEVEL]:
            raise InvalidValue(
                f"«{asked.level}» no es un nivel del test; use HIGH, MEDIUM o LOW.", rule="DEF-12", field=("level",)
            )
        return asked.level
    if asked.score is None:
        raise MissingData(
            "Indique el nivel o el puntaje del test.", missing=("level",), rule="DEF-12", field=("level",)
        )
    limits = run.services.configuration().test_scoring.required(on)
    reached = [(limit, level) for level, limit in limits.items() if limit <= asked.score]
    if not reached:
        raise InvalidValue("El puntaje está fuera de la tabla del test.", rule="DEF-12", field=("score",))
    return max(reached)[1]
