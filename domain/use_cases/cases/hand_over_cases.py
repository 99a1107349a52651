"""
Hand many cases over in one act ("derivar varios casos"): those of a colleague who leaves, or those that are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import InvalidValue, MissingData, NotAuthorised, StepNotAllowed
from domain.model.institution.people import Actor
from domain.protocol.access.actionable import ActionableCase
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.cases.charge import hand_over_in, may_hand_over
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.cases.take_step import CaseOutcome, repeated

RULE = "POL-05"
MOST = 200
"""Cases in one act: they are one transaction, in which nobody else writes on a small installation."""


@dataclass(frozen=True, slots=True)
class HandOverCases:
    """
    Which cases, to whom and why.

    Attributes:
        to: "office:OFIREG-08", "person:ana.rojas", a `Role` name, or "unit:<name>".
        of_person: Everything open that this person has, follow-ups too; the directory need not know them any more.
        case_ids: These; given instead of `of_person`.
    """

    to: str
    reason: str
    of_person: str | None = None
    case_ids: tuple[str, ...] = ()
    client_key: str | None = None


async def hand_over_cases(services: CaseServices, actor: Actor, asked: HandOverCases) -> tuple[CaseOutcome, ...]:
    """
    Hand every one of the cases over, as `hand_over_case` does one, with one reason; all of them or none.

    Each keeps its own record, its terms go on from their start, and each awaits its acknowledgement. Oldest first.

    Raises:
        MissingData: Neither a person nor cases are named, or no reason is given.
        InvalidValue: Both are, there are more than `MOST`, or there is no such office, person or role to hand them to.
        StepNotAllowed: The person has no open case, or one of those named has ended.
        NotAuthorised: One of them is not for the actor to hand over; with its number.
        RecordNotFound: There is no such case.

    Source: POL-05, AMB-68.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        known = await casework.run.recall(asked.client_key, "hand_over_cases", asked)
        if known is not None:
            return tuple([await repeated(casework, key) for key in known["cases"].split(",")])
        require(actor, Permission.HAVE_CASES)
        cases = [await _allowed(casework, key) for key in await _named(casework, asked)]
        cases.sort(key=lambda case: case.number)
        done = [await hand_over_in(casework, case, asked.to, asked.reason) for case in cases]
        told = ",".join(each.case.id for each in done)
        await casework.run.remember(asked.client_key, "hand_over_cases", asked, cases=told)
        return tuple(done)


async def _named(casework: Casework, asked: HandOverCases) -> Sequence[str]:
    """The ids of the cases that are meant, each once."""
    if asked.of_person and asked.case_ids:
        raise InvalidValue("Indique una persona o los casos, no ambos.", rule=RULE, field=("caseIds",))
    if asked.of_person:
        found = [case.id for case in await casework.work.cases.of_assignee(asked.of_person, MOST + 1)]
        if not found:
            raise StepNotAllowed("Esa persona no tiene casos abiertos.", rule=RULE)
    elif asked.case_ids:
        found = sorted(set(asked.case_ids))
    else:
        why = "Indique de quién son los casos, o cuáles son."
        raise MissingData(why, missing=("fromPerson",), rule=RULE, field=("fromPerson",))
    if len(found) > MOST:
        raise InvalidValue(f"Son más de {MOST} casos: derívelos por partes.", rule=RULE, field=("caseIds",))
    return found


async def _allowed(casework: Casework, case_id: str) -> ActionableCase:
    """The case, held, for whoever may hand it over; a refusal says which it is."""
    case = await casework.work.cases.hold(case_id)
    try:
        return await may_hand_over(casework, case)
    except NotAuthorised as refused:
        raise NotAuthorised(f"Caso {case.number}: {refused.message}", rule=refused.rule or RULE) from refused
    except StepNotAllowed as refused:
        raise StepNotAllowed(f"Caso {case.number}: {refused.message}", rule=refused.rule or RULE) from refused
