"""The company refuses follow-up messages (FUP-06, FUP-07, AMB-30..AMB-32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.model.accounts import FactKind
from domain.model.institution.people import SYSTEM
from domain.protocol.follow_up.stages import has_refused
from tests.support.builders import REGIONAL, a_fact, an_account
from tests.support.cases.follow_ups import FOLLOW_UP, at, followed
from tests.support.cases.national import (
    a_desk,
    a_user,
    in_category,
    move,
    now,
    of_company,
    templates,
)


@pytest.mark.parametrize(
    ("on", "refused"),
    [(date(2024, 5, 1), False), (date(2024, 5, 2), True), (date(2024, 6, 2), True), (date(2024, 6, 3), False)],
)
def test_a_refusal_holds_from_its_first_day_to_its_last(on: date, *, refused: bool) -> None:
    """FUP-06: both days inclusive; of that stage only."""
    fact = replace(a_fact(FactKind.FOLLOW_UP_OPT_OUT, "STAGE_1", date(2024, 5, 2)), until=date(2024, 6, 2))
    account = an_account(facts=(fact,))
    assert (has_refused(account, "STAGE_1", on), has_refused(account, "STAGE_2", on)) == (refused, False)


async def test_opting_out_of_stage_1_moves_category_2_to_3() -> None:
    """FUP-06, FUP-07: kept with its date; the change says why; repeating it changes nothing."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    await at(desk, "2024-09-18 09:00")
    move(desk, "2024-09-23 11:00")
    done = await desk.report(SYSTEM, case, "opt_out", stage="STAGE_1")
    facts = [(fact.kind, fact.value, fact.on) for fact in desk.desk.account(account).facts[1:]]
    assert facts == [
        (FactKind.FOLLOW_UP_OPT_OUT, "STAGE_1", date(2024, 9, 23)),
        (FactKind.CATEGORY, "3", date(2024, 9, 23)),
    ]
    assert done.changes
    move(desk, "2024-09-24 11:00")
    again = await desk.report(of_company(account), case, "opt_out")
    assert (len(desk.desk.account(account).facts), again.case.state) == (3, "SIN_FECHA")


async def test_the_refusal_is_told_as_a_person_would_say_it() -> None:
    """FUP-07, POL-06: why the category is another, what was cancelled, whose turn it is; without codes."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    case = await followed(desk, account, date(2024, 8, 18))
    done = await desk.report(of_company(account), case, "opt_out", stage="STAGE_1")
    assert done.classes is not None
    (reason,) = done.classes.category.reasons
    assert (reason.rule, reason.text) == (
        "FUP-07",
        "Pasó a esta categoría porque la empresa pidió, el 18-08-2024, no recibir más el correo de seguimiento.",
    )
    told = " ".join(done.event.effects)
    assert "Se cancela lo programado:" in told
    assert "follow_up_stage" not in told
    assert "sin dato" not in told
    assert done.case.assignee is not None
    assert (done.next_step.responsible, done.next_step.responsible_id) == ("la empresa", None)


async def test_what_only_the_system_tells_is_offered_to_nobody() -> None:
    """COM-02: the sending of the first message is the next step, and no mutation reports it."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    move(desk, "2024-08-18 18:00")
    opened = await desk.start(
        REGIONAL, FOLLOW_UP, "open_follow_up", account.id, ended_on=date(2024, 8, 18), activity="Foodex"
    )
    assert opened.next_step.step == "send_stage_1"
    assert set(opened.next_step.facts) == {"opt_out", "record_answer", "record_survey"}


@pytest.mark.parametrize("category", ["3", "1"])
async def test_opting_out_leaves_categories_3_and_1_as_they_are(category: str) -> None:
    """FUP-07: 3 stays 3, and 1 (Exporta Más) is not affected."""
    desk = a_desk()
    member = (a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 1, 2)),)
    account = a_user(desk, facts=member if category == "1" else in_category(category))
    case = await followed(desk, account, date(2024, 8, 18))
    done = await desk.report(of_company(account), case, "opt_out")
    assert done.classes is not None
    assert done.classes.category.value == category


async def test_after_the_opt_out_no_stage_1_goes_out() -> None:
    """FUP-06: neither of this activity, nor of one that waits, nor of a later one."""
    desk = a_desk()
    account = a_user(desk, facts=in_category("2"))
    waiting = await followed(desk, account, date(2024, 7, 20), "Misión")
    case = await followed(desk, account, date(2024, 8, 18))
    done = await desk.report(of_company(account), case, "opt_out")
    assert (done.case.state, desk.terms(case)[0].is_open) == ("SIN_FECHA", False)
    await at(desk, "2024-10-01 09:00")
    assert now(desk, waiting).state == "SIN_FECHA"
    later = await followed(desk, account, date(2024, 10, 10), "Rueda")
    await at(desk, "2024-12-01 09:00")
    assert (later.state, templates(desk)) == ("SIN_FECHA", [])


async def test_stage_2_goes_on_unless_it_is_refused_too() -> None:
    """AMB-30: refusing stage 1 leaves stage 2; refusing both stops it, and the case closes on its day."""
    for stage, expected in (("STAGE_1", ["NTF-29", "NTF-30"]), ("BOTH", ["NTF-29"]), ("STAGE_2", ["NTF-29"])):
        desk = a_desk()
        account = a_user(desk, facts=in_category("2"))
        case = await followed(desk, account, date(2024, 8, 18))
        await at(desk, "2024-09-18 09:00")
        await desk.report(of_company(account), case, "record_survey", expected_on=date(2025, 1, 15))
        move(desk, "2024-10-01 09:00")
        await desk.report(of_company(account), case, "opt_out", stage=stage)
        await at(desk, "2025-01-15 09:00")
        assert templates(desk) == expected, stage
        assert now(desk, case).state == ("RESULTADO_PEDIDO" if stage == "STAGE_1" else "CERRADO")
