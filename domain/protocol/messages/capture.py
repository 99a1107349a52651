"""Rows of the messages of capture: invitation, procedure, test, ficha, portal problems (NTF-01 to NTF-08)."""

from __future__ import annotations

from typing import Final

from domain.model.accounts import FactKind
from domain.model.classes import Origin, Relation
from domain.model.places.regions import REGIONS
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.capture_facts import LEVEL, PERSON_CONTACTED, PROBLEM, PROBLEM_NOTES
from domain.protocol.messages.addressees import company, help_desk, region
from domain.protocol.messages.data_in_words import (
    company_name,
    company_rut,
    datum,
    help_desk_mailbox,
    portal,
    quoted,
    region_es,
    regional_mailbox,
    regional_office_name,
)
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.people import regional_office
from domain.protocol.messages.rows import MessageKind, MessageRow, Parameter, Unproven
from domain.protocol.messages.senders import by_actor, by_institution
from domain.protocol.messages.terms import last_day, term_length
from domain.protocol.routing.referrals import recommended_bodies
from domain.protocol.terms.in_situation import lengths_in

_EXEMPT: Final = frozenset(region.cut for region in REGIONS if region.low_potential_exception)
_LEVEL_ES: Final = {"HIGH": "alto", "MEDIUM": "medio", "LOW": "bajo"}


def _level(situation: Situation) -> Parameter:
    """Level of export potential, in words: of this result, else of the account (DEF-12)."""
    given = situation.text(LEVEL.name)
    fact = situation.fact(FactKind.TEST_LEVEL)
    return _LEVEL_ES.get(given or (fact.value if fact is not None else ""))


def _is_exception(situation: Situation) -> bool:
    """A low level attended all the same, by the regional exception (LOW-06, AMB-11)."""
    office = regional_office(situation)
    return _level(situation) == "bajo" and office is not None and office.removeprefix("OFIREG-") in _EXEMPT


def _bodies(situation: Situation) -> Parameter:
    """Public bodies that can help at its stage, with how to reach them (LOW-03)."""
    return tuple(f"{body.name}: {body.contact}" for body in recommended_bodies(situation))


PROCEDURES: Final = {
    "foreign": (
        "Usted se comunica con la oficina comercial de ProChile en su mercado.",
        "Esa oficina registra su empresa y le pregunta qué oferta chilena busca.",
        "Con esos datos, le ponemos en contacto con quienes pueden atenderle en Chile.",
    ),
    "institution": (
        "El/la encargado/a del sector o el/la ejecutivo/a regional registra los datos de su institución.",
        "Con esos datos valida la cuenta, y desde entonces trabajamos en conjunto.",
    ),
    "user": (
        "Su punto de contacto es su ejecutivo/a regional: puede escribirle cuando lo necesite.",
        "Dentro de {SLA-07} le ofreceremos alternativas de acuerdo con la realidad de su empresa.",
    ),
    "former": (
        "Actualice la Ficha de Caracterización de su empresa en el portal.",
        "Si su empresa exporta, la oficina regional se comunicará con usted para una entrevista o visita.",
        "Si todavía no exporta, responda el Test de Autodiagnóstico, que nos dirá cómo apoyarle mejor.",
    ),
    "new": (
        "Quien representa a la empresa crea su cuenta ProChile en el portal, con Clave Única.",
        "Luego completa la Ficha de Caracterización.",
        "Si la empresa no ha exportado en los últimos 3 años, responde el Test de Autodiagnóstico.",
        "Según el resultado, la oficina regional se comunica con usted o le recomendamos los pasos previos.",
    ),
}


def _kind_of_company(situation: Situation) -> str:
    classes = situation.classes
    if classes is None:
        return "new"
    if classes.origin.value in {Origin.EXTRANJERA, Origin.CHILENA_EXTERIOR}:
        return "foreign"
    if classes.origin.value is Origin.INSTITUCION:
        return "institution"
    if classes.relation.value in {Relation.USUARIA, Relation.USUARIA_ANTERIOR}:
        return "user"
    return "former" if classes.relation.value is Relation.ANTIGUA_USUARIA else "new"


def _procedure(situation: Situation) -> Parameter:
    """The steps that apply to the type of company (COM-02)."""
    steps = PROCEDURES[_kind_of_company(situation)]
    return tuple(step.format(**lengths_in(step, situation)) for step in steps)


def _uses_portal(situation: Situation) -> Parameter:
    return _kind_of_company(situation) in {"new", "former"}


def _problem_from(situation: Situation) -> Parameter:
    """How to reach the company that has the problem."""
    found = company(situation)[0] or (None if situation.account is None else situation.account.phone)
    return found.address if isinstance(found, Unproven) else found


