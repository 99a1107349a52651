"""The quarterly review of foreign companies: whom each commercial executive calls, and whom first (EXT-04..EXT-06)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.model.accounts import Account
from domain.model.cases import Case, CaseEvent, Flow
from domain.model.history.actions import Action, Annulment
from domain.model.institution.directory import Absence, Directory, Person
from domain.model.institution.people import Role
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.quarterly_review import (
    Attended,
    Quarter,
    ReviewItem,
    ReviewList,
    ReviewPriority,
    ReviewReason,
    open_quarter,
    quarter_of,
    quarterly_reviews,
)
from domain.protocol.follow_up.review_notice import compose_review
from tests.support.builders import COMMERCIAL, an_account, an_action, at, new_id
from tests.support.calendars import a_book
from tests.support.cases.foreign import IN_BRAZIL, SHANGHAI, settings
from tests.support.proving import proves

NATIONAL = a_book().national
THIRD = quarter_of(date(2024, 8, 15), NATIONAL)
IN_QUARTER = date(2024, 8, 20)


def a_foreign(**fields: Any) -> Account:
    fields = {"country": "CN", "rut": None, "region": None, "office": SHANGHAI, **fields}
    fields.setdefault("commercial_executive", COMMERCIAL.id)
    return an_account(**fields)


def attended(
    account: Account, *actions: Action, cases: tuple[Case, ...] = (), answers: tuple[CaseEvent, ...] = ()
) -> Attended:
    return Attended(account, classify(account, actions, THIRD.cut_on, settings()), actions, cases, answers)


def a_survey(account: Account, opened_on: date = IN_QUARTER, **data: Any) -> Case:
    return Case(
        new_id(), Flow.FOLLOW_UP, "DIRECTO", at(opened_on), "x", "2024", "unidad", account_id=account.id, data=data
    )


def only(*companies: Attended, quarter: Quarter = THIRD) -> ReviewItem:
    ((item,),) = [review.items for review in quarterly_reviews(quarter, companies, NATIONAL)]
    return item


@proves("SLA-19", "EXT-04")
@pytest.mark.parametrize(
    ("day", "first_on", "cut_on", "opens_on"),
    [
        (date(2024, 3, 31), date(2024, 1, 1), date(2024, 3, 31), date(2024, 4, 1)),
        (date(2024, 4, 1), date(2024, 4, 1), date(2024, 6, 30), date(2024, 7, 1)),
        (date(2024, 8, 15), date(2024, 7, 1), date(2024, 9, 30), date(2024, 10, 1)),
        (date(2025, 12, 31), date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 2)),
    ],
)
def test_the_list_is_cut_on_the_last_day_and_opens_on_the_next_business_day(
    day: date, first_on: date, cut_on: date, opens_on: date
) -> None:
    """SLA-19, AMB-33: calendar quarters; 31 March 2024 is a Sunday, 1 January 2026 a holiday, so Friday 2 opens it."""
    assert quarter_of(day, NATIONAL) == Quarter(first_on, cut_on, opens_on)


@pytest.mark.parametrize(
    ("worked_on", "is_listed"),
    [
        (date(2024, 6, 30), False),
        (date(2024, 7, 1), True),
        (date(2024, 9, 30), True),
        (date(2024, 10, 1), False),
    ],
)
def test_who_was_attended_in_the_quarter_is_listed(worked_on: date, is_listed: bool) -> None:
    """EXT-04: both ends of the quarter are inside."""
    reviews = quarterly_reviews(THIRD, [attended(a_foreign(), an_action(worked_on))], NATIONAL)
    assert bool(reviews) is is_listed


def test_a_case_of_the_quarter_is_attention_too() -> None:
    """EXT-04: «empresas que ha atendido»: a demand entered on 20 August, though it left no action yet."""
    account = a_foreign()
    demand = Case(new_id(), Flow.DEMAND, "ANALISIS", at(IN_QUARTER), "x", "2024", "OCI", account_id=account.id)
    assert only(attended(account, cases=(demand,))).last_on == IN_QUARTER


def test_attempts_annulled_actions_and_national_companies_are_not_listed() -> None:
    """EXT-04, AMB-06: nobody was attended; a national company has its own follow-up."""
    annulled = an_action(IN_QUARTER, annulment=Annulment("x", Role.COMMERCIAL_EXECUTIVE, at(IN_QUARTER), "Error"))
    attempt = an_action(IN_QUARTER, type="CONTACTO_INTENTADO")
    companies = [
        attended(a_foreign(), annulled),
        attended(a_foreign(), attempt),
        attended(an_account(), an_action(IN_QUARTER)),
        attended(a_foreign(active=False), an_action(IN_QUARTER)),
    ]
    assert quarterly_reviews(THIRD, companies, NATIONAL) == ()


@proves("EXT-04")
def test_there_is_a_list_for_each_executive() -> None:
    """EXT-04: each executive reviews their own companies; those that nobody has come last, so that they are seen."""
    mine, hers = a_foreign(), a_foreign(commercial_executive=IN_BRAZIL.id, office="OFICOM-BR-SAO")
    nobodys = a_foreign(commercial_executive=None)
    reviews = quarterly_reviews(THIRD, [attended(a, an_action(IN_QUARTER)) for a in (nobodys, mine, hers)], NATIONAL)
    assert [(r.executive, [i.account_id for i in r.items]) for r in reviews] == [
        (IN_BRAZIL.id, [hers.id]),
        (COMMERCIAL.id, [mine.id]),
        (None, [nobodys.id]),
    ]


@proves("EXT-05")
def test_those_with_projected_business_are_called_first() -> None:
    """EXT-05: projected business, then survey answered, then One Click Import contacts, then the rest."""
    plain, imported, answered, projected = (a_foreign() for _ in range(4))
    companies = [
        attended(plain, an_action(date(2024, 7, 2))),
        attended(imported, an_action(IN_QUARTER, type="OPORTUNIDAD_COMERCIAL")),
        attended(answered, an_action(IN_QUARTER), cases=(a_survey(answered, score=6),)),
        attended(
            projected,
            an_action(IN_QUARTER, type="ONE_CLICK_IMPORT"),
            cases=(a_survey(projected, projected_business="USD 200.000"),),
        ),
    ]
    (review,) = quarterly_reviews(THIRD, companies, NATIONAL)
    assert [(item.account_id, item.priority) for item in review.items] == [
        (projected.id, ReviewPriority.PROJECTED_BUSINESS),
        (answered.id, ReviewPriority.SURVEY_ANSWERED),
        (imported.id, ReviewPriority.OCI_CONTACTS),
        (plain.id, ReviewPriority.ATTENDED),
    ]


def test_every_reason_is_told_the_most_telling_first() -> None:
    """EXT-05, POL-06: projected business, then the contacts received, then that it was attended."""
    account = a_foreign()
    item = only(
        attended(
            account,
            an_action(IN_QUARTER, type="OPORTUNIDAD_COMERCIAL"),
            cases=(a_survey(account, projected_business="USD 200.000"),),
        )
    )
    assert [(reason.rule, reason.text.split(":")[0]) for reason in item.reasons] == [
        ("EXT-05", "Respondió la encuesta y proyectó negocios"),
        ("EXT-05", "Recibió contactos de empresas chilenas el 20-08-2024."),
        ("EXT-04", "Fue atendida o participó en una actividad el 20-08-2024."),
    ]


@pytest.mark.parametrize(
    ("day", "is_known", "is_result"), [(date(2024, 9, 30), True, False), (date(2024, 10, 1), False, True)]
)
def test_the_day_of_the_cut_is_still_of_the_quarter(day: date, *, is_known: bool, is_result: bool) -> None:
    """AMB-33, EXT-05, EXT-06: what came on 30 September counts for the list; a result of that day does not close it."""
    account = a_foreign()
    told = {
        ReviewPriority.SURVEY_ANSWERED: attended(
            account, an_action(IN_QUARTER), cases=(a_survey(account, day, score=6),)
        ),
        ReviewPriority.OCI_CONTACTS: attended(account, an_action(IN_QUARTER), an_action(day, type="ONE_CLICK_IMPORT")),
    }
    for priority, company in told.items():
        assert (only(company).priority is priority) is is_known
    result = an_action(day, type="RESULTADO_SEGUIMIENTO")
    assert only(attended(account, an_action(IN_QUARTER), result)).done_on == (day if is_result else None)


def test_what_came_after_the_cut_gives_no_priority() -> None:
    """AMB-33: the list is cut on 30 September; a survey of October belongs to the next."""
    account = a_foreign()
    late = a_survey(account, date(2024, 10, 2), projected_business="USD 1")
    assert only(attended(account, an_action(IN_QUARTER), cases=(late,))).priority is ReviewPriority.ATTENDED


@proves("EXT-06")
def test_the_result_registered_closes_the_task() -> None:
    """EXT-06: RESULTADO_SEGUIMIENTO after the cut; one of the quarter itself belongs to the review before."""
    account = a_foreign()
    before = an_action(date(2024, 7, 5), type="RESULTADO_SEGUIMIENTO")
    after = an_action(date(2024, 10, 3), type="RESULTADO_SEGUIMIENTO")
    assert only(attended(account, an_action(IN_QUARTER), before)).done_on is None
    assert only(attended(account, an_action(IN_QUARTER), before, after)).done_on == date(2024, 10, 3)


def test_the_day_of_a_case_is_that_of_santiago() -> None:
    """AMB-52: opened on 1 October 2024 at 01:30 UTC, which is still 30 September in Santiago."""
    account = a_foreign()
    case = Case(
        new_id(), Flow.DEMAND, "ANALISIS", datetime(2024, 10, 1, 1, 30, tzinfo=UTC), "x", "2024", "OCI",
        account_id=account.id,
    )  # fmt: skip
    assert only(attended(account, cases=(case,))).last_on == date(2024, 9, 30)


# To whom it goes


def listed(executive: str | None, office: str | None = SHANGHAI) -> ReviewList:
    """A list of one company."""
    reason = ReviewReason("Fue atendida o participó en una actividad el 20-08-2024.", "EXT-04")
    item = ReviewItem("a", "Jade Harbour", ReviewPriority.ATTENDED, (reason,), IN_QUARTER)
    return ReviewList(executive, office, THIRD, (item,))


AWAY = Absence(date(2024, 9, 28), date(2024, 10, 4), substitute="wei")
MEI = Person("mei", "Mei Soto", Role.COMMERCIAL_EXECUTIVE, "mei@ejemplo.cl", SHANGHAI)
WEI = Person("wei", "Wei Lagos", Role.COMMERCIAL_EXECUTIVE, "wei@ejemplo.cl", SHANGHAI)


@pytest.mark.parametrize(
    ("review", "people", "to", "executive"),
    [
        (listed("mei"), (MEI, WEI), ("mei@ejemplo.cl",), "Mei Soto"),
        (listed("mei"), (replace(MEI, absences=(AWAY,)), WEI), ("wei@ejemplo.cl",), "Wei Lagos"),
        (listed(None), (MEI, WEI), ("mei@ejemplo.cl",), "Mei Soto"),
        (listed("desconocida"), (), ("sha@ejemplo.cl",), None),
        (listed(None, None), (MEI,), (), None),
    ],
)
def test_the_notice_goes_to_who_calls_else_to_the_office(
    review: ReviewList, people: tuple[Person, ...], to: tuple[str, ...], executive: str | None
) -> None:
    """EXT-03, EXT-04: the executive in charge, who stands in, a colleague, the mailbox; nobody is invented."""
    composed = compose_review(review, Directory(people), settings(), THIRD.opens_on)
    assert composed is not None
    assert (composed.to, composed.parameters["executive"]) == (to, executive)
    assert composed.parameters["quarter"] == "tercer trimestre de 2024"
    assert composed.parameters["companies"] == (
        "Jade Harbour: Fue atendida o participó en una actividad el 20-08-2024.",
    )


def test_a_list_whose_calls_are_all_made_needs_no_notice() -> None:
    """EXT-06: the result was registered on the very day."""
    review = listed("mei")
    done = replace(review, items=(replace(review.items[0], done_on=THIRD.opens_on),))
    assert compose_review(done, Directory((MEI,)), settings(), THIRD.opens_on) is None


@pytest.mark.parametrize(
    ("day", "cut_on"),
    [
        (date(2024, 9, 30), date(2024, 6, 30)),  # the third quarter has not ended
        (date(2024, 10, 1), date(2024, 9, 30)),  # Tuesday: its list opens
        (date(2024, 12, 31), date(2024, 9, 30)),
        (date(2025, 1, 1), date(2024, 9, 30)),  # a holiday: the list of the fourth quarter opens on the 2nd
        (date(2025, 1, 2), date(2024, 12, 31)),
    ],
)
def test_the_list_that_is_open_is_of_the_last_quarter_whose_review_opened(day: date, cut_on: date) -> None:
    """SLA-19, EXT-04: on the next business day after the quarter ends, and until the next one opens."""
    assert open_quarter(day, a_book().national).cut_on == cut_on


def an_answer(day: date, **data: Any) -> CaseEvent:
    """Through the link of a survey, in a case of any process."""
    return CaseEvent(
        "c-1", 4, "answer_survey", at(day), at(day), "enlace", Role.COMPANY, "CERRADA", "CERRADA", ("MEA-04",),
        data=data, day=day,
    )  # fmt: skip


@proves("EXT-05")
def test_a_survey_answered_by_its_link_calls_for_special_follow_up_too() -> None:
    """EXT-05, MEA-04: of a visit or a demand as of a follow-up; known by the cut on 30 September 2024, not after it."""
    account = a_foreign()
    known, late = an_answer(date(2024, 9, 30), score=6), an_answer(date(2024, 10, 1), score=6)
    for answer, priority in ((known, ReviewPriority.SURVEY_ANSWERED), (late, ReviewPriority.ATTENDED)):
        assert only(attended(account, an_action(IN_QUARTER), answers=(answer,))).priority is priority
    projecting = an_answer(IN_QUARTER, score=6, projected_business="Dos contenedores de cerezas")
    item = only(attended(account, an_action(IN_QUARTER), answers=(projecting,)))
    assert item.priority is ReviewPriority.PROJECTED_BUSINESS
    assert item.reasons[0].text == "Respondió la encuesta y proyectó negocios: Dos contenedores de cerezas"
