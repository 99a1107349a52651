"""How many acknowledgements somebody caused on a day (F-05)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0014'
down_revision: str | None = '0013'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('acknowledgements',
    sa.Column('actor', sa.String(length=128), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('actor', 'day', name=op.f('pk_acknowledgements'))
    )


def downgrade() -> None:
    op.drop_table('acknowledgements')
