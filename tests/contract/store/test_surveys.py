"""`QualityStore`: surveys, on every store (MEA-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from domain.errors import RecordNotFound
from domain.model.cases import Case
from domain.model.messages import Language
from domain.model.quality.surveys import Survey
from domain.ports.store import Transactions
from tests.contract.store.test_cases import a_case, an_event
from tests.support.builders import REGIONAL, new_id

AT: Final = datetime(2026, 4, 30, 14, 5, 6, 123456, UTC)


def a_survey(case: Case, **fields: Any) -> Survey:
    """Of thirty days, with scores from 1 to 7."""
    survey = Survey(new_id(), case.id, AT, REGIONAL.id, AT + timedelta(days=30), Language.EN, 7, True)
    return replace(survey, **fields)


async def a_kept_case(transactions: Transactions) -> Case:
    case = a_case()
    async with transactions(REGIONAL) as work:
        return await work.cases.add(case, an_event(case))


async def test_a_survey_is_kept_with_its_answer(transactions: Transactions) -> None:
    """MEA-04: what was written is what is read, instants to the microsecond."""
    case = await a_kept_case(transactions)
    survey = a_survey(case, follows=1)
    async with transactions(REGIONAL) as work:
        assert await work.quality.surveys.add(survey) == survey
    answered = replace(survey, answered_at=AT + timedelta(hours=1), sequence=4, withdrawn_at=AT)
    async with transactions(REGIONAL) as work:
        assert await work.quality.surveys.get(survey.id) == survey
        assert await work.quality.surveys.save(answered) == answered
    async with transactions(REGIONAL) as work:
        assert await work.quality.surveys.get(survey.id) == answered


async def test_the_surveys_of_a_case_are_told_oldest_first(transactions: Transactions) -> None:
    """MEA-04: of this case alone."""
    case, other = await a_kept_case(transactions), await a_kept_case(transactions)
    kept = [a_survey(case), a_survey(other), a_survey(case, asked_at=AT + timedelta(days=31))]
    async with transactions(REGIONAL) as work:
        for each in kept:
            await work.quality.surveys.add(each)
    async with transactions(REGIONAL) as work:
        assert list(await work.quality.surveys.of_case(case.id)) == [kept[0], kept[2]]
        assert list(await work.quality.surveys.of_case(new_id())) == []


async def test_a_survey_that_is_not_there_is_not_found(transactions: Transactions) -> None:
    """Neither read nor written."""
    case = await a_kept_case(transactions)
    async with transactions(REGIONAL) as work:
        with pytest.raises(RecordNotFound):
            await work.quality.surveys.get(new_id())
        with pytest.raises(RecordNotFound):
            await work.quality.surveys.save(a_survey(case))
