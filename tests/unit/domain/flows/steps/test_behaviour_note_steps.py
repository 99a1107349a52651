"""The behaviour note, row by row: what each step needs and causes, and nothing else (BEH, SLA-09, AMB-22)."""

from __future__ import annotations

from datetime import date

from domain.model.cases import Flow, Value
from domain.model.institution.people import Actor
from tests.support.builders import COMMERCIAL, HEAD, REGIONAL
from tests.support.cases.national import a_desk, a_user, known, of_company
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

AGREED: dict[str, Value] = {
    "agenda_starts_on": date(2025, 6, 3), "agenda_ends_on": date(2025, 6, 5), "meetings": ("Importadora Li",),
}  # fmt: skip
NO_FORCE_MAJEURE: dict[str, Value] = {
    "foreign_to_will": False, "unforeseeable": False, "unavoidable": False, "evidence": "Correo de la empresa",
}  # fmt: skip


async def absent(**settings: object) -> Telling:
    """An agenda of June 2025 to which the company did not come; Monday 9 June 2025, 10:00."""
    desk = a_desk("2025-05-05 10:00", **settings)
    agenda = Telling(desk, Flow.AGENDA, a_user(desk))
    await agenda.report(REGIONAL, "request_agenda", market="CN", mode="IN_PERSON")
    await agenda.report(REGIONAL, "send_to_oficom")
    await agenda.report(COMMERCIAL, "confirm_agenda", **AGREED)
    agenda.at("2025-06-09 10:00")
    await agenda.report(COMMERCIAL, "record_absence", absence="No viajó ni avisó")
    return agenda


async def opened(**settings: object) -> Telling:
    """The note that the unexcused absence opened."""
    agenda = await absent(**settings)
    await agenda.report(REGIONAL, "decide_force_majeure", **NO_FORCE_MAJEURE)
    return note_of(agenda)


def note_of(agenda: Telling) -> Telling:
    (note,) = agenda.desk.cases(Flow.BEHAVIOUR_NOTE)
    return Telling(agenda.desk, Flow.BEHAVIOUR_NOTE, agenda.account, note)


async def lettered(**settings: object) -> Telling:
    note = await opened(**settings)
    await note.report(REGIONAL, "leave_note", notes="No asistió")
    await note.report(REGIONAL, "send_certified_letter", letter_number="CC-1", letter_sent_on=date(2025, 6, 9))
    return note


async def running(**settings: object) -> Telling:
    """Notified on Wednesday 11 June 2025, as entered: the defence may come until Wednesday 18."""
    note = await lettered(**settings)
    note.at("2025-06-12 10:00")
    await note.report(REGIONAL, "enter_notified_day", notified_on=date(2025, 6, 11))
    return note


async def confirmed(**settings: object) -> Telling:
    note = await running(**settings)
    note.at("2025-06-19 00:00")
    await note.desk.fire_due()
    assert note.now.state == "CONFIRMADA"
    return note


def company_of(note: Telling) -> Actor:
    """Its representative, in the portal."""
    assert note.account is not None
    return of_company(note.account)


@proves("BEH-01", "AGD-07")
async def test_only_an_unexcused_absence_gives_a_note() -> None:
    """BEH-01, AGD-07: "la ausencia no excusada de la empresa a una agenda confirmada" leaves a note, nothing else."""
    agenda = await absent()
    await agenda.step(REGIONAL, "decide_force_majeure", "INEXCUSADA", "opens BEHAVIOUR_NOTE", **NO_FORCE_MAJEURE)
    assert note_of(agenda).now.state == "POR_REDACTAR"
    by_hand = Telling(agenda.desk, Flow.BEHAVIOUR_NOTE, agenda.account)
    await by_hand.refused_by_rule("open_note", "BEH-01", "Solo la ausencia sin excusa a una agenda confirmada")


@proves("BEH-01", "BEH-03")
async def test_the_note_is_written_and_then_sent_by_certified_letter() -> None:
    """BEH-01: the regional executive writes it in the log. BEH-03: the letter is sent; no term runs before."""
    note = await opened()
    await note.step(REGIONAL, "leave_note", "REDACTADA", "action NOTA_COMPORTAMIENTO", notes="No asistió")
    words = "Sin la carta certificada no corre el plazo"
    await note.refused(REGIONAL, "record_post_reception", "BEH-03", words, post_received_on=date(2025, 6, 9))
    await note.refused(HEAD, "enter_notified_day", "BEH-03", words, notified_on=date(2025, 6, 9))
    letter: dict[str, Value] = {"letter_number": "CC-1", "letter_sent_on": date(2025, 6, 9)}
    await note.step(REGIONAL, "send_certified_letter", "CARTA_ENVIADA", **letter)


@proves("BEH-03", "BEH-04")
async def test_from_the_day_of_notice_five_business_days_run() -> None:
    """
    BEH-03, BEH-04, AMB-22: received on Tuesday 17 June 2025, so notified on Monday 23 (Friday 20 is a holiday); the
    days of the defence are 24, 25, 26, 27 and 30, and on 1 July, at its first minute, the note is confirmed.
    """
    note = await lettered()
    note.at("2025-06-17 15:00")
    await note.step(
        REGIONAL, "record_post_reception", "EN_PLAZO",
        "SLA-09 starts 2025-06-23 00:00", "NTF-14", "timer end_defence_term 2025-07-01 00:00",
        post_received_on=date(2025, 6, 17),
    )  # fmt: skip


