"""
Ready documents («documentos listos»): one for each fact that somebody may report, for forms that are drawn from rows.

A client that draws the form of a fact from `flows` or `nextStep { actions }` has no document of its own for it. It
sends the id of this one (`documentId`), with the input that it filled in as `$input`: the mutation is the typed one,
and runs where only trusted documents do (F-60). Its alias is `reported`, so that one line reads the answer of any fact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from domain.model.cases import Flow
from domain.protocol.flows import FLOWS
from schema.cases.inputs import input_type_of, mutation_of, pascal


def ready_document(flow: Flow, fact: str) -> str:
    """The text: the mutation with its case, its entry, the next step, and what is wrong with the form."""
    name = f"{pascal(fact)}In{pascal(flow.value)}"
    return f"""mutation {name}($input: {input_type_of(flow, fact)}!) {{
  reported: {mutation_of(flow, fact)}(input: $input) {{
    case {{ id number version state stateTitle isOpen }}
    event {{ sequence title occurredAt effects }}
    nextStep {{ step title text responsible dueOn }}
    isDuplicate
    userErrors {{
      __typename code message field rule
      ... on MissingDataError {{ missing fields }}
      ... on StepNotAllowedError {{ stepToTake }}
      ... on VersionConflictError {{ currentVersion currentId }}
    }}
  }}
}}"""


def ready_document_id(flow: Flow, fact: str) -> str:
    """Its id: the SHA-256 of the text, in hexadecimal."""
    return hashlib.sha256(ready_document(flow, fact).encode()).hexdigest()


@cache
def ready_documents() -> Mapping[str, str]:
    """All of them by their id."""
    facts = [(flow, fact.name) for flow, rules in FLOWS.items() for fact in rules.spec.facts if fact.roles]
    return MappingProxyType({ready_document_id(*each): ready_document(*each) for each in facts})
