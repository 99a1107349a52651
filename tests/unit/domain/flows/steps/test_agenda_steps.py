"""Business agendas, row by row: what each step needs and causes, and nothing else (AGD, DEF-16, DEF-17, SLA-20)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.accounts import Organisation
from domain.model.cases import Flow
from domain.model.institution.people import Actor
from tests.support.builders import COMMERCIAL, HEAD, REGIONAL, an_account, an_action
from tests.support.cases.national import a_desk, a_user, known, of_company
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

ASKED = {"market": "CN", "mode": "IN_PERSON"}
TO_ANA = "to person:ana.rojas"
ACTIVITY = {
    "exception_ground": "HIGH_IMPACT", "high_impact_activity": "Expo Osaka",
    "exception_from": date(2024, 10, 1), "exception_until": date(2024, 10, 31),
}  # fmt: skip
AGREED = {
    "agenda_starts_on": date(2024, 11, 5), "agenda_ends_on": date(2024, 11, 7), "meetings": ("Importadora Li", "Wang"),
}  # fmt: skip
HELD = {"started_on": date(2024, 11, 5), "ended_on": date(2024, 11, 7)}


def company_of(told: Telling) -> Actor:
    assert told.account is not None
    return of_company(told.account)


def to_be_asked(**settings: object) -> Telling:
    """Friday 13 September 2024, 17:00."""
    desk = a_desk(**settings)
    return Telling(desk, Flow.AGENDA, a_user(desk))


async def asked(**settings: object) -> Telling:
    told = to_be_asked(**settings)
    await told.report(REGIONAL, "request_agenda", **ASKED)
    return told


async def with_oficom() -> Telling:
    told = await asked()
    await told.report(REGIONAL, "send_to_oficom")
    return told


async def excepted() -> Telling:
    told = await with_oficom()
    await told.report(COMMERCIAL, "declare_high_impact", **ACTIVITY)
    return told


async def agreed_for_later() -> Telling:
    """Agreed for Monday 2 December 2024."""
    told = await excepted()
    await told.report(REGIONAL, "agree_date", agreed_on=date(2024, 12, 2))
    return told


async def confirmed(**settings: object) -> Telling:
    told = await asked(**settings)
    await told.report(COMMERCIAL, "confirm_agenda", **AGREED)
    return told


async def absent() -> Telling:
    told = await confirmed()
    told.at("2024-11-05 12:00")
    await told.report(REGIONAL, "record_absence", absence="No viajó")
    return told


async def held(**settings: object) -> Telling:
    told = await confirmed(**settings)
    told.at("2024-11-08 10:00")
    await told.report(COMMERCIAL, "record_held", **HELD)
    return told


@proves("INS-03", "EXT-01", "AGD-01", "SPC-02", "USR-01")
async def test_an_agenda_is_for_companies_of_chile() -> None:
    """EXT-01, INS-03: who asks for one as an institution or from abroad is shown its own way, as with any request."""
    desk = a_desk()
    guild = desk.desk.put(an_account(organisation=Organisation.INSTITUTION, rut=None))
    await Telling(desk, Flow.AGENDA, guild).refused(
        REGIONAL, "request_agenda", "INS-03", "abra una solicitud de institución", **ASKED
    )
    abroad = desk.desk.put(an_account(country="CN", region=None, rut=None), an_action(date(2024, 3, 5)))
    await Telling(desk, Flow.AGENDA, abroad).refused(
        REGIONAL, "request_agenda", "EXT-01", "la atiende su oficina comercial", **ASKED
    )
    assert (await asked()).now.state == "SOLICITADA"


@proves("AGD-01", "SLA-20", "USR-01", "AGD-09", "CAP-02", "AGD-10")
async def test_an_agenda_is_asked_for_by_a_company_and_sent_to_the_commercial_office() -> None:
    """AGD-01: by the resolution, whose terms are configuration (SLA-20); USR-01: its regional executive is told."""
    words = "Indique la cuenta de la empresa"
    await Telling(a_desk(), Flow.AGENDA).refused(
        REGIONAL, "request_agenda", "AGD-01", words, lacks=("account_id",), **ASKED
    )
    told = to_be_asked()
    caused = ("SLA-20 starts", "action AGENDA_SOLICITADA", TO_ANA)
    await told.step(company_of(told), "request_agenda", "SOLICITADA", *caused, **ASKED)
    await told.step(REGIONAL, "send_to_oficom", "EN_OFICOM", "to unit:Shanghái")


@proves("AGD-10", "AGD-11", "AGD-01")
async def test_the_head_office_in_chile_asks_not_its_people_in_the_market() -> None:
    """AGD-10: returned with NTF-17; AGD-01: then the head office asks its regional executive."""
    told = to_be_asked()
    await told.step(company_of(told), "request_agenda", "DEVUELTA", "NTF-17", requester="LOCAL_STAFF", **ASKED)
    caused = ("SLA-20 starts", "action AGENDA_SOLICITADA", TO_ANA)
    await told.step(company_of(told), "request_through_head_office", "SOLICITADA", *caused)


@proves("AGD-02", "AGD-03")
async def test_a_high_impact_activity_postpones_the_agenda_to_an_agreed_date() -> None:
    """AGD-02, AGD-03: the terms do not apply; date and reasons are both due, and the date is looked at."""
    told = await with_oficom()
    reversed_days = {**ACTIVITY, "exception_until": date(2024, 9, 30)}
    await told.refused(
        COMMERCIAL,
        "declare_high_impact",
        "AGD-02",
        "no puede ser anterior al primero",
        unfit="exception_until",
        **reversed_days,
    )
    caused = ("SLA-20 waived", TO_ANA)
    await told.step(COMMERCIAL, "declare_high_impact", "EXCEPCION_INCOMPLETA", *caused, **ACTIVITY)
    reasons = {"postponement_reason": "Expo Osaka"}
    await told.refused(REGIONAL, "inform_postponement", "AGD-03", "acuerde con la oficina comercial", **reasons)
    await told.refused(COMMERCIAL, "confirm_agenda", "AGD-03", "La excepción está incompleta", **AGREED)
    past = "no puede ser anterior al día en que se acuerda"
    await told.refused(REGIONAL, "agree_date", "AGD-03", past, unfit="agreed_on", agreed_on=date(2024, 9, 12))
    timer = "timer reach_agreed_date 2024-12-02 09:00"
    await told.step(
        REGIONAL, "agree_date", "FECHA_ACORDADA", "AGD-02 starts to 2024-12-02", timer, agreed_on=date(2024, 12, 2)
    )
    await told.refused(COMMERCIAL, "confirm_agenda", "AGD-03", "La excepción está incompleta", **AGREED)
    moved = (
        "AGD-02 waived",
        "AGD-02 starts to 2024-12-03",
        "timer reach_agreed_date cancelled",
        "timer reach_agreed_date 2024-12-03 09:00",
    )
    await told.step(REGIONAL, "agree_date", "FECHA_ACORDADA", *moved, agreed_on=date(2024, 12, 3))
    await told.step(REGIONAL, "inform_postponement", "POSTERGADA", "NTF-13", "action AGENDA_POSTERGADA", **reasons)
    await told.due("2024-12-03 08:59", "POSTERGADA")
    await told.due("2024-12-03 09:00", "POSTERGADA", "AVISO-POR-VENCER")
    assert told.timeline[-1].fact == "reach_agreed_date"


@proves("AGD-02")
async def test_an_activity_of_one_day_is_a_period() -> None:
    """AGD-02: its first day may be its last."""
    told = await with_oficom()
    one_day = {**ACTIVITY, "exception_until": date(2024, 10, 1)}
    await told.step(COMMERCIAL, "declare_high_impact", "EXCEPCION_INCOMPLETA", "SLA-20 waived", TO_ANA, **one_day)


@proves("AGD-04", "SLA-20")
async def test_confirming_answers_the_request() -> None:
    """AGD-04, SLA-20: date and meetings; one day is a period. A postponed one is confirmed by its date."""
    told = await asked()
    reversed_days = {**AGREED, "agenda_ends_on": date(2024, 11, 4)}
    await told.refused(
        COMMERCIAL,
        "confirm_agenda",
        "AGD-04",
        "no puede ser anterior al primero",
        unfit="agenda_ends_on",
        **reversed_days,
    )
    one_day = {**AGREED, "agenda_ends_on": date(2024, 11, 5)}
    await told.step(COMMERCIAL, "confirm_agenda", "CONFIRMADA", "SLA-20 stops", "action AGENDA_CONFIRMADA", **one_day)
    later = await agreed_for_later()
    await later.report(REGIONAL, "inform_postponement", postponement_reason="Expo Osaka")
    caused = ("AGD-02 stops", "timer reach_agreed_date cancelled", "action AGENDA_CONFIRMADA")
    await later.step(COMMERCIAL, "confirm_agenda", "CONFIRMADA", *caused, **AGREED)
    await later.step(company_of(later), "accept_commitment", "COMPROMETIDA")


@proves("AGD-09", "DEF-17", "POL-06")
async def test_declining_needs_one_of_two_grounds_and_is_explained() -> None:
    """AGD-09, DEF-17: lack of interest with the importers' own words; POL-06: the company gets the reason."""
    told = await with_oficom()
    words = "sus argumentos textuales son obligatorios"
    await told.refused(
        COMMERCIAL, "decline_agenda", "DEF-17", words, lacks=("argument",), ground="NO_IMPORTER_INTEREST"
    )
    caused = ("SLA-20 stops", "NTF-16", "action AGENDA_DESISTIDA", TO_ANA)
    said = {"ground": "NO_IMPORTER_INTEREST", "argument": "No compran conservas"}
    await told.step(COMMERCIAL, "decline_agenda", "DESISTIDA_POR_OFICOM", *caused, **said)
    await told.step(REGIONAL, "explain_decline", "DESISTIDA", explanation="No hay interés; probemos en Vietnam")
    no_market = await with_oficom()
    await no_market.step(COMMERCIAL, "decline_agenda", "DESISTIDA_POR_OFICOM", *caused, ground="NO_REAL_OPPORTUNITIES")
    later = await agreed_for_later()
    await later.report(REGIONAL, "inform_postponement", postponement_reason="Expo Osaka")
    caused = ("AGD-02 stops", "timer reach_agreed_date cancelled", "NTF-16", "action AGENDA_DESISTIDA", TO_ANA)
    await later.step(COMMERCIAL, "decline_agenda", "DESISTIDA_POR_OFICOM", *caused, ground="NO_REAL_OPPORTUNITIES")


