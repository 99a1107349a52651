"""Attempts made from the SDL: each root field in each way to name a subject, its answer, and what it cost and wrote."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_composite_type,
)

from domain.model.institution.people import Actor
from domain.protocol.follow_up.opt_out import OPT_OUT_STAGE
from messaging.renderer import JinjaRenderer
from schema.ids import global_id, read_global_id
from tests.access.believable import KINDS_OF_IDS, OF_SUBJECT, Believable, Subject
from tests.access.houses import World
from tests.access.sdl import GUARDED, everything, guarded_field, is_required, mutations, node_kinds, queries
from tests.support.statements import of_requests

Variables = Mapping[str, Any]
_NAMING: Final = frozenset({*KINDS_OF_IDS, "rut", "name", "email", "phone", "website", "search", "id"})
"""Fields by which a request can name somebody."""
ROOT_IDS: Final = {"case": "Case", "action": "Action", "account": "Account"}
"""Kind that the argument `id` of a root field means."""
_LETTERS: Final = JinjaRenderer().catalogue


ASKING_MORE: Final[tuple[tuple[str, str, Any], ...]] = (
    ("sessions", "username", "pedro.godoy"),
    ("measure", "by", ["FLOW"]),
)
"""Arguments that ask for more than the field alone: for another person's, for rows with the records behind them."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    One request.

    Attributes:
        field: Root field; `node` with the kind of its id: "node/Case"; with an argument that asks more of who asks:
            "sessions.username".
        way: How the subject is named: "accountId", "by.rut", "on its case", …
    """

    field: str
    way: str
    document: str
    variables: Variables

    @property
    def root(self) -> str:
        """The root field alone."""
        return re.split("[/.]", self.field)[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it."""

    status: int
    text: str
    body: Mapping[str, Any]
    statements: int
    wrote: bool
    root: str
    sent: str = field(repr=False, default="")

    @property
    def payload(self) -> Any:
        """What the root field gave; None: nothing."""
        return (self.body.get("data") or {}).get(self.root)

    @property
    def errors(self) -> list[Mapping[str, Any]]:
        """Those of the top and those for a person."""
        payload = self.payload
        told = payload.get("userErrors") or [] if isinstance(payload, dict) else []
        return [*self.body.get("errors", ()), *told]

    @property
    def codes(self) -> list[str]:
        """Codes of all errors."""
        return [each.get("code") or each.get("extensions", {}).get("code") for each in self.errors]

    @property
    def is_refused(self) -> bool:
        """The role, the office or the owner is told that it may not."""
        return bool({"NOT_AUTHORISED", "FORBIDDEN"}.intersection(self.codes))

    @property
    def is_empty(self) -> bool:
        """Nothing is there for whoever asked, without a word why."""
        shown = self.payload
        if isinstance(shown, dict) and "nodes" in shown:
            shown = shown["nodes"]
        if isinstance(shown, list):
            shown = [each for each in shown if each is not None]
        return not self.errors and not shown


def queries_about(subject: Subject) -> Iterator[Attempt]:
    """Every query in every way to name the subject."""
    by = Believable(subject)
    for name, found in queries().items():
        if name in {"node", "nodes"}:
            continue
        required = {key for key, each in found.args.items() if is_required(each)}
        plain = {key for key in required if not _names_one(found.args[key].type)}
        base = {key: _argument(by, name, key, found.args[key].type) for key in plain}
        ways = list(_ways(by, name, found.args)) or [("", {})]
        if name == "messagePreview":
            ways += [(f"template.{key}", _filled(subject, key)) for key in OPT_OUT_STAGE]
        for way, given in ways if required.intersection(_NAMING) or required - plain else [("", {}), *ways]:
            variables = {**base, **given}
            variables = {key: value for key, value in variables.items() if value is not Undefined}
            yield Attempt(name, way, document_of("query", name, variables), variables)
    for name, argument, value in ASKING_MORE:
        args = queries()[name].args
        needed = {key: _argument(by, name, key, each.type) for key, each in args.items() if is_required(each)}
        given = {**needed, argument: value}
        yield Attempt(f"{name}.{argument}", argument, document_of("query", name, given), given)
    for kind in node_kinds():
        key = subject.ids.get(kind) or next((v for k, v in subject.ids.items() if k.startswith(f"{kind}/")), None)
        key = key or global_id(kind, subject.words["marker"])
        document = f"query($id: ID!) {{ node(id: $id) {{ ... on {kind} {everything(kind)} }} }}"
        yield Attempt(f"node/{kind}", "id", document, {"id": key})
        among = f"query($id: ID!) {{ nodes(ids: [$id]) {{ ... on {kind} {everything(kind)} }} }}"
        yield Attempt(f"node/{kind}", "ids", among, {"id": key})
    for guarded in sorted(GUARDED):
        holder, _, name = guarded.partition(".")
        asked = guarded_field(holder, name)
        document = f"query($id: ID!) {{ node(id: $id) {{ ... on {holder} {{ id {asked} }} }} }}"
        yield Attempt(f"node/{guarded}", "id", document, {"id": subject.ids[holder]})


