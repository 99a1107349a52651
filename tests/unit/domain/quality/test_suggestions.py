"""Suggestions and complaints: received in a case, shared with an area, evaluated, told back (LIN-10, PUB-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, RecordNotFound, StepNotAllowed, VersionConflict
from domain.model.cases import Case, Flow
from domain.model.institution.channels import PointOfContact
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Actor, Role
from domain.model.quality.improvements import Origin, OriginKind
from domain.model.quality.suggestions import Suggestion, SuggestionKind, SuggestionState
from domain.protocol.quality.brought import brought
from domain.protocol.quality.units import SUPPORT_UNITS, UnitKind, checked_unit, require_unit, units
from domain.use_cases.cases.take_back import TakeBackFact, take_back_fact
from domain.use_cases.quality.improvements import PlanImprovement, plan_improvement
from domain.use_cases.quality.suggestions import (
    EvaluateSuggestion,
    ShareSuggestion,
    TellBackSuggestion,
    evaluate_suggestion,
    share_suggestion,
    tell_back_suggestion,
)
from tests.support.builders import ADMINISTRATOR, ANALYST, HEAD, OTHER_REGIONAL, REGIONAL, a_configuration
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.follow_ups import followed
from tests.support.cases.national import a_desk, a_user, in_category, move
from tests.support.proving import proves

PORTAL = Actor("portal", "Portal", Role.SERVICE)
CITIZEN_SERVICE = Actor("celia.ponce", "Celia Ponce", Role.CITIZEN_SERVICE, "CENTRAL")
AREA = "Convocatorias"
LEADER = Actor("rodrigo.saez", "Rodrigo Sáez", Role.SECTOR_HEAD, "CENTRAL")


async def answered(desk: CaseDesk, suggestions: str = "Más tiempo entre reuniones.") -> tuple[Case, Suggestion]:
    """A survey that suggests something, answered on 19 August 2024 at 23:30 in Concepción."""
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    move(desk, "2024-08-19 23:30")
    case = (await desk.report(REGIONAL, case, "record_survey", score=5, suggestions=suggestions)).case
    (found,) = desk.desk.store.rows.suggestions.values()
    return case, found


async def shared(desk: CaseDesk) -> Suggestion:
    """The same, shared with the area of calls."""
    _, found = await answered(desk)
    asked = ShareSuggestion(found.id, 1, AREA, "Es su agenda")
    return (await share_suggestion(desk.desk.services, HEAD, asked)).suggestion


async def evaluated(desk: CaseDesk, accepted: bool) -> Suggestion:
    """The same, resolved by the area."""
    found = await shared(desk)
    asked = EvaluateSuggestion(
        found.id, found.version, accepted, "Se puede desde marzo" if accepted else "No hay salas"
    )
    return (await evaluate_suggestion(desk.desk.services, LEADER, asked)).suggestion


def told(found: Suggestion, **more: object) -> TellBackSuggestion:
    fields = {"text": "Lo vimos con el área.", "point_of_contact": PointOfContact.CORREO, **more}
    return TellBackSuggestion(found.id, found.version, **fields)  # type: ignore[arg-type]  # fields by name


# received


@proves("LIN-10", "FUP-08")
async def test_what_a_survey_suggests_is_received_on_the_day_of_its_office() -> None:
    """LIN-10, AMB-77: at 23:30 of Monday 19 August in Concepción it is the 19th, though Greenwich has the 20th."""
    desk = a_desk()
    case, found = await answered(desk, "  Más tiempo entre reuniones. ")
    assert (found.kind, found.text) == (SuggestionKind.SUGGESTION, "Más tiempo entre reuniones.")
    assert (found.case_id, found.sequence, found.received_on) == (case.id, 2, date(2024, 8, 19))
    assert found.state is SuggestionState.RECEIVED


async def test_a_survey_without_suggestions_brings_none() -> None:
    """LIN-10: nobody suggests nothing."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    await desk.report(REGIONAL, case, "record_survey", score=7)
    await desk.report(REGIONAL, case, "record_survey", score=6, suggestions="   ")
    assert not desk.desk.store.rows.suggestions


@proves("PUB-07", "POL-11", "LIN-10")
async def test_complaints_and_suggestions_come_by_the_one_channel() -> None:
    """PUB-07, POL-11, AMB-48: by the form of Atención Ciudadana; congratulations and queries are neither."""
    desk = CaseDesk()
    for said in (
        {"kind": "SUGGESTION", "query": "Atender los sábados"},
        {"kind": "COMPLAINT", "query": "Nadie contestó"},
        {"kind": "COMPLAINT", "complaint": "Esperé un mes", "query": "Y además quiero exportar"},
        {"kind": "CONGRATULATION", "query": "Gracias"},
        {"kind": "OTHER_QUERY", "query": "¿Dónde queda?"},
    ):
        await desk.start(PORTAL, Flow.CITIZEN, "submit_citizen_form", point=PointOfContact.FORM_OIRS, **said)
    found = [(each.kind.value, each.text) for each in desk.desk.store.rows.suggestions.values()]
    assert found == [
        ("SUGGESTION", "Atender los sábados"), ("COMPLAINT", "Nadie contestó"), ("COMPLAINT", "Esperé un mes"),
    ]  # fmt: skip


