"""Attempts of staff: small answers, and many refusals in one request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from graphql import get_named_type, is_composite_type

from domain.model.institution.people import Actor
from tests.access.attempts import Asker, Attempt
from tests.access.sdl import mutations, queries

_TOGETHER: Final = 40
"""Mutations in one document; a document has at most 50 aliases."""
SMALL: Final = "userErrors { code message }"


def small(attempt: Attempt) -> Attempt:
    """The same with hardly anything asked of the answer."""
    if attempt.root == "node":
        return (
            attempt if "." in attempt.field else replace(attempt, document="query($id: ID!) { node(id: $id) { id } }")
        )
    kind = "query" if attempt.root in queries() else "mutation"
    found = (queries() if kind == "query" else mutations())[attempt.root]
    declared = ", ".join(f"${key}: {found.args[key].type}" for key in attempt.variables)
    given = ", ".join(
        [*(f"{key}: ${key}" for key in attempt.variables), *(["first: 5"] if "first" in found.args else [])]
    )
    selection = SMALL if kind == "mutation" else _seen(str(get_named_type(found.type)))
    shown = f" {{ {selection} }}" if is_composite_type(get_named_type(found.type)) else ""
    head = f"{kind}{f'({declared})' if declared else ''}"
    document = f"{head} {{ {attempt.root}{f'({given})' if given else ''}{shown} }}"
    return Attempt(attempt.field, attempt.way, document, attempt.variables)


def _seen(type_name: str) -> str:
    return "nodes { id }" if type_name.endswith("Connection") else "__typename"


def together(attempts: Sequence[Attempt]) -> Iterator[tuple[Sequence[Attempt], Attempt]]:
    """Documents of many mutations each, and which they are; every one is an attempt of its own."""
    for start in range(0, len(attempts), _TOGETHER):
        some = attempts[start : start + _TOGETHER]
        types = [mutations()[each.root].args["input"].type for each in some]
        declared = ", ".join(f"$i{n}: {kind}" for n, kind in enumerate(types))
        inner = " ".join(f"a{n}: {each.root}(input: $i{n}) {{ {SMALL} }}" for n, each in enumerate(some))
        variables: dict[str, Any] = {f"i{n}": each.variables["input"] for n, each in enumerate(some)}
        yield some, Attempt("many", "", f"mutation({declared}) {{ {inner} }}", variables)


async def refusals(asker: Asker, actor: Actor, attempts: Sequence[Attempt]) -> Iterator[tuple[Attempt, bool, Any]]:
    """Each attempt, whether it was refused, and what it answered."""
    found = []
    for some, document in together(attempts):
        answer = await asker.ask(actor, document)
        data = answer.body.get("data") or {}
        for place, attempt in enumerate(some):
            told = data.get(f"a{place}")
            top = [e for e in answer.body.get("errors", ()) if (e.get("path") or [None])[0] == f"a{place}"]
            codes = [e["code"] for e in (told or {}).get("userErrors", ())] + [e["extensions"]["code"] for e in top]
            found.append((attempt, codes in (["NOT_AUTHORISED"], ["FORBIDDEN"]), told or top))
        asker.made += len(some) - 1
        if answer.wrote:
            await asker.world.restore()
    return iter(found)
