"""Services and tools: plan, selection, complete information, registration (ATN-02..ATN-05, USR-04, FUP-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.accounts import Account, Fact, FactKind
from domain.model.cases import Case, Flow, Value
from domain.model.classes import Relation
from domain.model.institution.channels import PointOfContact
from domain.protocol.activities.instruments import FAMILIES, instruments_for
from domain.protocol.classes.classification import classify
from domain.protocol.history.plans import changes_between, plan_history
from domain.protocol.history.unregistered import ended_unregistered
from domain.use_cases.actions.register_action import RegisterAction, register_action
from tests.support.builders import FAIR, HEAD, MEETING, OFFICER, REGIONAL, a_fact, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import (
    COMPANY_EMAIL,
    INFORMATION,
    a_desk,
    action_types,
    in_category,
    move,
    now,
    of_company,
    only,
    settings,
)

SERVICE = Flow.SERVICE
OFIREG = PointOfContact.OFIREG
PLAN: dict[str, Value] = {
    "characteristics": "Conservas de mejillón, 40 personas",
    "objectives": ("Vender en Japón",),
    "plan_markets": ("JP",),
    "instruments": ("Feria",),
}


def attended(*, facts: tuple[Fact, ...] = (), **fields: object) -> Account:
    """A company that is through its capture: it receives personalised attention (CAP-10)."""
    return an_account(facts=(*facts, a_fact(FactKind.PREADMISSIBILITY, "COMPLETED", date(2024, 3, 1))), **fields)


async def selected(desk: CaseDesk, account: Account) -> Case:
    return (
        await desk.start(REGIONAL, SERVICE, "select_for_service", account.id, activity="Foodex", action_type=FAIR)
    ).case


async def test_a_selected_company_is_given_the_complete_information() -> None:
    """ATN-04: dates, deadlines, rights and obligations, told by NTF-12 and recorded in the CRM."""
    desk = a_desk()
    account = desk.desk.put(attended(regional_executive=REGIONAL.id))
    outcome = await desk.report(REGIONAL, await selected(desk, account), "deliver_information", **INFORMATION)
    (message,) = desk.messages
    assert (message.template, message.to) == ("NTF-12", (COMPANY_EMAIL,))
    assert message.parameters["obligations"] == INFORMATION["obligations"]
    assert action_types(desk, account) == ["INFORMACION_ENTREGADA"]
    assert (outcome.case.state, outcome.next_step.step) == ("INFORMADA", "register_activity")


@pytest.mark.parametrize("opening", ["select_for_service", "record_plan"])
async def test_a_company_that_is_only_an_account_is_not_attended_with_services(opening: str) -> None:
    """CAP-02, CAP-10: its capture comes first, whichever the door."""
    desk = a_desk()
    account = desk.desk.put(an_account())
    given = {"activity": "Foodex", "action_type": FAIR} if opening == "select_for_service" else PLAN
    with pytest.raises(StepNotAllowed) as refused:
        await desk.start(REGIONAL, SERVICE, opening, account.id, **given)
    assert refused.value.rule == "CAP-02"


async def test_an_activity_is_not_registered_by_hand_while_its_case_waits_for_the_information() -> None:
    """ATN-04, ATN-05: one guard, whatever the door; another type is registered, and after the information this one."""
    desk = a_desk()
    account = desk.desk.put(attended())
    case = await selected(desk, account)
    asked = RegisterAction(account.id, FAIR, "Foodex", date(2024, 9, 10), date(2024, 9, 12))
    with pytest.raises(StepNotAllowed) as refused:
        await register_action(desk.desk.casework, REGIONAL, asked)
    assert (refused.value.rule, refused.value.step_to_take) == (
        "ATN-04",
        "Entregar la información completa de «Foodex»",
    )
    assert action_types(desk, account) == []
    await register_action(desk.desk.casework, REGIONAL, replace(asked, type=MEETING, point_of_contact=OFIREG))
    await desk.report(REGIONAL, case, "deliver_information", **INFORMATION)
    await register_action(desk.desk.casework, REGIONAL, asked)
    actions = desk.desk.store.rows.actions.values()
    assert [action.type for action in actions if action.case_id is None] == [MEETING, FAIR]


async def test_the_information_must_be_complete() -> None:
    """ATN-04: without rights and obligations it is not."""
    desk = a_desk()
    case = await selected(desk, desk.desk.put(attended()))
    given = {name: value for name, value in INFORMATION.items() if name not in {"rights", "obligations"}}
    with pytest.raises(MissingData) as refused:
        await desk.report(REGIONAL, case, "deliver_information", **given)
    assert refused.value.missing == ("rights", "obligations")
    assert refused.value.rule == "ATN-04"


async def test_an_activity_is_not_registered_before_the_information_was_delivered() -> None:
    """ATN-04: the action waits for the information; the refusal names the step to take."""
    desk = a_desk()
    case = await selected(desk, desk.desk.put(attended()))
    with pytest.raises(StepNotAllowed) as refused:
        await desk.report(REGIONAL, case, "register_activity", started_on=date(2024, 9, 10), ended_on=date(2024, 9, 12))
    assert refused.value.rule == "ATN-04"
    assert refused.value.step_to_take == "Entregar la información completa (ejecutivo/a regional)"
    assert now(desk, case).state == "SELECCIONADA"


async def test_registering_the_activity_makes_the_company_a_user() -> None:
    """ATN-05, DEF-05: the fair ended on 17 October 2024, so from then it is a user of 2024; follow-up opens."""
    desk = a_desk()
    account = desk.desk.put(attended(facts=in_category("2")))
    case = await selected(desk, account)
    await desk.report(REGIONAL, case, "deliver_information", **INFORMATION)
    move(desk, "2024-10-18 10:00")
    outcome = await desk.report(
        REGIONAL, case, "register_activity", started_on=date(2024, 10, 15), ended_on=date(2024, 10, 17)
    )
    fair = next(a for a in desk.desk.store.rows.actions.values() if a.type == FAIR)
    assert (fair.started_on, fair.ended_on) == (date(2024, 10, 15), date(2024, 10, 17))
    assert outcome.classes is not None
    assert outcome.classes.relation.value is Relation.USUARIA
    assert outcome.changes
    follow_up = only(desk, Flow.FOLLOW_UP)
    assert (follow_up.data["activity"], follow_up.data["ended_on"]) == ("Foodex", date(2024, 10, 17))
    assert follow_up.origin_case_id == case.id


async def test_only_an_executive_registers_the_activity() -> None:
    """ATN-05, AMB-37: a regional or commercial executive."""
    desk = a_desk()
    case = await selected(desk, desk.desk.put(attended()))
    await desk.report(REGIONAL, case, "deliver_information", **INFORMATION)
    with pytest.raises(NotAuthorised):
        await desk.report(OFFICER, case, "register_activity", started_on=date(2024, 9, 1), ended_on=date(2024, 9, 2))


async def test_an_activity_does_not_end_before_it_starts() -> None:
    """AMB-61: its end decides its year, so it must be an end."""
    desk = a_desk()
    case = await selected(desk, desk.desk.put(attended()))
    await desk.report(REGIONAL, case, "deliver_information", **INFORMATION)
    with pytest.raises(InvalidValue):
        await desk.report(REGIONAL, case, "register_activity", started_on=date(2024, 9, 5), ended_on=date(2024, 9, 2))


@pytest.mark.parametrize("code", [MEETING, "NO_EXISTE"])
async def test_only_an_instrument_of_the_catalogue_is_offered(code: str) -> None:
    """ATN-03: a step of the protocol, or an unknown code, is no service."""
    desk = a_desk()
    account = desk.desk.put(attended())
    with pytest.raises(InvalidValue) as refused:
        await desk.start(REGIONAL, SERVICE, "select_for_service", account.id, activity="X", action_type=code)
    assert refused.value.rule == "ATN-03"


async def test_a_type_that_is_not_given_is_told_as_missing() -> None:
    """ATN-03, POL-06: nothing is said about a type that nobody named; all that is missing is told at once."""
    desk = a_desk()
    account = desk.desk.put(attended())
    with pytest.raises(MissingData) as refused:
        await desk.start(REGIONAL, SERVICE, "select_for_service", account.id)
    assert refused.value.missing == ("activity", "action_type")


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        ((), False),
        (((FactKind.EXPORT_DECLARATION, "YES"),), True),
        (((FactKind.EXPORT_DECLARATION, "NO"), (FactKind.TEST_LEVEL, "LOW")), False),
        (((FactKind.EXPORT_DECLARATION, "NO"), (FactKind.TEST_LEVEL, "MEDIUM")), True),
    ],
)
async def test_exporta_mas_is_offered_to_exporters_and_companies_with_potential(
    facts: tuple[tuple[FactKind, str], ...], *, offered: bool
) -> None:
    """ATN-03, DEF-11, DEF-12: nothing declared or a low level is not enough."""
    desk = a_desk()
    account = desk.desk.put(attended(facts=tuple(a_fact(kind, value, date(2024, 2, 1)) for kind, value in facts)))
    asked = desk.start(
        REGIONAL, SERVICE, "select_for_service", account.id, activity="Exporta Más", action_type="EXPORTA_MAS"
    )
    classes = classify(account, [], date(2024, 9, 13), settings())
    shown = {i.type.code: i.is_offered for i in instruments_for(classes, settings(), date(2024, 9, 13))}
    assert shown["EXPORTA_MAS"] is offered
    if offered:
        assert (await asked).case.state == "SELECCIONADA"
    else:
        with pytest.raises(StepNotAllowed) as refused:
            await asked
        assert refused.value.rule == "ATN-03"


def test_the_catalogue_of_instruments_has_four_families() -> None:
    """ATN-03: capacities, promotion, opportunities, Exporta Más; steps and log entries are none of them."""
    assert list(FAMILIES) == ["CAPACIDADES", "PROMOCION", "OPORTUNIDADES", "EXPORTA_MAS"]
    shown = instruments_for(None, settings(), date(2024, 9, 13))
    assert [row.type.code for row in shown] == [FAIR, "AGENDA_NEGOCIOS", "EXPORTA_MAS"]
    assert not shown[-1].is_offered


async def test_a_plan_keeps_its_history() -> None:
    """ATN-02, USR-04: four parts; the change shows what was and what is."""
    desk = a_desk()
    account = desk.desk.put(attended(regional_executive=REGIONAL.id))
    case = (await desk.start(REGIONAL, SERVICE, "record_plan", account.id, **PLAN)).case
    move(desk, "2024-09-16 09:00")
    await desk.report(REGIONAL, case, "record_plan", **{**PLAN, "plan_markets": ("JP", "KR")})
    first, second = plan_history([desk.timeline(case)])
    assert [change.part for change in changes_between(None, first)] == [
        "characteristics", "objectives", "markets", "instruments",
    ]  # fmt: skip
    (change,) = changes_between(first, second)
    assert (change.part, change.before, change.after) == ("markets", ("JP",), ("JP", "KR"))
    assert now(desk, case).state == "PLAN"


async def test_the_executive_is_told_of_a_change_of_plan_by_somebody_else() -> None:
    """USR-04: handed to the regional executive; who changes it in person needs no notice."""
    desk = a_desk()
    account = desk.desk.put(attended(regional_executive=REGIONAL.id))
    case = (await desk.start(HEAD, SERVICE, "record_plan", account.id, **PLAN)).case
    handed = [event.data["to"] for event in desk.timeline(case) if event.fact == "hand_over"]
    assert handed == [f"person:{REGIONAL.id}"]
    await desk.report(REGIONAL, now(desk, case), "record_plan", **{**PLAN, "objectives": ("Crecer",)})
    assert len([event for event in desk.timeline(case) if event.fact == "hand_over"]) == 1


async def test_services_that_ended_without_registration_are_listed() -> None:
    """FUP-01: until 17 October the activity runs; on the 18th it is listed, and no more once registered."""
    desk = a_desk()
    case = await selected(desk, desk.desk.put(attended()))
    await desk.report(REGIONAL, case, "deliver_information", **INFORMATION)
    cases = desk.cases(SERVICE)
    assert ended_unregistered(cases, date(2024, 10, 17)) == []
    assert [found.case.id for found in ended_unregistered(cases, date(2024, 10, 18))] == [case.id]
    move(desk, "2024-10-18 10:00")
    await desk.report(REGIONAL, case, "register_activity", started_on=date(2024, 10, 15), ended_on=date(2024, 10, 17))
    assert ended_unregistered(desk.cases(SERVICE), date(2024, 10, 18)) == []


async def test_a_company_may_withdraw_with_its_reason() -> None:
    """POL-06: the reason is kept and the case closes; nothing counts."""
    desk = a_desk()
    account = desk.desk.put(attended())
    case = await selected(desk, account)
    outcome = await desk.report(of_company(account), case, "record_withdrawal", reason="No tenemos stock")
    assert (outcome.case.state, outcome.event.reason) == ("DESISTIDA", "No tenemos stock")
    assert action_types(desk, account) == []
