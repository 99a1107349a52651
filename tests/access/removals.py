"""
Are the tests of access honest? Each check of the code is taken away in a process of its own, and they must turn red.

    python -m tests.access.removals            (`make doors`)

The data set is made once; a child of this process has its own copy of the store, one check less, and makes the
attempts that the check is about. A removal that turns nothing red is a hole in the tests, and fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import logging
import os
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from domain.protocol.follow_up.opt_out import OptOut, OptOutLinks
from domain.protocol.messages.links import OPT_OUT_LINK
from messaging.renderer import JinjaRenderer
from tests.access.believable import Subject
from tests.access.houses import World
from tests.access.making import build
from tests.access.test_companies import problems_with_anothers, problems_with_former, problems_with_own
from tests.access.test_conflict_of_interest import problems_of_conflict
from tests.access.test_natural_persons import problems_with_a_natural_person
from tests.access.test_staff import problems_of_reach, problems_of_repetition, problems_of_roles, problems_of_sight
from tests.access.world import SECRET, opened


def yes(*_given: Any, **_named: Any) -> bool:
    """Everybody may, whatever is asked."""
    return True


def nothing(*_given: Any, **_named: Any) -> None:
    """No reason to refuse."""


async def the_case(_casework: Any, case: Any, *_more: Any) -> Any:
    """The case, to act on by anybody."""
    return case


@dataclass(frozen=True, slots=True)
class Removal:
    """
    A check taken away.

    Attributes:
        what: As the table prints it.
        where: Module and name of what is replaced: "package.module:Class.function".
        by: What stands there instead.
        look: Which attempts see it: "another's", "own", "former", "natural", "roles", "reach", "conflict", "sight",
            "repetition".
        fields: Which root fields.
        behind: Checks before it, by what stands there instead: away in any case, and yet nothing is told.
        tells: What a problem says that is meant; empty: any.
    """

    what: str
    where: str
    by: Any
    look: str
    fields: frozenset[str]
    behind: Mapping[str, Any] = field(default_factory=dict)
    tells: str = ""


def _of(what: str, where: str, by: Any, look: str, *fields: str, **more: Any) -> Removal:
    return Removal(what, where, by, look, frozenset(fields), **more)


def _unbound(name: str) -> Callable[..., Any]:
    """A read that is not bound to its reader."""

    async def read(self: Any, key: str) -> Any:
        return await getattr(self._reads, name)(key)

    return read


async def everything_read(self: Any, page: Any, **asked: Any) -> Any:
    """The record of reads, for anybody."""
    return await self._reads.reads(page, **asked)


async def everything_read_of(self: Any, account_ids: Any, page: Any) -> Any:
    """The same of some accounts."""
    return await self._reads.of_accounts(account_ids, page)


async def representations_of_all(self: Any, page: Any, **asked: Any) -> Any:
    """Whosever they are."""
    return await self._reads.page(page, **asked)


async def representations_of_whoever(self: Any, account_ids: Any, page: Any) -> Any:
    """Of an account, whosever they are."""
    return await self._reads.of_accounts(account_ids, page)


async def sessions_of_anybody(self: Any, person: Any, now: Any) -> Any:
    """Whosever they are."""
    return await self._reads.open_of(person or self._actor.id, now)


def whoever_it_was(situation: Any, fact: str) -> list[Any]:
    """Reports of this fact at this instant, by anybody."""
    return [event for event in situation.timeline if event.fact == fact and event.occurred_at == situation.at]


def still_theirs(actor: Any, representations: Any, _chosen: str | None = None) -> Any:
    """The person with whatever she ever represented."""
    ever = frozenset(one.account_id for one in representations if one.account_id is not None)
    return replace(actor, represents=ever)


def with_a_live_link(self: Any, template: str, language: Any, parameters: Any, *_links: Any) -> Any:
    """A letter whose link is made of what was given."""
    links = OptOutLinks("https://api.test", (SECRET,), timedelta(days=365))
    refused = OptOut("mensaje", parameters.get("account_id", ""), "STAGE_1", "caso")
    return RENDER(self, template, language, parameters, {OPT_OUT_LINK: links.link(refused, datetime.now(UTC))})


RENDER: Final = JinjaRenderer.render
_SEEN: Final = "domain.use_cases.seen_by"
_REACH: Final = "domain.protocol.access.reach"
_TAKE: Final = "domain.use_cases.cases.take_step"
_CHARGE: Final = "domain.use_cases.cases.charge"
_DECIDE: Final = "domain.protocol.engine.decide"

_OPENED: Final = {
    f"{_TAKE}:_require_sight": nothing,
    "domain.protocol.access.actionable:sees_case": yes,
    "schema.cases.payloads:sees_case": yes,
}
"""An opening fact is taken and answered, whoever's the account is."""

