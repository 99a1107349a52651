"""An index of the few accounts that are foreign, abroad or institutions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0004'
down_revision: str | None = '0003'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

FEW = sa.text("country != 'CL' OR organisation = 'INSTITUTION'")


def upgrade() -> None:
    op.create_index('ix_account_not_ordinary', 'account', ['pk'], postgresql_where=FEW, sqlite_where=FEW)


def downgrade() -> None:
    op.drop_index('ix_account_not_ordinary', 'account')
