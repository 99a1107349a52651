"""The Spanish words of the API's values as a module for the browser, written from the exported schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from graphql import GraphQLEnumType, build_schema

WORDS: Final = Path(__file__).parent / "static" / "shared" / "enums.js"
"""Where the module is."""

SHOWN: Final = (
    "AccountClass",
    "AttentionCategory",
    "CallStageProgress",
    "Channel",
    "ConditionState",
    "DocumentPurpose",
    "Export",
    "ImprovementOrigin",
    "ImprovementState",
    "MeasureDimension",
    "MessageState",
    "Organisation",
    "Origin",
    "PersonType",
    "Phase",
    "PointOfContact",
    "Registration",
    "Relation",
    "RepresentationState",
    "Role",
    "SurveyState",
    "SyncStatus",
    "TargetGroup",
    "TaxAgreement",
    "TaxCategory",
    "TermObligation",
    "TermState",
)
"""The enumerations whose values a page shows or offers."""

_HEAD: Final = """// @ts-check
// Written by `make sdl` from the exported schema: what each value is called. Do not edit by hand.
import { said } from "./language.js";

/** @type {Record<string, Record<string, string>>} */
export const WORDS = """
_FOOT: Final = """;

/**
 * What a value is called, in the language of the page; itself, where nobody has named it.
 * @param {string} kind @param {string | null | undefined} value
 */
export const word = (kind, value) => (value ? said(WORDS[kind]?.[value] ?? value) : "—");
"""


def words_module(sdl: str) -> str:
    """The module's text: each value's description up to its first semicolon, without the full stop."""
    schema = build_schema(sdl)
    words = {}
    for name in SHOWN:
        kind = schema.type_map[name]
        assert isinstance(kind, GraphQLEnumType)
        words[name] = {value: _label(row.description or value) for value, row in kind.values.items()}
    return f"{_HEAD}{json.dumps(words, ensure_ascii=False, indent=2)}{_FOOT}"


def _label(description: str) -> str:
    return " ".join(description.partition(";")[0].split()).rstrip(".")