@proves("PUB-07")
def test_a_complaint_in_a_query_is_one_where_it_is_processed_and_not_before() -> None:
    """POL-11: the Centro de Ayuda passes it on; it is counted in the case that it opens."""
    data = {"query": "¿Cómo exporto?", "complaint": "Nadie respondió"}
    assert brought(Flow.HELP_CENTRE, data) == {}
    assert brought(Flow.CITIZEN, data) == {SuggestionKind.COMPLAINT: "Nadie respondió"}


async def test_what_a_mistaken_fact_brought_goes_with_it() -> None:
    """AMB-70: it stays readable, with the reason, and nobody evaluates it."""
    desk = a_desk()
    case, found = await answered(desk)
    await take_back_fact(desk.services, REGIONAL, TakeBackFact(case.id, 2, "Era de otra empresa"))
    gone = desk.desk.store.rows.suggestions[found.id]
    assert (gone.state, gone.withdrawn is not None and gone.withdrawn.text) == (
        SuggestionState.WITHDRAWN, "Se retiró el hecho: Era de otra empresa",
    )  # fmt: skip
    with pytest.raises(StepNotAllowed, match="Era de otra empresa"):
        await share_suggestion(desk.desk.services, HEAD, ShareSuggestion(found.id, gone.version, AREA))


# shared and evaluated


@proves("LIN-10", "ROL-02")
async def test_an_area_gets_it_and_resolves_with_a_reason() -> None:
    """LIN-10, POL-07: who did what is in the record of decisions, with the case's account."""
    desk = a_desk()
    found = await evaluated(desk, accepted=False)
    assert (found.state, found.unit) == (SuggestionState.REJECTED, AREA)
    assert found.shared is not None
    assert (found.shared.by, found.shared.text) == (HEAD.id, "Es su agenda")
    assert found.evaluated is not None
    assert (found.evaluated.by, found.evaluated.text) == (
        LEADER.id,
        "No hay salas",
    )
    last = desk.desk.decisions[-2:]
    assert [(each.what, each.outcome, each.rule) for each in last] == [
        ("share_suggestion", "Compartida con Convocatorias.", "LIN-10"),
        ("evaluate_suggestion", "No acogida. No hay salas", "LIN-10"),
    ]
    assert last[0].account_id is not None


async def test_it_passes_to_another_area_until_one_has_evaluated_it() -> None:
    """LIN-10."""
    desk = a_desk()
    found = await shared(desk)
    services = desk.desk.services
    again = (await share_suggestion(services, HEAD, ShareSuggestion(found.id, 2, "Informática"))).suggestion
    assert again.unit == "Informática"
    done = await evaluate_suggestion(services, LEADER, EvaluateSuggestion(found.id, 3, True, "Sí"))
    with pytest.raises(StepNotAllowed):
        await share_suggestion(services, HEAD, ShareSuggestion(found.id, done.suggestion.version, AREA))
    with pytest.raises(StepNotAllowed):
        await evaluate_suggestion(services, LEADER, EvaluateSuggestion(found.id, 4, False, "No"))


async def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    """LIN-10: no area, no such area, no reason, not shared, another version, nothing of that key."""
    desk = a_desk()
    _, found = await answered(desk)
    services, before = desk.desk.services, desk.desk.store.rows.suggestions[found.id]
    for asked, error in (
        (ShareSuggestion(found.id, 1, " "), MissingData),
        (ShareSuggestion(found.id, 1, "Casino"), InvalidValue),
        (ShareSuggestion(found.id, 7, AREA), VersionConflict),
        (ShareSuggestion("nadie", 1, AREA), RecordNotFound),
    ):
        with pytest.raises(error):
            await share_suggestion(services, HEAD, asked)
    with pytest.raises(StepNotAllowed):
        await evaluate_suggestion(services, LEADER, EvaluateSuggestion(found.id, 1, True, "Sí"))
    with pytest.raises(NotAuthorised):
        await share_suggestion(services, REGIONAL, ShareSuggestion(found.id, 1, AREA))
    assert desk.desk.store.rows.suggestions[found.id] == before
    await share_suggestion(services, HEAD, ShareSuggestion(found.id, 1, AREA))
    with pytest.raises(MissingData):
        await evaluate_suggestion(services, LEADER, EvaluateSuggestion(found.id, 2, True, "  "))


async def test_the_same_client_key_repeats_nothing() -> None:
    """POL-07: a lost answer is asked again."""
    desk = a_desk()
    _, found = await answered(desk)
    asked = ShareSuggestion(found.id, 1, AREA, client_key="k")
    first, second = [await share_suggestion(desk.desk.services, HEAD, asked) for _ in range(2)]
    assert (first.repeated, second.repeated, second.suggestion) == (False, True, first.suggestion)


# told back


