"""Who may work with ProChile ("¿quién puede trabajar con ProChile?"): every condition with its reason."""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.accounts import Account, Purpose, TaxCategory
from domain.model.classes import Condition, ConditionState, Eligibility, FieldValue, Origin, Reason
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.standing import Standing, standing_on
from domain.protocol.catalogue.scope import SCOPE_ES
from domain.protocol.classes.classification import origin_of
from domain.protocol.classes.portfolio import sector_reason
from domain.protocol.classes.reference_day import frame_of, missing
from domain.protocol.classes.relation import has_started_activities

_PURPOSE_ES: Final = {
    Purpose.IMPORT: "importar oferta chilena",
    Purpose.ASSOCIATE: "asociarse con una empresa chilena",
    Purpose.INVEST: "invertir en Chile",
}
_TAX_ES: Final = {TaxCategory.FIRST: "primera", TaxCategory.SECOND: "segunda"}
_MET: Final = ConditionState.MET
_NOT_MET: Final = ConditionState.NOT_MET


def eligibility(account: Account, on: date, config: ProtocolConfiguration) -> Eligibility:
    """
    Whether the account may work with ProChile, one condition and reason for each thing asked; on a past day by what was
    known of it then.

    Foreign companies need a purpose; Chilean ones abroad are attended for what SPC-04 asks; national companies and
    persons need start of activities, a tax category and a sector of the strategy. For institutions the first two
    are information only. A list of sectors that is not configured leaves that condition unmet and says so.

    Source: DEF-01, DEF-02, SPC-04, POL-06, AMB-51, AMB-53, AMB-59, AMB-69.
    """
    seen = standing_on(account, on)
    origin = origin_of(seen)
    conditions: tuple[Condition, ...]
    if origin.value is Origin.EXTRANJERA:
        conditions = (_purpose(seen),)
    elif origin.value is Origin.CHILENA_EXTERIOR:
        conditions = (Condition("chilean_abroad", _MET, origin.reasons),)
    else:
        binding = origin.value is Origin.NACIONAL
        conditions = (
            _activities(seen, on, binding),
            _tax_category(seen, binding),
            _strategic_fit(seen, on, config),
        )
    is_eligible = all(c.is_met for c in conditions if c.binding)
    return Eligibility(is_eligible, conditions, None if is_eligible else SCOPE_ES)


def _purpose(seen: Account | Standing) -> Condition:
    purposes = sorted(map(Purpose, seen.purposes))
    if not purposes and seen.has("purposes"):
        return Condition("purpose", _MET, (Reason("DEF-01", "Había dicho para qué se acercaba a ProChile."),))
    if not purposes:
        reason = Reason("DEF-01", "No ha dicho para qué se acerca a ProChile.", (), missing("purposes"))
        return Condition("purpose", _NOT_MET, (reason,))
    reasons = tuple(
        Reason("DEF-01", f"Busca {_PURPOSE_ES[purpose]}.", (FieldValue("purposes", purpose),), (), ("AMB-51",))
        for purpose in purposes
    )
    return Condition("purpose", _MET, reasons)


def _activities(seen: Account | Standing, on: date, binding: bool) -> Condition:
    ground = (FieldValue("sii_started", seen.sii_started),)
    points = () if binding else ("AMB-53",)
    if has_started_activities(seen, on):
        reason = Reason("DEF-02", "Tiene inicio de actividades en el SII.", ground, (), points)
        return Condition("sii_started", _MET, (reason,), binding)
    known_no = seen.sii_started is False
    text = "No tiene inicio de actividades en el SII." if known_no else "No consta su inicio de actividades en el SII."
    return Condition(
        "sii_started", _NOT_MET, (Reason("DEF-02", text, ground, missing("sii_started"), points),), binding
    )


def _tax_category(seen: Account | Standing, binding: bool) -> Condition:
    category = seen.tax_category
    points = () if binding else ("AMB-53",)
    if category is None and seen.has("tax_category"):
        reason = Reason("DEF-02", "Tenía categoría de tributación.", (), (), points)
        return Condition("tax_category", _MET, (reason,), binding)
    if category is None:
        reason = Reason("DEF-02", "No consta su categoría de tributación.", (), missing("tax_category"), points)
        return Condition("tax_category", _NOT_MET, (reason,), binding)
    ground = (FieldValue("tax_category", category),)
    reason = Reason("DEF-02", f"Tributa en {_TAX_ES[TaxCategory(category)]} categoría.", ground, (), points)
    return Condition("tax_category", _MET, (reason,), binding)


def _strategic_fit(seen: Account | Standing, on: date, config: ProtocolConfiguration) -> Condition:
    frame = frame_of(config, on)
    reason = sector_reason(seen.sector, frame)
    if frame.strategic is None:
        state = ConditionState.NOT_CONFIGURED
    else:
        state = _MET if seen.sector in frame.strategic else _NOT_MET
    return Condition("strategic_fit", state, (reason._replace(rule="DEF-02"),))