async def test_the_company_may_reserve_every_meeting() -> None:
    """AGD-08: all that are on the agenda."""
    told = await confirmed()
    every = AGREED["meetings"]
    await told.step(company_of(told), "reserve_meetings", "CONFIRMADA", reserved_meetings=every)


@proves("AGD-08")
async def test_the_commercial_office_joins_only_meetings_that_are_not_reserved() -> None:
    """AGD-08: it announces that it may join; the company may reserve meetings, which it then does not join."""
    told = await confirmed()
    joins = {"attended_meeting": "Importadora Li", "attendee": "Mei Soto"}
    words = "Antes avise a la empresa"
    await told.refused(COMMERCIAL, "record_oficom_attendance", "AGD-08", words, **joins)
    await told.step(COMMERCIAL, "announce_participation", "CONFIRMADA", "NTF-15")
    words = "Solo se pueden reservar reuniones de la agenda"
    await told.refused(
        company_of(told), "reserve_meetings", "AGD-08", words, unfit="reserved_meetings", reserved_meetings=("Otra",)
    )
    await told.step(company_of(told), "reserve_meetings", "CONFIRMADA", reserved_meetings=("Wang",))
    words = "declaró reservada esa reunión"
    await told.refused(COMMERCIAL, "record_oficom_attendance", "AGD-08", words, attended_meeting="Wang", attendee="M")
    words = "Esa reunión no está en la agenda"
    await told.refused(
        COMMERCIAL,
        "record_oficom_attendance",
        "AGD-08",
        words,
        unfit="attended_meeting",
        attended_meeting="Zhu",
        attendee="M",
    )
    await told.step(COMMERCIAL, "record_oficom_attendance", "CONFIRMADA", **joins)


