"""Entries of timelines have the process and the office of their case beside them (MEA-02)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.cases import entries_of_case

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COUNTED = ['day', 'case_id', 'sequence', 'fact', 'channel', 'point_of_contact', 'topic', 'taken_back']


def upgrade() -> None:
    bind = op.get_bind()
    op.add_column('case_event', sa.Column('flow', sa.String(length=32), nullable=True))
    op.add_column('case_event', sa.Column('office', sa.String(length=32), nullable=True))
    op.drop_index('ix_case_event_day', 'case_event')
    made = entries_of_case.SQLITE if bind.dialect.name == "sqlite" else entries_of_case.POSTGRESQL
    for statement in (entries_of_case.KEPT_AGAIN, *made):
        bind.exec_driver_sql(statement)
    op.create_index('ix_case_event_day', 'case_event', [*COUNTED, 'flow', 'office'])


def downgrade() -> None:
    bind = op.get_bind()
    sqlite = bind.dialect.name == "sqlite"
    for statement in entries_of_case.DROP_SQLITE if sqlite else entries_of_case.DROP_POSTGRESQL:
        bind.exec_driver_sql(statement)
    op.drop_index('ix_case_event_day', 'case_event')
    op.drop_column('case_event', 'office')
    op.drop_column('case_event', 'flow')
    op.create_index('ix_case_event_day', 'case_event', COUNTED)
