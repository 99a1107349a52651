"""
What a term says about itself in Spanish ("explicación del plazo"): near, respectful and direct (COM-01).

Belongs here: sentences, made from a finished explanation. Does not belong here: any counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from domain.model.institution.calendar import SkippedDay
from domain.model.institution.day_names import MONTHS_ES, WEEKDAYS_ES
from domain.model.terms import (
    Due,
    Span,
    TermExplanation,
    TermObligation,
    TermRule,
    TermState,
    TermUnit,
    Waiver,
)

_CLOCKS: Final = {
    "America/Santiago": "hora de Santiago",
    "America/Punta_Arenas": "hora de Magallanes",
    "America/Coyhaique": "hora de Aysén",
    "Pacific/Easter": "hora de Rapa Nui",
}
_UNIT_NAMES: Final = {  # singular, plural
    TermUnit.BUSINESS_DAYS: ("día hábil", "días hábiles"),
    TermUnit.CALENDAR_DAYS: ("día corrido", "días corridos"),
    TermUnit.HOURS: ("hora", "horas"),
    TermUnit.MONTHS: ("mes", "meses"),
}
_LENGTHS: Final = {TermUnit.DAYS_BEFORE: ("día", "días")}
_UNITS_EN: Final = {
    TermUnit.BUSINESS_DAYS: ("business day", "business days"),
    TermUnit.CALENDAR_DAYS: ("day", "days"),
    TermUnit.HOURS: ("hour", "hours"),
    TermUnit.MONTHS: ("month", "months"),
    TermUnit.DAYS_BEFORE: ("day", "days"),
}
_BINDING: Final = {
    TermObligation.MANDATORY: "",
    TermObligation.RECOMMENDED: "Es una recomendación: atrasarse no es un incumplimiento.",
    TermObligation.RIGHT: "Es un derecho de la empresa: si no lo ejerce, nadie incumple.",
    TermObligation.AUTOMATIC: "Lo hace el sistema en su fecha.",
}


def day_es(day: date, *, with_year: bool = True) -> str:
    """*day* as it is read aloud: "lunes 23 de septiembre de 2024"."""
    text = f"{WEEKDAYS_ES[day.weekday()]} {day.day} de {MONTHS_ES[day.month - 1]}"
    return f"{text} de {day.year}" if with_year else text


def count_es(quantity: int, unit: TermUnit) -> str:
    """A quantity with its unit in the right number: "1 día hábil", "3 días hábiles"."""
    singular, plural = _UNIT_NAMES[unit]
    return f"{quantity} {singular if quantity == 1 else plural}"


def length_es(rule: TermRule) -> str:
    """
    How long a term of this row is, to stand in a sentence: "3 días hábiles", "un mes", "30 días" before a visit.

    A row without a quantity reads "un plazo no configurado".
    """
    if rule.quantity is None:
        return "un plazo no configurado"
    singular, plural = _LENGTHS.get(rule.unit) or _UNIT_NAMES[rule.unit]
    if rule.quantity != 1:
        return f"{rule.quantity} {plural}"
    return f"{'una' if rule.unit is TermUnit.HOURS else 'un'} {singular}"


def length_en(rule: TermRule) -> str:
    """As `length_es`, for who reads English: "30 days"."""
    if rule.quantity is None:
        return "a term that is not configured"
    singular, plural = _UNITS_EN[rule.unit]
    return f"{rule.quantity} {singular if rule.quantity == 1 else plural}"


def span_es(span: Span) -> str:
    """A stretch of time: "2 días hábiles", "36 horas y 5 minutos"."""
    text = count_es(span.quantity, span.unit)
    return f"{text} y {span.minutes} {'minuto' if span.minutes == 1 else 'minutos'}" if span.minutes else text


def skipped_es(skipped: Sequence[SkippedDay]) -> str:
    """Days that did not count, month by month: "sábado 14, domingo 15 y miércoles 18 (…) de septiembre"."""
    months = [
        f"{_joined([_skipped_day_es(day) for day in days])} de {MONTHS_ES[month - 1]}"
        for (_, month), days in groupby(skipped, key=lambda day: (day.on.year, day.on.month))
    ]
    return "; ".join(months)


def term_text_es(explanation: TermExplanation, waiver: Waiver | None) -> str:
    """
    The whole explanation in a few sentences: the rule, what was skipped, the end, the state.

    Args:
        waiver: Told, with who and why, when the state is waived.

    Source: SLA-21, COM-01.
    """
    rule, end = explanation.rule, explanation.due
    sentences = [_rule_sentence(rule, end)]
    if explanation.skipped:
        sentences.append(f"No se cuentan: {skipped_es(explanation.skipped)}.")
    sentences += [
        _end_sentence(rule, end),
        _planning_sentence(rule, end),
        _state_sentence(explanation, waiver),
        _BINDING[rule.obligation],
        "La cantidad es una muestra: el protocolo no la define." if rule.sample else "",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _rule_sentence(rule: TermRule, end: Due) -> str:
    since = f"{rule.start_es} ({day_es(end.started_on)}"
    match rule.unit:
        case TermUnit.BUSINESS_DAYS | TermUnit.CALENDAR_DAYS:
            return f"{rule.name_es}: {count_es(rule.length, rule.unit)} desde que {since}, que no se cuenta)."
        case TermUnit.HOURS:
            return f"{rule.name_es}: {count_es(rule.length, rule.unit)} seguidas desde que {since})."
        case TermUnit.MONTHS:
            return f"{rule.name_es}: {count_es(rule.length, rule.unit)} desde que {since})."
        case TermUnit.DAYS_BEFORE:
            ahead = f"{rule.name_es}: al menos {count_es(rule.length, TermUnit.CALENDAR_DAYS)} antes"
            return f"{ahead}{_given_day(rule, end)}."
        case TermUnit.UNTIL_DATE | TermUnit.QUARTER | TermUnit.NOT_CONFIGURED:
            return f"{rule.name_es}."


def _given_day(rule: TermRule, end: Due) -> str:
    """The day that a notice is counted back from, when it is known."""
    return "" if end.due_on is None else f" del {day_es(end.due_on + timedelta(days=rule.length))}"


def _end_sentence(rule: TermRule, end: Due) -> str:
    if end.due_on is None or end.due_at is None:
        return _endless_sentence(rule, end)
    if rule.obligation is TermObligation.AUTOMATIC:
        return f"Corresponde el {day_es(end.due_on)}."
    clock = _CLOCKS.get(end.zone_name, f"hora de {end.zone_name}")
    at = end.due_at.astimezone(ZoneInfo(end.zone_name))
    return f"Vence el {day_es(end.due_on)} a las {at:%H:%M:%S}, {clock}."


def _endless_sentence(rule: TermRule, end: Due) -> str:
    if end.cut_on is not None and end.opens_on is not None:
        return (
            f"El trimestre cierra el {day_es(end.cut_on)} y la revisión se abre el {day_es(end.opens_on)}; "
            "el protocolo no fija un último día."
        )
    if rule.unit in {TermUnit.UNTIL_DATE, TermUnit.DAYS_BEFORE}:
        return "Falta la fecha desde la que se cuenta; no se supone ninguna."
    return "El protocolo no define este plazo y aún no se ha configurado; no se juzga."


def _planning_sentence(rule: TermRule, end: Due) -> str:
    """AMB-05: the outer limit stays; the last business day inside it is for planning."""
    if rule.obligation is TermObligation.AUTOMATIC or end.last_business_day in {None, end.due_on}:
        return ""
    assert end.last_business_day is not None
    return f"Ese día no es hábil y el plazo no se extiende: el último día hábil es el {_short(end)}."


def _short(end: Due) -> str:
    assert end.last_business_day is not None
    return day_es(end.last_business_day, with_year=False)


def _state_sentence(explanation: TermExplanation, waiver: Waiver | None) -> str:
    elapsed, late = span_es(explanation.elapsed), explanation.late_by
    is_short = late is None or (late.quantity == 0 and late.minutes == 0)
    by = "" if is_short or late is None else f", con {span_es(late)} de atraso"
    match explanation.state:
        case TermState.SCHEDULED:
            return "Está programado."
        case TermState.RUNNING:
            return f"Está en curso: {_progress(explanation)}."
        case TermState.AT_RISK:
            return f"Está por vencer: {_progress(explanation)}."
        case TermState.MET:
            return f"Se cumplió dentro de plazo, en {elapsed}."
        case TermState.MET_LATE:
            return f"Se cumplió fuera de plazo{by}."
        case TermState.OVERDUE if waiver is not None:
            return f"Venció{by}, y después se desistió de lo pedido. Motivo: {waiver.reason}"
        case TermState.OVERDUE:
            return f"Está vencido{by}. Se cumple cuando {explanation.rule.stop_es}."
        case TermState.EXPIRED:
            return "El plazo para ejercerlo terminó."
        case TermState.WAIVED:
            return "" if waiver is None else f"Fue eximido por {waiver.by}. Motivo: {waiver.reason}"
        case TermState.WITHDRAWN:
            return (
                "" if waiver is None else f"Se desistió de lo pedido antes de su vencimiento. Motivo: {waiver.reason}"
            )
        case TermState.NOT_CONFIGURED:
            return ""


def _progress(explanation: TermExplanation) -> str:
    has_passed = "ha pasado" if explanation.elapsed.quantity == 1 and not explanation.elapsed.minutes else "han pasado"
    text = f"{has_passed} {span_es(explanation.elapsed)}"
    if explanation.remaining is None:
        return text
    left = explanation.remaining
    if left.quantity == 0 and left.minutes == 0:
        return f"{text} y vence hoy" if left.unit is not TermUnit.HOURS else f"{text} y queda menos de un minuto"
    return f"{text} y {'queda' if left.quantity == 1 and not left.minutes else 'quedan'} {span_es(left)}"


def _skipped_day_es(day: SkippedDay) -> str:
    weekday = WEEKDAYS_ES[day.on.weekday()]
    return f"{weekday} {day.on.day}" if day.holiday is None else f"{weekday} {day.on.day} ({day.name_es})"


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} y {parts[-1]}"
