"""
Potential accounts ("cuentas potenciales"; RTE-06): who registered one invites it to complete its ficha, or derives it
to the regional director, who decides.
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import Flow, ValueKind
from domain.model.classes import Registration
from domain.model.institution.people import Role
from domain.protocol.access.permissions import FIRST_LINE
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    OPEN,
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    Notify,
    RecordFact,
    StateSpec,
    on,
    refusal,
    step,
    turning_away,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.capture_facts import REGION_NAMES
from domain.protocol.flows.national.responsible import JOIN_OTHER_CASE, JOINED, NAME_THE_COMPANY, has_no_account

__all__ = ["FLOW"]


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


def _region(situation: Situation) -> str | None:
    """The region that is given, else the company's. Source: RTE-04."""
    return situation.text_given("region") or (None if situation.account is None else situation.account.region)


def _region_is_not_known(situation: Situation) -> bool:
    """Without region nobody is the corresponding director: it is asked, never guessed. Source: RTE-06, PUB-05."""
    return not situation.asked and _region(situation) is None


def _its_office(situation: Situation) -> str | None:
    region = _region(situation)
    return None if region is None else f"office:OFIREG-{region}"


_REGION: Final = Datum(
    "region", ValueKind.CHOICE, "Región de la casa matriz", required=False, choices=REGION_NAMES, rule="RTE-06"
)
_REASON: Final = Datum("reason", ValueKind.TEXT, "Motivo", required=False, rule="POL-06")
_STAFF: Final = FIRST_LINE
_WHO: Final = "ejecutivo/a que la registró"

_FACTS: Final = (
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
        "Let the director of the company's region evaluate whether to invite it; the region is asked when unknown.",
        (
            _REGION,
            Datum("notes", ValueKind.TEXT, "Notas", required=False),
        ),
        _STAFF,
    ),
    FactSpec(
        "decide_invitation",
        "Decidir si se invita",
        "The regional director decides, with a reason when the company is not invited.",
        (Datum("invite_it", ValueKind.BOOLEAN, "Se invita", rule="RTE-06"), _REASON),
        frozenset({Role.REGIONAL_HEAD}),
    ),
)

_STATES: Final = (
    StateSpec(
        "CANDIDATA",
        "Candidata",
        "{company} podría sumarse a ProChile. Invítela a completar su ficha en {portal}, o derívela a la "
        "dirección regional para que evalúe si conviene invitarla.",
        who=_WHO,
        facts=("invite", "derive_to_head"),
        rules=("RTE-06", "RTE-02"),
    ),
    StateSpec(
        "EN_EVALUACION",
        "En evaluación de la dirección regional",
        "Decida si conviene invitar a {company} a sumarse a ProChile, y deje el motivo si no se invita.",
        who="director/a regional",
        role=Role.REGIONAL_HEAD,
        facts=("decide_invitation",),
        rules=("RTE-06",),
    ),
    StateSpec(
        "INVITADA",
        "Invitada",
        "{company} fue invitada a completar su Ficha de Caracterización en {portal}.",
        who="la empresa",
        rules=("RTE-06",),
        final=True,
    ),
    StateSpec(
        "NO_INVITADA",
        "No invitada",
        "No se invitó a {company}. Motivo: {reason}. {scope}",
        rules=("RTE-06",),
        final=True,
    ),
)

# fmt: off
_ROWS: Final = (
    *on("evaluate_candidate",
        refusal(NEW, NAME_THE_COMPANY, "RTE-06", when=has_no_account, lacks=(ACCOUNT,)),
        refusal(NEW, "La cuenta ya tiene sus datos obligatorios: siga con su captación o atención.", "RTE-06", "DEF-07",
                when=_is_not_potential),
        refusal(NEW, "Indique por qué no es candidata.", "POL-06", "RTE-06", when=_gives_no_reason,
                lacks=(_REASON,)),
        turning_away(step(NEW, "NO_INVITADA", "RTE-06", when=_is_no_candidate)),
        step(NEW, "CANDIDATA", "RTE-06")),
    *on("invite", step("CANDIDATA", "INVITADA", "RTE-06", "RTE-02", then=(Notify("NTF-01"),))),
    *on("derive_to_head",
        refusal("CANDIDATA", "Indique la región de {company}: la evalúa el director o la directora de su región.",
                "RTE-06", "RTE-04", when=_region_is_not_known, lacks=(_REGION,)),
        step("CANDIDATA", "EN_EVALUACION", "RTE-06", "RTE-04",
             then=(RecordFact("account.region", _REGION), HandOver(_its_office)))),
    *on("decide_invitation",
        refusal("EN_EVALUACION", "Indique por qué no se invita a la empresa.", "POL-06", "RTE-06",
                when=_gives_no_reason, lacks=(_REASON,)),
        turning_away(step("EN_EVALUACION", "NO_INVITADA", "RTE-06", when=_head_says_no)),
        step("EN_EVALUACION", "INVITADA", "RTE-06", "RTE-02", then=(Notify("NTF-01"),))),
    *on("join_other_case", step(OPEN, "UNIDA_A_OTRO_CASO", "CAP-04", "POL-07")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.POTENTIAL_ACCOUNT,
    "Cuenta potencial",
    (*_FACTS, JOIN_OTHER_CASE),
    (*_STATES, JOINED),
    _ROWS,
    "Dirección Nacional",
    one_per_account=True,
)
