"""
What the flows of national companies and institutions share: who answers, who is told, and facts that several accept.

Belongs here: data, guards and computed values that more than one of those flows reads. Does not belong here: a row.
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import ValueKind
from domain.model.classes import Origin, Phase, Relation
from domain.model.history.actions import LONGEST_PRODUCT
from domain.model.institution.people import Role
from domain.protocol.access.permissions import office_of
from domain.protocol.engine.following import acted
from domain.protocol.engine.rows import Datum, FactSpec, StateSpec, Transition, refusal
from domain.protocol.engine.situation import Situation

REGIONAL: Final = Role.REGIONAL_EXECUTIVE
HEAD: Final = Role.REGIONAL_HEAD
OFFICER: Final = Role.SECTOR_OFFICER
COMMERCIAL: Final = Role.COMMERCIAL_EXECUTIVE
COMPANY: Final = Role.COMPANY
EXECUTIVES: Final = frozenset({REGIONAL, COMMERCIAL})

EXECUTIVE_ES: Final = "ejecutivo/a regional"
OFICOM_ES: Final = "oficina comercial"
COMPANY_ES: Final = "la empresa"
FORMER_FIRST: Final = "{company} trabajó con ProChile hace 3 años o más: primero actualiza su ficha en {portal}."
NAME_THE_COMPANY: Final = "Indique la cuenta de la empresa. Si aún no tiene una, ayúdela primero a registrarse."

STARTED_ON: Final = Datum("started_on", ValueKind.DATE, "Primer día", rule="ATN-05", happened=True)
ENDED_ON: Final = Datum("ended_on", ValueKind.DATE, "Último día", rule="ATN-05", happened=True)
NOTES: Final = Datum("notes", ValueKind.TEXT, "Notas", required=False)
REASON: Final = Datum("reason", ValueKind.TEXT, "Motivo", rule="POL-06")
MARKET: Final = Datum("market", ValueKind.COUNTRY, "Mercado")
PRODUCT: Final = Datum(
    "product", ValueKind.TEXT, "Producto o servicio", required=False, rule="POL-15", most=LONGEST_PRODUCT
)

RECORD_PLAN: Final = FactSpec(
    "record_plan",
    "Registrar el plan de internacionalización",
    "The company's plan, or a change of it: its four parts as they are from now on; earlier ones stay readable.",
    (
        Datum("characteristics", ValueKind.TEXT, "Características de la empresa", rule="ATN-02"),
        Datum("objectives", ValueKind.TEXTS, "Objetivos", rule="ATN-02"),
        Datum("plan_markets", ValueKind.TEXTS, "Mercados", rule="ATN-02"),
        Datum("instruments", ValueKind.TEXTS, "Instrumentos", rule="ATN-02"),
    ),
    frozenset({REGIONAL, HEAD, OFFICER, COMMERCIAL, COMPANY}),
)
"""The same fact in every flow that may change the plan; history: `domain.protocol.history.plans` (ATN-02, USR-04)."""


# Cases of flows with one for an account: one goes on in another one of the same company (AMB-74)
JOIN_OTHER_CASE: Final = FactSpec(
    "join_other_case",
    "Seguir en el otro caso de la empresa",
    "Two accounts of one company were joined, and both had an open case: the other one goes on for both.",
    (
        Datum("reason", ValueKind.TEXT, "Por qué este caso termina", rule="POL-07"),
        Datum("joined_to", ValueKind.TEXT, "Número del caso que sigue", rule="CAP-04"),
    ),
)

JOINED: Final = StateSpec(
    "UNIDA_A_OTRO_CASO",
    "Sigue en otro caso",
    "Se unieron dos cuentas de {company}, y las dos tenían un caso abierto: se sigue en el caso {joined_to}.",
    rules=("CAP-04", "POL-07"),
    final=True,
)


def case_office(situation: Situation) -> str | None:
    """The office that answers for the account, until it has acted; then the case stays. Source: RTE-04, AMB-82."""
    if situation.account is None or any(acted(event) for event in situation.timeline):
        return None
    return office_of(situation.account)


def regional_executive(situation: Situation) -> str | None:
    """
    The account's regional executive or who stands in, else the first of the office. None: the directory has nobody.

    Source: USR-01, RTE-05, AMB-14.
    """
    account = situation.account
    if account is None:
        return None
    directory = situation.directory
    own = directory.standing_in(account.regional_executive, situation.today)
    if own is not None:
        return own.id
    for person in directory.holders(REGIONAL, office=office_of(account)):
        present = directory.standing_in(person.id, situation.today)
        if present is not None:
            return present.id
    return None


def handed_to_executive(situation: Situation) -> str | None:
    """Who is handed the case so that the regional executive knows; None: it is he or she who acts. Source: USR-01."""
    executive = regional_executive(situation)
    if executive is None:
        return None if situation.actor.role is REGIONAL else REGIONAL.value
    return None if executive == situation.actor.id else f"person:{executive}"


def has_no_account(situation: Situation) -> bool:
    """The fact is not about an account: there is no company to attend. Source: USR-01."""
    return situation.account is None


def is_institution(situation: Situation) -> bool:
    """Source: INS-01, INS-03."""
    return situation.classes is not None and situation.classes.origin.value is Origin.INSTITUCION


def is_foreign(situation: Situation) -> bool:
    """Established abroad: attended by the commercial office. Source: EXT-01, SPC-04."""
    return situation.classes is not None and situation.classes.origin.value in {
        Origin.EXTRANJERA,
        Origin.CHILENA_EXTERIOR,
    }


def is_former_user(situation: Situation) -> bool:
    """It worked with ProChile for the last time three years ago or more. Source: DEF-08, OLD-01."""
    return situation.classes is not None and situation.classes.relation.value is Relation.ANTIGUA_USUARIA


def never_worked(situation: Situation) -> bool:
    """It has no counting activity at all. Source: CAP-02, DEF-10."""
    return situation.classes is not None and situation.classes.relation.value is Relation.SIN_TRABAJO


def is_in_capture(situation: Situation) -> bool:
    """A company of Chile that never worked with ProChile and is not through its capture. Source: CAP-02, CAP-10."""
    classes = situation.classes
    return (
        classes is not None
        and classes.origin.value is Origin.NACIONAL
        and classes.phase.value is Phase.CAPTACION
        and classes.relation.value is Relation.SIN_TRABAJO
    )


def not_attended_yet(*states: str) -> tuple[Transition, ...]:
    """Who is not attended with services yet is shown the way that is theirs, whichever service it is."""
    return (
        refusal(states, FORMER_FIRST, "OLD-01", "DEF-08", when=is_former_user),
        refusal(
            states,
            "{company} aún está en captación: primero completa su registro, su ficha y su preadmisibilidad.",
            "CAP-02",
            "CAP-10",
            when=is_in_capture,
        ),
    )


def attended_otherwise(*states: str) -> tuple[Transition, ...]:
    """Institutions and companies abroad have processes of their own, whatever of a company of Chile they ask for."""
    return (
        refusal(
            states,
            "{company} es una institución: abra una solicitud de institución.",
            "INS-03",
            "USR-01",
            when=is_institution,
        ),
        refusal(
            states,
            "{company} está establecida en el exterior: la atiende su oficina comercial.",
            "EXT-01",
            "SPC-02",
            when=is_foreign,
        ),
    )


def worked_before(situation: Situation) -> bool:
    """It worked less than three years ago, and not this year. Source: AMB-07."""
    return situation.classes is not None and situation.classes.relation.value is Relation.USUARIA_ANTERIOR


def ends_before_it_starts(situation: Situation) -> bool:
    """The last day given lies before the first. Source: AMB-61."""
    started, ended = situation.day("started_on"), situation.day("ended_on")
    return not situation.asked and started is not None and ended is not None and ended < started
