"""What the store of changes of the institution promises (`AmendmentStore`): each key once, nothing deleted (F-83)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.model.institution.amendments import Amendment, Amendments, IdentityLink, Part
from domain.model.institution.directory import Absence, Person, ReferralTarget, Telephone
from domain.model.institution.people import Office, OfficeKind, Role
from domain.model.institution.topics import Topic
from domain.ports.store import Transactions
from tests.support.builders import REGIONAL

PERSON = Person(
    "nora.diaz", "Nora Díaz", Role.MACROZONE_COORDINATOR, "nora@prochile.example", "OFIREG-08", ("FORESTAL",), ("CN",),
    "Sur", ("08", "14"),
    (Absence(date(2026, 7, 1), date(2026, 7, 9), "ana.rojas"), Absence(date(2026, 9, 1), date(2026, 9, 2))),
    "Departamento Sectorial",
)  # fmt: skip
ENTRIES = (
    PERSON,
    Office("OFICOM-PE-LIM", OfficeKind.OFICOM, "Lima", "PE", "America/Lima", mailbox="lima@prochile.example"),
    Telephone("+56 41 222 3344", "OFIREG-08", enabled=False),
    ReferralTarget("SERCOTEC", "PUBLIC_BODY", "Sercotec", "sercotec.cl", stages=("Por comenzar",)),
    Topic("FERIAS", "Ferias «grandes»", date(2026, 1, 1), date(2026, 12, 31)),
    IdentityLink("entra", "oid-nora", "nora.diaz", disabled=True),
)


async def kept(transactions: Transactions, *amendments: Amendment) -> Amendments:
    for each in amendments:
        async with transactions(REGIONAL) as work:
            await work.amendments.put(each)
    async with transactions(REGIONAL) as work:
        return await work.amendments.hold()


async def test_each_entry_comes_back_word_for_word_in_the_order_of_the_first_time(transactions: Transactions) -> None:
    """F-83: days, enumerations and lists too."""
    found = await kept(transactions, *map(Amendment.of, ENTRIES))
    assert [row.entry for row in found.rows] == list(ENTRIES)
    again = await kept(transactions, Amendment.of(replace(PERSON, name="Nora Paz")))
    assert [row.key for row in again.rows] == [row.key for row in found.rows]
    assert again.of(Part.PERSON, "nora.diaz") == Amendment.of(replace(PERSON, name="Nora Paz"))


async def test_what_was_taken_out_stays_known_as_that(transactions: Transactions) -> None:
    """What a file says of it afterwards does not bring it back."""
    out = Amendment(Part.PERSON, "nora.diaz", None)
    assert (await kept(transactions, Amendment.of(PERSON), out)).rows == (out,)
    back = await kept(transactions, Amendment.of(PERSON))
    assert back.rows == (Amendment.of(PERSON),)
