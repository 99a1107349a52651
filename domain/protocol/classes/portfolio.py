"""Exporting, export capacity and the portfolio ("cartera") with its four conditions and its alert."""

from __future__ import annotations

from typing import Final

from domain.model.accounts import Account, FactKind
from domain.model.classes import Condition, ConditionState, Export, FieldValue, Finding, Portfolio, Reason
from domain.model.institution.people import Role
from domain.model.standing import Standing
from domain.protocol.classes import reasons as say
from domain.protocol.classes.reference_day import Facts, Frame, gap_reasons, missing

_REGIONAL: Final = Role.REGIONAL_EXECUTIVE
_MET: Final = ConditionState.MET
_DECLARATION: Final = FactKind.EXPORT_DECLARATION.value
_TEST: Final = FactKind.TEST_LEVEL.value
_POTENTIAL: Final = FactKind.VERIFIED_POTENTIAL.value
_VALIDATION: Final = FactKind.VALIDATION.value
_MEMBERSHIP: Final = FactKind.EXPORTA_MAS.value


def export_of(facts: Facts, frame: Frame) -> Finding[Export]:
    """Source: DEF-11, DEF-12, AMB-09, AMB-10."""
    declared = facts.get(_DECLARATION)
    if declared is not None and declared.value == "YES":
        return Finding(Export.EXPORTADORA, (Reason("DEF-11", say.EXPORTER, (declared,), (), ("AMB-09",)),))
    test = facts.get(_TEST)
    if test is not None:
        if frame.test_cutoff is None or test.on > frame.test_cutoff:
            return Finding(say.LEVEL_OF[test.value], (Reason("DEF-12", say.LEVEL, (test,)),))
        expired = Reason("DEF-12", say.TEST_EXPIRED, (test,), missing("TEST_LEVEL"), ("AMB-10",))
        return Finding(Export.SIN_DECLARAR, (expired,))
    if declared is not None:
        untested = Reason("DEF-11", say.TEST_MISSING, (declared,), missing("TEST_LEVEL"), ("AMB-09",))
        return Finding(Export.SIN_DECLARAR, (untested,))
    return say.UNDECLARED


def capacity_of(facts: Facts, export: Finding[Export]) -> Finding[bool]:
    """Exporter, or level high or medium, or potential confirmed by a regional executive. Source: AMB-39."""
    value = export.value
    if value is Export.EXPORTADORA:
        return Finding(True, (Reason("DEF-03", say.CAPABLE_EXPORTER, export.reasons[0].grounds),))
    if value is Export.POTENCIAL_ALTA or value is Export.POTENCIAL_MEDIA:
        grounds = export.reasons[0].grounds
        return Finding(True, (Reason("DEF-03", say.CAPABLE_LEVEL, grounds, (), ("AMB-39",)),))
    potential = facts.get(_POTENTIAL)
    if potential is not None and potential.value == "CONFIRMED" and potential.role is _REGIONAL:
        interview = Reason("DEF-03", say.CAPABLE_INTERVIEW, (potential,), (), ("AMB-39",))
        return Finding(True, (interview,))
    return say.NOT_CAPABLE


# Portfolio

PORTFOLIO_CONDITIONS: Final = ("contact_data", "active", "validated", "objectives")
"""The four conditions of DEF-03, in its order (a) to (d)."""


def portfolio_of(
    seen: Account | Standing, facts: Facts, frame: Frame, lacking: tuple[str, ...], capacity: Finding[bool]
) -> Portfolio:
    """The conjunction of the four; one that is not configured does not hold. Source: DEF-03, AMB-39, AMB-59."""
    if lacking:
        data = Condition("contact_data", ConditionState.NOT_MET, (gap_reasons(lacking, frame)[1],))
    elif frame.mandatory is None:
        data = say.CONTACT_DATA_LIST_MISSING
    else:
        data = say.CONTACT_DATA_COMPLETE
    active = say.ACTIVE if seen.active else say.INACTIVE
    validated = _validated(facts)
    objectives = _objectives(seen, frame, capacity)
    holds = data[1] is _MET and active[1] is _MET and validated[1] is _MET and objectives[1] is _MET
    return Portfolio(holds, (data, active, validated, objectives))


def _validated(facts: Facts) -> Condition:
    fact = facts.get(_VALIDATION)
    if fact is None:
        return say.UNVALIDATED
    if fact.value == "VALIDATED":
        return Condition("validated", _MET, (Reason("DEF-03", say.VALIDATED, (fact,)),))
    template = say.VALIDATION_REFUSED if fact.value == "REJECTED" else say.VALIDATION_WITHDRAWN
    refused = Reason("DEF-03", template, (fact,), missing("VALIDATION"))
    return Condition("validated", ConditionState.NOT_MET, (refused,))


def _objectives(seen: Account | Standing, frame: Frame, capacity: Finding[bool]) -> Condition:
    if not capacity.value:
        return say.NOT_CAPABLE_CONDITION
    sector = sector_reason(seen.sector, frame)
    reasons = (*capacity.reasons, sector)
    if frame.strategic is None:
        return Condition("objectives", ConditionState.NOT_CONFIGURED, reasons)
    if seen.sector in frame.strategic:
        return Condition("objectives", _MET, reasons)
    return Condition("objectives", ConditionState.NOT_MET, (sector, *capacity.reasons))


def sector_reason(sector: str | None, frame: Frame) -> Reason:
    """Why the sector is, is not, or cannot be said to be in the strategy. Source: DEF-03 (d), AMB-59."""
    found = frame.sector_reasons.get(sector)
    if found is None:
        if frame.strategic is None:
            found = say.SECTORS_NOT_CONFIGURED
        elif sector is None:
            found = say.SECTOR_UNKNOWN
        else:
            known = sector in frame.strategic
            template = say.SECTOR_IN_STRATEGY if known else say.SECTOR_NOT_IN_STRATEGY
            ground = FieldValue("sector", sector, frame.sectors.get(sector, sector))
            found = Reason("DEF-03", template, (ground,), (), ("AMB-59",))
        frame.sector_reasons[sector] = found
    return found


def alerts_of(facts: Facts, portfolio: Portfolio) -> tuple[Reason, ...]:
    """An Exporta Más member that fails a condition of the portfolio. Source: DEF-04, AMB-38."""
    member = facts.get(_MEMBERSHIP)
    if member is None or portfolio.is_portfolio:
        return ()
    failed = [c.name for c in portfolio.conditions if c.state is ConditionState.NOT_MET]
    if not failed:
        return ()
    return (Reason("DEF-04", say.EXPORTA_MAS_ALERT, (member,), missing(*failed), ("AMB-38",)),)
