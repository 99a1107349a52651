"""
The table of terms of the protocol ("resumen de plazos", section 8.4), as data.

Belongs here: the rows, one per rule of the SLA family and one for each term that the source announces and does
not give. Does not belong here: how they are counted (domain.protocol.terms.counting).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from domain.model.terms import CalendarKind, TermEvent, TermObligation, TermRule, TermUnit, TermZone

_BUSINESS: Final = TermUnit.BUSINESS_DAYS
_CALENDAR: Final = TermUnit.CALENDAR_DAYS
_MANDATORY: Final = TermObligation.MANDATORY
_RECOMMENDED: Final = TermObligation.RECOMMENDED
_OFFICE: Final = (CalendarKind.OFFICE, TermZone.OFFICE)
_NATIONAL: Final = (CalendarKind.NATIONAL, TermZone.SANTIAGO)
_NO_SKIP: Final = (CalendarKind.NONE, TermZone.OFFICE)
_NO_SKIP_SANTIAGO: Final = (CalendarKind.NONE, TermZone.SANTIAGO)

_POTENTIAL: Final = "Empresas No Usuarias con Potencial Exportador"
_EXPORTER: Final = "Empresas No Usuarias Exportadoras"
_FORMER: Final = "Antiguas Empresas Usuarias – Proceso de captación"
_USER: Final = "Atención a Empresas Nacionales ya usuarias"
_CHANNELS: Final = "Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?"
_NATIONALS: Final = "Atención a Empresas Nacionales"
_LINES: Final = "VI. DIRECTRICES Y LÍNEAS DE ACCIÓN"
_FOREIGN: Final = "Atención a Empresas Extranjeras"
_VISITS: Final = "Atención a Empresas Extranjeras (visita de importadores)"
_RESULTS: Final = "Seguimiento de Resultados según categoría"
_FOREIGN_RESULTS: Final = "Acompañamiento a empresas extranjeras – Seguimiento de resultados"

_CONTACT_ES: Final = "se establece contacto con la empresa"
_CONTACTED_ES: Final = "se estableció contacto con la empresa"
_INTERVIEW_ES: Final = "la entrevista o visita queda registrada"
_CONTACT_POINTS: Final = ("AMB-01", "AMB-02", "AMB-03", "AMB-06", "AMB-52", "AMB-56", "AMB-58")
_INTERVIEW_POINTS: Final = ("AMB-04", "AMB-05", "AMB-52")


def _contact(rule_id: str, name_es: str, start: TermEvent, start_es: str, heading: str) -> TermRule:
    """Three business days of the office to establish contact (SLA-01, SLA-03, SLA-05)."""
    return TermRule(
        rule_id, name_es, 3, _BUSINESS, start, TermEvent.CONTACT_ESTABLISHED, start_es, _CONTACT_ES,
        *_OFFICE, _MANDATORY, heading, _CONTACT_POINTS,
    )  # fmt: skip


def _interview(rule_id: str, name_es: str, heading: str) -> TermRule:
    """Fifteen calendar days from the contact to the interview (SLA-02, SLA-04, SLA-06)."""
    return TermRule(
        rule_id, name_es, 15, _CALENDAR, TermEvent.CONTACT_ESTABLISHED, TermEvent.INTERVIEW_REGISTERED,
        _CONTACTED_ES, _INTERVIEW_ES, *_NO_SKIP, _MANDATORY, heading, _INTERVIEW_POINTS,
    )  # fmt: skip


# fmt: off
_OF_2024: Final[tuple[TermRule, ...]] = (
    _contact("SLA-01", "Contactar a la empresa con potencial exportador", TermEvent.TEST_RESULT,
             "se conoció el resultado del test de autodiagnóstico", _POTENTIAL),
    _interview("SLA-02", "Entrevistar o visitar a la empresa con potencial exportador", _POTENTIAL),
    _contact("SLA-03", "Contactar a la nueva empresa exportadora", TermEvent.FICHA_COMPLETED,
             "la ficha de caracterización quedó completa", _EXPORTER),
    _interview("SLA-04", "Entrevistar o visitar a la nueva empresa exportadora", _EXPORTER),
    _contact("SLA-05", "Contactar a la antigua usuaria que exporta", TermEvent.FICHA_UPDATED,
             "la empresa actualizó su ficha de caracterización", _FORMER),
    _interview("SLA-06", "Entrevistar o visitar a la antigua usuaria", _FORMER),
    TermRule("SLA-07", "Atender la nueva solicitud de la empresa usuaria", 3, _BUSINESS,
             TermEvent.REQUEST_RECEIVED, TermEvent.ALTERNATIVES_OFFERED,
             "ProChile recibió la solicitud, por el canal que sea", "se ofrecen alternativas a la empresa",
             *_OFFICE, _MANDATORY, _USER, ("AMB-02", "AMB-03", "AMB-35")),
    TermRule("SLA-08", "Responder la consulta del Centro de Ayuda", 4, _BUSINESS,
             TermEvent.HELP_FORM_SUBMITTED, TermEvent.SUBSTANTIVE_ANSWER,
             "se envió el formulario del Centro de Ayuda", "se entrega la primera respuesta de fondo",
             *_NATIONAL, _MANDATORY, _CHANNELS, ("AMB-02", "AMB-03", "AMB-15")),
    TermRule("SLA-09", "Presentar descargos por la nota de comportamiento", 5, _BUSINESS,
             TermEvent.DEEMED_NOTIFIED, TermEvent.DEFENCE_RECEIVED,
             "la empresa se entiende notificada", "se reciben los descargos",
             *_OFFICE, TermObligation.RIGHT, _NATIONALS, ("AMB-02", "AMB-22")),
    TermRule("SLA-10", "Responder la demanda urgente de la empresa extranjera", 48, TermUnit.HOURS,
             TermEvent.DEMAND_ENTERED, TermEvent.DEMAND_ANSWERED,
             "ingresó la demanda", "se envía la respuesta a la empresa extranjera",
             *_NO_SKIP_SANTIAGO, _MANDATORY, _FOREIGN, ("AMB-17",)),
    TermRule("SLA-11", "Responder la demanda de nivel medio de la empresa extranjera", 5, _CALENDAR,
             TermEvent.DEMAND_ENTERED, TermEvent.DEMAND_ANSWERED,
             "ingresó la demanda", "se envía la respuesta a la empresa extranjera",
             *_NO_SKIP_SANTIAGO, _MANDATORY, _FOREIGN, ("AMB-05", "AMB-17")),
    TermRule("SLA-12", "Monitorear la respuesta a la demanda urgente", 2, _CALENDAR,
             TermEvent.DEMAND_ANSWERED, TermEvent.MONITORING_RECORDED,
             "se entregó la respuesta", "el monitoreo queda registrado",
             *_NO_SKIP_SANTIAGO, _RECOMMENDED, _FOREIGN, ("AMB-19",)),
    TermRule("SLA-13", "Monitorear la respuesta a la demanda de nivel medio", 5, _CALENDAR,
             TermEvent.DEMAND_ANSWERED, TermEvent.MONITORING_RECORDED,
             "se envió la información", "el monitoreo queda registrado",
             *_NO_SKIP_SANTIAGO, _RECOMMENDED, _FOREIGN, ("AMB-19",)),
    TermRule("SLA-14", "Responder a la Oficom sobre la visita (equipo sectorial)", 7, _BUSINESS,
             TermEvent.OFICOM_REQUEST, TermEvent.OFICOM_ANSWERED,
             "la Oficom pidió la agenda al equipo sectorial", "se responde a la Oficom",
             *_NATIONAL, _MANDATORY, _VISITS, ("AMB-02", "AMB-27")),
    TermRule("SLA-15", "Responder a la Oficom sobre la visita (coordinación macrozonal)", 7, _BUSINESS,
             TermEvent.OFICOM_REQUEST, TermEvent.OFICOM_ANSWERED,
             "la Oficom pidió la agenda a la coordinación macrozonal", "se responde a la Oficom",
             *_NATIONAL, _MANDATORY, _VISITS, ("AMB-02", "AMB-27")),
    TermRule("SLA-16", "Informar con anticipación la visita de importadores", 30, TermUnit.DAYS_BEFORE,
             TermEvent.VISIT_KNOWN, TermEvent.VISIT_REQUEST_INFORMED,
             "se supo de la visita", "se informa la solicitud a las oficinas",
             *_NO_SKIP_SANTIAGO, _RECOMMENDED, _VISITS, ("AMB-28",)),
    TermRule("SLA-17", "Escribir a la empresa un mes después de la actividad", 1, TermUnit.MONTHS,
             TermEvent.ACTIVITY_ENDED, TermEvent.MESSAGE_SENT,
             "terminó la actividad", "se envía el correo de seguimiento",
             *_NO_SKIP, TermObligation.AUTOMATIC, _RESULTS, ("AMB-29",)),
    TermRule("SLA-18", "Preguntar por negocios en la fecha que indicó la empresa", None, TermUnit.UNTIL_DATE,
             TermEvent.SURVEY_ANSWERED, TermEvent.MESSAGE_SENT,
             "la empresa respondió la encuesta", "se envía el correo de seguimiento",
             *_NO_SKIP, TermObligation.AUTOMATIC, _RESULTS, ("AMB-29", "AMB-32")),
    TermRule("SLA-19", "Revisar los resultados del trimestre", None, TermUnit.QUARTER,
             TermEvent.QUARTER_RUNNING, TermEvent.REVIEW_DONE,
             "comenzó el trimestre", "la revisión queda hecha",
             *_NATIONAL, _RECOMMENDED, _FOREIGN_RESULTS, ("AMB-33",)),
    TermRule("SLA-20", "Gestionar la agenda según la Resolución Exenta J-1144", None, TermUnit.NOT_CONFIGURED,
             TermEvent.AGENDA_REQUESTED, TermEvent.AGENDA_ANSWERED,
             "la empresa pidió la agenda", "se responde la solicitud de agenda",
             *_NO_SKIP, _MANDATORY, _NATIONALS, ("AMB-21",)),
    TermRule("AGD-02", "Confirmar la agenda en la fecha acordada", None, TermUnit.UNTIL_DATE,
             TermEvent.DATE_AGREED, TermEvent.AGENDA_ANSWERED,
             "se acordó una fecha con la oficina comercial", "se responde la solicitud de agenda",
             *_NO_SKIP, _MANDATORY, _NATIONALS),
    TermRule("PUB-07", "Responder por Atención Ciudadana", None, TermUnit.NOT_CONFIGURED,
             TermEvent.CITIZEN_FORM_SUBMITTED, TermEvent.SUBSTANTIVE_ANSWER,
             "se envió el formulario de Atención Ciudadana", "se entrega la primera respuesta de fondo",
             *_NO_SKIP_SANTIAGO, _MANDATORY, _CHANNELS, ("AMB-16",)),
    TermRule("MEA-06", "Responder en el tiempo máximo del punto de contacto", None, TermUnit.NOT_CONFIGURED,
             TermEvent.CONTACT_RECEIVED, TermEvent.SUBSTANTIVE_ANSWER,
             "la empresa o persona se comunicó con ProChile", "se entrega la primera respuesta de fondo",
             *_OFFICE, _MANDATORY, _LINES),
)
# fmt: on
"""Every term of the 2024 edition."""


@dataclass(frozen=True, slots=True)
class TermChange:
    """
    A term that is another from a day on ("plazo que cambia"; LIN-05).

    Attributes:
        since: First day, in the term's zone, on which what starts runs under it; inclusive.
        new: What changes of the row; the rest stays as it was before.
    """

    rule_id: str
    since: date
    new: Mapping[str, Any]


def changed(rule_id: str, since: date, **new: Any) -> TermChange:
    """The row of a term for whatever starts on *since* or later."""
    return TermChange(rule_id, since, new)


def with_changes(rows: Iterable[TermRule], changes: Iterable[TermChange]) -> tuple[TermRule, ...]:
    """The rows, then one for each change, made from the last before it of the same rule."""
    told = list(rows)
    for change in changes:
        before = next(row for row in reversed(told) if row.rule_id == change.rule_id)
        told.append(replace(before, effective_from=change.since, **change.new))
    return tuple(told)


CHANGES: Final[tuple[TermChange, ...]] = ()
"""What changed since, a row each, in order: `changed("SLA-03", date(2027, 1, 1), quantity=4)`. No row is edited."""

TERMS: Final[tuple[TermRule, ...]] = with_changes(_OF_2024, CHANGES)
"""Every row of every term; of those that cover a day the last one holds."""
