"""Who may work with ProChile ("¿quién puede trabajar con ProChile?"): every condition with its reason."""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.accounts import Account, Purpose, TaxCategory
from domain.model.classes import Condition, ConditionState, Eligibility, FieldValue, Origin, Reason
from domain.model.institution.configuration import ProtocolConfiguration
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
    Whether the account may work with ProChile, one condition and reason for each thing asked.

    Foreign companies need a purpose; Chilean ones abroad are attended for what SPC-04 asks; national companies and
    persons need start of activities, a tax category and a sector of the strategy. For institutions the first two
    are information only. A list of sectors that is not configured leaves that condition unmet and says so.

    Source: DEF-01, DEF-02, SPC-04, AMB-51, AMB-53, AMB-59.
    """
    origin = origin_of(account)
    conditions: tuple[Condition, ...]
    if origin.value is Origin.EXTRANJERA:
        conditions = (_purpose(account),)
    elif origin.value is Origin.CHILENA_EXTERIOR:
        conditions = (Condition("chilean_abroad", _MET, origin.reasons),)
    else:
        binding = origin.value is Origin.NACIONAL
        conditions = (
            _activities(account, on, binding),
            _tax_category(account, binding),
            _strategic_fit(account, on, config),
        )
    return Eligibility(all(c.is_met for c in conditions if c.binding), conditions)


def _purpose(account: Account) -> Condition:
    purposes = sorted(account.purposes)
    if not purposes:
        reason = Reason("DEF-01", "No ha dicho para qué se acerca a ProChile.", (), missing("purposes"))
        return Condition("purpose", _NOT_MET, (reason,))
    reasons = tuple(
        Reason("DEF-01", f"Busca {_PURPOSE_ES[purpose]}.", (FieldValue("purposes", purpose),), (), ("AMB-51",))
        for purpose in purposes
    )
    return Condition("purpose", _MET, reasons)


def _activities(account: Account, on: date, binding: bool) -> Condition:
    ground = (FieldValue("sii_started", account.sii_started),)
    points = () if binding else ("AMB-53",)
    if has_started_activities(account, on):
        reason = Reason("DEF-02", "Tiene inicio de actividades en el SII.", ground, (), points)
        return Condition("sii_started", _MET, (reason,), binding)
    known_no = account.sii_started is False
    text = "No tiene inicio de actividades en el SII." if known_no else "No consta su inicio de actividades en el SII."
    return Condition(
        "sii_started", _NOT_MET, (Reason("DEF-02", text, ground, missing("sii_started"), points),), binding
    )


def _tax_category(account: Account, binding: bool) -> Condition:
    category = account.tax_category
    points = () if binding else ("AMB-53",)
    if category is None:
        reason = Reason("DEF-02", "No consta su categoría de tributación.", (), missing("tax_category"), points)
        return Condition("tax_category", _NOT_MET, (reason,), binding)
    ground = (FieldValue("tax_category", category),)
    reason = Reason("DEF-02", f"Tributa en {_TAX_ES[category]} categoría.", ground, (), points)
    return Condition("tax_category", _MET, (reason,), binding)


def _strategic_fit(account: Account, on: date, config: ProtocolConfiguration) -> Condition:
    frame = frame_of(config, on)
    reason = sector_reason(account.sector, frame)
    if frame.strategic is None:
        state = ConditionState.NOT_CONFIGURED
    else:
        state = _MET if account.sector in frame.strategic else _NOT_MET
    return Condition("strategic_fit", state, (reason._replace(rule="DEF-02"),))
