"""Conflicts of interest that people declared of an account (POL-07, AMB-72)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0031'
down_revision: str | None = '0030'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.create_table(
        'conflict_of_interest',
        sa.Column('pk', KEY, nullable=False),
        sa.Column('id', sa.String(length=36), nullable=False),
        sa.Column('account_pk', KEY, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('person', sa.Text(), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('declared_at', sa.BigInteger(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('ends', json, nullable=False),
        sa.ForeignKeyConstraint(
            ['account_pk'], ['account.pk'], name=op.f('fk_conflict_of_interest_account_pk')
        ),
        sa.PrimaryKeyConstraint('pk', name=op.f('pk_conflict_of_interest')),
        sa.UniqueConstraint('id', name=op.f('uq_conflict_of_interest_id')),
    )
    op.create_index('ix_conflict_of_interest_account', 'conflict_of_interest', ['account_pk', 'pk'])
    op.create_index('ix_conflict_of_interest_person', 'conflict_of_interest', ['person', 'pk'])


def downgrade() -> None:
    op.drop_table('conflict_of_interest')
