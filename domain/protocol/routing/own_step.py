"""
The next step as a company reads it ("su paso"): what it can do itself, in words for it; else who has the step.

Belongs here: words and choice for a company. Does not belong here: which step it is (`next_step`, `account_step`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from domain.model.cases import NextStep
from domain.model.institution.people import Actor, Role
from domain.protocol.access.permissions import sees_all
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.titles import after

WAIT: Final = "wait"
"""The step of a company that has none: ProChile has it."""

OWN_WORDS: Final[Mapping[str, str]] = {
    "submit_help_form": "enviar su consulta al Centro de Ayuda",
    "submit_citizen_form": "escribir a Atención Ciudadana",
    "report_portal_problem": "contarnos un problema con el portal",
    "company_insists": "contarnos que el problema sigue",
    "register": "registrar a su empresa en el portal con Clave Única",
    "complete_ficha": "poner al día su Ficha de Caracterización",
    "record_test_result": "responder el Test de Autodiagnóstico",
    "withdraw_capture": "avisar que no continúa su captación",
    "opt_out": "pedir que no le escribamos más para el seguimiento",
    "complete_preadmissibility": "completar la preadmisibilidad",
    "record_plan": "contarnos su plan de internacionalización",
    "record_withdrawal": "avisar que no va a participar",
    "receive_request": "enviarnos su solicitud",
    "record_choice": "decirnos qué alternativa eligió",
    "withdraw_request": "dejar sin efecto su solicitud",
    "request_agenda": "solicitar una agenda de negocios",
    "request_through_head_office": "pedir la agenda desde la casa matriz",
    "accept_commitment": "asumir el compromiso de asistir",
    "reserve_meetings": "declarar qué reuniones son reservadas",
    "announce_absence": "avisar que no asistirá",
    "record_feedback": "contarnos cómo le fue en la agenda",
    "withdraw_agenda": "dejar sin efecto su solicitud de agenda",
    "present_defence": "presentar sus descargos",
    "record_survey": "responder la encuesta",
    "record_answer": "contarnos cómo le fue",
    "record_result": "contarnos qué resultados obtuvo",
    "receive_institution_request": "enviarnos la solicitud de su institución",
    "ask_to_join": "pedir sumarse a la base de usuarios",
    "withdraw_institution_request": "dejar sin efecto su solicitud",
    "enter_demand": "contarnos qué busca en Chile",
    "withdraw_demand": "dejar sin efecto su demanda",
}
"""What a company can report, as it follows "puede". Source: F-09, COM-01."""


def as_read_by(actor: Actor, step: NextStep, rules: FlowRules | None) -> NextStep:
    """
    The step for whoever reads it: staff as it is; a company only what is its own.

    A company reads no instruction to staff and is offered no fact that only staff report.

    Args:
        rules: The flow of the step's facts; None: the step belongs to no flow.

    Source: COM-02, COM-01.
    """
    if sees_all(actor):
        return step
    facts = () if rules is None else tuple(f for f in step.facts if Role.COMPANY in rules.facts[f].roles)
    if step.responsible_role is Role.COMPANY:
        return replace(step, facts=facts, responsible_id=None)
    offered = tuple(fact for fact in dict.fromkeys((step.step, *facts)) if fact in facts)
    return replace(
        step,
        step=offered[0] if step.step in offered else WAIT if step.step != "none" else "none",
        title=_title(step, offered),
        text=_text(step, offered),
        facts=facts,
        missing=step.missing if step.step in offered else {},
        responsible_id=None,
    )


def _title(step: NextStep, offered: tuple[str, ...]) -> str:
    if step.step in offered:
        words = OWN_WORDS[step.step]
        return words[0].upper() + words[1:]
    return step.title if step.step == "none" else "El siguiente paso es de ProChile"


def _text(step: NextStep, offered: tuple[str, ...]) -> str:
    may = f" Usted puede {_list_es(offered)}." if offered else ""
    if step.step in offered:
        return may.strip()
    if step.step == "none":
        return f"{step.title}. No tiene pasos pendientes.{may}"
    return f"El siguiente paso es {after('de', step.responsible)}. Por ahora no tiene pasos pendientes.{may}"


def _list_es(facts: tuple[str, ...]) -> str:
    *first, last = (OWN_WORDS[fact] for fact in facts)
    return f"{', '.join(first)} o {last}" if first else last
