"""Rows of the messages of capture, the public, user companies, agendas, follow-up and institutions (section 5)."""

from __future__ import annotations

from typing import Final

from domain.model.accounts import FactKind
from domain.model.classes import Origin, Relation
from domain.model.institution.people import PORTAL_ROLES
from domain.model.places.regions import REGIONS
from domain.protocol.engine.situation import Situation
from domain.protocol.follow_up.stages import activity_es, joint_activities
from domain.protocol.messages.addressees import (
    commercial_office,
    company,
    help_desk,
    person_asking,
    region,
    regional_executive,
)
from domain.protocol.messages.data_in_words import (
    company_name,
    company_rut,
    datum,
    executive_name,
    help_desk_mailbox,
    oficom_name,
    portal,
    quoted,
    region_es,
    regional_mailbox,
    regional_office_name,
)
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.people import commercial_executive_of, regional_office
from domain.protocol.messages.provenance import plain_name
from domain.protocol.messages.rows import Addressee, Composition, Parameter, Unproven
from domain.protocol.messages.senders import (
    by_actor,
    by_company,
    by_executive,
    by_institution,
    by_oficom,
    by_region,
    by_regional_executive,
)
from domain.protocol.messages.terms import last_day, running_last_day, term_length
from domain.protocol.routing.referrals import recommended_bodies
from domain.protocol.terms.in_situation import lengths_in

_EXEMPT: Final = frozenset(region.cut for region in REGIONS if region.low_potential_exception)
_ABSENCE_ES: Final = "No asistió a una agenda de negocios confirmada, sin excusa."
_LEVEL_ES: Final = {"HIGH": "alto", "MEDIUM": "medio", "LOW": "bajo"}


def _level(situation: Situation) -> Parameter:
    """Level of export potential, in words: of this result, else of the account (DEF-12)."""
    given = situation.text("level")
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
    found = company(situation)[0] or situation.text("phone")
    return found.address if isinstance(found, Unproven) else found


def _reserved(situation: Situation) -> Parameter:
    """Whether the company declared its meetings reserved (AGD-08)."""
    return bool(situation.flag("reserved")) or bool(situation.texts("reserved_meetings"))


def _executives(situation: Situation) -> tuple[Addressee, ...]:
    """Regional and commercial executives of the company (AGD-05)."""
    commercial = commercial_executive_of(situation.account, situation)
    attended = (commercial.email,) if commercial is not None else commercial_office(situation)
    return (*regional_executive(situation), *attended)


def _asking_region(situation: Situation) -> tuple[str | None, ...]:
    return (*region(situation), *regional_executive(situation))


def _one_activity(situation: Situation) -> Parameter:
    """The activity that the case is about (FUP-08)."""
    return (plain_name(activity_es(situation.data)),)


def _activities(situation: Situation) -> Parameter:
    """The activities that the first message asks about; some of them may have been named by the company."""
    return tuple(plain_name(each) for each in joint_activities(situation))


def _activity(situation: Situation) -> Parameter:
    """What the company takes part in; in ProChile's words when the company itself named it."""
    return datum("activity", "service")(situation) or (
        "la actividad que usted eligió" if situation.text("activity") else None
    )


def _note_cause(situation: Situation) -> Parameter:
    """What happened, as the note says it, with what the agenda's case said about it (BEH-01)."""
    given = datum("notes", "cause", "absence")(situation)
    if given is not None:
        return given
    absence = None if situation.origin is None else situation.origin.data.get("absence")
    told = next((event for event in reversed(situation.origin_timeline) if "absence" in event.data), None)
    by_staff = told is not None and told.role not in PORTAL_ROLES
    return absence if isinstance(absence, str) and by_staff else _ABSENCE_ES


