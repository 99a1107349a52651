"""A local holiday that was added by mistake can be withdrawn (AMB-56)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0025'
down_revision: str | None = '0024'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('local_holiday', sa.Column('withdrawn_at', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('local_holiday', 'withdrawn_at')
