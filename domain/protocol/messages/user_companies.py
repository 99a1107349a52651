"""Rows of the messages of services, agendas, notes, follow-up, other markets and institutions (section 5)."""

from __future__ import annotations

from typing import Final

from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.agenda_facts import (
    AGREED_ON,
    ARGUMENT,
    FEEDBACK,
    GROUND,
    MARKET,
    POSTPONEMENT_REASON,
    RESERVED_MEETINGS,
)
from domain.protocol.flows.national.behaviour_note import LETTER_NUMBER, NOTE, WHAT_HAPPENED
from domain.protocol.flows.national.institution import PLANNED_ACTIVITIES, RESULTS
from domain.protocol.flows.national.request import OTHER_MARKET, SITUATION_SEEN
from domain.protocol.flows.national.service import (
    ACTIVITY,
    ACTIVITY_ENDS_ON,
    ACTIVITY_STARTS_ON,
    DEADLINES,
    OBLIGATIONS,
    RIGHTS,
)
from domain.protocol.follow_up.stages import activity_es, joint_activities
from domain.protocol.messages.addressees import commercial_office, company, region, regional_executive
from domain.protocol.messages.data_in_words import (
    company_name,
    company_rut,
    datum,
    executive_name,
    name_in_charge,
    oficom_name,
    quoted,
    regional_mailbox,
    regional_office_name,
    reporting_oficom_name,
)
from domain.protocol.messages.language import of_recipient
from domain.protocol.messages.people import commercial_executive_of
from domain.protocol.messages.provenance import plain_name
from domain.protocol.messages.rows import Addressee, MessageKind, MessageRow, Parameter
from domain.protocol.messages.senders import (
    by_actor,
    by_company,
    by_executive,
    by_oficom,
    by_region,
    by_regional_executive,
    by_reporting_oficom,
)
from domain.protocol.messages.terms import last_day, running_last_day, term_length

_ABSENCE_ES: Final = "No asistió a una agenda de negocios confirmada, sin excusa."
_CHOSEN_ES: Final = "la actividad que usted eligió"
_COMPANY: Final = frozenset({"company"})


def _is_reserved(situation: Situation) -> bool:
    """Whether the company declared its meetings reserved (AGD-08)."""
    return bool(situation.texts(RESERVED_MEETINGS.name))


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
    return datum(ACTIVITY)(situation) or (_CHOSEN_ES if situation.text(ACTIVITY.name) else None)


def _note_cause(situation: Situation) -> Parameter:
    """What happened, as the note says it, else as the agenda's case told it (BEH-01)."""
    return datum(NOTE, WHAT_HAPPENED)(situation) or _ABSENCE_ES


