"""Companies of Biobío and their people, for tests of the flows of national companies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from domain.model.accounts import Account, Fact, FactKind
from domain.model.cases import Case, Flow, Value
from domain.model.institution.configuration import ActionType, Dated, ProtocolConfiguration, Setting
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Actor, Role
from tests.support.builders import (
    COMMERCIAL,
    EPOCH,
    FAIR,
    MEETING,
    REGIONAL,
    a_configuration,
    a_fact,
    an_account,
    an_action,
)
from tests.support.calendars import local
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.desk import Desk
from tests.support.cases.situations import DIRECTORY

EXECUTIVE_EMAIL: Final = "ana.rojas@ejemplo.cl"
COMPANY_EMAIL: Final = "contacto@conservas.cl"

PEOPLE: Final = Directory(
    people=(
        *DIRECTORY.people,
        Person(COMMERCIAL.id, COMMERCIAL.name, COMMERCIAL.role, "mei.soto@ejemplo.cl", "OFICOM-CN-SHA"),
    )
)

INSTRUMENTS: Final = (
    ActionType(FAIR, "Feria internacional", "PROMOCION", counts=True, since=EPOCH),
    ActionType("AGENDA_NEGOCIOS", "Agenda de negocios", "PROMOCION", counts=True, since=EPOCH),
    ActionType("EXPORTA_MAS", "Exporta Más", "EXPORTA_MAS", counts=True, since=EPOCH),
    ActionType(MEETING, "Reunión", "GESTION", counts=False, since=EPOCH),
    ActionType("NOTA_COMPORTAMIENTO", "Nota de comportamiento", "BITACORA", counts=False, since=EPOCH),
)

INFORMATION: Final[dict[str, Value]] = {
    "activity_starts_on": date(2024, 10, 15),
    "activity_ends_on": date(2024, 10, 17),
    "deadlines": ("Inscripción hasta el 30 de septiembre",),
    "rights": ("Espacio en el pabellón de Chile",),
    "obligations": ("Pago de la cuota", "Cumplir la agenda preparada", "Responder la encuesta"),
}
"""What a company is told of an activity before it takes part (ATN-04)."""


def settings(**fields: Any) -> ProtocolConfiguration:
    """The configuration with the instruments of these tests; other fields as given."""
    return replace(a_configuration(action_types=INSTRUMENTS), **fields)


def known(name: str, rule: str, value: Any) -> Setting[Any]:
    """A setting that has always had this value."""
    return Setting(name, rule, (Dated(value, EPOCH, "prueba"),))


def a_desk(at: str = "2024-09-13 17:00", **fields: Any) -> CaseDesk:
    """A desk at that local time, Friday 13 September 2024 in the afternoon unless said otherwise."""
    desk = CaseDesk(Desk(configuration=settings(**fields)), PEOPLE)
    desk.desk.clock.at = local(at)
    return desk


def move(desk: CaseDesk, at: str) -> datetime:
    """Put the clock at that local time."""
    desk.desk.clock.at = local(at)
    return desk.desk.clock.at


def a_user(
    desk: CaseDesk, *, worked_on: date = date(2024, 3, 5), facts: tuple[Fact, ...] = (), **fields: Any
) -> Account:
    """A company that went to a fair on that day, and whose regional executive is Ana Rojas."""
    fields.setdefault("regional_executive", REGIONAL.id)
    account = an_account(facts=facts, **fields)
    return desk.desk.put(account, an_action(worked_on))


def in_category(value: str, on: date = date(2024, 1, 2)) -> tuple[Fact, ...]:
    """The fact of a category of attention."""
    return (a_fact(FactKind.CATEGORY, value, on),)


def of_company(account: Account) -> Actor:
    """Its representative, in the portal."""
    return Actor("rosa.diaz", "Rosa Díaz", Role.COMPANY, account_id=account.id, run="12.345.678-5")


def now(desk: CaseDesk, case: Case) -> Case:
    """The case as it is stored."""
    return desk.desk.store.rows.cases[case.id]


def only(desk: CaseDesk, flow: Flow) -> Case:
    """The one case of that flow."""
    (case,) = desk.cases(flow)
    return case


def action_types(desk: CaseDesk, account: Account) -> list[str]:
    """Types of the account's actions that cases registered, in order."""
    actions = desk.desk.store.rows.actions.values()
    return [action.type for action in actions if action.account_id == account.id and action.case_id is not None]


def templates(desk: CaseDesk) -> list[str]:
    """Every message queued, oldest first."""
    return [message.template for message in desk.messages]
