"""Every step of an account, the most urgent first (COM-02, section 8.3; F-32)."""

from __future__ import annotations

from datetime import date

from domain.model.accounts import Account, Purpose
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.institution.people import SYSTEM
from domain.model.terms import Term
from domain.protocol.engine.situation import Situation
from domain.protocol.flows import FLOWS
from domain.protocol.routing.account_step import next_step_for_account, steps_for_account
from tests.support.builders import REGIONAL, an_account, an_action, new_id
from tests.support.calendars import local
from tests.support.cases.situations import FRIDAY, a_situation
from tests.support.proving import proves


def in_case(account: Account, flow: Flow, state: str, *terms: Term, timeline: tuple[CaseEvent, ...] = ()) -> Situation:
    case = Case(new_id(), flow, state, FRIDAY, "x", "2024", "Unidad", office="OFIREG-08", account_id=account.id)
    return a_situation(account, an_action(date(2024, 6, 3)), case=case, open_terms=terms, timeline=timeline)


def a_term(rule: str, started: str) -> Term:
    return Term(new_id(), rule, "2024", local(started), "OFIREG-08")


@proves("COM-02")
def test_an_open_capture_goes_before_the_follow_up_of_what_is_over() -> None:
    """F-32: "Asignar la categoría" of an old fair waits behind the company that asks to be attended."""
    account = an_account()
    old = in_case(account, Flow.FOLLOW_UP, "SIN_CATEGORIA")
    capture = in_case(account, Flow.CAPTURE, "CONTACTO")

    steps = steps_for_account(a_situation(account), (old, capture), FLOWS)

    assert [step.case_id for step in steps] == [each.case.id for each in (capture, old) if each.case]
    assert next_step_for_account(a_situation(account), (old, capture), FLOWS) == steps[0]


def test_the_step_whose_term_ends_first_is_the_most_urgent() -> None:
    """Section 8.3: SLA-07 from Thursday 12 September 2024 ends before SLA-03 from Friday 13; an undated one is last."""
    account = an_account()
    undated = in_case(account, Flow.SERVICE, "SELECCIONADA")
    later = in_case(account, Flow.CAPTURE, "NOTIFICADA_REGION", a_term("SLA-03", "2024-09-13 17:00"))
    sooner = in_case(account, Flow.REQUEST, "RECIBIDA", a_term("SLA-07", "2024-09-12 10:00"))

    steps = steps_for_account(a_situation(account), (undated, later, sooner), FLOWS)

    assert [step.case_id for step in steps] == [each.case.id for each in (sooner, later, undated) if each.case]


@proves("AMB-51")
def test_a_foreign_company_has_a_step_for_each_purpose() -> None:
    """AMB-51: one request for each purpose; one that is open already is told by its case."""
    buyer = an_account(
        rut=None, country="SE", region=None, office="OFICOM-CN-SHA",
        purposes=frozenset({Purpose.IMPORT, Purpose.INVEST}),
    )  # fmt: skip
    alone = a_situation(buyer)

    assert [step.rule for step in steps_for_account(alone, (), FLOWS)] == ["OCI-01", "INV-01"]
    demand = in_case(buyer, Flow.DEMAND, "ANALISIS")
    first, *others = steps_for_account(alone, (demand,), FLOWS)
    assert demand.case is not None
    assert (first.case_id, [step.rule for step in others]) == (demand.case.id, ["INV-01"])


def test_a_decision_that_a_change_outside_asks_for_is_a_step() -> None:
    """AMB-68: until somebody hands the case over, whoever has it reads the task among the steps."""
    account = an_account()
    asked = CaseEvent(
        "c", 2, "reconsider", FRIDAY, FRIDAY, SYSTEM.id, SYSTEM.role, "CONTACTADA", "CONTACTADA",
        ("AMB-68", "RTE-04"), {"task": "La empresa cambió de región: corresponde derivarlo."},
    )  # fmt: skip
    case = in_case(account, Flow.CAPTURE, "CONTACTADA", timeline=(asked,))

    own, task = steps_for_account(a_situation(account, actor=REGIONAL), (case,), FLOWS)

    assert own.step == "record_interview"
    assert (task.step, task.rule, task.text) == (
        "hand_over",
        "RTE-04",
        "La empresa cambió de región: corresponde derivarlo.",
    )
