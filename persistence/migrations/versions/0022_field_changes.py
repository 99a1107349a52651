"""Changed fields with their value before and after, and the names by which an account went before (POL-07)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0022'
down_revision: str | None = '0021'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.add_column('account', sa.Column('former_names', json))
    op.create_table(
        'field_change',
        sa.Column('pk', KEY, nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('role', sa.String(length=32), nullable=True),
        sa.Column('source', sa.String(length=32), nullable=False),
        sa.Column('account_id', sa.String(length=36), nullable=False),
        sa.Column('kind', sa.String(length=16), nullable=False),
        sa.Column('key', sa.String(length=36), nullable=False),
        sa.Column('field', sa.String(length=32), nullable=False),
        sa.Column('before', sa.Text(), nullable=True),
        sa.Column('after', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('pk', name=op.f('pk_field_change')),
    )
    op.create_index('ix_field_change_account', 'field_change', ['account_id', 'pk'])


def downgrade() -> None:
    op.drop_table('field_change')
    op.drop_column('account', 'former_names')
