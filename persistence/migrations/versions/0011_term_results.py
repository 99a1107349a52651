"""A closed term keeps the result it was judged by (AMB-56)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0011'
down_revision: str | None = '0010'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('term', sa.Column('result', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')))


def downgrade() -> None:
    op.drop_column('term', 'result')
