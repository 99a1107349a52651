"""The questions of the self-diagnosis test in the configuration file (DEF-12, AMB-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from persistence.configuration import load_configuration
from persistence.configuration.questionnaire import questionnaire

DAY = date(2026, 6, 1)
YES_NO = [{"code": "NO", "text": "No"}, {"code": "SI", "text": "Sí", "points": 5}]


def a_question(**fields: object) -> dict[str, object]:
    return {"code": "OFERTA", "text": "¿Tiene oferta?", "options": YES_NO, **fields}


def test_production_has_no_questions_and_the_sample_is_marked() -> None:
    """AMB-10: the source does not contain the questions; the best answers of the example give 100."""
    assert load_configuration().self_diagnosis.on(DAY) is None
    dated = load_configuration(samples=True).self_diagnosis.on(DAY)
    assert dated is not None
    assert dated.sample
    best = {each.code: each.options[-1].code for each in dated.value.questions}
    assert dated.value.score(best) == 100
    assert dated.value.told(best) == {"company_stage": "Consolidada"}


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"questions": [a_question()]}, "needs version"),
        ({"version": "v1", "questions": []}, "needs questions"),
        ({"version": "v1", "questions": [a_question(), a_question()]}, "OFERTA is there twice"),
        ({"version": "v1", "questions": [a_question(options=YES_NO[:1])]}, "two options or more"),
        ({"version": "v1", "questions": [a_question(options=[*YES_NO, YES_NO[0]])]}, "NO is there twice"),
        ({"version": "v1", "questions": [a_question(tells="rut")]}, "company_stage, support_needed"),
        (
            {"version": "v1", "questions": [a_question(options=[*YES_NO, {"code": "X", "text": "X", "points": -1}])]},
            "-1",
        ),
        ({"version": "v1", "questions": [a_question(weight=2)]}, "weight"),
        ("v1", "must be a table"),
    ],
)
def test_a_wrong_questionnaire_says_what_is_wrong(value: Any, why: str) -> None:
    """AMB-10: whoever writes the file is told the question and the reason."""
    with pytest.raises(ValueError, match=why):
        questionnaire(value)
