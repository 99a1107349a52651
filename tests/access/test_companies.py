"""Every query, mutation and kind of node, as a company: its own, another's, one that does not exist (F-01, F-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.model.institution.people import Actor
from schema.ids import read_global_id
from tests.access.attempts import Answer, Asker, Attempt, flow_of, mutations_about, queries_about
from tests.access.believable import Subject
from tests.access.expected import Expectations
from tests.access.houses import HOUSES, World, declarant, former, unknown
from tests.access.strangers import Strangers, keys_told, letters_to_others, live_links, without_names
from tests.access.world import company

pytestmark = pytest.mark.xdist_group("access")
PUBLIC = frozenset(
    {"node/Office", "node/Region", "node/Rule", "node/OpenPoint", "node/Activity", "changeActivity", "withdrawActivity"}
)
"""About what is nobody's: everybody may know that it is there."""
TABLE = Expectations.read().cells
OF_THE_PERSON = frozenset({"viewer", "representations", "node/Representation"})
"""What a person is told of what she declared herself, for good."""


def attempts(world: World, house: str) -> Iterator[tuple[str, Attempt]]:
    """Every attempt about the account of the house that it concerns, by the kind of that account."""
    for attempt in queries_about(world.subject(house)):
        yield "national", attempt
    for kind in ("national", "foreign"):
        for attempt in mutations_about(world.subject(house, kind), world.flow_kind):
            flow = flow_of(attempt.field, world.flow_kind)
            if world.flow_kind.get(flow or "", "national") == kind:
                yield kind, attempt


def viewer_of(subject: Subject | None) -> Actor:
    """Who represents it; None: somebody with Clave Única and no account."""
    return company(None if subject is None else read_global_id(subject.ids["Account"])[1])


def about_nobody(world: World) -> dict[tuple[str, str, str], Attempt]:
    """The same attempts with ids and words of nobody."""
    found = {}
    for kind in ("national", "foreign"):
        stranger = unknown(world.subject("NORTE", kind))
        for attempt in [*queries_about(stranger), *mutations_about(stranger, world.flow_kind)]:
            found[kind, attempt.field, attempt.way] = attempt
    return found


def answered(answer: Answer) -> str:
    """Of which class an answer is."""
    if answer.codes:
        return " and ".join(sorted({str(code) for code in answer.codes}))
    if answer.is_empty:
        return "answered with nothing"
    return "written" if answer.wrote else "answered"


def by_class(told: Counter[str]) -> str:
    """How many answers of each class, the most first."""
    return ", ".join(f"{count} {name}" for name, count in told.most_common())


def told_apart(hidden: Answer, missing: Answer, theirs: Subject) -> str | None:
    """How the answer about another's differs from that about nobody's; None: it does not."""
    seen, unseen = without_names(hidden, theirs), without_names(missing, unknown(theirs))
    if seen != unseen:
        return f"another's: {seen[-300:]}\n    nobody's: {unseen[-300:]}"
    if hidden.statements != missing.statements:
        return f"{hidden.statements} statements for another's, {missing.statements} for nobody's"
    return None


async def problems_with_anothers(
    world: World, *, represents: bool, only: frozenset[str] = frozenset(), viewer_is: Actor | None = None
) -> list[str]:
    """What a company learns of another's account, or does there; of these fields only, when some are named."""
    asker, wrong, same = Asker(world), [], about_nobody(world)
    told: Counter[str] = Counter()
    for kind, attempt in attempts(world, "NORTE"):
        if (only and attempt.field not in only) or (viewer_is is not None and attempt.field in OF_THE_PERSON):
            continue
        viewer = viewer_is or viewer_of(world.subject("SUR", kind) if represents else None)
        strangers = Strangers.of(world, frozenset({viewer.account_id or ""} if viewer_is is None else ()))
        nobodys = same[kind, attempt.field, attempt.way]
        hidden = await asker.ask(viewer, attempt)
        problems = [f"shows {sorted(shown)[:4]}"] if (shown := strangers.shown_in(hidden)) else []
        if "INTERNAL" in hidden.codes:
            problems.append(f"shows a fault of ours: {hidden.errors}")
        if hidden.wrote and strangers.rows_in(world.api.file) != strangers.rows:
            problems.append("writes into another's file")
        if hidden.wrote:
            await world.restore()
        if attempt.field not in PUBLIC and nobodys.variables != attempt.variables:
            missing = await asker.ask(viewer, nobodys)
            told["compared with nobody's in text, count and statements"] += 1
            problems += [each for each in [told_apart(hidden, missing, world.subject("NORTE", kind))] if each]
            if missing.wrote:
                await world.restore()
        told[answered(hidden)] += 1
        wrong += [f"{attempt.field} ({attempt.way}): {each}" for each in problems]
    print(f"\n{asker.made} attempts on another's account and on nobody's; another's was {by_class(told)}")
    return wrong