def _names_one(kind: GraphQLInputType) -> bool:
    """It is an object that names what is asked for; a list of objects says something else."""
    return isinstance(get_nullable_type(kind), GraphQLInputObjectType)


def _ways(by: Believable, root: str, args: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, each in args.items():
        kind = get_nullable_type(each.type)
        if isinstance(kind, GraphQLInputObjectType):
            for inner, below in kind.fields.items():
                if inner in _NAMING or inner in OF_SUBJECT:
                    value = _argument(by, root, inner, below.type)
                    if value is not Undefined:
                        yield f"{key}.{inner}", {key: {inner: value}}
        elif key in _NAMING or key in OF_SUBJECT:
            value = _argument(by, root, key, each.type)
            if value is not Undefined:
                yield key, {key: value}


def _argument(by: Believable, root: str, name: str, kind: Any) -> Any:
    if name in {"id", "by.id"}:
        wanted = ROOT_IDS[root]
        return next(v for k, v in by.subject.ids.items() if k.partition("/")[0] == wanted)
    if root == "office":
        return by.subject.words["office"] or "CENTRAL"
    if name == "parameters":
        return [{"name": key, "value": value} for key, value in _parameters(by.subject).items()]
    return by.value(name, kind)


def _parameters(subject: Subject) -> dict[str, str]:
    account = read_global_id(subject.ids["Account"])[1]
    return {"account_id": account, "company": subject.words["name"], "mailbox": "x@example.cl", "office": "Biobío"}


def _filled(subject: Subject, template: str) -> dict[str, Any]:
    """A template that carries a link, with all its parameters."""
    named = {name: "x" for each in _LETTERS if each.message == template for name in each.parameters}
    given = {**named, **_parameters(subject)}
    return {"template": template, "parameters": [{"name": name, "value": value} for name, value in given.items()]}


def mutations_about(subject: Subject, flows: Mapping[str, str]) -> Iterator[Attempt]:
    """Every mutation with a believable input; where it takes a case or an account, once with each."""
    for name, found in mutations().items():
        kind = get_nullable_type(found.args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        flow = flow_of(name, flows)
        either = {"accountId", "caseId"} <= kind.fields.keys() or "about" in kind.fields
        for way, opens in [("on a case", False), ("on an account", True)] if either else [("", False)]:
            if flow and not opens and f"Case/{flow}" not in subject.ids:
                continue
            variables = {"input": Believable(subject, flow, opens).of(kind)}
            if either and flow is None:
                del variables["input"]["caseId" if opens else "accountId"]
            yield Attempt(name, way, document_of("mutation", name, variables), variables)


def flow_of(mutation: str, flows: Mapping[str, str]) -> str | None:
    """The flow of a fact's mutation, by its name ("…InCapture"); None: it is not of a flow."""
    for flow in flows:
        pascal = "".join(word.capitalize() for word in flow.split("_"))
        if mutation.endswith(f"In{pascal}"):
            return flow
    return None


def document_of(operation: str, name: str, variables: Variables) -> str:
    """A document that asks everything of a root field."""
    found = (queries() if operation == "query" else mutations())[name]
    declared = ", ".join(f"${key}: {found.args[key].type}" for key in variables)
    given = ", ".join(f"{key}: ${key}" for key in variables)
    inner = get_named_type(found.type)
    selection = everything(inner.name) if is_composite_type(inner) else ""
    if "first" in found.args and "first" not in variables:
        given = f"{given}, first: 5" if given else "first: 5"
    head = f"{operation}{f'({declared})' if declared else ''}"
    return f"{head} {{ {name}{f'({given})' if given else ''} {selection} }}"


def _codes_of(body: Mapping[str, Any]) -> list[Any]:
    return [(error.get("extensions") or {}).get("code") for error in body.get("errors", ())]


@dataclass(slots=True)
class Asker:
    """Makes attempts, and watches the store meanwhile."""

    world: World
    made: int = 0
    _side: sqlite3.Connection | None = None

    async def ask(self, actor: Actor, attempt: Attempt) -> Answer:
        """The answer; a store that was written to is put back."""
        if self._side is None:
            self._side = sqlite3.connect(self.world.api.file)
        before = self._side.execute("PRAGMA data_version").fetchone()
        with self.world.api.runtime.database.watch() as statements:
            response = await self.world.api.raw(actor, attempt.document, attempt.variables)
            counted = len(of_requests(statements))
        self.made += 1
        wrote = before != self._side.execute("PRAGMA data_version").fetchone()
        body = response.json()
        too_much = [code for code in _codes_of(body) if str(code).endswith("LIMIT_EXCEEDED")]
        assert not too_much, f"{attempt.field} ({attempt.way}) asks for more than is answered, and so tests nothing"
        return Answer(
            response.status_code, json.dumps(body.get("data"), ensure_ascii=False)
            + json.dumps(body.get("errors"), ensure_ascii=False), body, counted, wrote, attempt.root,
            json.dumps(attempt.variables, ensure_ascii=False),
        )  # fmt: skip


__all__ = ["Answer", "Asker", "Attempt", "mutations_about", "queries_about"]
