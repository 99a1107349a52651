"""One mutation for each fact of each flow, made from the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Annotated, Any

import strawberry
from graphql import GraphQLResolveInfo
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from domain.errors import ProtocolError
from domain.protocol.engine.rows import ACCOUNT
from domain.protocol.engine.titles import in_sentence
from domain.protocol.flows import FLOWS
from domain.use_cases.cases.open_and_report import ReportFact, StartCase, report_fact, start_case
from schema.cases.inputs import Circumstances, FactInput, FactInputs, FactSubject, Given, camel
from schema.cases.payloads import CasePayload, attempt_on_case
from schema.context import Info
from schema.errors import placed
from schema.execution.forms import Slip, SlipKind
from schema.ids import key_of
from schema.mistakes.paths import whole_path
from schema.mistakes.refusing import READ_ANYWAY, Told, in_python

Unread = tuple[ProtocolError, ...]
"""What of a form could not be read."""


def _fact_mutation(made: FactInput) -> StrawberryField:
    """The mutation of one fact: it opens a case, or reports on one, as the input says."""

    def asked_to_start(given: Given, unread: Unread) -> StartCase:
        account_id = made.account_of(given)
        came = given.circumstances or Circumstances()
        return StartCase(
            flow=made.flow,
            fact=made.fact.name,
            account_id=key_of(account_id, "Account", "account_id") if account_id else None,
            data=made.data_of(given),
            occurred_at=came.occurred_at,
            channel=came.channel,
            point_of_contact=came.point_of_contact,
            topic=getattr(given, "topic", None),
            client_key=None if unread else came.client_key,
            unread=unread,
        )

    def asked_to_report(given: Given, case_id: str, unread: Unread) -> ReportFact:
        came = given.circumstances or Circumstances()
        return ReportFact(
            case_id=key_of(case_id, "Case", "case_id"),
            fact=made.fact.name,
            data=made.data_of(given),
            seen=came.version,
            occurred_at=came.occurred_at,
            channel=came.channel,
            point_of_contact=came.point_of_contact,
            topic=getattr(given, "topic", None),
            client_key=None if unread else came.client_key,
            unread=unread,
        )

    def beside(path: list[str]) -> list[str]:
        """The path in the input of the fact, where data stand beside the rest."""
        return whole_path(made.type, path[1:] if path[0] == "data" else path)

    async def answer(info: Info, given: Given, unread: Unread = ()) -> CasePayload:
        if case_id := made.case_of(given):
            payload = await attempt_on_case(info, report_fact, lambda: asked_to_report(given, case_id, unread))
        else:
            payload = await attempt_on_case(info, start_case, lambda: asked_to_start(given, unread))
        placed(payload.user_errors, beside)
        return payload

    async def resolve(self: None, info: Info, input: Given) -> CasePayload:
        del self
        return await answer(info, input)

    async def read_anyway(
        raw: GraphQLResolveInfo[Any], read: Mapping[str, Any], slips: Sequence[Slip], told: Told
    ) -> CasePayload | None:
        """All that is wrong with the form, with what the protocol misses; None: nobody can tell in which case."""
        if any(slip.path[-1] == "caseId" for slip in slips) or "input" not in read:
            return None
        given: Any = SimpleNamespace(**in_python(made.type, read["input"]))
        given.circumstances = Circumstances(**in_python(Circumstances, given.circumstances or {}))
        if made.case_path[:-1]:
            given.about = SimpleNamespace(**in_python(FactSubject, given.about or {}))
        return await answer(
            Info(_raw_info=raw, _field=field), given, tuple(told(slip, _path(made, slip)) for slip in slips)
        )

    resolve.__annotations__["input"] = Annotated[
        made.type, strawberry.argument(description="The fact, with what it brings.")
    ]
    resolve.__name__ = made.mutation
    roles = ", ".join(sorted(role.value for role in made.fact.roles))
    description = (
        f"{FLOWS[made.flow].spec.title}: {in_sentence(made.fact.title)}. {made.fact.description} Roles: {roles}."
    )
    field = StrawberryField(description=description, metadata={READ_ANYWAY: read_anyway})(resolve)
    return field


def _path(made: FactInput, slip: Slip) -> tuple[str, ...]:
    """Where the protocol says that it is wrong: a datum by the name of its row."""
    names = {camel(datum.name): datum.name for datum in made.fact.data}
    name = slip.path[-1]
    if name in names:
        return ("data", names[name])
    of_account = name == camel(ACCOUNT.name) or (name == "about" and slip.kind is SlipKind.ABSENT)
    return (ACCOUNT.name,) if of_account else slip.path[1:]


def fact_mutations() -> type:
    """A type with one mutation for each fact of every flow."""
    inputs = FactInputs()
    made = [_fact_mutation(each) for rules in FLOWS.values() for each in inputs.of(rules)]
    return create_type("FlowMutations", made)
