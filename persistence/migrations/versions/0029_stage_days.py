"""Business days that a case had been in the state that an entry ended (MEA-09)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0029'
down_revision: str | None = '0028'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('case_event', sa.Column('stage_days', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('case_event', 'stage_days')
