"""Record what the systems of administrative records tell, record by record (SYS-01, SYS-02)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.errors import InvalidValue, ProtocolError
from domain.model.history.journeys import JourneyEvent, JourneyOutcome, JourneyRecord, JourneyResult
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import Permission, require
from domain.protocol.history.source_systems import checked_record
from domain.use_cases.perform import Run
from domain.use_cases.services import Services

MOST_AT_ONCE: Final = 500
MOST_OF_A_FILE: Final = 5_000


async def record_journeys(
    services: Services,
    actor: Actor,
    asked: Sequence[JourneyRecord],
    *,
    dry_run: bool = False,
    most: int = MOST_AT_ONCE,
) -> tuple[JourneyOutcome, ...]:
    """
    Keep each record that may enter; telling one again changes nothing, telling it otherwise is a new version.

    One refused record does not hold up the others: all that may enter are kept in one transaction.

    Args:
        dry_run: Nothing is kept; the outcomes tell what would have come of each.
        most: How many may be told at once: a file brings more in one transaction than a request.

    Returns:
        What came of each, in the order in which they were told.

    Raises:
        NotAuthorised: Only the systems themselves and an administrator tell records.
        InvalidValue: More than *most* at once.

    Source: SYS-01, SYS-02.
    """
    require(actor, Permission.RECORD_JOURNEYS)
    if len(asked) > most:
        raise InvalidValue(f"Envíe a lo más {most} registros a la vez.", rule="SYS-01", field=("events",))
    async with services.transactions(actor) as work:
        run = Run.start(services, work)
        today = run.today()
        checked = [_checked(record, today) for record in asked]
        records = [each for each in checked if isinstance(each, JourneyRecord)]
        known = dict(await work.journeys.latest({each.key for each in records}))
        accounts = await work.journeys.accounts_with({each.rut for each in records if each.rut})
        new: list[JourneyEvent] = []
        outcomes = []
        for told, found in zip(asked, checked, strict=True):
            if isinstance(found, ProtocolError):
                outcomes.append(JourneyOutcome(told, JourneyResult.REFUSED, refusal=found))
                continue
            before = known.get(found.key)
            result = JourneyResult.UNCHANGED
            if before is None or before.record != found:
                result = JourneyResult.NEW_VERSION if before else JourneyResult.RECORDED
                version = before.version + 1 if before else 1
                before = JourneyEvent(services.new_id(), found, version, run.now, actor.id)
                known[found.key] = before
                new.append(before)
            account_id = accounts.get(found.rut) if found.rut else None
            outcomes.append(JourneyOutcome(found, result, before.version, account_id))
        if not dry_run:
            await work.journeys.add(new)
        return tuple(outcomes)


def _checked(record: JourneyRecord, today: date) -> JourneyRecord | ProtocolError:
    try:
        return checked_record(record, today)
    except ProtocolError as refused:
        return refused
