"""The figures that can be had as a file, and the records behind them (MEA-13)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.exports.columns import PAGE_INFO, Column, ExportList

FIGURE_LISTS: Final[Mapping[str, ExportList]] = MappingProxyType(
    {
        "registros": ExportList(
            "Registros de una medida",
            f"""query ExportRecords($name: MeasureName!, $since: Date!, $until: Date!, $filter: [MeasureFilter!],
                $parts: [String!], $first: Int!, $after: String) {{
              measure(name: $name, since: $since, until: $until, filter: $filter) {{ total {{
                records(first: $first, after: $after, parts: $parts) {{
                  totalCount {PAGE_INFO} nodes {{ recordId day partName }}
              }} }} }} }}""",
            ("measure", "total", "records"),
            (Column("Día", ("day",)), Column("Cómo está", ("partName",)), Column("Registro", ("recordId",))),
            frozenset({"name", "since", "until", "filter", "parts"}),
        ),
        "medida": ExportList(
            "Medida",
            """query ExportMeasure(
                $name: MeasureName!, $since: Date!, $until: Date!, $by: [MeasureDimension!], $filter: [MeasureFilter!]
            ) { measure(name: $name, since: $since, until: $until, by: $by, filter: $filter) {
              rows { groups { name } figure n small hidden } } }""",
            ("measure", "rows"),
            (
                Column("Grupo", ("groups", "name")),
                Column("Cifra", ("figure",)),
                Column("n", ("n",)),
                Column("Pocos registros", ("small",)),
                Column("No se muestra", ("hidden",)),
            ),
            frozenset({"name", "since", "until", "by", "filter"}),
            paged=False,
        ),
    }
)
"""By the name that whoever asks gives."""