@proves("LIN-10")
async def test_who_suggested_is_told_and_that_closes_it() -> None:
    """LIN-10, CHN-01: a contact with the company, in the CRM as a log entry with its point of contact."""
    desk = a_desk()
    found = await evaluated(desk, accepted=False)
    done = (await tell_back_suggestion(desk.desk.services, REGIONAL, told(found))).suggestion
    assert (done.state, done.told_by) == (SuggestionState.CLOSED, PointOfContact.CORREO)
    action = list(desk.desk.store.rows.actions.values())[-1]
    assert (action.type, action.point_of_contact, action.notes) == (
        "NOTA_BITACORA", PointOfContact.CORREO, "Lo vimos con el área.",
    )  # fmt: skip
    with pytest.raises(StepNotAllowed):
        await tell_back_suggestion(desk.desk.services, REGIONAL, told(done))


async def test_what_was_accepted_is_told_once_an_action_follows_from_it() -> None:
    """LIN-10, LIN-12: received, shared, evaluated, action, closed."""
    desk = a_desk()
    found = await evaluated(desk, accepted=True)
    services = desk.desk.services
    with pytest.raises(StepNotAllowed, match="todavía no hay una acción de mejora"):
        await tell_back_suggestion(services, REGIONAL, told(found))
    origin = Origin(OriginKind.SUGGESTION, found.id)
    await plan_improvement(services, HEAD, PlanImprovement("Agenda antes", AREA, date(2024, 12, 1), "LIN-10", origin))
    done = await tell_back_suggestion(services, REGIONAL, told(found))
    assert done.suggestion.state is SuggestionState.CLOSED


async def test_it_is_told_by_who_attends_the_company_in_words_and_by_some_point_of_contact() -> None:
    """RTE-04, CHN-01: not by another region's executive, nor by who attends nobody."""
    desk = a_desk()
    found = await evaluated(desk, accepted=False)
    for actor in (OTHER_REGIONAL, ANALYST):
        with pytest.raises(NotAuthorised):
            await tell_back_suggestion(desk.desk.services, actor, told(found))
    for missing in ({"text": " "}, {"point_of_contact": None}):
        with pytest.raises(MissingData):
            await tell_back_suggestion(desk.desk.services, REGIONAL, told(found, **missing))


async def test_a_person_without_company_is_told_and_nothing_goes_to_the_crm() -> None:
    """LIN-10: who belongs to no company has no account there."""
    desk = CaseDesk()
    said = {"kind": "SUGGESTION", "query": "Atender los sábados"}
    await desk.start(PORTAL, Flow.CITIZEN, "submit_citizen_form", point=PointOfContact.FORM_OIRS, **said)
    (found,) = desk.desk.store.rows.suggestions.values()
    services = desk.desk.services
    await share_suggestion(services, CITIZEN_SERVICE, ShareSuggestion(found.id, 1, AREA))
    await evaluate_suggestion(services, LEADER, EvaluateSuggestion(found.id, 2, False, "No hay turnos"))
    done = await tell_back_suggestion(services, CITIZEN_SERVICE, told(replace(found, version=3)))
    assert done.suggestion.state is SuggestionState.CLOSED
    assert not desk.desk.store.rows.actions


# units


@proves("ROL-02")
def test_the_units_of_support_are_those_of_the_source() -> None:
    """ROL-02: twelve, in its order; then those that answer for a process, and the offices."""
    assert SUPPORT_UNITS == (
        "Gestión de Personas", "Comunicaciones Internas", "Control de Gestión", "Convocatorias",
        "Análisis y Diseño de Nuevos Instrumentos", "Planificación Estratégica y Seguimiento de Resultados",
        "Inteligencia de Mercados", "Informática", "Gestión de la Información", "Marketing, Ferias y Eventos",
        "Dirección Administrativa", "Dirección Jurídica",
    )  # fmt: skip
    config = a_configuration()
    found = units(config)
    assert found["Atención Ciudadana"] is UnitKind.PROCESS
    assert found[config.offices["OFIREG-08"].name] is UnitKind.OFFICE
    assert checked_unit(" Informática ", config) == "Informática"


def test_who_is_of_another_unit_does_not_speak_for_it() -> None:
    """ROL-02: by the directory; an office by its people; whoever administers for any; of nobody's unit, anybody."""
    config = a_configuration()
    biobio = config.offices["OFIREG-08"].name
    jefe = Person(LEADER.id, LEADER.name, LEADER.role, "jefe@ejemplo.cl", "CENTRAL", unit="Informática")
    hugo = Person(HEAD.id, HEAD.name, HEAD.role, "hugo@ejemplo.cl", "OFIREG-08")
    directory = Directory(people=(jefe, hugo))
    for actor, unit in ((LEADER, "Informática"), (HEAD, biobio), (ADMINISTRATOR, biobio), (HEAD, AREA)):
        require_unit(actor, unit, directory, config)
    for actor, unit in ((HEAD, "Informática"), (LEADER, biobio)):
        with pytest.raises(NotAuthorised, match=unit):
            require_unit(actor, unit, directory, config)