async def problems_with_own(world: World, only: frozenset[str] = frozenset()) -> list[str]:
    """What a company learns of others where it asks about its own; of these fields only, when some are named."""
    asker, wrong = Asker(world), []
    told: Counter[str] = Counter()
    others = [str(who(house).run) for house in HOUSES for who in (declarant, former)]
    links, now = world.api.runtime.casework.opt_out, world.api.runtime.services.clock.now()
    for kind, attempt in attempts(world, "SUR"):
        if only and attempt.field not in only:
            continue
        viewer = viewer_of(world.subject("SUR", kind))
        answer = await asker.ask(viewer, attempt)
        if shown := Strangers.of(world, frozenset({viewer.account_id or ""})).shown_in(answer):
            wrong.append(f"{attempt.field} ({attempt.way}): shows {sorted(shown)[:4]}")
        if letters := keys_told(answer) & letters_to_others(world.api.file):
            wrong.append(f"{attempt.field} ({attempt.way}): shows {len(letters)} letters to others than the company")
        if runs := [run for run in others if run in answer.text and run not in answer.sent]:
            wrong.append(f"{attempt.field} ({attempt.way}): shows who else declared or represented it: {runs}")
        if answer.status != 200 or "INTERNAL" in answer.codes:
            wrong.append(f"{attempt.field} ({attempt.way}): {answer.status} {answer.errors}")
        if "FORBIDDEN" in answer.codes and TABLE[attempt.field]["E"] != ".":
            wrong.append(f"{attempt.field} ({attempt.way}): a field below it hides all the rest: {answer.errors}")
        if attempt.field == "messagePreview" and live_links(answer, links, now):
            wrong.append(f"{attempt.field} ({attempt.way}): carries a link that serves")
        told[answered(answer)] += 1
        if answer.wrote:
            await world.restore()
    print(f"\n{asker.made} attempts on the own account: {by_class(told)}")
    return wrong


@pytest.mark.parametrize("represents", [True, False], ids=["a company", "nobody's representative"])
async def test_what_is_anothers_is_as_if_unknown(world: World, represents: bool, only: frozenset[str]) -> None:
    """Design 4: beyond sight: as if unknown, in text, code, count and number of statements; nothing is written."""
    wrong = await problems_with_anothers(world, represents=represents, only=only)
    assert not wrong, "\n".join(wrong)


async def problems_with_former(world: World, only: frozenset[str] = frozenset()) -> list[str]:
    """What a person still learns or does whose representation was ended; her token may still name the account."""
    account = viewer_of(world.subject("NORTE")).account_id
    found = []
    for viewer in (former("NORTE"), replace(former("NORTE"), account_id=account)):
        found += await problems_with_anothers(world, represents=False, only=only, viewer_is=viewer)
    return found


async def test_who_represents_it_no_more_finds_nothing(world: World, only: frozenset[str]) -> None:
    """AMB-54: at once as if she had never known of it, whatever her token says."""
    wrong = await problems_with_former(world, only)
    assert not wrong, "\n".join(wrong)


async def test_a_company_is_shown_nothing_but_its_own(world: World, only: frozenset[str]) -> None:
    """Design 4: whatever leaves is bound to the viewer: what its own requests answer holds nothing of others."""
    wrong = await problems_with_own(world, only)
    assert not wrong, "\n".join(wrong)
