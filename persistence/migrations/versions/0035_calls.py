"""Calls with their stages (LIN-02, MEA-08)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0035'
down_revision: str | None = '0034'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _key() -> sa.Column[int]:
    return sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)


def upgrade() -> None:
    op.create_table('protocol_call',
    _key(),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('office', sa.String(length=32), nullable=True),
    sa.Column('opened_by', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_protocol_call')),
    sa.UniqueConstraint('id', name=op.f('uq_protocol_call_id')),
    )
    op.create_table('call_stage',
    _key(),
    sa.Column('call_id', sa.String(length=36), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('planned_from', sa.Date(), nullable=True),
    sa.Column('planned_until', sa.Date(), nullable=True),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('planned_days', sa.Integer(), nullable=True),
    sa.Column('real_days', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['protocol_call.id'], name=op.f('fk_call_stage_call_id')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_call_stage')),
    sa.UniqueConstraint('call_id', 'code', name=op.f('uq_call_stage_call_id_code')),
    )
    op.create_index('ix_call_stage_ended', 'call_stage', ['ended_on', 'pk'])


def downgrade() -> None:
    op.drop_table('call_stage')
    op.drop_table('protocol_call')
