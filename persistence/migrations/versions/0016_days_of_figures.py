"""Terms keep their last day and entries of cases their day, on the clock of the office: figures count by them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision: str = '0016'
down_revision: str | None = '0015'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SANTIAGO = ZoneInfo('America/Santiago')
# What was written before keeps no clock: that of the region of its office, and Santiago's for all others.
_ZONES = {'OFIREG-11': ZoneInfo('America/Coyhaique'), 'OFIREG-12': ZoneInfo('America/Punta_Arenas')}
_AT_ONCE = 10_000


def upgrade() -> None:
    op.add_column('term', sa.Column('due_on', sa.Date()))
    op.add_column('case_event', sa.Column('day', sa.Date()))
    op.create_index('ix_term_due_on', 'term', ['due_on', 'id'])
    op.create_index('ix_case_event_day', 'case_event', ['day', 'case_id', 'sequence'])
    connection = op.get_bind()
    terms = sa.table('term', sa.column('id', sa.String), sa.column('office'), sa.column('due_at'), sa.column('due_on', sa.Date))
    _fill(connection, sa.select(terms.c.id, terms.c.office, terms.c.due_at).where(terms.c.due_at.is_not(None)), terms, 'due_on', 'id')
    events = sa.table('case_event', sa.column('pk'), sa.column('case_id'), sa.column('occurred_at'), sa.column('day', sa.Date))
    cases = sa.table('protocol_case', sa.column('id'), sa.column('office'))
    joined = events.join(cases, cases.c.id == events.c.case_id)
    _fill(connection, sa.select(events.c.pk, cases.c.office, events.c.occurred_at).select_from(joined), events, 'day', 'pk')


def _fill(connection: sa.Connection, found: sa.Select[Any], into: sa.TableClause, column: str, key: str) -> None:
    rows = connection.execute(found).all()
    write = into.update().where(into.c[key] == sa.bindparam('of')).values({column: sa.bindparam('on')})
    for start in range(0, len(rows), _AT_ONCE):
        days = [{'of': of, 'on': _day(office, at)} for of, office, at in rows[start : start + _AT_ONCE]]
        connection.execute(write, days)


def _day(office: str | None, at: int) -> object:
    return (_EPOCH + timedelta(microseconds=at)).astimezone(_ZONES.get(office or '', _SANTIAGO)).date()


def downgrade() -> None:
    op.drop_index('ix_case_event_day', 'case_event')
    op.drop_index('ix_term_due_on', 'term')
    op.drop_column('case_event', 'day')
    op.drop_column('term', 'due_on')
