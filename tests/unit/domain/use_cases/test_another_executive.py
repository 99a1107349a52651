"""Whoever attends a company declared a conflict of interest with it: the head is asked to name another (AMB-72)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import NextStep
from domain.model.history.decisions import DecisionKind
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.protocol.access.actionable import account_by_rule
from domain.use_cases.accounts.assign import AssignExecutive, ExecutiveKind, assign_executive
from domain.use_cases.accounts.merge_accounts import MergeAccounts, merge_accounts
from domain.use_cases.cases.timers import fire_timer
from domain.use_cases.next_steps.ask import step_of_account
from tests.support.builders import HEAD, REGIONAL, an_account
from tests.support.calendars import local
from tests.support.cases.capture import sent
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.situations import PORTAL
from tests.support.proving import proves
from tests.unit.domain.use_cases.test_conflict_of_interest import _LUISA, LUISA, a_desk, declare, end

NOTICE: Final = "AVISO-A-CARGO"
ASKED: Final = (
    "Ana Rojas, ejecutivo(a) regional de Conservas del Sur SpA, declaró un conflicto de interés con la empresa y no "
    "decide nada sobre ella: nombre a otra persona."
)


async def asks(desk: CaseDesk, account: Account, reader: Actor = HEAD) -> NextStep | None:
    """The step that asks for another, as *reader* has it; None: another step comes first."""
    step = await step_of_account(desk.services, reader, account.id)
    return step if step.step == "assign_executive" else None


async def written_by_the_crm(desk: CaseDesk, account: Account) -> None:
    """As a pull writes it; then what it told is played, once."""
    played = {each.id for each in desk.timers}
    async with desk.desk.store(SYSTEM) as work:
        stored = await work.accounts.get(account.id)
        await work.accounts.save(account_by_rule(account, "el CRM"), stored.version)
    for timer in [each for each in desk.timers if each.kind == "reconsider" and each.id not in played]:
        async with desk.desk.store(SYSTEM) as work:
            await fire_timer(desk.services, work, timer)


def notices(desk: CaseDesk) -> list[tuple[str, ...]]:
    return [to for template, to in sent(desk) if template == NOTICE]


@proves("AMB-72")
async def test_the_head_is_asked_to_name_another_until_one_is_named() -> None:
    """AMB-72: no case is open; step, letter and record, each once; who attends then has nothing of it."""
    desk = a_desk(_LUISA)
    account = desk.desk.put(an_account(regional_executive=REGIONAL.id))

    await declare(desk, account)

    step = await asks(desk, account)
    assert step is not None
    assert (step.responsible, step.responsible_id, step.responsible_role) == ("Hugo Jara", HEAD.id, HEAD.role)
    assert (step.title, step.text) == ("Nombrar a otra persona como ejecutivo(a) regional", ASKED)
    assert (step.rule, step.office) == ("POL-07", "OFIREG-08")
    assert notices(desk) == [("hugo.jara@ejemplo.cl",)]
    (told,) = [each for each in desk.desk.decisions if each.what == "ask_for_another_executive"]
    assert (told.kind, told.outcome, told.account_id) == (DecisionKind.TRACE, ASKED, account.id)
    own = await asks(desk, account, REGIONAL)
    assert own is not None
    assert "Su jefatura elige quién lo hace" in str(own.withheld)

    asked = AssignExecutive(account.id, 1, ExecutiveKind.REGIONAL, LUISA.id, "Ana tiene un conflicto de interés")
    await assign_executive(desk.services.core, HEAD, asked)

    assert await asks(desk, account) is None
    assert len(notices(desk)) == 1


@proves("AMB-72")
async def test_it_is_asked_from_its_first_to_its_last_day() -> None:
    """AMB-72: on the 15th still, on the 16th, its first day without one, no longer."""
    desk = a_desk()
    account = desk.desk.put(an_account(regional_executive=REGIONAL.id))
    assert await asks(desk, account) is None
    await declare(desk, account)
    await end(desk, account, date(2024, 9, 16))

    desk.desk.clock.at = local("2024-09-15 12:00")
    assert await asks(desk, account) is not None
    desk.desk.clock.at = local("2024-09-16 00:00")
    assert await asks(desk, account) is None


@proves("AMB-72")
async def test_it_is_asked_when_the_crm_puts_them_in_charge_later() -> None:
    """AMB-72, AMB-68: the conflict came first, no case is open; the same step and letter; other changes ask nothing."""
    desk = a_desk(_LUISA)
    account = desk.desk.put(an_account(regional_executive=LUISA.id))
    await declare(desk, account)
    assert (await asks(desk, account), notices(desk)) == (None, [])

    await written_by_the_crm(desk, replace(desk.desk.account(account), regional_executive=REGIONAL.id))

    assert await asks(desk, account) is not None
    assert notices(desk) == [("hugo.jara@ejemplo.cl",)]
    await written_by_the_crm(desk, replace(desk.desk.account(account), sector="VINOS"))
    assert len(notices(desk)) == 1


@proves("AMB-72")
async def test_it_is_asked_when_accounts_are_joined() -> None:
    """AMB-72, AMB-63: Ana attends the one that goes on and is in conflict with the absorbed one."""
    desk = a_desk(_LUISA)
    survivor = desk.desk.put(an_account(regional_executive=REGIONAL.id))
    absorbed = desk.desk.put(an_account(rut=None))
    await declare(desk, absorbed)
    assert notices(desk) == []

    await merge_accounts(desk.services, HEAD, MergeAccounts(survivor.id, 1, absorbed.id, 1, "Es la misma"))

    assert await asks(desk, survivor) is not None
    assert notices(desk) == [("hugo.jara@ejemplo.cl",)]


@proves("AMB-72")
async def test_a_head_in_conflict_is_not_the_one_who_names() -> None:
    """AMB-72: he attends it himself and is the only head: the office's mailbox is written to."""
    desk = a_desk(_LUISA)
    account = desk.desk.put(an_account(regional_executive=HEAD.id))

    await declare(desk, account, HEAD)

    step = await asks(desk, account, LUISA)
    assert step is not None
    assert (step.responsible, step.responsible_id) == ("la dirección de la oficina", None)
    assert notices(desk) == [("concepcion@prochile.gob.cl",)]


@proves("AMB-72")
async def test_a_company_is_not_told_of_it() -> None:
    """AMB-72, DAT-04: its next step is its own, in the portal's service too; a conflict is no company's business."""
    desk = a_desk(_LUISA)
    account = desk.desk.put(an_account(regional_executive=REGIONAL.id))
    await declare(desk, account)
    company = Actor("11.111.111-1", "Rosa Díaz", Role.COMPANY, account_id=account.id)

    for reader in (company, PORTAL):
        assert await asks(desk, account, reader) is None
