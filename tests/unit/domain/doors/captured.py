"""Rows of what comes before a company is attended: registration, ficha, test, validation, who is sent elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from domain.model.accounts import Account, FactKind
from domain.model.cases import Flow
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.model.institution.people import SYSTEM
from domain.use_cases.accounts.create_account import CreateAccount, create_account
from domain.use_cases.accounts.record_fact import RecordTestResult, record_test_result
from domain.use_cases.accounts.validate_account import ValidateAccount, ValidationStep, validate_account
from tests.support.builders import COMMERCIAL, REGIONAL, a_fact, an_account
from tests.support.cases.capture import RUN
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.foreign import OCI
from tests.support.cases.national import known
from tests.support.cases.situations import PORTAL
from tests.unit.domain.doors.doors import Door
from tests.unit.domain.doors.plays import (
    ABROAD,
    COMPANY,
    DAY,
    FORMER,
    GUILD,
    Step,
    Told,
    crm_disputes,
    crm_says,
    journey,
    plain,
)
from tests.unit.domain.doors.rows import Row, flow, row

S, C, P, PLAIN, CRM, FILE = Door

EXPORTS: Final = a_fact(FactKind.EXPORT_DECLARATION, "YES", DAY)
EXPORTER: Final = an_account(facts=(EXPORTS,))
INCOMPLETE: Final = an_account(phone=None, facts=(EXPORTS,))
VALIDATED: Final = an_account(facts=(a_fact(FactKind.VALIDATION, "VALIDATED", DAY),))
SUPPLIER: Final = an_account(rut=None, name="Viña del Maule")
REQUEST: Final = {"wants": "ADVICE", "matter": "Corea", "purpose": "DIVERSIFY"}
WRONG_RUT: Final = "76.012.345-6"  # its check digit is 5
ITEMS: Final = {"preadmissibility_items": known("preadmissibility_items", "AMB-13", ("Escritura",))}

_REGISTER: Final[Step] = (None, "register", {"representative_run": RUN})
_FICHA: Final[Step] = (None, "complete_ficha", {"exports": True, "region": "08"})
_TOLD: Final = (_REGISTER, _FICHA)
_UNTESTED: Final = (_REGISTER, (None, "complete_ficha", {"exports": False, "region": "08"}))
_INTERVIEW: Final[Step] = (REGIONAL, "record_interview", {"mode": "VISIT", "result": "Exporta"})
_VALIDATED: Final = (*_TOLD, _INTERVIEW, (REGIONAL, "validate", {}))
_ANSWERED: Final[tuple[Step, ...]] = (
    (COMMERCIAL, "enter_demand", {"product": "Vino", "urgency": "MEDIUM"}),
    (OCI, "report_suppliers", {"suppliers": (SUPPLIER.id,)}),
    (COMMERCIAL, "send_suppliers", {}),
)
_ELSEWHERE: Final = "Una empresa o institución que ya está en el CRM llega como cuenta: ninguna puerta la rechaza ahí."


async def _test(desk: CaseDesk, account: Account) -> object:
    return await record_test_result(desk.services.core, REGIONAL, RecordTestResult(account.id, 1, level="HIGH", on=DAY))


async def _no_level(desk: CaseDesk, account: Account) -> object:
    return await record_test_result(desk.services.core, REGIONAL, RecordTestResult(account.id, 1, level="MUY ALTO"))


async def _validation(desk: CaseDesk, account: Account) -> object:
    asked = ValidateAccount(account.id, 1, ValidationStep.VALIDATED)
    return await validate_account(desk.services.core, REGIONAL, asked)


async def _wrong_rut(desk: CaseDesk, account: Account) -> object:
    return await create_account(desk.services.core, REGIONAL, CreateAccount("Otra SpA", {"rut": WRONG_RUT}))


async def _abroad(desk: CaseDesk, account: Account) -> object:
    return await create_account(desk.services.core, REGIONAL, CreateAccount("Wang", {"country": "CN"}))


def _record(**fields: object) -> JourneyRecord:
    record = JourneyRecord(SourceSystem.CENTRO_DE_AYUDA, "1", DAY, "consulta")
    return replace(record, **fields)  # type: ignore[arg-type]  # the fields of a record


CAPTURED: Final[Mapping[str, Row]] = {
    "CAP-01": row(flow(Told(Flow.CAPTURE, "record_test_result", {"level": "HIGH"}), S, C, P)),
    "CAP-02": row(flow(Told(Flow.REQUEST, "receive_request", REQUEST), S, C, P), CRM=_ELSEWHERE),
    "OLD-01": row(flow(Told(Flow.REQUEST, "receive_request", REQUEST, COMPANY, FORMER), S, C, P), CRM=_ELSEWHERE),
    "USR-01": row(flow(Told(Flow.REQUEST, "receive_request", REQUEST, None), S, C, P)),
    "INS-03": row(flow(Told(Flow.REQUEST, "receive_request", REQUEST, GUILD), S, C, P), CRM=_ELSEWHERE),
    "EXT-01": row(
        {
            **flow(Told(Flow.REQUEST, "receive_request", REQUEST, ABROAD), S, C, P),
            PLAIN: plain(_abroad),
        },
        CRM=_ELSEWHERE,
    ),
    "INS-01": row(
        {
            S: Told(Flow.CAPTURE, "receive_contact", {}, GUILD).by(S),
            **flow(Told(Flow.CAPTURE, "register", {"representative_run": RUN}, GUILD), C, P),
        },
        CRM=_ELSEWHERE,
    ),
    "CAP-10": row(
        {
            S: Told(Flow.CAPTURE, "receive_contact", {}, VALIDATED).by(S),
            **flow(Told(Flow.CAPTURE, "register", {"representative_run": RUN}, VALIDATED), C, P),
        }
    ),
    "CAP-04": row(
        {
            S: Told(Flow.CAPTURE, "confirm_representation", {}, before=((REGIONAL, "receive_contact", {}),)).by(S),
            **flow(Told(Flow.CAPTURE, "register", {"representative_run": RUN}, None), C, P),
            PLAIN: plain(_wrong_rut),
            CRM: crm_disputes("CAP-04", rut=WRONG_RUT),
            FILE: journey(SYSTEM, _record(rut=WRONG_RUT)),
        }
    ),
    "CAP-05": row(
        {
            **flow(Told(Flow.CAPTURE, "record_test_result", {"level": "HIGH"}, before=_TOLD), S, C, P),
            PLAIN: plain(_test, EXPORTER),
            CRM: crm_says(EXPORTER, test_level="HIGH", tested_on=DAY),
        }
    ),
    "CAP-07": row(
        {
            S: Told(Flow.CAPTURE, "validate", {}, before=(_REGISTER, (REGIONAL, *_INTERVIEW[1:]))).by(S),
            C: Told(Flow.CAPTURE, "complete_preadmissibility", {}, before=_VALIDATED, settings=ITEMS).by(C),
            PLAIN: plain(_validation, INCOMPLETE),
            CRM: crm_says(INCOMPLETE, validation="VALIDATED", validated_on=DAY),
        }
    ),
    "DEF-12": row(
        {
            **flow(Told(Flow.CAPTURE, "record_test_result", {}, before=_UNTESTED), S, C, P),
            PLAIN: plain(_no_level),
            CRM: crm_disputes("DEF-12", test_level="MUY ALTO", tested_on=DAY),
        }
    ),
    "OCI-01": row(
        {
            S: Told(
                Flow.DEMAND, "enter_demand", {"product": "Vino", "urgency": "MEDIUM"}, COMPANY, staff=COMMERCIAL
            ).by(S),
            C: Told(Flow.DEMAND, "enter_demand", {"product": "Vino", "urgency": "MEDIUM"}, COMPANY).by(C),
        }
    ),
    "OCI-07": row(
        flow(
            Told(
                Flow.DEMAND,
                "withdraw_demand",
                {"reason": "Ya compró"},
                ABROAD,
                before=_ANSWERED,
                staff=COMMERCIAL,
                others=(SUPPLIER,),
            ),
            S,
            C,
        )
    ),
    "PUB-07": row(flow(Told(Flow.CITIZEN, "submit_citizen_form", {"person": "Eva", "email": "e@e.cl"}, None), S, C, P)),
    "RTE-03": row(flow(Told(Flow.PORTAL_PROBLEM, "report_portal_problem", {"problem": "FICHA"}, None), S, C, P)),
    "SYS-01": row(
        {
            PLAIN: journey(PORTAL, _record(on=date(2030, 1, 1))),
            FILE: journey(SYSTEM, _record(on=date(2030, 1, 1))),
        }
    ),
    "SYS-03": row(
        {
            PLAIN: journey(PORTAL, _record(source=SourceSystem.TRANSPARENCIA, requested_service="Feria")),
            FILE: journey(SYSTEM, _record(source=SourceSystem.TRANSPARENCIA, requested_service="Feria")),
        }
    ),
}
