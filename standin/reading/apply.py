"""`$apply` read into a plain tree: one filter, one grouping, some aggregates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from standin.errors import bad_request
from standin.reading.odata import Path, split_outside


@dataclass(frozen=True, slots=True)
class Aggregate:
    path: Path | None  # None: $count
    function: str
    alias: str


@dataclass(frozen=True, slots=True)
class Apply:
    """`filter(…)/groupby((…),aggregate(…))` in the shapes the service documents."""

    filter_text: str | None
    group_by: tuple[Path, ...]
    aggregates: tuple[Aggregate, ...]


def parse_apply(text: str) -> Apply:
    filter_text: str | None = None
    groups: tuple[Path, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    for step in split_outside(text, "/"):
        name, _, inner = step.partition("(")
        inner = inner.rstrip()[:-1]
        if name == "filter":
            filter_text = inner
        elif name == "groupby":
            parts = split_outside(inner, ",")
            groups = tuple(Path(tuple(path.split("/"))) for path in split_outside(parts[0].strip()[1:-1], ","))
            if len(parts) > 1:
                aggregates = _aggregates(parts[1].partition("(")[2].rstrip()[:-1])
        elif name == "aggregate":
            aggregates = _aggregates(inner)
        else:
            raise bad_request(f"The transformation '{name}' of $apply is not supported.")
    return Apply(filter_text, groups, aggregates)


def _aggregates(text: str) -> tuple[Aggregate, ...]:
    found = []
    for part in split_outside(text, ","):
        counted = re.fullmatch(r"\$count\s+as\s+(\w+)", part)
        if counted:
            found.append(Aggregate(None, "count", counted[1]))
            continue
        match = re.fullmatch(r"([\w/]+)\s+with\s+(\w+)\s+as\s+(\w+)", part)
        if match is None or match[2] not in {"sum", "average", "min", "max", "countdistinct"}:
            raise bad_request(f"The aggregate expression '{part}' is not supported.")
        if match[2] == "countdistinct":
            raise bad_request("The aggregation method 'countdistinct' is not supported.")
        found.append(Aggregate(Path(tuple(match[1].split("/"))), match[2], match[3]))
    return tuple(found)
