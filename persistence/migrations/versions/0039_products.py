"""The product or service of an action (POL-15)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0039'
down_revision: str | None = '0038'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('action', sa.Column('product', sa.String(length=100), nullable=True))


def downgrade() -> None:
    op.drop_column('action', 'product')
