"""The first questions to whoever makes contact (PUB, CHN, RTE, SPC; section 8.3)."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.cases import NextStep
from domain.model.places.regions import REGIONS
from domain.protocol.catalogue import RULES
from domain.protocol.messages.compose import MESSAGES
from domain.protocol.routing.triage import ANSWERS, CITIZEN_ANSWER, CITIZEN_MATTERS, Enquiry, Matter, answers_to, triage
from tests.support.calendars import a_book, local
from tests.support.proving import proves

FRIDAY = local("2024-09-13 17:00")
SUPPORT = frozenset({Matter.SUPPORT})
COMPANY = Enquiry(SUPPORT, belongs_to_company=True)
WITH_ACCOUNT = replace(COMPANY, has_account=True, executive="Ana Rojas", executive_id="ana.rojas", region="08")


def step_of(enquiry: Enquiry) -> NextStep:
    (step,) = triage(enquiry, FRIDAY, a_book())
    return step


@proves("PUB-01")
def test_first_of_all_it_is_asked_whether_the_person_belongs_to_a_company() -> None:
    """PUB-01: nothing is routed while nobody asked."""
    step = step_of(Enquiry(SUPPORT))
    assert (step.step, step.rule, dict(step.missing)) == (
        "ask_company",
        "PUB-01",
        {"belongs_to_company": "si pertenece a una empresa"},
    )


@proves("PUB-02")
def test_then_whether_the_company_has_an_account() -> None:
    """PUB-02."""
    assert step_of(COMPANY).step == "ask_account"


@proves("CAP-02", "CAP-04", "PUB-03", "RTE-02")
def test_a_company_without_account_registers() -> None:
    """PUB-03, CAP-04: in the portal, with Clave Única."""
    step = step_of(replace(COMPANY, has_account=False))
    assert (step.step, step.rule) == ("register", "PUB-03")
    assert "https://portalusuario.prochile.cl/" in step.text


def test_a_company_with_account_goes_to_its_executive() -> None:
    """PUB-04."""
    step = step_of(WITH_ACCOUNT)
    assert (step.step, step.rule, step.responsible_id) == ("derive_to_executive", "PUB-04", "ana.rojas")
    assert "Ana Rojas" in step.text


@pytest.mark.parametrize("gap", [{"crm_reachable": False}, {"executive": None}])
@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.cut)
def test_without_crm_or_executive_the_regional_mailbox_is_given(gap: dict[str, object], region: object) -> None:
    """PUB-05, AMB-14, RTE-01: the mailbox of the source, for each of the 16 regions."""
    cut, mailbox = region.cut, region.mailbox  # type: ignore[attr-defined]  # a parameter
    step = step_of(replace(WITH_ACCOUNT, region=cut, **gap))  # type: ignore[arg-type]  # fields by name
    assert (step.step, step.rule, step.mailbox) == ("write_to_mailbox", "PUB-05", mailbox)
    assert mailbox in step.text


@proves("PUB-05", "RTE-01")
def test_without_region_the_region_is_asked_first() -> None:
    """AMB-14."""
    assert step_of(replace(WITH_ACCOUNT, executive=None, region=None)).step == "ask_region"


@proves("PUB-06")
def test_a_person_without_company_is_asked_what_it_is_about() -> None:
    """PUB-06: the form of the help centre is for some matters, so the matter comes first."""
    assert step_of(Enquiry(frozenset(), belongs_to_company=False)).step == "ask_matter"


@pytest.mark.parametrize("matter", [Matter.COMMERCIAL_INFORMATION, Matter.PROCHILE_ROLE])
def test_a_person_without_company_uses_the_form_of_the_help_centre(matter: Matter) -> None:
    """PUB-06, SLA-08: four business days from Friday 13: 16, 17, (18-22 closed) 23, 24 September 2024."""
    step = step_of(Enquiry(frozenset({matter}), belongs_to_company=False))
    assert (step.step, step.rule, step.due_on) == ("write_to_help_centre", "PUB-06", date(2024, 9, 24))


@proves("PUB-07", "POL-11")
@pytest.mark.parametrize("matter", sorted(CITIZEN_MATTERS))
@pytest.mark.parametrize("belongs", [None, True, False])
def test_complaints_have_one_channel_for_everybody(matter: Matter, belongs: bool | None) -> None:
    """PUB-07, POL-11, AMB-16: Atención Ciudadana; its term is not configured and none is invented."""
    step = step_of(Enquiry(frozenset({matter}), belongs_to_company=belongs))
    assert (step.step, step.rule, step.due_on, step.not_configured) == (
        "write_to_citizen_service",
        "PUB-07",
        None,
        "PUB-07",
    )


def test_a_complaint_inside_another_matter_is_split() -> None:
    """AMB-48: the complaint is diverted, the rest goes on."""
    steps = triage(
        Enquiry(frozenset({Matter.COMMERCIAL_INFORMATION, Matter.COMPLAINT}), belongs_to_company=False),
        FRIDAY,
        a_book(),
    )
    assert [step.step for step in steps] == ["write_to_help_centre", "write_to_citizen_service"]


@proves("LOW-05", "OLD-05", "RTE-03")
def test_portal_problems_go_to_client_management() -> None:
    """RTE-03, LOW-05, OLD-05."""
    step = step_of(Enquiry(frozenset({Matter.PORTAL_PROBLEM}), belongs_to_company=True))
    assert step.step == "report_portal_problem"
    assert "gestiondeclientes@prochile.gob.cl" in step.text


@proves("DEF-01", "EXT-01", "SPC-01", "SPC-04", "SPC-05")
def test_a_chilean_company_abroad_is_asked_for_its_rut() -> None:
    """SPC-01, SPC-04, EXT-01: blocked until answered."""
    abroad = replace(COMPANY, established_abroad=True)
    chilean = replace(abroad, is_chilean=True)
    assert step_of(abroad).step == "ask_chilean"
    assert step_of(chilean).step == "ask_rut"
    assert step_of(replace(chilean, has_chilean_rut=False)).step == "open_abroad_case"
    assert step_of(replace(chilean, has_chilean_rut=True)).step == "ask_account"
    assert step_of(replace(abroad, is_chilean=False)).step == "register_foreign_company"


enquiries = st.builds(
    Enquiry,
    matters=st.frozensets(st.sampled_from(Matter), max_size=3),
    belongs_to_company=st.sampled_from([None, True, False]),
    has_account=st.sampled_from([None, True, False]),
    crm_reachable=st.booleans(),
    executive=st.sampled_from([None, "Ana Rojas"]),
    region=st.sampled_from([None, *(region.cut for region in REGIONS)]),
    established_abroad=st.sampled_from([None, True, False]),
    is_chilean=st.sampled_from([None, True, False]),
    has_chilean_rut=st.sampled_from([None, True, False]),
)


@given(enquiries)
def test_everybody_gets_an_answer_with_its_rule_and_a_whole_text(enquiry: Enquiry) -> None:
    """COM-01, COM-02, POL-06: never a situation without a next step, never a hole or a code in a text."""
    for step in triage(enquiry, FRIDAY, a_book()):
        assert step.rule in RULES
        assert step.heading == RULES[step.rule].heading
        assert step.text
        assert not set("{}_") & set(step.text)


@given(enquiries)
def test_nothing_is_routed_before_the_company_question_is_asked(enquiry: Enquiry) -> None:
    """PUB-01: except what has its own single channel."""
    if enquiry.belongs_to_company is None and not enquiry.matters & (CITIZEN_MATTERS | {Matter.PORTAL_PROBLEM}):
        assert [step.step for step in triage(enquiry, FRIDAY, a_book())] == ["ask_company"]


def test_the_answer_cannot_depend_on_the_channel() -> None:
    """CHN-05: the same situation gives the same answer on every channel, since no channel is looked at."""
    assert {field.name for field in fields(Enquiry)} & {"channel", "point_of_contact"} == set()


def test_every_answer_can_be_given() -> None:
    """No row of the table stands behind another that always fits; each names rules and messages that exist."""
    values = [None, True, False]
    given = set()
    for belongs, account, abroad, chilean, rut in itertools.product(values, repeat=5):
        for executive, region, matters in itertools.product(
            (None, "Ana"), (None, "08"), (frozenset(), SUPPORT, frozenset({Matter.PORTAL_PROBLEM}))
        ):
            enquiry = Enquiry(
                matters,
                belongs_to_company=belongs,
                has_account=account,
                executive=executive,
                region=region,
                established_abroad=abroad,
                is_chilean=chilean,
                has_chilean_rut=rut,
            )
            given |= {answer.step for answer in answers_to(enquiry)}
    assert given == {answer.step for answer in ANSWERS}
    for answer in (*ANSWERS, CITIZEN_ANSWER):
        assert set(answer.rules) <= set(RULES)
        assert answer.message is None or answer.message in MESSAGES
