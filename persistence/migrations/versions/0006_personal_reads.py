"""The record of reads of personal data."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0006'
down_revision: str | None = '0005'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OF_A_CASE = sa.text("case_id IS NOT NULL")


def upgrade() -> None:
    op.create_table('personal_read',
    sa.Column('pk', KEY, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('kinds', sa.Text(), nullable=False),
    sa.Column('field', sa.String(length=64), nullable=False),
    sa.Column('operation', sa.Text(), nullable=True),
    sa.Column('account_id', sa.String(length=36), nullable=True),
    sa.Column('case_id', sa.String(length=36), nullable=True),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_personal_read'))
    )
    op.create_index('ix_personal_read_account', 'personal_read', ['account_id', 'pk'])
    op.create_index('ix_personal_read_case', 'personal_read', ['case_id', 'pk'],
                    postgresql_where=OF_A_CASE, sqlite_where=OF_A_CASE)
    op.create_index('ix_personal_read_by', 'personal_read', ['by', 'pk'])


def downgrade() -> None:
    op.drop_table('personal_read')