REMOVALS: Final = (
    _of("sight of an account", f"{_SEEN}:SeenAccounts.account", _unbound("account"), "another's", "account"),
    _of("sight of an account by RUT", f"{_SEEN}:SeenAccounts.account_by_rut", _unbound("account_by_rut"), "another's",
        "account"),
    _of("sight of an action", f"{_SEEN}:SeenAccounts.actions_by_id", _unbound("actions_by_id"), "another's", "action",
        "node/Action"),
    _of("sight of a term by node", f"{_SEEN}:SeenAccounts.terms_by_id", _unbound("terms_by_id"), "another's",
        "node/Term"),
    _of("sight of a case", f"{_SEEN}:SeenCases.cases_by_id", _unbound("cases_by_id"), "another's", "case", "node/Case"),
    _of("sight of an account that is led to", f"{_SEEN}:SeenAccounts.accounts_by_id", _unbound("accounts_by_id"),
        "another's", "node/Account"),
    _of("sight of a message by node", f"{_SEEN}:SeenCases.messages_by_id", _unbound("messages_by_id"), "another's",
        "node/Message"),
    _of("sight of letters to staff", "domain.use_cases.seen_messages:templates_for", nothing, "own", "messages",
        "account", "case", "node/Account", "node/Case", "cases"),
    _of("lists bound to their reader", "domain.use_cases.sight:Sight.among", lambda _self, asked: asked, "own", "cases",
        "terms", "messages", "accounts"),
    _of("sight of the account of an opening fact", f"{_TAKE}:_require_sight", nothing, "another's",
        "submitHelpFormInHelpCentre", "requestAgendaInAgenda"),
    _of("sight of the case of a fact", f"{_TAKE}:sees_case", yes, "another's", "completeFichaInCapture",
        "answerInHelpCentre"),
    _of("sight of the case that is handed over", f"{_CHARGE}:sees_case", yes, "another's", "handOverCase",
        behind={f"{_CHARGE}:require": nothing}),
    _of("permission before a case that is handed over", f"{_CHARGE}:require", nothing, "roles", "handOverCase"),
    _of("permission before many cases that are handed over", "domain.use_cases.cases.hand_over_cases:require", nothing,
        "roles", "handOverCases"),
    _of("sight of the account that is acted on", "domain.protocol.access.actionable:Access.require_sight", nothing,
        "another's", "updateContact", "addContact", "declareExports", "annulAction", "waiveTerm"),
    _of("sight of the next step", "domain.use_cases.next_steps.ask:require_sight", nothing, "another's", "nextStep",
        "firstStep"),
    _of("sight of a declaration's case", "domain.use_cases.representations.wait:sees_case", yes, "another's",
        "addContact"),
    _of("sight of a representation by node", f"{_SEEN}:sees_representation", yes, "another's", "node/Representation"),
    _of("sight of representations in lists", f"{_SEEN}:SeenRepresentations.page", representations_of_all, "own",
        "representations"),
    _of("sight of who else represents an account", f"{_SEEN}:SeenRepresentations.of_accounts",
        representations_of_whoever, "own", "account", "accounts"),
    _of("sight of another's sessions", "domain.use_cases.sessions:SeenSessions.open_of", sessions_of_anybody, "sight",
        "sessions.username"),
    _of("permission to read figures", "schema.measures.queries:require", nothing, "sight", "measure"),
    _of("sight of the account in payloads", "domain.use_cases.sight:sees_account", yes, "another's",
        "submitHelpFormInHelpCentre", behind=_OPENED, tells="shows"),
    _of("end of a representation", "domain.protocol.access.representation:acting", still_theirs, "former", "account",
        "cases", "node/Case"),
    _of("natural person's account", "domain.use_cases.representations.settle:_require_opens", nothing, "natural"),
    _of("dead link of previews", "messaging.renderer:JinjaRenderer.render", with_a_live_link, "own",
        "messagePreview"),
    _of("permission before repetition", f"{_DECIDE}:_reported_before", whoever_it_was, "repetition"),
    _of("permission to read the record of reads", f"{_SEEN}:SeenPersonalReads.reads", everything_read, "sight",
        "readsOfPersonalData"),
    _of("permission to read an account's record of reads", f"{_SEEN}:SeenPersonalReads.of_accounts",
        everything_read_of, "sight", "node/Account.readsOfPersonalData"),
    _of("role of a fact", f"{_DECIDE}:require_reporter", nothing, "roles", "recordInterviewInCapture",
        "confirmAgendaInAgenda"),
    _of("role of a permission", "domain.protocol.access.permissions:is_allowed", yes, "roles", "updateAccount",
        "validateAccount", "addHoliday"),
    _of("reach of a region", f"{_REACH}:_of_office", nothing, "reach", "validateInCapture", "updateAccount"),
    _of("reach of a commercial office", f"{_REACH}:_of_market", nothing, "reach", "declineAgendaInAgenda",
        "rateDemandInDemand"),
    _of("reach of a sector", f"{_REACH}:_of_sector", nothing, "reach", "answerAsSectorInVisit"),
    _of("reach of an area", f"{_REACH}:_of_area", nothing, "reach", "informInvestchileInInvestment"),
    _of("reach of a macro-zone", f"{_REACH}:_of_macrozone", nothing, "reach", "reportFeasibilityInVisit"),
    _of("reach of a fact", f"{_DECIDE}:_whose", nothing, "reach", "validateInCapture",
        "confirmAgendaInAgenda"),
    _of("conflict of interest", "domain.protocol.access.conflict_of_interest:require_impartial", nothing, "conflict",
        "updateAccount", "validateInCapture"),
    _of("charge of a case that is handed over", f"{_CHARGE}:in_charge", the_case, "roles", "handOverCase",
        "markComplex", "setTopic"),
    _of("reach of a case that is handed over", f"{_CHARGE}:acting_here", the_case, "reach", "handOverCase",
        "markComplex", "setTopic"),
    _of("head of whoever assigns", f"{_CHARGE}:require", nothing, "roles", "assignCase"),
    _of("charge of a fact that is taken back", f"{_CHARGE}:for_head", the_case, "roles", "takeBackFact"),
    _of("sight of the case of a fact taken back", "domain.use_cases.cases.take_back:sees_case", yes, "another's",
        "takeBackFact"),
)  # fmt: skip
"""The checks that hold the doors, each by the function in which it stands."""


