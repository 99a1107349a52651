"""An account remembers how it stood in data without a date of their own (AMB-69)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0012'
down_revision: str | None = '0011'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.add_column('account', sa.Column('standings', json))
    op.add_column('account', sa.Column('known_since', sa.Date()))
    op.execute('UPDATE account SET known_since = CURRENT_DATE')


def downgrade() -> None:
    op.drop_column('account', 'known_since')
    op.drop_column('account', 'standings')