@proves("AGD-05", "FUP-01", "ATN-05", "AGD-04")
async def test_an_agenda_that_was_held_is_registered_and_followed_up() -> None:
    """AGD-05, FUP-01, ATN-05: from its first day on; then the feedback is awaited, with the configured reminder."""
    told = await confirmed(tuning={"agenda_feedback_reminder_days": known("agenda_feedback_reminder_days", "X", "10")})
    told.at("2024-11-04 23:59")
    early = {"started_on": date(2024, 11, 4), "ended_on": date(2024, 11, 4)}
    await told.refused(COMMERCIAL, "record_held", "AGD-04", "La agenda comienza el 05-11-2024", **early)
    told.at("2024-11-05 20:00")
    reversed_days = {"started_on": date(2024, 11, 5), "ended_on": date(2024, 11, 4)}
    await told.refused(
        COMMERCIAL, "record_held", "AGD-04", "no puede ser anterior al primero", unfit="ended_on", **reversed_days
    )
    first_day = {"started_on": date(2024, 11, 5), "ended_on": date(2024, 11, 5)}
    await told.step(
        COMMERCIAL, "record_held", "ESPERA_RETROALIMENTACION",
        "action AGENDA_NEGOCIOS", "opens FOLLOW_UP", "timer remind_feedback 2024-11-15 09:00", **first_day,
    )  # fmt: skip
    await told.due("2024-11-15 09:00", "ESPERA_RETROALIMENTACION")
    assert told.timeline[-1].fact == "remind_feedback"


