"""What the CRM has and cannot come in as it is: whole records apart, and why a field waits (F-41, F-52)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0017'
down_revision: str | None = '0016'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
    op.create_table('crm_held_back',
    sa.Column('pk', key, nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('remedy', sa.Text(), nullable=False),
    sa.Column('remote', json, nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_crm_held_back')),
    sa.UniqueConstraint('kind', 'key', name=op.f('uq_crm_held_back_kind_key'))
    )
    op.create_index('ix_crm_held_back_account', 'crm_held_back', ['account_id'], unique=False)
    op.add_column('conflict', sa.Column('reason', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('conflict', 'reason')
    op.drop_index('ix_crm_held_back_account', table_name='crm_held_back')
    op.drop_table('crm_held_back')
