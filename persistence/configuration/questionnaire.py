"""The questions of the self-diagnosis test, as the file has them (DEF-12, AMB-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from domain.model.evidence.self_diagnosis import Option, Question, Questionnaire
from domain.protocol.routing.referrals import STAGE, SUPPORT

TELLABLE: Final = frozenset({STAGE.name, SUPPORT.name})
"""Data of the result that an answer may be (LOW-03)."""


def questionnaire(value: object) -> Questionnaire:
    """
    A version with its questions, each with two options or more; codes are there once.

    Raises:
        ValueError: What is wrong, as it follows "value".
    """
    table = _table(value, "the questionnaire", {"version", "questions"})
    questions = tuple(_question(each) for each in _tables(table.get("questions"), "questions"))
    _once([question.code for question in questions], "questions")
    return Questionnaire(_text(table, "version", "the questionnaire"), questions)


def _question(value: Mapping[str, object]) -> Question:
    code = _text(value, "code", "a question")
    table = _table(value, code, {"code", "text", "options", "tells"})
    options = tuple(_option(each, code) for each in _tables(table.get("options"), f"options of {code}"))
    if len(options) < 2:
        raise ValueError(f"{code} needs two options or more")
    _once([option.code for option in options], f"options of {code}")
    tells = table.get("tells")
    if tells is not None and tells not in TELLABLE:
        raise ValueError(f"{code} tells {tells}, which is none of {', '.join(sorted(TELLABLE))}")
    return Question(code, _text(table, "text", code), options, None if tells is None else str(tells))


def _option(value: Mapping[str, object], question: str) -> Option:
    table = _table(value, f"an option of {question}", {"code", "text", "points"})
    points = table.get("points", 0)
    if not isinstance(points, int) or isinstance(points, bool) or points < 0:
        raise ValueError(f"{question} gives points {points!r}: a whole number, 0 or more, is meant")
    return Option(_text(table, "code", question), _text(table, "text", question), points)


def _table(value: object, what: str, known: set[str]) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"must be a table: {what} is {value!r}")
    if unknown := sorted(set(value) - known):
        raise ValueError(f"{what} has {', '.join(unknown)}, which nothing reads")
    return value


def _tables(value: object, what: str) -> Sequence[Mapping[str, object]]:
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        raise ValueError(f"needs {what}, a list of tables")
    return value


def _text(table: Mapping[str, object], key: str, what: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{what} needs {key}, a text")
    return value


def _once(codes: Sequence[str], what: str) -> None:
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(f"{what}: {', '.join(twice)} is there twice")
