"""
First questions to whoever makes contact ("triage"; PUB, CHN, COM, RTE, SPC): one guided answer, on every channel.

Belongs here: what to ask or say first, and whom to send it to. The answer depends on what is known, never on the
channel or point of contact (CHN-05). A contact with two matters gets two answers (AMB-48).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.model.cases import NextStep
from domain.model.institution.calendar import SANTIAGO, CalendarBook, local_day
from domain.model.institution.people import Role
from domain.model.terms import TermRule
from domain.model.worded import Worded
from domain.protocol.catalogue import HELP_DESK_MAILBOX, RULES, USER_PORTAL_URL
from domain.protocol.engine.wording import region_mailbox, region_name
from domain.protocol.terms.counting import calendar_for, due, term_rule
from domain.protocol.terms.explanation import length_es
from domain.protocol.terms.table import TERMS


class Matter(Worded):
    """What a contact is about ("motivo")."""

    SUPPORT = "SUPPORT", "Apoyo para exportar o importar oferta chilena, o hablar con un ejecutivo o ejecutiva."
    COMMERCIAL_INFORMATION = "COMMERCIAL_INFORMATION", "Información comercial."
    PROCHILE_ROLE = "PROCHILE_ROLE", "El rol de ProChile, sus herramientas y actividades."
    PORTAL_PROBLEM = "PORTAL_PROBLEM", "Problemas con el registro, la ficha o el test, o disconformidad."
    SUGGESTION = "SUGGESTION", "Sugerencia."
    COMPLAINT = "COMPLAINT", "Reclamo."
    CONGRATULATION = "CONGRATULATION", "Felicitación."
    OTHER_QUERY = "OTHER_QUERY", "Consulta que no responde el Centro de Ayuda."


CITIZEN_MATTERS: Final = frozenset({Matter.SUGGESTION, Matter.COMPLAINT, Matter.CONGRATULATION, Matter.OTHER_QUERY})
"""What only Atención Ciudadana receives, for companies and persons alike. Source: PUB-07, POL-11."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """
    What is known of a contact so far; None: not asked yet.

    Attributes:
        belongs_to_company: Whether the person belongs to a company (PUB-01).
        has_account: Whether the company has an account in ProChile (PUB-02); True when it was found in the CRM.
        crm_reachable: Whether the point of contact can look into the CRM now (PUB-05).
        executive: Name of the account's executive, or of who stands in.
        established_abroad: The company is established outside Chile.
        is_chilean: A company established abroad says that it is Chilean (SPC-01).
        has_chilean_rut: Such a company has a RUT.
    """

    matters: frozenset[Matter] = frozenset()
    belongs_to_company: bool | None = None
    has_account: bool | None = None
    crm_reachable: bool = True
    executive: str | None = None
    executive_id: str | None = None
    region: str | None = None
    office: str | None = None
    established_abroad: bool | None = None
    is_chilean: bool | None = None
    has_chilean_rut: bool | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """
    One row of the triage: when it fits, this is the step. The first row that fits decides.

    Attributes:
        message: Message (NTF id) that says the same in writing, when there is one.
    """

    when: Callable[[Enquiry], bool]
    step: str
    title: str
    responsible: str
    text: str
    rules: tuple[str, ...]
    role: Role | None = None
    message: str | None = None
    term: str | None = None


def _other(enquiry: Enquiry) -> frozenset[Matter]:
    return enquiry.matters - CITIZEN_MATTERS


def _needs_mailbox(enquiry: Enquiry) -> bool:
    """The CRM cannot be seen, or nobody is known to have the account. Source: PUB-05, AMB-14."""
    return enquiry.has_account is True and (not enquiry.crm_reachable or enquiry.executive is None)


_POINT: Final = "responsable del punto de contacto"

CITIZEN_ANSWER: Final = Answer(
    lambda enquiry: bool(enquiry.matters & CITIZEN_MATTERS),
    "write_to_citizen_service",
    "Completar el formulario de Atención Ciudadana",
    "la persona",
    "Para que su reclamo, sugerencia, felicitación o consulta quede registrada y tenga respuesta, le pedimos completar "
    "el formulario de Atención Ciudadana. El protocolo no define un plazo para esa respuesta.",
    ("PUB-07", "POL-11"),
    message="NTF-11",
    term="PUB-07",
)
"""The single channel of complaints."""

ANSWERS: Final = (
    Answer(
        lambda e: Matter.PORTAL_PROBLEM in e.matters and e.belongs_to_company is not False,
        "report_portal_problem",
        "Informar el problema a gestión de clientes",
        _POINT,
        f"Lamentamos el inconveniente. Informaremos a gestión de clientes ({HELP_DESK_MAILBOX}) para que le asesore.",
        ("RTE-03", "LOW-05", "OLD-05"),
        message="NTF-08",
    ),
    Answer(
        lambda e: e.belongs_to_company is None,
        "ask_company",
        "Preguntar si pertenece a una empresa",
        _POINT,
        "Con gusto le ayudamos. Primero, cuéntenos: ¿usted pertenece a una empresa?",
        ("PUB-01",),
    ),
    Answer(
        lambda e: e.belongs_to_company is False and not _other(e),
        "ask_matter",
        "Preguntar qué necesita",
        _POINT,
        "¿Qué información necesita? Así le indicamos dónde pueden responderle mejor.",
        ("PUB-06",),
    ),
    Answer(
        lambda e: e.belongs_to_company is False,
        "write_to_help_centre",
        "Completar el formulario del Centro de Ayuda",
        "la persona",
        "El Centro de Ayuda puede responder su consulta sobre información comercial o sobre ProChile, sus herramientas "
        "y "
        "actividades. Complete el formulario y recibirá respuesta en un plazo máximo de {SLA-08}.",
        ("PUB-06", "SLA-08"),
        message="NTF-10",
        term="SLA-08",
    ),
    Answer(
        lambda e: e.established_abroad is True and e.is_chilean is None and e.has_account is not True,
        "ask_chilean",
        "Preguntar si es una empresa chilena",
        "oficina comercial",
        "¿La empresa es chilena, o sus dueños o quienes la dirigen lo son?",
        ("SPC-01", "EXT-01"),
        Role.COMMERCIAL_EXECUTIVE,
    ),
    Answer(
        lambda e: e.established_abroad is True and e.is_chilean is True and e.has_chilean_rut is None,
        "ask_rut",
        "Preguntar si tiene RUT chileno",
        "oficina comercial",
        "¿La empresa cuenta con RUT chileno?",
        ("SPC-01",),
        Role.COMMERCIAL_EXECUTIVE,
    ),
    Answer(
        lambda e: e.established_abroad is True and e.is_chilean is True and e.has_chilean_rut is False,
        "open_abroad_case",
        "Atender como empresa chilena sin RUT",
        "oficina comercial",
        "Revisaremos con usted las condiciones para atender a una empresa chilena sin RUT, y si no se cumplen le "
        "indicaremos una contraparte local o cámara que puede apoyarle.",
        ("SPC-04", "SPC-05"),
        Role.COMMERCIAL_EXECUTIVE,
    ),
    Answer(
        lambda e: e.established_abroad is True and e.is_chilean is False and e.has_account is not True,
        "register_foreign_company",
        "Registrar a la empresa extranjera",
        "oficina comercial",
        "La oficina comercial registra a su empresa y le indica los siguientes pasos según lo que busca: importar "
        "oferta "
        "chilena, asociarse o invertir.",
        ("EXT-01", "DEF-01"),
        Role.COMMERCIAL_EXECUTIVE,
    ),
    Answer(
        lambda e: e.has_account is None,
        "ask_account",
        "Preguntar o buscar si la empresa tiene cuenta",
        _POINT,
        "¿La empresa ya tiene una cuenta registrada en ProChile? Si nos da su RUT, lo buscamos.",
        ("PUB-02",),
    ),
    Answer(
        lambda e: e.has_account is False,
        "register",
        "Registrarse en el portal con Clave Única",
        "la empresa",
        "Para atenderle, quien representa a la empresa crea su cuenta ProChile con Clave Única en "
        f"{USER_PORTAL_URL} y completa ahí la Ficha de Caracterización.",
        ("PUB-03", "CAP-04", "CAP-02", "RTE-02"),
        Role.COMPANY,
        message="NTF-02",
    ),
    Answer(
        lambda e: _needs_mailbox(e) and e.region is None,
        "ask_region",
        "Preguntar la región de la empresa",
        _POINT,
        "¿En qué región está la casa matriz de la empresa? Así le damos el correo de su oficina regional.",
        ("PUB-05", "RTE-01"),
    ),
    Answer(
        _needs_mailbox,
        "write_to_mailbox",
        "Escribir a la oficina regional",
        "la empresa",
        "Le invitamos a escribir a la oficina regional de {region}: {mailbox}. Ahí le responderán.",
        ("PUB-05", "RTE-01"),
        message="NTF-09",
    ),
    Answer(
        lambda e: e.has_account is True,
        "derive_to_executive",
        "Derivar a su ejecutivo/a",
        _POINT,
        "Su ejecutivo/a en ProChile es {executive}. Le derivamos su consulta para que le contacte.",
        ("PUB-04",),
    ),
)
"""In order; the last row fits whatever the others leave (a test holds that the table is total)."""


def triage(
    enquiry: Enquiry, at: datetime, book: CalendarBook, rules: Sequence[TermRule] = TERMS
) -> tuple[NextStep, ...]:
    """
    What to ask or say now: one step, or two when a complaint comes with another matter (the other matter first).

    Args:
        at: UTC instant; a form sent then has its answer due as the step says.
        rules: The terms in force (`terms_settings.terms_in_force`).

    Returns:
        At least one step.

    Source: PUB-01..PUB-07, RTE-01, RTE-03, SPC-01, COM-02, CHN-05, AMB-14, AMB-48.
    """
    steps = [_step(answer, enquiry, at, book, rules) for answer in answers_to(enquiry)]
    return tuple(steps)


def answers_to(enquiry: Enquiry) -> tuple[Answer, ...]:
    """The rows that answer the matters of the contact, the main one first."""
    only_citizen = bool(enquiry.matters) and not _other(enquiry)
    if only_citizen:
        return (CITIZEN_ANSWER,)
    main = next(answer for answer in ANSWERS if answer.when(enquiry))
    return (main, CITIZEN_ANSWER) if CITIZEN_ANSWER.when(enquiry) else (main,)


def _step(answer: Answer, enquiry: Enquiry, at: datetime, book: CalendarBook, rules: Sequence[TermRule]) -> NextStep:
    row = None if answer.term is None else term_rule(answer.term, local_day(at, SANTIAGO), rules)
    mailbox = region_mailbox(enquiry.region)
    known = {"region": region_name(enquiry.region), "mailbox": mailbox or "", "executive": enquiry.executive or ""}
    if row is not None:
        known[row.rule_id] = length_es(row)
    rule = answer.rules[0]
    step = NextStep(
        step=answer.step,
        title=answer.title,
        responsible=answer.responsible,
        text=answer.text.format(**known),
        rule=rule,
        heading=RULES[rule].heading,
        responsible_role=answer.role,
        responsible_id=enquiry.executive_id if answer.step == "derive_to_executive" else None,
        office=enquiry.office,
        mailbox=mailbox,
        missing=_MISSING.get(answer.step, {}),
        rules=answer.rules,
    )
    if row is None:
        return step
    ends = due(row, at, calendar_for(row, None, book))
    return replace(
        step, due_at=ends.due_at, due_on=ends.due_on, not_configured=row.rule_id if ends.due_on is None else None
    )


_MISSING: Final = {
    "ask_company": {"belongs_to_company": "si pertenece a una empresa"},
    "ask_matter": {"matters": "qué necesita"},
    "ask_account": {"has_account": "si la empresa tiene cuenta, o su RUT"},
    "ask_region": {"region": "región de la casa matriz"},
    "ask_rut": {"has_chilean_rut": "si tiene RUT chileno"},
    "ask_chilean": {"is_chilean": "si la empresa es chilena"},
}