@proves("AGD-05", "AGD-06")
async def test_the_feedback_reaches_both_executives_and_the_log() -> None:
    """AGD-05, AGD-06: by e-mail to both; the regional executive writes it in the log."""
    reminder = {"agenda_feedback_reminder_days": known("agenda_feedback_reminder_days", "AMB-24", "10")}
    told = await held(tuning=reminder)
    came = {"feedback": "Tres pedidos", "feedback_received_on": date(2024, 11, 8)}
    caused = ("NTF-32", "timer remind_feedback cancelled", TO_ANA)
    await told.step(company_of(told), "record_feedback", "RETROALIMENTADA", *caused, **came)
    await told.step(REGIONAL, "log_feedback", "CERRADA", "action RETROALIMENTACION_AGENDA", notes="Tres pedidos")


@proves("AGD-04", "AGD-07")
async def test_arriving_late_is_recorded_and_no_absence_unless_it_is_configured_as_one() -> None:
    """AMB-65, AGD-04: with its minutes, on the first day at the earliest; a setting counts so many as an absence."""
    told = await confirmed()
    words = "hasta ese día no hay un atraso"
    await told.refused(COMMERCIAL, "record_late_arrival", "AGD-04", words, late_minutes=20)
    told.at("2024-11-05 10:00")
    await told.refused(COMMERCIAL, "record_late_arrival", "AGD-04", "uno o más", unfit="late_minutes", late_minutes=0)
    await told.step(COMMERCIAL, "record_late_arrival", "CONFIRMADA", late_minutes=1)
    await told.step(COMMERCIAL, "record_late_arrival", "CONFIRMADA", late_minutes=240, notes="A la segunda reunión")
    name = "agenda_late_minutes_as_absence"
    strict = await confirmed(tuning={name: known(name, "AMB-65", "30")})
    strict.at("2024-11-05 10:00")
    await strict.step(HEAD, "record_late_arrival", "CONFIRMADA", late_minutes=29)
    await strict.step(HEAD, "record_late_arrival", "AUSENTE", late_minutes=30)


@proves("AGD-07", "AGD-04")
async def test_an_absence_is_of_an_agenda_that_has_begun_or_announced() -> None:
    """AGD-04, AGD-07: on its first day at the earliest; the company may say before that it will not come."""
    told = await confirmed()
    told.at("2024-11-04 23:59")
    words = "hasta ese día no hay una ausencia que registrar"
    await told.refused(REGIONAL, "record_absence", "AGD-04", words, absence="No viajó")
    told.at("2024-11-05 00:00")
    await told.step(REGIONAL, "record_absence", "AUSENTE", absence="No viajó")
    announced = await confirmed()
    await announced.step(company_of(announced), "announce_absence", "AUSENTE", absence="Huelga del aeropuerto")


@proves("AGD-07", "DEF-16", "BEH-01")
@pytest.mark.parametrize(
    ("foreign", "unforeseen", "unavoidable", "is_excused"),
    [
        (True, True, False, True), (True, False, True, True), (True, False, False, False),
        (False, True, True, False),
    ],
)  # fmt: skip
async def test_only_force_majeure_excuses(
    *, foreign: bool, unforeseen: bool, unavoidable: bool, is_excused: bool
) -> None:
    """AGD-07, DEF-16: foreign to its will, and not foreseeable or not avoidable (AMB-23); else a behaviour note."""
    told = await absent()
    answers = {
        "foreign_to_will": foreign,
        "unforeseeable": unforeseen,
        "unavoidable": unavoidable,
        "evidence": "Correo",
    }
    if is_excused:
        await told.step(REGIONAL, "decide_force_majeure", "EXCUSADA", "action NOTA_BITACORA", **answers)
    else:
        await told.step(REGIONAL, "decide_force_majeure", "INEXCUSADA", "opens BEHAVIOUR_NOTE", **answers)


@proves("POL-06", "AGD-01", "AGD-07")
async def test_a_request_may_be_withdrawn_until_the_agenda_is_confirmed() -> None:
    """POL-06, AGD-01, AGD-07: afterwards only force majeure excuses."""
    told = await asked()
    await told.step(HEAD, "withdraw_agenda", "SIN_EFECTO", "SLA-20 withdrawn", reason="Ya no viaja")
    later = await agreed_for_later()
    caused = ("AGD-02 withdrawn", "timer reach_agreed_date cancelled")
    await later.step(HEAD, "withdraw_agenda", "SIN_EFECTO", *caused, reason="Ya no viaja")
    bound = await confirmed()
    await bound.refused(HEAD, "withdraw_agenda", "AGD-07", "solo la fuerza mayor excusa", reason="Ya no viaja")
