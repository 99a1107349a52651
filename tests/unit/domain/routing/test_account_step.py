"""The next step of an account without an open case: section 8.3, row by row, with the accounts of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.model.accounts import Account, FactKind, Organisation, Purpose
from domain.model.cases import Flow
from domain.model.history.actions import Action
from domain.model.institution.channels import PointOfContact
from domain.protocol.catalogue import AMBIGUITIES, RULES
from domain.protocol.flows import FLOWS
from domain.protocol.routing.account_step import ROWS, next_step_for_account
from domain.protocol.routing.next_step import first_step
from tests.support.builders import REGIONAL, RUT, a_contact, a_fact, an_account, an_action
from tests.support.cases.situations import a_situation
from tests.support.proving import proves

DAY = date(2024, 3, 1)
REGISTERED = a_fact(FactKind.REGISTRATION, "DECLARED", DAY)
FICHA = a_fact(FactKind.FICHA, "COMPLETED", DAY)
VALIDATED = a_fact(FactKind.VALIDATION, "VALIDATED", DAY)
ABROAD = {"country": "CN", "rut": None, "region": None, "office": "OFICOM-CN-SHA"}


def a_company(**fields: object) -> Account:
    account = an_account(**{"regional_executive": REGIONAL.id, **fields})
    return replace(account, contacts=(a_contact(account),))


def exports(value: str) -> object:
    return a_fact(FactKind.EXPORT_DECLARATION, value, DAY)


SITUATIONS: list[tuple[str, Account, tuple[Action, ...], str, str]] = [
    ("institution that was validated", a_company(organisation=Organisation.INSTITUTION, facts=(VALIDATED,)), (),
     "receive_institution_request", "INS-03"),
    ("association that wants to join", a_company(organisation=Organisation.INSTITUTION), (), "ask_to_join", "INS-01"),
    ("foreign, looks for a supplier", a_company(**ABROAD, purposes=frozenset({Purpose.IMPORT})), (),
     "enter_demand", "OCI-01"),
    ("foreign, invests in Chile", a_company(**ABROAD, purposes=frozenset({Purpose.INVEST})), (),
     "derive_investment", "INV-01"),
    ("foreign, wants to associate", a_company(**ABROAD, purposes=frozenset({Purpose.ASSOCIATE})), (),
     "orient_on_association", "DEF-01"),
    ("foreign, purpose not said", a_company(**ABROAD), (), "ask_purpose", "DEF-01"),
    ("Chilean company abroad", a_company(**ABROAD, chilean_capital=True), (), "ask_rut", "SPC-01"),
    ("user company", a_company(), (an_action(date(2024, 5, 10)),), "receive_request", "USR-03"),
    ("worked last year", a_company(), (an_action(date(2023, 5, 10)),), "receive_request", "USR-01"),
    ("former user", a_company(), (an_action(date(2021, 5, 10)),), "complete_ficha", "OLD-01"),
    ("preadmissible", a_company(facts=(REGISTERED, FICHA, exports("YES"), VALIDATED,
                                       a_fact(FactKind.PREADMISSIBILITY, "COMPLETED", DAY))), (),
     "select_for_service", "ATN-04"),
    ("validated", a_company(facts=(REGISTERED, FICHA, exports("YES"), VALIDATED)), (),
     "complete_preadmissibility", "CAP-07"),
    ("potential account", a_company(phone=None), (), "evaluate_candidate", "RTE-06"),
    ("not registered with Clave Única", a_company(), (), "register", "CAP-04"),
    ("registered, ficha missing", a_company(facts=(REGISTERED,)), (), "complete_ficha", "CAP-01"),
    ("non-exporter, test missing", a_company(facts=(REGISTERED, FICHA, exports("NO"))), (),
     "record_test_result", "CAP-06"),
    ("low potential diverted", a_company(facts=(REGISTERED, FICHA, exports("NO"),
                                                a_fact(FactKind.TEST_LEVEL, "LOW", DAY))), (),
     "follow_recommendations", "LOW-01"),
]  # fmt: skip


@proves(
    "ATN-02",
    "ATN-04",
    "ATN-05",
    "CAP-01",
    "CAP-02",
    "CAP-04",
    "CAP-05",
    "CAP-06",
    "CAP-07",
    "COM-02",
    "DEF-01",
    "DEF-07",
    "EXP-05",
    "EXT-01",
    "INS-01",
    "INS-03",
    "INV-01",
    "INV-02",
    "LOW-01",
    "LOW-02",
    "LOW-03",
    "OCI-01",
    "OCI-02",
    "OCI-03",
    "OLD-01",
    "PUB-03",
    "RTE-02",
    "RTE-06",
    "SLA-07",
    "SPC-01",
    "SPC-04",
    "USR-01",
    "USR-03",
)
@pytest.mark.parametrize(
    ("account", "actions", "step", "rule"), [row[1:] for row in SITUATIONS], ids=[row[0] for row in SITUATIONS]
)
def test_the_row_of_section_8_3(account: Account, actions: tuple[Action, ...], step: str, rule: str) -> None:
    """COM-02: the step, who acts, the rule and its heading, and a text without holes."""
    actions = tuple(replace(action, account_id=account.id) for action in actions)
    found = next_step_for_account(a_situation(account, *actions), (), FLOWS)
    assert found.rule == rule
    assert found.step == step
    assert found.heading == RULES[rule].heading
    assert account.name in found.text or found.step == "ask_purpose"
    assert not set("{}") & set(found.text)


@proves("PUB-04")
def test_a_step_of_the_executive_names_the_executive() -> None:
    """PUB-04, USR-01."""
    account = a_company()
    found = next_step_for_account(a_situation(account, an_action(date(2024, 5, 10))), (), FLOWS)
    assert found.responsible_id == REGIONAL.id
    assert found.responsible.startswith("Ana Rojas")


@proves("CAP-04", "CAP-01", "CAP-02", "RTE-02")
@pytest.mark.parametrize(
    ("account", "words"),
    [
        (a_company(merged_into="otra"), "siga con la cuenta que quedó"),
        (a_company(facts=(REGISTERED,)), "El siguiente paso es completar su ficha"),
        (a_company(facts=(REGISTERED, FICHA, exports("YES"))), "Para que la oficina regional contacte"),
    ],
    ids=["joined to another", "ficha missing", "ficha complete"],
)
def test_what_is_said_follows_how_far_the_company_is(account: Account, words: str) -> None:
    """CAP-04, CAP-01, CAP-02: go on with the account that is left; complete the ficha; update it to be contacted."""
    assert words in next_step_for_account(a_situation(account), (), FLOWS).text


def test_no_procedure_is_invented_for_who_wants_to_associate() -> None:
    """AMB-67, DEF-01: the source has none; INV-03 is about investing and is not shown."""
    found = next_step_for_account(a_situation(a_company(**ABROAD, purposes=frozenset({Purpose.ASSOCIATE}))), (), FLOWS)
    assert (found.not_configured, found.rules, found.facts) == ("AMB-67", ("DEF-01", "AMB-67"), ())
    assert "El protocolo no define cómo acompañar" in found.text
    invests = a_situation(a_company(**ABROAD, purposes=frozenset({Purpose.INVEST})))
    assert next_step_for_account(invests, (), FLOWS).not_configured is None


def test_what_is_missing_of_a_potential_account_is_named() -> None:
    """DEF-07: the fields by their Spanish names."""
    found = next_step_for_account(a_situation(a_company(phone=None)), (), FLOWS)
    assert "phone" in found.missing


def test_the_step_of_an_account_can_be_taken() -> None:
    """It agrees with the flows: each row that opens a flow that is built names one of its opening facts, or none."""
    for row in ROWS:
        rules = None if row.flow is None else FLOWS.get(row.flow)
        if rules is not None:
            assert row.step in rules.facts_from(""), row.step
        assert row.rules[0] in RULES
        assert set(row.rules) <= {*RULES, *AMBIGUITIES}


@proves("CHN-05", "CAP-03")
@pytest.mark.parametrize("point", list(PointOfContact))
def test_the_answer_is_the_same_at_every_point_of_contact(point: PointOfContact) -> None:
    """CHN-05, CAP-03."""
    account = a_company(facts=(REGISTERED,))
    here = next_step_for_account(a_situation(account, point_of_contact=point), (), FLOWS)
    assert here == next_step_for_account(a_situation(account), (), FLOWS)


def test_a_flow_that_cannot_begin_says_why() -> None:
    """POL-06: capture of a foreign company."""
    step = first_step(FLOWS[Flow.CAPTURE], a_situation(a_company(**ABROAD)))
    assert (step.step, step.rule) == ("none", "EXT-01")
    assert "oficina comercial" in step.text


def test_a_flow_that_can_begin_says_how() -> None:
    """COM-02, CHN-01: with the point of contact that staff must say."""
    step = first_step(FLOWS[Flow.POTENTIAL_ACCOUNT], a_situation(a_company(phone=None, rut=RUT)))
    assert (step.step, step.rule) == ("evaluate_candidate", "RTE-06")
    assert dict(step.missing) == {"candidate": "Podría ser candidata", "point_of_contact": "Punto de contacto"}
