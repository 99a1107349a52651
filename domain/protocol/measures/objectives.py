"""
The strategic objectives as measures ("objetivos estratégicos"; MEA-12): SMEs with export capacity (POL-14) and new
pairs of product and market (POL-15). That of satisfaction (POL-16) is the measure of surveys by portfolio.

Belongs here: their rows, and what a record of theirs comes to be. Does not belong here: which sizes of company are
SMEs, which the protocol does not say: it is a setting, and without it there is no figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.tuning import tuned
from domain.model.worded import Worded
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.measure import FigureUnit, Measure, number_of, share_of
from domain.protocol.measures.subjects import OF_ACCOUNT, MeasureName, Subject

SME_SIZES: Final = "sme_sizes"
"""The setting that says which sizes are those of SMEs, with a comma between them. Source: POL-14."""
SATISFACTION_TARGET: Final = "satisfaction_target"
"""The setting of what a high index of satisfaction is, a mean score. Source: POL-08."""


class Exported(Worded):
    """Whether an SME that was served is known to have exported in the period (POL-14)."""

    FIRST = "FIRST", "Exportó por primera vez."
    AGAIN = "AGAIN", "Volvió a exportar."
    NOT_KNOWN = "NOT_KNOWN", "No consta que exportara."


class PairSeen(Worded):
    """Whether a company had told of the same product and market before (POL-15)."""

    NEW = "NEW", "Producto y mercado nuevos."
    KNOWN = "KNOWN", "Ya lo había hecho."


_BY: Final = OF_ACCOUNT | {Dimension.OFFICE, Dimension.MONTH}
_SERVED: Final = (
    "Empresas que fueron usuarias por una actividad del período y que el día de la primera tenían un tamaño de los "
    "configurados para las pymes y eran exportadoras o con capacidad exportadora"
)

OBJECTIVES: Final = (
    Measure(
        name=MeasureName.SMES_SERVED,
        subject=Subject.SERVED_COMPANY,
        unit=FigureUnit.COUNT,
        how_es=f"{_SERVED}; cada una cuenta una vez, el día de la primera.",
        rules=("POL-14", "MEA-12"),
        figure=number_of,
        dimensions=_BY,
        waits_for=SME_SIZES,
    ),
    Measure(
        name=MeasureName.SMES_EXPORTING,
        subject=Subject.SERVED_COMPANY,
        unit=FigureUnit.SHARE,
        how_es=f"Las que exportaron por primera vez o volvieron a exportar, entre estas: {_SERVED.lower()}. Exportó la "
        "que desde ese día, y hasta el fin del período, concretó negocios según su seguimiento o declaró que exporta; "
        "por primera vez, la que no era exportadora el día antes del período.",
        rules=("POL-14", "MEA-12"),
        figure=share_of(Exported.FIRST, Exported.AGAIN),
        dimensions=_BY,
        waits_for=SME_SIZES,
    ),
    Measure(
        name=MeasureName.NEW_PRODUCT_MARKETS,
        subject=Subject.PRODUCT_MARKET,
        unit=FigureUnit.COUNT,
        how_es="Pares de producto o servicio y mercado que una empresa tuvo en una acción o un negocio concretado del "
        "período, y antes en ninguna de sus acciones ni de sus negocios concretados. Mayúsculas y minúsculas son lo "
        "mismo. Lo que no dice producto o no dice mercado no cuenta.",
        rules=("POL-15", "MEA-12"),
        figure=number_of,
        dimensions=_BY,
        counted=frozenset({PairSeen.NEW}),
    ),
)


def settled(measure: Measure, config: ProtocolConfiguration, on: date) -> Measure:
    """
    The measure with what the institution configured for it on the day *on*; of one that waits for what is not
    configured, no record is left.

    Source: POL-14; section 6.2.
    """
    if measure.waits_for is None:
        return measure
    text = tuned(config, measure.waits_for, on) or ""
    sizes = frozenset(filter(None, (each.strip() for each in text.split(","))))
    only: Mapping[Dimension, frozenset[str]] = {**measure.only, Dimension.SIZE: sizes}
    return replace(measure, only=only)


def not_configured(measure: Measure, config: ProtocolConfiguration, on: date) -> str | None:
    """The setting that the measure waits for on the day; None: it is there, or it waits for none."""
    waits = measure.waits_for
    return waits if waits is not None and tuned(config, waits, on) is None else None


def target_of(measure: Measure, config: ProtocolConfiguration, on: date) -> float | None:
    """The figure from which it is high enough, as configured for the day; None: it is told without a mark (POL-08)."""
    text = None if measure.target is None else tuned(config, measure.target, on)
    return None if text is None else float(text)


def meets_target(measure: Measure, config: ProtocolConfiguration, on: date, figure: float | None) -> bool | None:
    """Whether the figure reaches its target; None: none is configured, or there is no figure (POL-08)."""
    target = target_of(measure, config, on)
    return None if target is None or figure is None else figure >= target
