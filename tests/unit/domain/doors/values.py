"""Rows of values that nobody may write: points of contact, types of action, codes, people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import Flow
from domain.model.exchange.crm_records import RecordKind
from domain.model.institution.channels import PointOfContact
from domain.use_cases.accounts.assign import AssignExecutive, ExecutiveKind, assign_executive
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.actions.register_action import RegisterAction, register_action
from domain.use_cases.cases.charge import HandOverCase, hand_over_case
from domain.use_cases.cases.open_and_report import StartCase, start_case
from sync.owners import unknown_people
from tests.support.builders import FAIR, HEAD, REGIONAL, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import PEOPLE
from tests.unit.domain.doors.captured import REQUEST
from tests.unit.domain.doors.doors import Door
from tests.unit.domain.doors.plays import (
    CALL,
    DAY,
    USER,
    Play,
    Told,
    crm_action,
    crm_disputes,
    crm_says,
    plain,
)
from tests.unit.domain.doors.rows import Row, row

S, C, P, PLAIN, CRM, FILE = Door

_ONE_POINT: Final = "El portal y la empresa no eligen punto de contacto: son uno."
_NO_SUCH_DATUM: Final = "Ningún dato de un hecho es un valor de esta lista de la cuenta."
_NOT_SYNCED: Final = "Los propósitos de una empresa extranjera no cruzan al CRM."
_CASES: Final = "Los casos no cruzan al CRM: ahí nadie los tiene a cargo."


def _action(type_: str, point: PointOfContact | None = None, product: str | None = None) -> Play:
    async def verb(desk: CaseDesk, account: Account) -> object:
        asked = RegisterAction(account.id, type_, "Acción", DAY, DAY, point_of_contact=point, product=product)
        return await register_action(desk.services, REGIONAL, asked)

    return plain(verb, actions=USER)


def _field(name: str, value: object) -> Play:
    async def verb(desk: CaseDesk, account: Account) -> object:
        asked = UpdateAccount(account.id, 1, {name: value})  # type: ignore[dict-item]  # a value that is none
        return await update_account(desk.services.core, REGIONAL, asked)

    return plain(verb)


def _contact(**asked: object) -> Play:
    """A contact that opens a case, by staff."""

    async def verb(desk: CaseDesk, account: Account) -> object:
        start = StartCase(Flow.REQUEST, "receive_request", account.id, {**REQUEST, **asked})  # type: ignore[dict-item]
        return await start_case(desk.services, REGIONAL, start)

    return plain(verb, actions=USER)


def _by_telephone(point: PointOfContact) -> Play:
    async def verb(desk: CaseDesk, account: Account) -> object:
        data = {**REQUEST, "telephone": "+56 41 222 3333"}
        return await desk.start(REGIONAL, Flow.REQUEST, "receive_request", account.id, point=point, **data)

    return plain(verb, actions=USER)


async def _executive(desk: CaseDesk, account: Account) -> object:
    asked = AssignExecutive(account.id, 1, ExecutiveKind.REGIONAL, "nadie.existe", "Porque sí")
    return await assign_executive(desk.services.core, HEAD, asked)


def _hand_over(to: str, reason: str) -> Play:
    async def verb(desk: CaseDesk, account: Account) -> object:
        case = (await desk.start(REGIONAL, Flow.REQUEST, "receive_request", account.id, **REQUEST)).case
        return await hand_over_case(desk.services, HEAD, HandOverCase(case.id, to, reason))

    return plain(verb, actions=USER)


async def _crm_executive() -> str | None:
    told = unknown_people({"regional_executive": "nadie.existe"}, PEOPLE)
    assert told.keys() == {"regional_executive"}
    assert unknown_people({"regional_executive": REGIONAL.id}, PEOPLE) == {}
    return "RTE-05"


VALUES: Final[Mapping[str, Row]] = {
    "CHN-01": row(
        {S: _contact(), PLAIN: _action(CALL), CRM: crm_action(type=CALL)},
        COMPANY=_ONE_POINT,
        PORTAL=_ONE_POINT,
    ),
    "CHN-04": row(
        {S: _by_telephone(PointOfContact.OFIREG)},
        PLAIN="Una acción, una invitación y una sugerencia no llevan el número: solo su punto de contacto.",
        COMPANY=_ONE_POINT,
        PORTAL=_ONE_POINT,
        CRM="El CRM no tiene por qué número se habló.",
    ),
    "DEF-01": row({PLAIN: _field("purposes", "COMPRAR")}, CRM=_NOT_SYNCED),
    "DEF-03": row({PLAIN: _field("email", "sin arroba"), CRM: crm_says(email="sin arroba")}),
    "DEF-05": row({PLAIN: _action("INVENTADO"), CRM: crm_action(type="INVENTADO")}),
    "POL-05": row({PLAIN: _hand_over("ANALYST", "Porque sí")}, CRM=_CASES),
    "POL-06": row(
        {
            S: Told(Flow.POTENTIAL_ACCOUNT, "evaluate_candidate", {"candidate": False}, an_account(phone=None)).by(S),
            PLAIN: _hand_over("office:OFIREG-15", " "),
        }
    ),
    "POL-15": row(
        {
            PLAIN: _action(FAIR, product="a" * 101),
            CRM: crm_disputes("POL-15", kind=RecordKind.ACTION, product="a" * 101),
        }
    ),
    "RTE-04": row({PLAIN: _field("region", "17"), CRM: crm_disputes("RTE-04", region="17")}),
    "RTE-05": row({PLAIN: plain(_executive), CRM: _crm_executive}),
    "SYS-04": row({PLAIN: _field("office", "OFIREG-99"), CRM: crm_says(office="OFIREG-99")}),
}