def take_away(where: str, by: Any) -> None:
    """
    Replace a check, wherever its name was imported to.

    Raises:
        AttributeError: It is not there any more: the list is not true.
    """
    module, _, path = where.partition(":")
    holder: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for each in outer:
        holder = getattr(holder, each)
    old = getattr(holder, name)
    for key, table in ((key, value) for key, value in vars(holder).items() if isinstance(value, dict)):
        for row, value in table.items():
            if value is old and not key.startswith("__"):
                table[row] = by
    setattr(holder, name, by)
    if getattr(old, "__module__", None) == module:
        for other in list(sys.modules.values()):
            if vars(other).get(name) is old:
                setattr(other, name, by)


async def problems(removal: Removal | None, folder: Path, made: Mapping[str, Any]) -> list[str]:
    """What the attempts that see the check find without it, on a copy of the store."""
    content = sqlite3.connect(":memory:")
    with sqlite3.connect(made["store"]) as kept:
        kept.backup(content)
    with sqlite3.connect(folder / "access.db") as mine:
        content.backup(mine)
    async with opened(folder) as api:
        world = World(api, made["subjects"], made["flow_kind"], content, told=made["told"])
        await world.restore()
        if removal is None:
            looks = {each.look for each in REMOVALS}
            return [problem for look in looks for problem in await _looked(world, look, _fields_of(look))]
        found = await _looked(world, removal.look, removal.fields)
        return [problem for problem in found if removal.tells in problem]