NATIONAL_ROWS: Final = (
    Composition(
        "NTF-01", company, {"company": company_name, "portal": portal, "help_desk": help_desk_mailbox},
        by_actor, ("RTE-06", "RTE-02"), frozenset({"company"}),
    ),
    Composition(
        "NTF-02", company,
        {
            "company": company_name, "person": datum("person"), "procedure": _procedure, "portal": portal,
            "uses_portal": _uses_portal, "help_desk": help_desk_mailbox, "mailbox": regional_mailbox,
        },
        by_actor, ("COM-02", "COM-03", "CAP-03"), frozenset({"procedure"}), language=of_recipient,
    ),
    Composition(
        "NTF-03", region,
        {
            "company": company_name, "rut": company_rut, "region": region_es, "level": _level,
            "exception": _is_exception, "due": last_day("SLA-01"), "term_length": term_length("SLA-01"),
        },
        by_institution, ("POT-01", "LOW-06", "SLA-01"), frozenset({"company", "level", "due"}), automatic=True,
    ),
    Composition(
        "NTF-04", company,
        {"company": company_name, "portal": portal, "bodies": _bodies, "help_desk": help_desk_mailbox},
        by_institution, ("LOW-01", "LOW-02", "LOW-03", "LOW-04"), frozenset({"company"}), automatic=True,
    ),
    Composition(
        "NTF-05", company, {"company": company_name, "office": regional_office_name, "mailbox": regional_mailbox},
        by_institution, ("EXP-01",), frozenset({"company"}), automatic=True,
    ),
    Composition(
        "NTF-06", region,
        {
            "company": company_name, "rut": company_rut, "region": region_es,
            "due": last_day("SLA-03"), "term_length": term_length("SLA-03"),
        },
        by_institution, ("EXP-02", "SLA-03"), frozenset({"company", "due"}), automatic=True,
    ),
    Composition(
        "NTF-07", region,
        {
            "company": company_name, "rut": company_rut, "region": region_es,
            "due": last_day("SLA-05"), "term_length": term_length("SLA-05"),
        },
        by_institution, ("OLD-03", "SLA-05"), frozenset({"company", "due"}), automatic=True,
    ),
    Composition(
        "NTF-08", help_desk,
        {
            "company": company_name, "rut": company_rut, "problem": datum("problem"), "contact": _problem_from,
            "notes": quoted("problem_notes", "notes"), "region": region_es,
        },
        by_actor, ("RTE-03", "LOW-05", "OLD-05"), frozenset({"company", "problem"}),
    ),
    Composition(
        "NTF-09", person_asking,
        {"person": datum("person"), "office": regional_office_name, "mailbox": regional_mailbox},
        by_actor, ("PUB-05",), frozenset({"mailbox"}),
    ),
    Composition(
        "NTF-10", person_asking, {"person": datum("person"), "term_length": term_length("SLA-08")},
        by_actor, ("PUB-06", "SLA-08"),
    ),
    Composition("NTF-11", person_asking, {"person": datum("person")}, by_actor, ("PUB-07", "POL-11")),
    Composition(
        "NTF-12", company,
        {
            "company": company_name, "activity": _activity,
            "starts_on": datum("activity_starts_on", "started_on"), "ends_on": datum("activity_ends_on", "ended_on"),
            "deadlines": datum("deadlines"), "rights": datum("rights"), "obligations": datum("obligations"),
            "executive": executive_name,
        },
        by_executive, ("ATN-04",), frozenset({"company", "activity", "rights", "obligations"}),
    ),
    Composition(
        "NTF-13", company,
        {
            "company": company_name, "office": regional_office_name, "oficom": oficom_name, "market": datum("market"),
            "reasons": datum("reasons", "postponement_reason", "reason"),
            "agreed_date": datum("agreed_date", "agreed_on", "agreed_day"),
        },
        by_region, ("AGD-03",), frozenset({"company", "reasons", "agreed_date"}),
    ),
    Composition(
        "NTF-14", company,
        {
            "company": company_name, "cause": _note_cause,
            "last_day": running_last_day("SLA-09"), "term_length": term_length("SLA-09"), "executive": executive_name,
            "letter": datum("letter", "letter_number", "certified_letter"),
        },
        by_regional_executive, ("BEH-03", "BEH-04"), frozenset({"company", "cause"}),
    ),
    Composition(
        "NTF-15", company,
        {"company": company_name, "oficom": oficom_name, "reserved": _reserved},
        by_oficom, ("AGD-08",), frozenset({"company"}),
    ),
    Composition(
        "NTF-16", _asking_region,
        {
            "company": company_name, "oficom": oficom_name, "ground": datum("ground", "decline_ground"),
            "argument": datum("argument", "verbatim_argument", "verbatim"),
        },
        by_oficom, ("AGD-09",), frozenset({"company", "ground"}),
    ),
    Composition(
        "NTF-17", company,
        {"company": company_name, "oficom": oficom_name, "executive": executive_name, "mailbox": regional_mailbox},
        by_oficom, ("AGD-10",), frozenset({"company"}),
    ),
    Composition(
        "NTF-29", company,
        {
            "company": company_name, "executive": executive_name,
            "activities": _activities, "term_length": term_length("SLA-17"),
        },
        by_regional_executive, ("FUP-05", "FUP-06"), frozenset({"company", "activities"}), automatic=True,
    ),
    Composition(
        "NTF-30", company,
        {
            "company": company_name, "executive": executive_name, "activities": _one_activity,
        },
        by_regional_executive, ("FUP-08",), frozenset({"company"}), automatic=True,
    ),
    Composition(
        "NTF-31", regional_executive,
        {
            "company": company_name, "rut": company_rut, "oficom": oficom_name, "market": datum("market"),
            "situation": quoted("matter", "situation", "notes"), "due": last_day("SLA-07"),
        },
        by_oficom, ("USR-02",), frozenset({"company", "situation"}),
    ),
    Composition(
        "NTF-32", _executives,
        {"company": company_name, "results": quoted("results", "feedback", "result"), "market": datum("market")},
        by_company, ("AGD-05",), frozenset({"company", "results"}),
    ),
    Composition(
        "NTF-33", company,
        {
            "company": company_name, "planned": datum("planned_activities", "planned", "activities"),
            "results": datum("results", "result"), "next_instance": datum("next_instance_on", "next_on"),
        },
        by_actor, ("INS-02",), frozenset({"company"}),
    ),
)  # fmt: skip
"""Rows NTF-01 to NTF-17 and NTF-29 to NTF-33."""
