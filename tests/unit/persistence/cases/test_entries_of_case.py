"""Entries of a timeline have the process of their case beside them, whoever writes, and who had it then (MEA-02)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import insert, select, text, update

from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.channels import Channel
from domain.model.institution.people import Role
from domain.protocol.measures.asking import MeasureQuery, Period
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.rows import MEASURES
from domain.protocol.measures.subjects import MeasureName
from persistence.cases import entries_of_case
from persistence.cases.mapping import case_columns, event_columns
from persistence.database import Database
from persistence.reading import SqlReadModel
from persistence.tables.cases import case_event, protocol_case

AT = datetime(2024, 9, 13, 15, tzinfo=UTC)
DAY = date(2024, 9, 13)


async def _with_two_cases(database: Database) -> None:
    """A contact in each, of Biobío and of Arica."""
    async with database.begin() as tx:
        for key, office in (("one", "OFIREG-08"), ("two", "OFIREG-15")):
            case = Case(
                key, Flow.CAPTURE, "TEST", AT, "ana.rojas", "2024", "Centro de Ayuda", office=office,
                channel=Channel.DIGITAL,
            )  # fmt: skip
            contact = CaseEvent(
                key, 1, "record_contact_attempt", AT, AT, "ana.rojas", Role.REGIONAL_EXECUTIVE, "TEST", "TEST", (),
                channel=case.channel, day=DAY, office=office,
            )  # fmt: skip
            await tx.execute(insert(protocol_case).values(**case_columns(case)))
            await tx.execute(insert(case_event).values(**event_columns(contact)))


async def _kept(database: Database) -> list[tuple[str, str, str]]:
    c = case_event.c
    return [tuple(row) for row in await database.read(select(c.case_id, c.flow, c.office).order_by(c.case_id))]


async def test_contacts_stay_when_their_case_goes_to_another_office(database: Database) -> None:
    """MEA-02, AMB-69: the office of a contact is the one that had its case then."""
    await _with_two_cases(database)
    asked = MeasureQuery(MEASURES[MeasureName.CONTACTS], Period(DAY, DAY), AT, (Dimension.OFFICE,))
    read = SqlReadModel(database)

    assert {count.groups[0] for count in await read.counted(asked)} == {"OFIREG-08", "OFIREG-15"}

    async with database.begin() as tx:
        await tx.execute(update(protocol_case).where(protocol_case.c.id == "one").values(office="OFIREG-12"))

    assert {count.groups[0] for count in await read.counted(asked)} == {"OFIREG-08", "OFIREG-15"}


async def test_what_is_kept_beside_entries_can_be_made_again(database: Database) -> None:
    """It is no fact of its own."""
    await _with_two_cases(database)
    before = await _kept(database)
    assert before == [("one", "CAPTURE", "OFIREG-08"), ("two", "CAPTURE", "OFIREG-15")]

    async with database.begin() as tx:
        await tx.execute(update(case_event).values(flow=None))
        await tx.execute(text(entries_of_case.KEPT_AGAIN))

    assert await _kept(database) == before
