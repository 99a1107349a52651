"""`EvidenceStore`: self-diagnoses and answers of the tax registry, on every store (DEF-12, DAT-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from domain.errors import RecordNotFound
from domain.model.accounts import TaxCategory
from domain.model.evidence.self_diagnosis import SelfDiagnosis
from domain.model.evidence.tax_registry import TaxActivity, TaxAnswer, TaxRecord
from domain.model.rut import Rut
from domain.ports.store import Transactions
from tests.contract.store.test_surveys import a_kept_case
from tests.support.builders import REGIONAL, an_account, new_id

AT: Final = datetime(2026, 4, 30, 14, 5, 6, 123456, UTC)


async def test_a_self_diagnosis_is_kept_half_way_and_finished(transactions: Transactions) -> None:
    """DEF-12: what was written is what is read; finished, it is half-way no more, and another may begin."""
    case, other = await a_kept_case(transactions), await a_kept_case(transactions)
    begun = SelfDiagnosis(new_id(), case.id, "v1", {"OFERTA": "SI"}, AT, "rosa.diaz", AT, "rosa.diaz")
    done = replace(
        begun, answers={"OFERTA": "NO", "ÑUBLE": "Sí"}, saved_at=AT + timedelta(days=1), saved_by=REGIONAL.id
    )
    done = done.finished(40, "MEDIUM", 3)
    async with transactions(REGIONAL) as work:
        assert await work.evidence.keep_diagnosis(begun) == begun
    async with transactions(REGIONAL) as work:
        assert await work.evidence.half_way(case.id) == begun
        assert await work.evidence.half_way(other.id) is None
        assert await work.evidence.keep_diagnosis(done) == done
    async with transactions(REGIONAL) as work:
        assert await work.evidence.diagnosis(begun.id) == done
        assert await work.evidence.half_way(case.id) is None


async def test_one_that_is_not_there_is_not_found(transactions: Transactions) -> None:
    """No answer stands for none."""
    async with transactions(REGIONAL) as work:
        with pytest.raises(RecordNotFound):
            await work.evidence.diagnosis(new_id())


async def test_an_answer_of_the_tax_registry_is_kept_whole(transactions: Transactions) -> None:
    """DAT-04: with its activities in their order; also that the registry does not know the RUT."""
    account = an_account(rut=Rut.parse("44.100.808-2"))
    activities = (
        TaxActivity("102010", "Producción de conservas", TaxCategory.FIRST),
        TaxActivity("702000", "Asesorías"),
    )
    record = TaxRecord("Ñandú SpA", True, date(2016, 5, 2), TaxCategory.FIRST, activities, "PYME")
    told = TaxAnswer(new_id(), account.id, Rut.parse("44.100.808-2"), "Prueba", AT, REGIONAL.id, record)
    unknown = replace(told, id=new_id(), record=None)
    async with transactions(REGIONAL) as work:
        await work.accounts.add(account)
        assert await work.evidence.keep_tax_answer(told) == told
        await work.evidence.keep_tax_answer(unknown)
    async with transactions(REGIONAL) as work:
        assert await work.evidence.tax_answer(told.id) == told
        assert await work.evidence.tax_answer(unknown.id) == unknown
        with pytest.raises(RecordNotFound):
            await work.evidence.tax_answer(new_id())
