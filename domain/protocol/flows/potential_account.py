"""
Potential accounts ("cuentas potenciales"; RTE-06): who registered one invites it to complete its ficha, or derives it
to the regional director, who decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.cases import Flow, ValueKind
from domain.model.classes import Registration
from domain.model.people import Role
from domain.protocol.engine_rows import Datum, FactSpec, FlowSpec, HandOver, Notify, StateSpec, Transition
from domain.protocol.engine_rules import NEW
from domain.protocol.engine_situation import Computed, Guard, Situation
from domain.protocol.flows.capture_facts import FIRST_LINE
from domain.protocol.flows.national import has_no_account, of_a_company

__all__ = ["FLOW", "GUARDS", "VALUES"]


def _is_not_potential(situation: Situation) -> bool:
    """Its mandatory data are complete: capture or attention applies. Source: DEF-07."""
    classes = situation.classes
    return classes is not None and classes.registration.value is not Registration.CUENTA_POTENCIAL


def _is_no_candidate(situation: Situation) -> bool:
    return situation.given.get("candidate") is False


def _gives_no_reason(situation: Situation) -> bool:
    """Whoever is not invited is told why. Source: POL-06, RTE-06."""
    said_no = situation.given.get("candidate") is False or situation.given.get("invite_it") is False
    return said_no and "reason" not in situation.given


def _head_says_no(situation: Situation) -> bool:
    return situation.given.get("invite_it") is False


_REASON: Final = Datum("reason", ValueKind.TEXT, "Motivo", required=False, rule="POL-06")
_STAFF: Final = FIRST_LINE
_WHO: Final = "ejecutivo/a que la registró"

FLOW: Final = FlowSpec(
    Flow.POTENTIAL_ACCOUNT,
    "Cuenta potencial",
    (
        FactSpec(
            "evaluate_candidate",
            "Evaluar si es candidata",
            "Whoever registered the potential account judges whether it could be a candidate.",
            (Datum("candidate", ValueKind.BOOLEAN, "Podría ser candidata", rule="RTE-06"), _REASON),
            _STAFF,
        ),
        FactSpec("invite", "Invitar a completar la ficha", "Invite the company to complete its ficha.", (), _STAFF),
        FactSpec(
            "derive_to_head",
            "Derivar a la dirección regional",
            "Let the regional director evaluate whether to invite it.",
            (Datum("notes", ValueKind.TEXT, "Notas", required=False),),
            _STAFF,
        ),
        FactSpec(
            "decide_invitation",
            "Decidir si se invita",
            "The regional director decides, with a reason when the company is not invited.",
            (Datum("invite_it", ValueKind.BOOLEAN, "Se invita", rule="RTE-06"), _REASON),
            frozenset({Role.REGIONAL_HEAD}),
        ),
    ),
    (
        StateSpec(
            "CANDIDATA",
            "Candidata",
            "{company} podría sumarse a ProChile. Invítela a completar su ficha en {portal}, o derívela a la "
            "dirección regional para que evalúe si conviene invitarla.",
            _WHO,
            None,
            ("invite", "derive_to_head"),
            ("RTE-06", "RTE-02"),
        ),
        StateSpec(
            "EN_EVALUACION",
            "En evaluación de la dirección regional",
            "Decida si conviene invitar a {company} a sumarse a ProChile, y deje el motivo si no se invita.",
            "director/a regional",
            Role.REGIONAL_HEAD,
            ("decide_invitation",),
            ("RTE-06",),
        ),
        StateSpec(
            "INVITADA",
            "Invitada",
            "{company} fue invitada a completar su Ficha de Caracterización en {portal}.",
            "la empresa",
            rules=("RTE-06",),
            final=True,
        ),
        StateSpec(
            "NO_INVITADA", "No invitada", "No se invitó a {company}. Motivo: {reason}.", rules=("RTE-06",), final=True
        ),
    ),
    (
        of_a_company("evaluate_candidate", "RTE-06"),
        Transition(
            (NEW,),
            "evaluate_candidate",
            None,
            ("RTE-06", "DEF-07"),
            "is_not_potential",
            refuse=True,
            reason="La cuenta ya tiene sus datos obligatorios: siga con su captación o atención.",
        ),
        Transition(
            (NEW,),
            "evaluate_candidate",
            None,
            ("POL-06", "RTE-06"),
            "gives_no_reason",
            refuse=True,
            reason="Indique por qué no es candidata.",
        ),
        Transition((NEW,), "evaluate_candidate", "NO_INVITADA", ("RTE-06",), "is_no_candidate", turns_away=True),
        Transition((NEW,), "evaluate_candidate", "CANDIDATA", ("RTE-06",)),
        Transition(("CANDIDATA",), "invite", "INVITADA", ("RTE-06", "RTE-02"), effects=(Notify("NTF-01"),)),
        Transition(
            ("CANDIDATA",), "derive_to_head", "EN_EVALUACION", ("RTE-06",), effects=(HandOver("REGIONAL_HEAD"),)
        ),
        Transition(
            ("EN_EVALUACION",),
            "decide_invitation",
            None,
            ("POL-06", "RTE-06"),
            "gives_no_reason",
            refuse=True,
            reason="Indique por qué no se invita a la empresa.",
        ),
        Transition(
            ("EN_EVALUACION",), "decide_invitation", "NO_INVITADA", ("RTE-06",), "head_says_no", turns_away=True
        ),
        Transition(
            ("EN_EVALUACION",), "decide_invitation", "INVITADA", ("RTE-06", "RTE-02"), effects=(Notify("NTF-01"),)
        ),
    ),
    accountable_unit="Dirección Nacional",
    one_per_account=True,
)

GUARDS: Final[Mapping[str, Guard]] = {
    "has_no_account": has_no_account,
    "is_not_potential": _is_not_potential,
    "is_no_candidate": _is_no_candidate,
    "gives_no_reason": _gives_no_reason,
    "head_says_no": _head_says_no,
}
VALUES: Final[Mapping[str, Computed]] = {}