def _fields_of(look: str) -> frozenset[str]:
    return frozenset(field for each in REMOVALS if each.look == look for field in each.fields)


async def _looked(world: World, look: str, fields: frozenset[str]) -> list[str]:
    match look:
        case "another's":
            return await problems_with_anothers(world, represents=True, only=fields)
        case "own":
            return await problems_with_own(world, fields)
        case "former":
            return await problems_with_former(world, fields)
        case "natural":
            return await problems_with_a_natural_person(world)
        case "sight":
            return await problems_of_sight(world, "NORTE", fields)
        case "repetition":
            return await problems_of_repetition(world, "NORTE", fields)
        case "conflict":
            return await problems_of_conflict(world, fields)
        case "roles":
            return await problems_of_roles(world, "SUR", fields)
        case _:
            return await problems_of_reach(world, "NORTE", fields)


async def made_once(folder: Path) -> Mapping[str, Any]:
    """The data set, kept in a file."""
    async with opened(folder) as api:
        world = await build(api)
        store = folder / "made.db"
        with sqlite3.connect(store) as kept:
            world.content.backup(kept)
        subjects: Mapping[tuple[str, str], Subject] = world.subjects
        return {"store": store, "subjects": dict(subjects), "flow_kind": world.flow_kind,
                "told": world.told}  # fmt: skip


def is_red_without(removal: Removal | None, made: Mapping[str, Any], *, kept: bool = False) -> bool:
    """Whether the tests notice; None: nothing is taken away; *kept*: nothing but what is before the check."""
    child = os.fork()
    if child == 0:
        code = 2
        try:
            code = _in_child(removal, made, kept=kept)
        except BaseException:  # nothing of the parent's may be unwound here
            traceback.print_exc()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in {0, 1}:
        raise RuntimeError(f"{removal}: the attempts could not be made")
    return code == 1


def _in_child(removal: Removal | None, made: Mapping[str, Any], *, kept: bool) -> int:
    logging.disable()  # what fails without a check is meant to
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        if removal is not None:
            for where, by in removal.behind.items():
                take_away(where, by)
            if not kept:
                take_away(removal.where, removal.by)
        return 1 if asyncio.run(problems(removal, Path(folder), made)) else 0


def main(names: list[str]) -> int:
    """Print the table; 1 when a removal turns nothing red, or something is red with nothing removed."""
    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(made_once(Path(folder)))
        holes = int(is_red_without(None, made))
        print(f"{'red' if holes else 'green'}    with every check in its place")
        for removal in REMOVALS:
            if names and not any(name in removal.what for name in names):
                continue
            is_red = is_red_without(removal, made) and not (removal.behind and is_red_without(removal, made, kept=True))
            holes += not is_red
            print(f"{'red' if is_red else 'GREEN'}    without the {removal.what}: {removal.where}", flush=True)
    print(f"{holes} unnoticed")
    return 1 if holes else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
