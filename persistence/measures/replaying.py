"""The terms of a period read once through, in parts, to be judged again under a draft (LIN-05, MEA-01)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, tuple_

from domain.protocol.measures.asking import MeasureQuery
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.what_if import ReplayedTerm
from persistence.database import Database
from persistence.measures.sources import period_of, source_of
from persistence.tables import term


class TermReplays:
    """The part of `ReadModel` that reads terms to be judged again."""

    _database: Database

    async def replayed(
        self, asked: MeasureQuery, rules: frozenset[str], after: ReplayedTerm | None, most: int
    ) -> Sequence[ReplayedTerm]:
        """See `ReadModel.replayed`."""
        source = source_of(asked.measure.subject, self._database.kind)
        wanted = rules.intersection(*(groups for by, groups in asked.filters if by is Dimension.RULE))
        t = term.c
        statement = (
            select(
                *(t[name] for name in ReplayedTerm._fields[:-1]),
                source.part.label("part"),
            )
            .select_from(term)
            .where(source.within, t.rule_id.in_(sorted(wanted)))
            .order_by(t.due_on, t.id)
            .limit(most)
        )
        bound = period_of(asked)
        if after is not None:  # the period begins there: SQLite would walk to it from the first day
            bound["since"] = after.due_on
            statement = statement.where(tuple_(t.due_on, t.id) > (after.due_on, after.id))
        return [ReplayedTerm._make(row) for row in await self._database.read(statement, bound, long=True)]
