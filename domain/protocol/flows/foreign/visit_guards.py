"""What the rows of an importers' visit ask and compute: notice, offices that agree, macro-zones that answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.cases import CaseEvent
from domain.model.institution.calendar import local_day
from domain.model.institution.directory import Person
from domain.model.institution.people import Role
from domain.model.places.regions import REGIONS
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import office_es
from domain.protocol.flows.foreign.offices import (
    commercial_executive,
    handed,
    id_of,
    office_of_person,
    oficom_of,
)
from domain.protocol.routing.assignment import (
    first_present,
    macrozones_answered_by,
    macrozones_of,
    sector_officer_for,
)
from domain.protocol.terms.in_situation import last_day_in, length_in

__all__ = ["contacted", "coordinators_pending", "is_short_notice", "offices_pending"]

_ANSWER: Final = "answer_as_coordinator"
_REGION_NAMES: Final = {region.cut: region.name for region in REGIONS}


# Notice


def is_short_notice(situation: Situation) -> bool:
    """Fewer days than SLA-16 asks for, from the request to the visit. Source: VIS-06, VIS-07, AMB-28."""
    starts_on = situation.day("visit_starts_on")
    if starts_on is None:
        return False
    asked_on, requested = situation.today, _request(situation)
    if requested is not None:
        asked_on = local_day(requested.occurred_at, situation.calendar.zone)
    last_day = last_day_in("SLA-16", asked_on, situation, starts_on)
    return last_day is not None and last_day < asked_on


def _request(situation: Situation) -> CaseEvent | None:
    """The request that could be processed: one whose supply is still to be clarified could not. Source: AMB-66."""
    asked = (event for event in reversed(situation.timeline) if event.fact == "request_visit")
    return next((event for event in asked if event.data.get("supply_known") is not False), None)


def notice_is_enough(situation: Situation) -> bool:
    """As many days as SLA-16 asks for, or more: there is nothing to agree. Source: VIS-06, VIS-07."""
    return not is_short_notice(situation)


def visit_is_past(situation: Situation) -> bool:
    """The visit would begin before today. Source: VIS-06."""
    starts_on = situation.day("visit_starts_on")
    return not situation.asked and starts_on is not None and starts_on < situation.today


def offices_pending(situation: Situation) -> tuple[str, ...]:
    """The offices involved that have not agreed to a short notice, this fact included. Source: VIS-07."""
    agreed = {event.data.get("office") for event in situation.timeline if event.fact == "agree_short_notice"}
    agreed.add(situation.given.get("office"))
    return tuple(office for office in _involved(situation) if office not in agreed)


def offices_pending_es(situation: Situation) -> str:
    """`offices_pending`, by their names. Source: VIS-07, COM-01."""
    return ", ".join(office_es(office, situation) or office for office in offices_pending(situation))


def agreement_is_pending(situation: Situation) -> bool:
    """Another office has still to agree. Source: VIS-07."""
    return bool(offices_pending(situation))


def short_notice_is_not_agreed(situation: Situation) -> bool:
    """Short notice, and the office of one of the regions has not agreed. Source: VIS-07."""
    return is_short_notice(situation) and bool(offices_pending(situation))


def office_is_not_involved(situation: Situation) -> bool:
    """The office named is none of those that the visit touches. Source: VIS-07."""
    return _is_told(situation, "office") and situation.text_given("office") not in _involved(situation)


def speaks_for_another_office(situation: Situation) -> bool:
    """Each office agrees for itself. Source: VIS-07, RTE-04."""
    return _is_told(situation, "office") and situation.text_given("office") != situation.actor.office


def _involved(situation: Situation) -> tuple[str, ...]:
    """The commercial office, and the office of each region: confirmed, else asked for, else suggested."""
    regions = situation.texts("confirmed_regions") or situation.texts("regions") or viable_regions(situation)
    offices = (oficom_of(situation), *(f"OFIREG-{cut}" for cut in regions))
    return tuple(dict.fromkeys(office for office in offices if office is not None))


# Routes


def supply_is_unknown(situation: Situation) -> bool:
    """The importer does not know what supply to see: neither route fits. Source: AMB-66."""
    return situation.given.get("supply_known") is False


def zone_is_known(situation: Situation) -> bool:
    """The importer has defined the regions: route B. Source: VIS-03."""
    return bool(situation.texts("regions"))


def no_coordinator_is_known(situation: Situation) -> bool:
    """Regions are given, and neither the directory nor the request names their macro-zones. Source: VIS-03."""
    return zone_is_known(situation) and not contacted(situation)


def contacted(situation: Situation) -> tuple[str, ...]:
    """The macro-zones asked in route B: as the request says, else those of its regions. Source: VIS-03, VIS-04."""
    return situation.texts("macrozones") or macrozones_of(situation.directory, situation.texts("regions"))


# Answers


def coordinators_pending(situation: Situation) -> tuple[str, ...]:
    """The macro-zones contacted that have not answered, this fact included. Source: VIS-04, SLA-15."""
    answered = {event.data.get("macrozone") for event in situation.timeline if event.fact == _ANSWER}
    answered.add(situation.given.get("macrozone"))
    return tuple(zone for zone in contacted(situation) if zone not in answered)


def others_are_pending(situation: Situation) -> bool:
    """After this answer there are macro-zones still to answer. Source: VIS-04, SLA-15."""
    return bool(coordinators_pending(situation))


def _is_told(situation: Situation, datum: str) -> bool:
    """The datum is there, or nothing more will come."""
    return not situation.asked or datum in situation.given


def zone_was_not_contacted(situation: Situation) -> bool:
    """The macro-zone named was not asked. Source: VIS-04."""
    return _is_told(situation, "macrozone") and situation.text_given("macrozone") not in contacted(situation)


def zone_has_answered(situation: Situation) -> bool:
    """That macro-zone answered already. Source: VIS-04."""
    zone = situation.text_given("macrozone")
    return any(e.fact == _ANSWER and e.data.get("macrozone") == zone for e in situation.timeline if zone is not None)


def answers_for_another_zone(situation: Situation) -> bool:
    """A coordinator of the directory, but not of that macro-zone nor standing in for it. Source: VIS-04."""
    person = situation.directory.person(situation.actor.id)
    if person is None or not _is_told(situation, "macrozone"):
        return False
    own = macrozones_answered_by(situation.directory, person.id, situation.today)
    return situation.text_given("macrozone") not in own


def is_viable(situation: Situation) -> bool:
    """Source: VIS-01."""
    return situation.given.get("viable") is True


def some_answer_is_viable(situation: Situation) -> bool:
    """At least one of the coordinators found it viable, this fact included. Source: VIS-03, VIS-04."""
    return is_viable(situation) or any(
        event.data.get("viable") is True for event in situation.timeline if event.fact == _ANSWER
    )


def viable_without_regions(situation: Situation) -> bool:
    """Viable, but no region is suggested. Source: VIS-01."""
    return is_viable(situation) and "suggested_regions" not in situation.given


def not_viable_without_reason(situation: Situation) -> bool:
    """Not viable, and nothing says why. Source: POL-06, VIS-02."""
    return situation.given.get("viable") is False and "answer_notes" not in situation.given


def viable_regions(situation: Situation) -> tuple[str, ...]:
    """CUT codes of the regions that the answers suggest, each once; this fact's last. Source: VIS-01, VIS-03."""
    found: dict[str, None] = {}
    answers: list[Mapping[str, object]] = [event.data for event in situation.timeline if "viable" in event.data]
    for data in (*answers, situation.given):
        regions = data.get("suggested_regions")
        if data.get("viable") is True and isinstance(regions, tuple):
            found.update(dict.fromkeys(regions))
    return tuple(found)


