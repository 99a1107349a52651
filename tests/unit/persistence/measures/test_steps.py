"""What followed each contact, as the databases find it and as the rule tells it (MEA-03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from domain.model.cases import Case, CaseEvent, Flow, TakenBack
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.ports.reading import PageRequest
from domain.protocol.measures.asking import MeasureQuery, Period, measured
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.cases.mapping import case_columns, event_columns
from persistence.reading import SqlReadModel
from persistence.tables.cases import case_event, protocol_case
from tests.support.system.databases import KINDS, Databases

AT = datetime(2026, 4, 10, 15, tzinfo=UTC)
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
MISTAKE = TakenBack("ana.rojas", Role.REGIONAL_EXECUTIVE, AT, "Era otro caso")


def _event(case_id: str, sequence: int, fact: str, to_state: str = "INFORMADA", **more: object) -> CaseEvent:
    """An entry of a portal problem; by e-mail, unless it is of nobody's contact."""
    at = AT + timedelta(hours=sequence)
    event = CaseEvent(
        case_id, sequence, fact, at, at, "david.moya", Role.CLIENT_MANAGEMENT, "INFORMADA", to_state, ("RTE-03",),
        channel=Channel.DIGITAL, point_of_contact=PointOfContact.CORREO, day=at.date(),
    )  # fmt: skip
    return replace(event, **more)  # type: ignore[arg-type]  # fields by name


PORTAL = {"channel": None, "point_of_contact": None}
"""The portal is not asked by which channel it came: what it reports is no contact."""
TIMELINES = {
    # insisted, and was advised, though the case was handed over in between; the advice closed it
    "followed": [("report_portal_problem", PORTAL), ("company_insists", {}), ("hand_over", {}),
                 ("record_advice", {"to_state": "ASESORADA"})],
    # insisted twice: the first is followed by no step, the second by nothing, for the advice was a mistake
    "waiting": [("report_portal_problem", PORTAL), ("company_insists", {}), ("company_insists", {}),
                ("record_advice", {"taken_back": MISTAKE})],
    # of another month
    "before": [("report_portal_problem", PORTAL), ("company_insists", {"day": date(2026, 3, 31)})],
}  # fmt: skip
EXPECTED = {"followed:2": "AS_GIVEN", "followed:4": "NOTHING_DUE", "waiting:2": "OTHER", "waiting:3": "PENDING"}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_contact_is_followed_by_what_its_timeline_holds(kind: str, databases: Databases) -> None:
    """MEA-03: one of two that were followed; who has the case is no step, and a mistake is none either."""
    async with databases.opened(kind) as database:
        async with database.begin() as tx:
            for case_id, facts in TIMELINES.items():
                case = Case(case_id, Flow.PORTAL_PROBLEM, "INFORMADA", AT, "david.moya", "2024", "Gestión de clientes",
                            office="OFIREG-08")  # fmt: skip
                await tx.execute(insert(protocol_case).values(**case_columns(case)))
                for sequence, (fact, more) in enumerate(facts, 1):
                    entry = _event(case_id, sequence, fact, **more)
                    await tx.execute(insert(case_event).values(**event_columns(entry)))
        read = SqlReadModel(database)
        asked = MeasureQuery(MEASURES[MeasureName.STEPS_TAKEN], APRIL, AT + timedelta(days=9), (Dimension.RULE,))
        found = measured(asked, await read.counted(asked))
        assert (found.total.figure, found.total.n) == (0.5, 2)
        assert found.total.parts == {"AS_GIVEN": 1, "OTHER": 1, "PENDING": 1, "NOTHING_DUE": 1}
        assert {row.groups for row in found.rows} == {("RTE-03",)}
        page = await read.records_behind(asked, ("RTE-03",), PageRequest(first=9))
        counted = {key: part for key, part in EXPECTED.items() if part in {"AS_GIVEN", "OTHER"}}
        assert {record.id: record.part for record in page.items} == counted
