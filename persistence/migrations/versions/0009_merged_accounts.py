"""An account can be merged into another, which goes on (AMB-63)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0009'
down_revision: str | None = '0008'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('account', sa.Column('merged_into', sa.String(36)))
    where = sa.text('merged_into IS NOT NULL')
    op.create_index('ix_account_merged', 'account', ['merged_into'], postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    op.drop_index('ix_account_merged', 'account')
    op.drop_column('account', 'merged_into')