# Computed values


def _officer(situation: Situation) -> Person | None:
    sector = None if situation.account is None else situation.account.sector
    return sector_officer_for(situation.directory, sector, situation.today)


def _coordinator(situation: Situation) -> Person | None:
    zones = contacted(situation)
    people = situation.directory.holders(Role.MACROZONE_COORDINATOR)
    return first_present(situation.directory, [p for p in people if p.macrozone in zones], situation.today)


def case_office(situation: Situation) -> str | None:
    if situation.state == "EN_EQUIPO_SECTORIAL":
        return office_of_person(_officer(situation)) or oficom_of(situation)
    if situation.state == "EN_MACROZONAS":
        return office_of_person(_coordinator(situation)) or oficom_of(situation)
    return oficom_of(situation)


def assignee(situation: Situation) -> str | None:
    if situation.state == "EN_EQUIPO_SECTORIAL":
        return id_of(_officer(situation))
    if situation.state == "EN_MACROZONAS":
        return id_of(_coordinator(situation))
    return id_of(commercial_executive(situation))


def notice_term(situation: Situation) -> str | None:
    """SLA-16, once the date is known, and once only."""
    is_running = any("visit_starts_on" in event.data for event in situation.timeline)
    return None if is_running or situation.day("visit_starts_on") is None else "SLA-16"


def regions_es(situation: Situation) -> str:
    regions = viable_regions(situation) or situation.texts("regions")
    return ", ".join(_REGION_NAMES.get(cut, cut) for cut in regions)


def short_notice_note(situation: Situation) -> str:
    if not short_notice_is_not_agreed(situation):
        return ""
    notice = length_in("SLA-16", situation)
    return f" Como hay menos de {notice}, antes deben acordarlo: {offices_pending_es(situation)}."


def to_sector(situation: Situation) -> str | None:
    """The sector officer, to be told; None: it is he or she who acts. Source: VIS-01."""
    return handed(_officer(situation), Role.SECTOR_OFFICER, situation)


def to_macrozones(situation: Situation) -> str:
    """Source: VIS-03."""
    return f"unit:Coordinación macrozonal: {', '.join(contacted(situation))}"
