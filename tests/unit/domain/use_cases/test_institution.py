"""What an administrator changes of the institution: checked, once, with trace; nobody else (F-83, ROL-01, MEA-05)."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import (
    InvalidValue,
    MissingData,
    Mistakes,
    NotAuthorised,
    ProtocolError,
    RecordNotFound,
    StepNotAllowed,
)
from domain.model.institution.amendments import IdentityLink
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Absence, Directory, ReferralTarget, Telephone
from domain.model.institution.people import Actor, OfficeKind, Role
from domain.model.institution.topics import Topic
from domain.use_cases.institution.absences import SaveAbsence, save_absence, withdraw_absence
from domain.use_cases.institution.identities import SaveIdentity, kept_identities, save_identity
from domain.use_cases.institution.people import SavePerson, remove_person, save_person
from domain.use_cases.institution.register import (
    SaveOffice,
    remove_referral_target,
    save_office,
    save_referral_target,
    save_telephone,
    save_topic,
)
from domain.use_cases.services import Services
from tests.support.cases.desk import Desk
from tests.support.cases.situations import DIRECTORY

ADMINISTRATOR = Actor("sergio.valdes", "Sergio Valdés", Role.ADMINISTRATOR, "CENTRAL")
EXECUTIVE = Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")
NORA = SavePerson("nora.diaz", "Nora Díaz", Role.REGIONAL_EXECUTIVE, "nora@prochile.example", "OFIREG-08", "Llega")
SINCE, UNTIL = date(2027, 3, 1), date(2027, 3, 12)
ONE_DAY = timedelta(days=1)


async def now(desk: Desk) -> tuple[Directory, ProtocolConfiguration]:
    """Directory and settings as they were changed."""
    async with desk.store(ADMINISTRATOR) as work:
        kept = await work.amendments.hold()
    return kept.directory(DIRECTORY), kept.configuration(desk.configuration)


def decided(desk: Desk) -> list[tuple[str, str | None]]:
    return [(each.what, each.reason) for each in desk.decisions]


async def test_a_person_comes_changes_and_leaves_each_told_once() -> None:
    """ROL-01: the same again changes nothing and is recorded once; absences stay when the person is said anew."""
    desk = Desk()
    for _ in range(2):
        await save_person(desk.services, ADMINISTRATOR, NORA)
    await save_absence(desk.services, ADMINISTRATOR, SaveAbsence("nora.diaz", SINCE, UNTIL, "ana.rojas"))
    await save_person(desk.services, ADMINISTRATOR, replace(NORA, office="OFIREG-15", reason="Se cambia"))
    directory, _ = await now(desk)
    found = directory.person("nora.diaz")
    assert found is not None
    assert (found.office, found.absences) == ("OFIREG-15", (Absence(SINCE, UNTIL, "ana.rojas"),))
    stands_in = directory.standing_in("nora.diaz", SINCE)
    assert stands_in is not None
    assert stands_in.id == "ana.rojas"
    for _ in range(2):
        await remove_person(desk.services, ADMINISTRATOR, "nora.diaz", "Jubila")
    assert (await now(desk))[0] == DIRECTORY
    assert decided(desk) == [
        ("save_person", "Llega"), ("save_absence", None), ("save_person", "Se cambia"), ("remove_person", "Jubila"),
    ]  # fmt: skip


async def test_an_absence_is_taken_back_and_days_are_one_persons_once() -> None:
    """RTE-05: two absences on one day would name two substitutes."""
    desk = Desk()
    await save_absence(desk.services, ADMINISTRATOR, SaveAbsence("ana.rojas", SINCE, UNTIL))
    with pytest.raises(InvalidValue, match="Ya hay una ausencia"):
        await save_absence(desk.services, ADMINISTRATOR, SaveAbsence("ana.rojas", UNTIL, date(2027, 4, 1)))
    with pytest.raises(InvalidValue, match="sí mismo"):
        await save_absence(desk.services, ADMINISTRATOR, SaveAbsence("ana.rojas", SINCE, UNTIL, "ana.rojas"))
    with pytest.raises(StepNotAllowed, match="no tiene una ausencia"):
        await withdraw_absence(desk.services, ADMINISTRATOR, "ana.rojas", UNTIL, "x")
    after = await withdraw_absence(desk.services, ADMINISTRATOR, "ana.rojas", SINCE, "No viaja")
    assert after == DIRECTORY.person("ana.rojas")


async def test_all_that_is_wrong_with_a_person_is_told_at_once() -> None:
    """POL-06: identifier, address, office, sector, market and region."""
    wrong = replace(NORA, id="Nora Díaz", email="nora", office="X", sectors=("NADA",), markets=("ZZ",), regions=("99",))
    with pytest.raises(Mistakes) as told:
        await save_person(Desk().services, ADMINISTRATOR, wrong)
    assert [each.field for each in told.value.members] == [
        ("username",), ("email",), ("office",), ("sectors",), ("markets",), ("regions",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        (replace(NORA, role=Role.COMPANY), InvalidValue, "no es de quien trabaja"),
        (replace(NORA, role=Role.MACROZONE_COORDINATOR), MissingData, "macrozona"),
        (replace(NORA, reason=" "), MissingData, "por qué"),
        (replace(NORA, id="sergio.valdes"), StepNotAllowed, "propio rol"),
    ],
    ids=["role of the portal", "macro-zone without regions", "no reason", "own role"],
)
async def test_a_person_who_cannot_be_so_is_refused(asked: SavePerson, error: type[ProtocolError], words: str) -> None:
    """ROL-01, VIS-01: nobody takes their own administration away."""
    with pytest.raises(error, match=words):
        await save_person(Desk().services, ADMINISTRATOR, asked)


async def test_who_stands_in_and_who_administers_cannot_leave() -> None:
    """RTE-05: first it is said who stands in instead; somebody must always be able to administer."""
    desk = Desk()
    await save_person(desk.services, ADMINISTRATOR, NORA)
    await save_absence(desk.services, ADMINISTRATOR, SaveAbsence("ana.rojas", SINCE, UNTIL, "nora.diaz"))
    with pytest.raises(StepNotAllowed, match="subroga a Ana Rojas"):
        await remove_person(desk.services, ADMINISTRATOR, "nora.diaz", "Jubila")
    with pytest.raises(StepNotAllowed, match="no se retira"):
        await remove_person(desk.services, ADMINISTRATOR, "sergio.valdes", "Jubila")
    with pytest.raises(RecordNotFound):
        await remove_person(desk.services, ADMINISTRATOR, "nadie", "Jubila")


async def test_offices_abroad_are_added_and_regional_ones_keep_their_place() -> None:
    """SYS-04, RTE-01: of a regional office only its name and mailbox change."""
    desk = Desk()
    asked = SaveOffice(
        "OFICOM-PE-LIM", "Lima", "Se abre", OfficeKind.OFICOM, "PE", "America/Lima", "l@prochile.example"
    )
    lima = await save_office(desk.services, ADMINISTRATOR, asked)
    moved = await save_office(
        desk.services, ADMINISTRATOR, SaveOffice("OFIREG-08", "Biobío", "Buzón nuevo", mailbox="b@prochile.example")
    )
    _, configuration = await now(desk)
    assert configuration.offices["OFICOM-PE-LIM"] == lima
    assert configuration.offices["OFIREG-08"] == moved
    assert moved == replace(desk.configuration.offices["OFIREG-08"], name="Biobío", mailbox="b@prochile.example")
    for wrong, error in (
        (replace(asked, country="CL"), InvalidValue),
        (replace(asked, zone="Marte/Base"), InvalidValue),
        (replace(asked, kind=OfficeKind.CENTRAL), InvalidValue),
        (SaveOffice("OFIREG-08", "Biobío", "x", zone="America/Lima"), StepNotAllowed),
        (SaveOffice("OFIREG-99", "Nueva", "x", OfficeKind.OFIREG, "CL", "America/Santiago"), StepNotAllowed),
    ):
        with pytest.raises(error):
            await save_office(desk.services, ADMINISTRATOR, wrong)


async def test_telephones_and_bodies_are_kept() -> None:
    """CHN-04, ROL-03: a number is one however it is spaced; a body that is out is proposed no more."""
    desk = Desk()
    await save_telephone(desk.services, ADMINISTRATOR, Telephone("+56 41 299 8877", "OFIREG-08"))
    await save_telephone(desk.services, ADMINISTRATOR, Telephone("+56 412998877", "OFIREG-08", enabled=False))
    body = ReferralTarget("CAMARA-PE", "CHAMBER", "Cámara de Lima", "camara.pe", "PE")
    await save_referral_target(desk.services, ADMINISTRATOR, body)
    directory, _ = await now(desk)
    assert [each.enabled for each in directory.telephones if each.number.endswith("8877")] == [False]
    assert body in directory.referrals
    await remove_referral_target(desk.services, ADMINISTRATOR, "CAMARA-PE", "Cerró")
    assert body not in (await now(desk))[0].referrals
    with pytest.raises(InvalidValue, match="teléfono"):
        await save_telephone(desk.services, ADMINISTRATOR, Telephone("222", "OFIREG-08"))
    with pytest.raises(InvalidValue, match="mercado"):
        await save_referral_target(desk.services, ADMINISTRATOR, replace(body, market=None))


async def test_what_is_not_said_of_somebody_stays_as_it_was() -> None:
    """F-83: a new address takes away no sector, a new name no mailbox; of what is new it is empty."""
    desk, administrator = Desk(), ADMINISTRATOR
    kept = frozenset({"sectors", "markets", "macrozone", "regions", "unit"})
    answers_for = replace(
        NORA, role=Role.MACROZONE_COORDINATOR, sectors=("ALIMENTOS",), markets=("PE",), macrozone="Sur",
        regions=("08", "09"), unit="Zona sur",
    )  # fmt: skip
    first = await save_person(desk.services, administrator, answers_for)
    moved = replace(NORA, role=Role.MACROZONE_COORDINATOR, email="nora.diaz@prochile.example")
    after = await save_person(desk.services, administrator, moved, kept)
    assert after == replace(first, email="nora.diaz@prochile.example")
    bare = await save_person(desk.services, administrator, replace(NORA, reason="Deja la zona"))
    assert (bare.sectors, bare.markets, bare.macrozone, bare.regions, bare.unit) == ((), (), None, (), None)
    new = await save_person(desk.services, administrator, replace(NORA, id="eva.sol", email="e@x.example"), kept)
    assert (new.sectors, new.macrozone) == ((), None)

    said = SaveOffice("OFICOM-PE-LIM", "Lima", "Se abre", OfficeKind.OFICOM, "PE", "America/Lima", "l@prochile.example")
    lima = await save_office(desk.services, administrator, said)
    renamed = SaveOffice("OFICOM-PE-LIM", "Lima y Callao", "Crece")
    assert await save_office(desk.services, administrator, renamed, frozenset({"mailbox"})) == replace(
        lima, name="Lima y Callao"
    )
    assert (await save_office(desk.services, administrator, renamed)).mailbox is None

    body = ReferralTarget("SERCOTEC-2", "PUBLIC_BODY", "Sercotec", "sercotec.cl", None, ("Por comenzar",), ("Crédito",))
    await save_referral_target(desk.services, administrator, body)
    told = replace(body, contact="600 600", stages=(), supports=())
    same = frozenset({"market", "stages", "supports"})
    assert await save_referral_target(desk.services, administrator, told, same) == replace(body, contact="600 600")
    assert await save_referral_target(desk.services, administrator, told) == told

    ended = Topic("FERIAS-2", "Ferias", date(2027, 1, 1), date(2027, 12, 31))
    await save_topic(desk.services, administrator, ended)
    renamed_topic = Topic("FERIAS-2", "Ferias y misiones", date(2027, 1, 1))
    kept_topic = await save_topic(desk.services, administrator, renamed_topic, frozenset({"until"}))
    assert kept_topic.until == date(2027, 12, 31)
    assert (await save_topic(desk.services, administrator, renamed_topic)).until is None


@pytest.mark.parametrize(
    ("since", "until", "refused"),
    [
        (date(2027, 2, 1), SINCE, True),
        (date(2027, 2, 1), SINCE - ONE_DAY, False),
        (UNTIL, date(2027, 4, 1), True),
        (UNTIL + ONE_DAY, date(2027, 4, 1), False),
    ],
)
async def test_two_absences_share_no_day(since: date, until: date, *, refused: bool) -> None:
    """RTE-05, F-85: both ends are days of absence."""
    desk = Desk()
    await save_absence(desk.services, ADMINISTRATOR, SaveAbsence("ana.rojas", SINCE, UNTIL))
    with pytest.raises(InvalidValue, match="en esos días") if refused else contextlib.nullcontext():
        await save_absence(desk.services, ADMINISTRATOR, SaveAbsence("ana.rojas", since, until))


@pytest.mark.parametrize(("days", "refused"), [(0, True), (1, False)])
async def test_who_stands_in_until_today_is_not_taken_out_before_tomorrow(days: int, *, refused: bool) -> None:
    """ROL-01, F-85: the last day of an absence is one of it."""
    desk = Desk()
    today = desk.clock.at.date()
    await save_person(desk.services, ADMINISTRATOR, NORA)
    away = SaveAbsence("ana.rojas", today - 5 * ONE_DAY, today - days * ONE_DAY, "nora.diaz")
    await save_absence(desk.services, ADMINISTRATOR, away)
    with pytest.raises(StepNotAllowed, match="subroga") if refused else contextlib.nullcontext():
        await remove_person(desk.services, ADMINISTRATOR, "nora.diaz", "Jubila")


@pytest.mark.parametrize(("days", "refused"), [(0, True), (1, False)])
async def test_a_topic_that_begins_today_holds_already(days: int, *, refused: bool) -> None:
    """MEA-05, LIN-05, F-85: its name changes until the day before."""
    desk = Desk()
    begins = Topic("FERIAS", "Ferias", desk.clock.at.date() + days * ONE_DAY)
    await save_topic(desk.services, ADMINISTRATOR, begins)
    with pytest.raises(StepNotAllowed, match="no cambia de nombre") if refused else contextlib.nullcontext():
        await save_topic(desk.services, ADMINISTRATOR, replace(begins, name="Ferias y misiones"))


async def test_topics_are_a_dated_list() -> None:
    """MEA-05, LIN-05: what has begun is ended, not renamed; one code holds once on a day."""
    desk = Desk()
    begun = Topic("FERIAS", "Ferias", date(2020, 1, 1))
    await save_topic(desk.services, ADMINISTRATOR, begun)
    with pytest.raises(StepNotAllowed, match="no cambia de nombre"):
        await save_topic(desk.services, ADMINISTRATOR, replace(begun, name="Ferias y misiones"))
    renamed = Topic("FERIAS", "Ferias y misiones", date(2027, 1, 1))
    with pytest.raises(InvalidValue, match="ya tiene un tema"):
        await save_topic(desk.services, ADMINISTRATOR, renamed)
    await save_topic(desk.services, ADMINISTRATOR, replace(begun, until=date(2026, 12, 31)))
    await save_topic(desk.services, ADMINISTRATOR, renamed)
    with pytest.raises(InvalidValue, match="anterior al inicio"):
        await save_topic(desk.services, ADMINISTRATOR, replace(renamed, until=date(2026, 1, 1)))
    _, configuration = await now(desk)
    assert [each for each in configuration.topics if each.code == "FERIAS"] == [
        replace(begun, until=date(2026, 12, 31)),
        renamed,
    ]


async def test_who_is_who_is_of_an_issuer_and_a_person_that_are_there() -> None:
    """POL-07: and the administrator does not lock the door behind himself."""
    desk = Desk()
    asked = SaveIdentity("entra", "oid-9", "ana.rojas", "Cuenta nueva")
    for _ in range(2):
        await save_identity(desk.services, ADMINISTRATOR, asked, {"entra"})
    await save_identity(desk.services, ADMINISTRATOR, replace(asked, disabled=True, reason="Se va"), {"entra"})
    assert await kept_identities(desk.services, ADMINISTRATOR) == (IdentityLink("entra", "oid-9", "ana.rojas", True),)
    assert decided(desk) == [("save_identity", "Cuenta nueva"), ("save_identity", "Se va")]
    for wrong, error in (
        (replace(asked, issuer="otra"), InvalidValue),
        (replace(asked, person="nadie"), InvalidValue),
        (replace(asked, object_id=" "), MissingData),
        (replace(asked, person="sergio.valdes", disabled=True), StepNotAllowed),
    ):
        with pytest.raises(error):
            await save_identity(desk.services, ADMINISTRATOR, wrong, {"entra"})


Verb = Callable[[Services, Actor], Awaitable[object]]
VERBS: dict[str, Verb] = {
    "save_person": lambda s, a: save_person(s, a, NORA),
    "remove_person": lambda s, a: remove_person(s, a, "ana.rojas", "x"),
    "save_absence": lambda s, a: save_absence(s, a, SaveAbsence("ana.rojas", SINCE, UNTIL)),
    "withdraw_absence": lambda s, a: withdraw_absence(s, a, "ana.rojas", SINCE, "x"),
    "save_office": lambda s, a: save_office(s, a, SaveOffice("OFIREG-08", "x", "x")),
    "save_telephone": lambda s, a: save_telephone(s, a, Telephone("+56 41 299 8877", "OFIREG-08")),
    "save_referral_target": lambda s, a: save_referral_target(s, a, ReferralTarget("X", "PUBLIC_BODY", "X", "x")),
    "remove_referral_target": lambda s, a: remove_referral_target(s, a, "X", "x"),
    "save_topic": lambda s, a: save_topic(s, a, Topic("X", "x", SINCE)),
    "save_identity": lambda s, a: save_identity(s, a, SaveIdentity("entra", "o", "ana.rojas", "x"), {"entra"}),
    "kept_identities": kept_identities,
}


@pytest.mark.parametrize("verb", VERBS)
async def test_only_an_administrator_changes_the_institution(verb: str) -> None:
    """LIN-05: refused before anything is looked at, and nothing is recorded."""
    desk = Desk()
    with pytest.raises(NotAuthorised):
        await VERBS[verb](desk.services, EXECUTIVE)
    assert decided(desk) == []