USER_COMPANIES: Final = (
    MessageRow(
        id="NTF-12",
        when="company selected for a service",
        sender="executive",
        recipient="company",
        must_say="dates, deadlines, rights and obligations",
        kind=MessageKind.PERSON,
        rules=("ATN-04",),
        by=by_executive,
        to=company,
        parameters={
            "company": company_name,
            "activity": _activity,
            "starts_on": datum(ACTIVITY_STARTS_ON),
            "ends_on": datum(ACTIVITY_ENDS_ON),
            "deadlines": datum(DEADLINES),
            "rights": datum(RIGHTS),
            "obligations": datum(OBLIGATIONS),
            "executive": name_in_charge,
        },
        required=frozenset({"company", "activity", "rights", "obligations"}),
    ),
    MessageRow(
        id="NTF-13",
        when="agenda postponed by high-impact activity",
        sender="Ofireg",
        recipient="company",
        must_say="reasons and agreed date",
        kind=MessageKind.PERSON,
        rules=("AGD-03",),
        by=by_region,
        to=company,
        parameters={
            "company": company_name,
            "office": regional_office_name,
            "oficom": oficom_name,
            "market": datum(MARKET),
            "reasons": datum(POSTPONEMENT_REASON),
            "agreed_date": datum(AGREED_ON),
        },
        required=frozenset({"company", "reasons", "agreed_date"}),
    ),
    MessageRow(
        id="NTF-14",
        when="behaviour note",
        sender="executive",
        recipient="company, certified letter and e-mail",
        must_say="the note, right to answer in {SLA-09}, last day",
        kind=MessageKind.PERSON,
        rules=("BEH-03", "BEH-04"),
        by=by_regional_executive,
        to=company,
        parameters={
            "company": company_name,
            "cause": _note_cause,
            "last_day": running_last_day("SLA-09"),
            "term_length": term_length("SLA-09"),
            "executive": executive_name,
            "letter": datum(LETTER_NUMBER),
        },
        required=frozenset({"company", "cause"}),
    ),
    MessageRow(
        id="NTF-15",
        when="agenda received or virtual meetings generated",
        sender="Oficom",
        recipient="company",
        must_say="Oficom may join unless declared reserved",
        kind=MessageKind.PERSON,
        rules=("AGD-08",),
        by=by_oficom,
        to=company,
        parameters={"company": company_name, "oficom": oficom_name, "reserved": _is_reserved},
        required=_COMPANY,
    ),
    MessageRow(
        id="NTF-16",
        when="Oficom declines an agenda",
        sender="Oficom",
        recipient="Ofireg",
        must_say="ground and verbatim argument",
        kind=MessageKind.PERSON,
        rules=("AGD-09",),
        by=by_oficom,
        to=_asking_region,
        parameters={
            "company": company_name,
            "oficom": oficom_name,
            "ground": datum(GROUND),
            "argument": datum(ARGUMENT),
        },
        required=frozenset({"company", "ground"}),
    ),
    MessageRow(
        id="NTF-17",
        when="local staff asks for an agenda",
        sender="Oficom",
        recipient="company",
        must_say="ask through head office in Chile",
        kind=MessageKind.PERSON,
        rules=("AGD-10",),
        by=by_oficom,
        to=company,
        parameters={
            "company": company_name,
            "oficom": oficom_name,
            "executive": executive_name,
            "mailbox": regional_mailbox,
        },
        required=_COMPANY,
    ),
    MessageRow(
        id="NTF-29",
        when="{SLA-17} after the end of an activity, categories 2–3",
        sender="system, in the executive's name",
        recipient="company",
        must_say="how did it go, how can we help; opt-out",
        kind=MessageKind.AUTOMATIC,
        rules=("FUP-05", "FUP-06"),
        by=by_regional_executive,
        to=company,
        parameters={
            "company": company_name,
            "executive": executive_name,
            "activities": _activities,
            "term_length": term_length("SLA-17"),
        },
        required=frozenset({"company", "activities"}),
        language=of_recipient,
    ),
    MessageRow(
        id="NTF-30",
        when="date given in the survey, categories 2–3",
        sender="system",
        recipient="company",
        must_say="was business concluded",
        kind=MessageKind.AUTOMATIC,
        rules=("FUP-08",),
        by=by_regional_executive,
        to=company,
        parameters={"company": company_name, "executive": executive_name, "activities": _one_activity},
        required=_COMPANY,
        language=of_recipient,
    ),
    MessageRow(
        id="NTF-31",
        when="Oficom detects another market for a user company",
        sender="Oficom",
        recipient="regional executive",
        must_say="the situation",
        kind=MessageKind.PERSON,
        rules=("USR-02",),
        by=by_reporting_oficom,
        to=regional_executive,
        parameters={
            "company": company_name,
            "rut": company_rut,
            "oficom": reporting_oficom_name,
            "market": datum(OTHER_MARKET),
            "situation": quoted(SITUATION_SEEN),
            "due": last_day("SLA-07"),
        },
        required=frozenset({"company", "situation"}),
    ),
    MessageRow(
        id="NTF-32",
        when="after an agenda",
        sender="company",
        recipient="regional and commercial executives",
        must_say="feedback of results",
        kind=MessageKind.INBOUND,
        rules=("AGD-05",),
        by=by_company,
        to=_executives,
        parameters={"company": company_name, "results": quoted(FEEDBACK), "market": datum(MARKET)},
        required=frozenset({"company", "results"}),
    ),
    MessageRow(
        id="NTF-33",
        when="stakeholder instance",
        sender="sector officer",
        recipient="stakeholder",
        must_say="planned activities, results",
        kind=MessageKind.PERSON,
        rules=("INS-02",),
        by=by_actor,
        to=company,
        parameters={
            "company": company_name,
            "planned": datum(PLANNED_ACTIVITIES),
            "results": datum(RESULTS),
        },
        required=_COMPANY,
        language=of_recipient,
    ),
)
"""Rows NTF-12 to NTF-17 and NTF-29 to NTF-33."""