_TO_CONTACT: Final = {"company": company_name, "rut": company_rut, "region": region_es}

CAPTURE: Final = (
    MessageRow(
        id="NTF-01",
        when="a potential account is judged a candidate",
        sender="registering executive",
        recipient="company",
        must_say="complete the ficha in the portal",
        kind=MessageKind.PERSON,
        rules=("RTE-06", "RTE-02"),
        by=by_actor,
        to=company,
        parameters={"company": company_name, "portal": portal, "help_desk": help_desk_mailbox},
        required=frozenset({"company"}),
    ),
    MessageRow(
        id="NTF-02",
        when="a company asks for support",
        sender="responsible of the point of contact",
        recipient="company",
        must_say="the procedure for its type, near tone",
        kind=MessageKind.PERSON,
        rules=("COM-02", "COM-03", "CAP-03"),
        by=by_actor,
        to=company,
        parameters={
            "company": company_name,
            "person": datum(PERSON_CONTACTED),
            "procedure": _procedure,
            "portal": portal,
            "uses_portal": _uses_portal,
            "help_desk": help_desk_mailbox,
            "mailbox": regional_mailbox,
        },
        required=frozenset({"procedure"}),
        language=of_recipient,
    ),
    MessageRow(
        id="NTF-03",
        when="test result Alta/Media (and Baja in the five regions)",
        sender="system",
        recipient="regional mailbox",
        must_say="company, level, contact within {SLA-01}, due date",
        kind=MessageKind.AUTOMATIC,
        rules=("POT-01", "LOW-06", "SLA-01"),
        by=by_institution,
        to=region,
        parameters={
            **_TO_CONTACT,
            "level": _level,
            "exception": _is_exception,
            "due": last_day("SLA-01"),
            "term_length": term_length("SLA-01"),
        },
        required=frozenset({"company", "level", "due"}),
    ),
    MessageRow(
        id="NTF-04",
        when="test result Baja outside the five regions",
        sender="CRM, in ProChile's name",
        recipient="company",
        must_say="steps before exporting, training, other bodies (Sercotec…)",
        kind=MessageKind.AUTOMATIC,
        rules=("LOW-01", "LOW-02", "LOW-03", "LOW-04"),
        by=by_institution,
        to=company,
        parameters={"company": company_name, "portal": portal, "bodies": _bodies, "help_desk": help_desk_mailbox},
        required=frozenset({"company"}),
    ),
    MessageRow(
        id="NTF-05",
        when="ficha of a new company declares exporter",
        sender="system",
        recipient="company",
        must_say="a regional executive will contact you in the next days (no number of days)",
        kind=MessageKind.AUTOMATIC,
        rules=("EXP-01",),
        by=by_institution,
        to=company,
        parameters={"company": company_name, "office": regional_office_name, "mailbox": regional_mailbox},
        required=frozenset({"company"}),
    ),
    MessageRow(
        id="NTF-06",
        when="ficha of a new company declares exporter",
        sender="system",
        recipient="regional mailbox",
        must_say="communicate within {SLA-03}, due date",
        kind=MessageKind.AUTOMATIC,
        rules=("EXP-02", "SLA-03"),
        by=by_institution,
        to=region,
        parameters={**_TO_CONTACT, "due": last_day("SLA-03"), "term_length": term_length("SLA-03")},
        required=frozenset({"company", "due"}),
    ),
    MessageRow(
        id="NTF-07",
        when="updated ficha of a former user declares it exports",
        sender="system",
        recipient="regional mailbox",
        must_say="communicate within {SLA-05}, due date",
        kind=MessageKind.AUTOMATIC,
        rules=("OLD-03", "SLA-05"),
        by=by_institution,
        to=region,
        parameters={**_TO_CONTACT, "due": last_day("SLA-05"), "term_length": term_length("SLA-05")},
        required=frozenset({"company", "due"}),
    ),
    MessageRow(
        id="NTF-08",
        when="company reports portal problems or disagreement",
        sender="responsible of the point of contact",
        recipient="gestiondeclientes@",
        must_say="company, kind of problem",
        kind=MessageKind.PERSON,
        rules=("RTE-03", "LOW-05", "OLD-05"),
        by=by_actor,
        to=help_desk,
        parameters={
            **_TO_CONTACT,
            "problem": datum(PROBLEM),
            "contact": _problem_from,
            "notes": quoted(PROBLEM_NOTES),
        },
        required=frozenset({"company", "problem"}),
    ),
)
"""Rows NTF-01 to NTF-08."""
