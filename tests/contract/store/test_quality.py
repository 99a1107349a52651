"""`QualityStore`: suggestions, improvements, reviews and calls, on every store (LIN-02, LIN-03, LIN-10, LIN-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from domain.errors import RecordNotFound, VersionConflict
from domain.model.cases import Flow
from domain.model.institution.channels import PointOfContact
from domain.model.quality.calls import Call, CallStage
from domain.model.quality.improvements import Improvement, Origin, OriginKind, ProcessReview
from domain.model.quality.suggestions import Said, Suggestion, SuggestionKind, SuggestionState
from domain.ports.store import Transactions
from tests.contract.store.test_cases import a_case, an_event
from tests.support.builders import REGIONAL, new_id

AT: Final = datetime(2026, 4, 30, 14, 5, 6, 123456, UTC)
SAID: Final = Said("ana.rojas", AT, "Es de su área.")


def an_improvement(**fields: Any) -> Improvement:
    """Due on 30 September 2026."""
    improvement = Improvement(
        id=new_id(),
        what="Enviar la agenda una semana antes",
        unit="Convocatorias",
        due_on=date(2026, 9, 30),
        year=2026,
        line="LIN-10",
        origin=Origin(OriginKind.SUGGESTION, new_id()),
        planned_by="ana.rojas",
        planned_at=AT,
    )
    return replace(improvement, **fields)


async def a_suggestion(transactions: Transactions, **fields: Any) -> Suggestion:
    """Received in a case that exists, on 30 April 2026."""
    case = a_case()
    suggestion = Suggestion(
        id=new_id(),
        kind=SuggestionKind.SUGGESTION,
        text="Más tiempo entre reuniones.",
        case_id=case.id,
        sequence=1,
        received_at=AT,
        received_on=date(2026, 4, 30),
    )
    async with transactions(REGIONAL) as work:
        await work.cases.add(case, an_event(case))
        return await work.quality.suggestions.add(replace(suggestion, **fields))


async def test_a_suggestion_is_kept_with_every_step(transactions: Transactions) -> None:
    """LIN-10: shared, evaluated, told back; what was written is what is read, instants to the microsecond."""
    suggestion = await a_suggestion(transactions)
    told = replace(
        suggestion,
        unit="Convocatorias",
        shared=SAID,
        accepted=True,
        evaluated=Said("b", AT, "Ayuda."),
        told=Said("c", AT, "Lo haremos."),
        told_by=PointOfContact.CORREO,
    )
    async with transactions(REGIONAL) as work:
        assert await work.quality.suggestions.get(suggestion.id) == suggestion
        saved = await work.quality.suggestions.save(told, 1)
    async with transactions(REGIONAL) as work:
        assert saved == await work.quality.suggestions.get(suggestion.id) == replace(told, version=2)
        assert saved.state is SuggestionState.CLOSED


async def test_the_suggestions_of_one_entry_are_found(transactions: Transactions) -> None:
    """AMB-70: they go when the fact that brought them goes; those of another entry do not."""
    suggestion = await a_suggestion(transactions)
    other = replace(suggestion, id=new_id(), sequence=2, kind=SuggestionKind.COMPLAINT)
    async with transactions(REGIONAL) as work:
        await work.quality.suggestions.add(other)
        assert await work.quality.suggestions.of_entry(suggestion.case_id, 1) == [suggestion]
        assert await work.quality.suggestions.of_entry(suggestion.case_id, 2) == [other]
        assert not await work.quality.suggestions.of_entry(new_id(), 1)


async def test_the_second_of_two_who_write_is_told(transactions: Transactions) -> None:
    """LIN-10, LIN-12: nobody writes over what they did not see."""
    suggestion, improvement = await a_suggestion(transactions), an_improvement()
    async with transactions(REGIONAL) as work:
        await work.quality.improvements.add(improvement)
        await work.quality.suggestions.save(replace(suggestion, unit="Informática", shared=SAID), 1)
        await work.quality.improvements.save(replace(improvement, dropped=SAID), 1)
    async with transactions(REGIONAL) as work:
        with pytest.raises(VersionConflict) as told:
            await work.quality.suggestions.save(replace(suggestion, unit="Convocatorias"), 1)
        assert (told.value.current_version, told.value.kind) == (2, "una sugerencia")
        with pytest.raises(VersionConflict):
            await work.quality.improvements.save(replace(improvement, done=SAID, done_on=date(2026, 5, 4)), 1)


async def test_an_improvement_action_follows_from_its_origin_until_it_is_given_up(transactions: Transactions) -> None:
    """LIN-12: one that was given up counts as none."""
    improvement = an_improvement()
    async with transactions(REGIONAL) as work:
        assert not await work.quality.improvements.follows(improvement.origin)
        await work.quality.improvements.add(improvement)
        assert await work.quality.improvements.get(improvement.id) == improvement
        assert await work.quality.improvements.follows(improvement.origin)
        assert not await work.quality.improvements.follows(Origin(OriginKind.REVIEW, improvement.origin.key))
        await work.quality.improvements.save(replace(improvement, dropped=SAID), 1)
        assert not await work.quality.improvements.follows(improvement.origin)


async def test_a_review_is_kept_with_its_risks(transactions: Transactions) -> None:
    """LIN-03: who reviewed which process on what day, and what was found."""
    review = ProcessReview(
        new_id(), Flow.CAPTURE, date(2026, 4, 30), "ana.rojas", AT, ("Falta personal", "Atrasos"), "x"
    )
    async with transactions(REGIONAL) as work:
        await work.quality.reviews.add(review)
    async with transactions(REGIONAL) as work:
        assert await work.quality.reviews.get(review.id) == review


@pytest.mark.parametrize("kept", ["suggestions", "improvements", "reviews"])
async def test_what_is_not_there_is_said(transactions: Transactions, kept: str) -> None:
    """A key that nobody has."""
    async with transactions(REGIONAL) as work:
        with pytest.raises(RecordNotFound):
            await getattr(work.quality, kept).get(new_id())


async def test_what_is_new_is_of_its_first_version_whatever_it_says(transactions: Transactions) -> None:
    """POL-07: writes are counted by the store."""
    async with transactions(REGIONAL) as work:
        added = await work.quality.improvements.add(replace(an_improvement(), version=7))
        assert added.version == 1
        assert await work.quality.improvements.get(added.id) == added


async def test_a_unit_of_work_that_fails_keeps_nothing(transactions: Transactions) -> None:
    """POL-07: all or nothing."""
    improvement = an_improvement()

    async def failing() -> None:
        async with transactions(REGIONAL) as work:
            await work.quality.improvements.add(improvement)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    async with transactions(REGIONAL) as work:
        with pytest.raises(RecordNotFound):
            await work.quality.improvements.get(improvement.id)


def a_call(**fields: Any) -> Call:
    """Two stages, not in the order of their codes; the first one has ended."""
    stages = (
        CallStage("RESULTADOS", "Convocatorias", date(2026, 4, 1), date(2026, 4, 8), date(2026, 4, 2),
                  date(2026, 4, 9), 6, 6),
        CallStage("BASES", "Informática"),
    )  # fmt: skip
    call = Call(new_id(), "Ferias de 2027", "Convocatorias", "OFIREG-08", "vera.lagos", AT, stages)
    return replace(call, **fields)


async def test_a_call_is_kept_with_its_stages_in_their_order(transactions: Transactions) -> None:
    """LIN-02: what was written is what is read, instants to the microsecond."""
    call = a_call()
    async with transactions(REGIONAL) as work:
        await work.quality.calls.add(call)
    async with transactions(REGIONAL) as work:
        assert await work.quality.calls.get(call.id) == call
        with pytest.raises(RecordNotFound):
            await work.quality.calls.get(new_id())


async def test_a_stage_changes_and_the_others_stay(transactions: Transactions) -> None:
    """LIN-02: the second of two people is told, and what they meant is not written."""
    call = a_call()
    async with transactions(REGIONAL) as work:
        await work.quality.calls.add(call)
    begun = call.with_stage(replace(call.stages[1], started_on=date(2026, 4, 10)))
    async with transactions(REGIONAL) as work:
        assert await work.quality.calls.save(begun, 1) == replace(begun, version=2)
    async with transactions(REGIONAL) as work:
        with pytest.raises(VersionConflict) as refused:
            await work.quality.calls.save(call, 1)
        assert refused.value.current == replace(begun, version=2)
    async with transactions(REGIONAL) as work:
        assert await work.quality.calls.get(call.id) == replace(begun, version=2)
