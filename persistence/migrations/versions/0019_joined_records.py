"""What passed when accounts were joined, so that they can be separated (F-24, AMB-63)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import persistence.tables.columns

revision: str = '0019'
down_revision: str | None = '0018'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('joined_record',
    sa.Column('pk', persistence.tables.columns.Key, nullable=False),
    sa.Column('absorbed_id', sa.String(length=36), nullable=False),
    sa.Column('survivor_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_joined_record'))
    )
    op.create_index('ix_joined_record_absorbed', 'joined_record', ['absorbed_id', 'kind', 'key'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_joined_record_absorbed', table_name='joined_record')
    op.drop_table('joined_record')
