"""Topics of consultation of cases, their entries and actions (MEA-05)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0027'
down_revision: str | None = '0026'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_TABLES = ('protocol_case', 'case_event', 'action')


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column('topic', sa.String(length=40), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, 'topic')