@proves("BEH-03", "BEH-04")
async def test_an_entered_day_starts_the_same_term() -> None:
    """BEH-04, AMB-22: entered as Wednesday 11 June 2025: 12, 13, 16, 17 and 18; Thursday 19 ends it."""
    note = await lettered()
    note.at("2025-06-12 10:00")
    await note.step(
        HEAD, "enter_notified_day", "EN_PLAZO",
        "SLA-09 starts 2025-06-11 00:00", "NTF-14", "timer end_defence_term 2025-06-19 00:00",
        notified_on=date(2025, 6, 11),
    )  # fmt: skip


@proves("BEH-04")
async def test_a_defence_stops_the_term_whenever_it_comes_in_time() -> None:
    """BEH-04: before the letter, after it, and on the last day; what ends the term by itself is called off."""
    written = await opened()
    await written.report(REGIONAL, "leave_note", notes="No asistió")
    await written.step(
        company_of(written), "present_defence", "CON_DESCARGOS", "action DESCARGOS", defence="Estaba enferma"
    )
    note = await running()
    note.at("2025-06-18 23:59")
    caused = ("SLA-09 stops", "timer end_defence_term cancelled", "action DESCARGOS")
    await note.step(company_of(note), "present_defence", "CON_DESCARGOS", *caused, defence="Vuelo cancelado")
    await note.step(company_of(note), "present_defence", "CON_DESCARGOS", "action DESCARGOS", defence="Y el pasaje")


@proves("BEH-05", "BEH-04")
async def test_without_defence_the_term_ends_in_a_confirmed_note() -> None:
    """BEH-05: at the first minute after the last day; without a configured duration nothing ends it by itself."""
    note = await running()
    await note.due("2025-06-18 23:59", "EN_PLAZO")
    await note.due("2025-06-19 00:00", "CONFIRMADA", "action NOTA_BITACORA")
    assert [timer for timer in note.desk.timers if "fact" in timer.payload] == []


@proves("BEH-04")
async def test_the_term_does_not_end_while_it_runs() -> None:
    """BEH-04, AMB-22: a timer that fires before its day (the letter's day was entered anew) confirms nothing."""
    note = await running()
    await note.refused_by_rule("end_defence_term", "BEH-04", "El plazo para los descargos termina el 18-06-2025")
    await note.refused(
        HEAD, "decide_note", "BEH-04", "puede presentar descargos hasta el 18-06-2025", outcome="CONFIRMED", reason="No"
    )


@proves("BEH-04")
async def test_a_defence_of_the_last_day_undoes_a_confirmation() -> None:
    """BEH-04, AMB-22: presented on Wednesday 18 June 2025, recorded on the 19th: nothing is confirmed."""
    note = await confirmed(note_duration_months=known("note_duration_months", "BEH-06", 12))
    caused = ("SLA-09 stops", "action DESCARGOS", "timer expire_note cancelled")
    note.at("2025-06-19 09:00")
    await note.step(
        company_of(note), "present_defence", "CON_DESCARGOS", *caused, defence="Vuelo", occurred_at="2025-06-18 18:00"
    )


@proves("BEH-04")
async def test_a_late_defence_is_recorded_and_changes_nothing() -> None:
    """BEH-04, AMB-22: on Thursday 19 June 2025 it is late; the authority may still consider it."""
    note = await confirmed()
    note.at("2025-06-19 09:00")
    caused = ("SLA-09 stops", "action DESCARGOS")
    await note.step(company_of(note), "present_defence", "CONFIRMADA", *caused, defence="Fuera de plazo")


@proves("BEH-05", "BEH-06")
async def test_the_authority_decides_with_a_reason() -> None:
    """BEH-06, AMB-22: the regional head while nothing else is configured; the executive is refused."""
    for outcome, state, caused in (
        ("CONFIRMED", "CONFIRMADA", ("action NOTA_BITACORA", "timer expire_note 2026-06-12 09:00")),
        ("WITHDRAWN", "RETIRADA", ("action NOTA_BITACORA",)),
    ):
        note = await running(note_duration_months=known("note_duration_months", "BEH-06", 12))
        await note.report(company_of(note), "present_defence", defence="Vuelo cancelado")
        decided = {"outcome": outcome, "reason": "Vistos los descargos"}
        await note.refused(REGIONAL, "decide_note", "BEH-06", "decide: director(a) regional", **decided)
        await note.step(HEAD, "decide_note", state, *caused, **decided)


@proves("BEH-06", "POL-06")
async def test_the_authority_withdraws_a_note_at_any_time() -> None:
    """BEH-06, POL-06: with its reason; what ran for it is waived and called off."""
    note = await running()
    await note.refused(REGIONAL, "withdraw_note", "BEH-06", "decide: director(a) regional", reason="Error")
    caused = ("SLA-09 waived", "timer end_defence_term cancelled", "action NOTA_BITACORA")
    await note.step(HEAD, "withdraw_note", "RETIRADA", *caused, reason="Error de registro")
    note = await confirmed(note_duration_months=known("note_duration_months", "BEH-06", 12))
    await note.refused(REGIONAL, "withdraw_note", "BEH-06", "decide: director(a) regional", reason="Error")
    caused = ("SLA-09 waived", "timer expire_note cancelled", "action NOTA_BITACORA")
    await note.step(HEAD, "withdraw_note", "RETIRADA", *caused, reason="Error de registro")


@proves("BEH-06")
async def test_a_note_expires_after_its_configured_months() -> None:
    """BEH-06: confirmed on 19 June 2025 for 12 months: to 19 June 2026, at the hour of automatic messages."""
    note = await confirmed(note_duration_months=known("note_duration_months", "BEH-06", 12))
    await note.due("2026-06-19 08:59", "CONFIRMADA")
    await note.due("2026-06-19 09:00", "CADUCADA", "SLA-09 waived")
