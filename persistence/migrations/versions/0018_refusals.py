"""How often in a row the CRM refused a change that may pass (F-45)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0018'
down_revision: str | None = '0017'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('outbox_stream', sa.Column('refusals', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    op.drop_column('outbox_stream', 'refusals')
