"""Rows of what companies are attended with: agendas, services, categories, actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.model.accounts import Account, FactKind
from domain.model.cases import Flow
from domain.model.history.actions import Annulment
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.model.institution.channels import PointOfContact
from domain.model.institution.people import SYSTEM, Role
from domain.use_cases.accounts.assign import (
    AssignCategory,
    AssignedCategory,
    AssignExecutive,
    ExecutiveKind,
    assign_executive,
)
from domain.use_cases.accounts.assign import assign_category as categorise
from domain.use_cases.accounts.create_account import CreateAccount, create_account
from domain.use_cases.accounts.record_fact import (
    RecordTestResult,
    SetExportaMas,
    record_test_result,
    set_exporta_mas,
)
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.accounts.validate_account import ValidateAccount, ValidationStep, validate_account
from domain.use_cases.actions.amend_action import AnnulAction, annul_action
from domain.use_cases.actions.register_action import RegisterAction, register_action
from tests.support.builders import COMMERCIAL, FAIR, HEAD, REGIONAL, a_fact, an_account, at
from tests.support.cases.capture import RUN
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import known
from tests.support.cases.situations import PORTAL
from tests.unit.domain.doors.doors import Door
from tests.unit.domain.doors.plays import (
    COMPANY,
    DAY,
    MEMBER,
    USER,
    Play,
    Step,
    Told,
    crm_before_its_step,
    crm_says,
    journey,
    plain,
)
from tests.unit.domain.doors.rows import Row, flow, row

S, C, P, PLAIN, CRM, FILE = Door

EXPORTS: Final = a_fact(FactKind.EXPORT_DECLARATION, "YES", DAY)
EXPORTER: Final = an_account(facts=(EXPORTS,))
ATTENDED: Final = an_account(facts=(a_fact(FactKind.VALIDATION, "VALIDATED", DAY),))
INCOMPLETE: Final = an_account(phone=None, facts=(EXPORTS,))
ANNULLED: Final = replace(USER[0], annulment=Annulment("ana", Role.REGIONAL_EXECUTIVE, at(DAY), "No fue"))
ITEMS: Final = {"preadmissibility_items": known("preadmissibility_items", "AMB-13", ("Escritura",))}

_REGISTER: Final[Step] = (None, "register", {"representative_run": RUN})
_FICHA: Final[Step] = (None, "complete_ficha", {"exports": True, "region": "08"})
_TALK: Final[tuple[Step, ...]] = (
    _REGISTER,
    _FICHA,
    (REGIONAL, "record_interview", {"mode": "VIDEO_CALL", "result": "Exporta", "verified_potential": "CONFIRMED"}),
)
_VALIDATED: Final[tuple[Step, ...]] = (*_TALK, (REGIONAL, "validate", {}))
_AGENDA: Final[tuple[Step, ...]] = (
    (None, "request_agenda", {"market": "CN", "mode": "IN_PERSON"}),
    (REGIONAL, "send_to_oficom", {}),
    (
        COMMERCIAL,
        "confirm_agenda",
        {"agenda_starts_on": date(2024, 11, 4), "agenda_ends_on": date(2024, 11, 6), "meetings": ("Importadora Li",)},
    ),
)


async def _test(desk: CaseDesk, account: Account) -> object:
    return await record_test_result(desk.services.core, REGIONAL, RecordTestResult(account.id, 1, level="HIGH", on=DAY))


async def _odd_test(desk: CaseDesk, account: Account) -> object:
    return await record_test_result(desk.services.core, REGIONAL, RecordTestResult(account.id, 1, level="MUY ALTO"))


async def _category(desk: CaseDesk, account: Account) -> object:
    asked = AssignCategory(account.id, 1, AssignedCategory.TRABAJO_HABITUAL, "Trabaja con nosotros")
    return await categorise(desk.services, REGIONAL, asked)


async def _membership(desk: CaseDesk, account: Account) -> object:
    return await set_exporta_mas(desk.services.core, REGIONAL, SetExportaMas(account.id, 1, DAY))


async def _validation(desk: CaseDesk, account: Account) -> object:
    asked = ValidateAccount(account.id, 1, ValidationStep.VALIDATED)
    return await validate_account(desk.services.core, REGIONAL, asked)


async def _annulment_without_reason(desk: CaseDesk, account: Account) -> object:
    (action,) = desk.desk.store.rows.actions.values()
    return await annul_action(desk.services, REGIONAL, AnnulAction(action.id, action.version, " "))


async def _annulment(desk: CaseDesk, account: Account) -> object:
    (action,) = desk.desk.store.rows.actions.values()
    return await annul_action(desk.services, REGIONAL, AnnulAction(action.id, action.version, "No fue"))


def _action(type_: str, *, selected: bool = False, point: PointOfContact | None = None) -> Play:
    async def verb(desk: CaseDesk, account: Account) -> object:
        if selected:
            data = {"activity": "Taller", "action_type": FAIR}
            await desk.start(REGIONAL, Flow.SERVICE, "select_for_service", account.id, **data)
        asked = RegisterAction(account.id, type_, "Acción", DAY, DAY, point_of_contact=point)
        return await register_action(desk.services, REGIONAL, asked)

    return plain(verb, actions=USER)


def _field(name: str, value: str) -> Play:
    async def verb(desk: CaseDesk, account: Account) -> object:
        return await update_account(desk.services.core, REGIONAL, UpdateAccount(account.id, 1, {name: value}))

    return plain(verb)


async def _executive(desk: CaseDesk, account: Account) -> object:
    asked = AssignExecutive(account.id, 1, ExecutiveKind.REGIONAL, "nadie.existe", "Porque sí")
    return await assign_executive(desk.services.core, HEAD, asked)


async def _abroad(desk: CaseDesk, account: Account) -> object:
    return await create_account(desk.services.core, REGIONAL, CreateAccount("Wang", {"country": "CN"}))


def _journeys(**fields: object) -> dict[Door, Play]:
    record = JourneyRecord(SourceSystem.CENTRO_DE_AYUDA, "1", DAY, "consulta")
    changed = replace(record, **fields)  # type: ignore[arg-type]  # the fields of a record
    return {PLAIN: journey(PORTAL, changed), FILE: journey(SYSTEM, changed)}


_REQUEST: Final = {"wants": "ADVICE", "matter": "Corea", "purpose": "DIVERSIFY"}
_ASKED: Final = {"market": "CN", "mode": "VIRTUAL"}

_TAKEN_AS_IT_IS: Final = (
    "Quien atiende una cuenta se toma del CRM como está allí, sin motivo; un caso no pasa a quien declaró un conflicto."
)

ATTENDED: Final[Mapping[str, Row]] = {
    "AGD-01": row(flow(Told(Flow.AGENDA, "request_agenda", _ASKED, None), S, C)),
    "AGD-07": row(flow(Told(Flow.AGENDA, "withdraw_agenda", {"reason": "Otra"}, COMPANY, USER, _AGENDA), S, C)),
    "AGD-08": row(
        flow(Told(Flow.AGENDA, "reserve_meetings", {"reserved_meetings": ("X",)}, COMPANY, USER, _AGENDA), S, C)
    ),
    "ATN-01": row(
        {
            **flow(
                Told(
                    Flow.FOLLOW_UP,
                    "assign_category",
                    {"category": "2", "reason": "Trabaja con nosotros"},
                    EXPORTER,
                    before=((SYSTEM, "open_follow_up", {"ended_on": DAY, "activity": "Feria", "action_type": FAIR}),),
                    now_has=MEMBER,
                ),
                S,
            ),
            PLAIN: plain(_category, MEMBER),
            CRM: crm_says(MEMBER, category="2"),
        }
    ),
    "ATN-02": row(flow(Told(Flow.SERVICE, "record_plan", {}, None), S, C)),
    "ATN-03": row(
        {
            S: Told(
                Flow.SERVICE,
                "select_for_service",
                {"activity": "Exporta Más", "action_type": "EXPORTA_MAS"},
                COMPANY,
                USER,
            ).by(S),
            C: Told(
                Flow.REQUEST,
                "record_choice",
                {"choice": "SERVICE", "activity": "Reunión", "action_type": "REUNION"},
                COMPANY,
                USER,
                (
                    (None, "receive_request", _REQUEST),
                    (REGIONAL, "offer_alternatives", {"alternatives": ("Feria",)}),
                ),
            ).by(C),
            PLAIN: plain(_membership),
            CRM: crm_says(exporta_mas_from=DAY),
        }
    ),
    "ATN-04": row(
        {
            S: Told(
                Flow.SERVICE,
                "register_activity",
                {"started_on": DAY, "ended_on": DAY},
                COMPANY,
                USER,
                ((REGIONAL, "select_for_service", {"activity": "Taller", "action_type": FAIR}),),
            ).by(S),
            PLAIN: _action(FAIR, selected=True),
            CRM: crm_before_its_step(),
        }
    ),
    "ATN-05": row(
        {
            S: Told(
                Flow.SERVICE,
                "register_activity",
                {"started_on": DAY, "ended_on": DAY - timedelta(days=1)},
                COMPANY,
                USER,
                (
                    (REGIONAL, "select_for_service", {"activity": "Taller", "action_type": FAIR}),
                    (
                        REGIONAL,
                        "deliver_information",
                        {
                            "activity_starts_on": DAY,
                            "activity_ends_on": DAY,
                            "deadlines": ("Hoy",),
                            "rights": ("Uno",),
                            "obligations": ("Otra",),
                        },
                    ),
                ),
            ).by(S),
            PLAIN: plain(_annulment, actions=(ANNULLED,)),
        }
    ),
    "MEA-04": row(
        flow(
            Told(
                Flow.FOLLOW_UP,
                "record_survey",
                {"score": 0},
                EXPORTER,
                settings={"tuning": {"survey_highest_score": known("survey_highest_score", "MEA-04", "7")}},
                before=((SYSTEM, "open_follow_up", {"ended_on": DAY, "activity": "Feria", "action_type": FAIR}),),
            ),
            S,
            C,
        )
    ),
    "POL-07": row({PLAIN: plain(_annulment_without_reason, actions=USER)}, CRM=_TAKEN_AS_IT_IS),
}
