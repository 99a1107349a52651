"""The quarterly review lists as they stand: reads only, a page of companies at a time (EXT-04, EXT-05, SLA-19)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

from domain.model.classes import AccountClass
from domain.ports.casework import CaseReads
from domain.ports.reading import AccountQuery, PageRequest, ReadModel
from domain.protocol.classes.classification import classify
from domain.protocol.follow_up.quarterly_review import Attended, ReviewList, quarter_of, quarterly_reviews
from domain.protocol.quality.survey_form import ANSWERED
from domain.use_cases.services import Services

_PAGE = 100
_ABROAD = frozenset({AccountClass.EXTRANJERA.value, AccountClass.CHILENA_EXTERIOR.value})


async def review_lists(
    services: Services,
    read: ReadModel,
    case_read: CaseReads,
    day: date,
    *,
    office: str | None = None,
    outside: frozenset[str] = frozenset(),
) -> tuple[ReviewList, ...]:
    """
    The lists of the quarter that holds *day*, one for each commercial executive; of one office when it is named, of
    companies that are in none of the offices *outside* when it is given.

    Four statements for each hundred companies established abroad. A quarter that has not ended is shown as it stands.

    Source: EXT-04, EXT-05, EXT-06, SLA-19, AMB-33.
    """
    calendar = services.book.national
    quarter = quarter_of(day, calendar)
    query = AccountQuery(
        classes=_ABROAD,
        classes_on=quarter.cut_on,
        offices=frozenset({office} if office else ()),
        outside_offices=outside,
    )
    companies = [each async for each in _attended(services, read, case_read, quarter.cut_on, query)]
    return quarterly_reviews(quarter, companies, calendar)


async def _attended(
    services: Services, read: ReadModel, case_read: CaseReads, on: date, query: AccountQuery
) -> AsyncIterator[Attended]:
    config = services.configuration()
    after: str | None = None
    while True:
        page = await read.accounts(query, PageRequest(first=_PAGE, after=after))
        ids = [row.id for row in page.items]
        whole = await read.whole(ids) if ids else {}
        cases = await case_read.cases_of(ids, open_only=False) if ids else {}
        answers = await case_read.entries_of(ids, ANSWERED) if ids else {}
        for key in ids:
            account, actions = whole[key]
            classes = classify(account, actions, on, config)
            yield Attended(account, classes, actions, cases.get(key, ()), answers.get(key, ()))
        if not page.has_next:
            return
        after = page.cursors[-1]
