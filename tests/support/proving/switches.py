"""
Rules that live in a function, each with what turns it off: the function, and what stands in its place.

What stands there does the thing as somebody would who had never read the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any, Final

from domain.model.cases import Flow
from domain.model.classes import Finding, Group, Phase, Relation
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.protocol.access.permissions import GRANTS, Permission
from domain.protocol.flows import FLOWS
from tests.support.proving.changes import rebind

Switch = Callable[[], None]


def _instead(place: str, stand: Callable[..., Any]) -> Switch:
    """Let *stand* be called instead of the function at "module:name"; it gets that function first."""

    def turn_off() -> None:
        module, _, name = place.partition(":")
        asked = getattr(import_module(module), name)
        rebind(asked, partial(stand, asked))

    return turn_off


def _without(place: str, key: object, value: object) -> Switch:
    """Let the table at "module:name" say *value* under *key*."""

    def turn_off() -> None:
        module, _, name = place.partition(":")
        table = getattr(import_module(module), name)
        rebind(table, {**table, key: value})

    return turn_off


def _one_less(place: str) -> Switch:
    """Let the tuple at "module:name" have one row less."""

    def turn_off() -> None:
        module, _, name = place.partition(":")
        table = getattr(import_module(module), name)
        rebind(table, table[:-1])

    return turn_off


def _nothing(_: object, *__: object, **___: object) -> None:
    """Nothing is asked for, and nothing is done."""


async def _nothing_later(_: object, *__: object, **___: object) -> None:
    """As `_nothing`."""


def _constant(value: object) -> Callable[..., object]:
    return lambda _, *__, **___: value


def _by_channel(asked: Callable[..., str], text: str, rules: object, situation: Any) -> str:
    """Each point of contact says something of its own."""
    return f"{asked(text, rules, situation)} {situation.point_of_contact}"


def _step_by_channel(asked: Callable[..., Any], situation: Any, *more: object) -> Any:
    step = asked(situation, *more)
    return replace(step, text=f"{step.text} {situation.point_of_contact}")


def _first_line_without_a_role() -> None:
    for grant in (GRANTS[Permission.CREATE_ACCOUNT], GRANTS[Permission.REGISTER_ACTION]):
        object.__setattr__(grant, "roles", grant.roles - {Role.SECTOR_OFFICER})


def _no_unit_of_its_own() -> None:
    object.__setattr__(FLOWS[Flow.CAPTURE].spec, "unit", None)


def _hand_over_without_record() -> None:
    consequences = import_module("domain.use_cases.cases.carry_out").Consequences
    consequences.hand_over = _nothing_later


def _once_a_user(asked: Callable[..., Any], seen: object, actions: object, frame: object, *more: Any) -> Any:
    """Who worked once is a user for ever."""
    found = asked(seen, actions, frame, *more)
    return found if more[1] is None else Finding(Relation.USUARIA, found.reasons)


def _as_at_home(asked: Callable[..., Any], seen: object, actions: object, frame: object, _: object, *more: Any) -> Any:
    """Everybody is asked for a start of activities in Chile."""
    origin = import_module("domain.model.classes").Origin.NACIONAL
    return asked(seen, actions, frame, origin, *more)


def _of_no_edition(asked: Callable[..., Any], day: object) -> Any:
    """A case that does not say under which edition it was opened."""
    return replace(asked(day), id="")


def _without_result(asked: Callable[..., Any], *about: object) -> Any:
    """A review task whose result nobody registers stays open."""
    item = asked(*about)
    return None if item is None else replace(item, done_on=None)


_CLASSES: Final = "domain.protocol.classes"
_CHANNELS: Final = "domain.model.institution.channels:CHANNEL_OF"
_REVIEW: Final = "domain.protocol.follow_up.quarterly_review"
_SAME_TEXT: Final = _instead("domain.protocol.engine.wording:filled", _by_channel)

SWITCHES: Final[Mapping[str, tuple[Switch, ...]]] = {
    "POL-02": (
        _instead("domain.protocol.catalogue.lookup:protocol_version_on", lambda f, day: replace(f(day), id="0")),
    ),
    "POL-03": (_SAME_TEXT,),
    "POL-05": (_hand_over_without_record,),
    "POL-09": (_instead("domain.use_cases.activities.activity_checks:check_in_time", _nothing),),
    "POL-11": (_instead("domain.protocol.routing.triage:_other", lambda _, enquiry: enquiry.matters),),
    "SYS-02": (_instead("domain.protocol.history.source_systems:checked_record", lambda _, record, __: record),),
    "SYS-03": (_instead("domain.protocol.history.profiles:normal_email", lambda _, text: text),),
    "SYS-04": (_one_less("domain.model.places.regions:REGIONS"),),
    "SYS-05": (_instead("domain.protocol.history.profiles:in_order", lambda _, steps: tuple(steps)),),
    "ROL-01": (_first_line_without_a_role,),
    "ROL-04": (_no_unit_of_its_own,),
    "ROL-05": (_no_unit_of_its_own,),
    "LIN-03": (_instead("domain.use_cases.cases.timers:_term_notice", _nothing_later),),
    "LIN-07": (_instead("domain.protocol.catalogue.lookup:search", _constant(())),),
    "LIN-11": (_instead("domain.use_cases.follow_up.follow_actions:open_follow_up", _nothing_later),),
    "ROL-02": (_one_less("domain.protocol.quality.units:SUPPORT_UNITS"),),
    "LIN-10": (_instead("domain.use_cases.quality.keep:keep_suggestions", _nothing_later),),
    "LIN-12": (_instead("domain.use_cases.quality.improvements:_checked_origin", _nothing_later),),
    "DEF-02": (_instead(f"{_CLASSES}.relation:has_started_activities", _constant(True)),),
    "DEF-06": (_instead(f"{_CLASSES}.relation:relation_of", _once_a_user),),
    "DEF-09": (_instead(f"{_CLASSES}.relation:relation_of", _as_at_home),),
    "DEF-13": (_instead(f"{_CLASSES}.company_type:non_user_type", _nothing),),
    "DEF-15": (_instead(f"{_CLASSES}.classification:_phase", _constant(Finding(Phase.CAPTACION, ()))),),
    "GRP-01": (_instead(f"{_CLASSES}.classification:_group", _constant(Finding(Group.CARTERA, ()))),),
    "GRP-02": (_instead("domain.protocol.measures.dimensions:place_of", lambda _, __, group: (0, group or "")),),
    "CHN-01": (_instead("domain.protocol.engine.contact_points:lacks_contact_point", _constant(False)),),
    "CHN-02": (_without(_CHANNELS, PointOfContact.EVENTO, Channel.DIGITAL),),
    "CHN-03": (_without(_CHANNELS, PointOfContact.CORREO, Channel.IN_PERSON),),
    "CHN-04": (_instead("domain.protocol.engine.contact_points:require_enabled_telephone", _nothing),),
    "CHN-05": (_instead("domain.protocol.routing.account_step:next_step_for_account", _step_by_channel),),
    "COM-01": (_instead("domain.protocol.engine.titles:in_sentence", lambda _, title: title),),
    "EXT-03": (_instead("domain.protocol.follow_up.contact_frequency:_interval", _constant(30)),),
    "EXT-04": (_instead(f"{_REVIEW}:quarterly_reviews", _constant(())),),
    "EXT-05": (_instead(f"{_REVIEW}:_flags", _constant([])),),
    "EXT-06": (_instead(f"{_REVIEW}:_item", _without_result),),
    "BEH-02": (_instead("domain.protocol.history.behaviour_notes:notes_es", _constant("")),),
}
