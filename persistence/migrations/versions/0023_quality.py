"""Suggestions, improvement actions and reviews of processes (LIN-03, LIN-10, LIN-12)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0023'
down_revision: str | None = '0022'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _key() -> sa.Column[int]:
    return sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)


def _json(name: str, nullable: bool = True) -> sa.Column[object]:
    kind = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    op.create_table('suggestion',
    _key(),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('case_id', sa.String(length=36), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    _json('shared'),
    _json('evaluated'),
    _json('told'),
    sa.Column('told_by', sa.String(length=16), nullable=True),
    _json('withdrawn'),
    sa.ForeignKeyConstraint(['case_id'], ['protocol_case.id'], name=op.f('fk_suggestion_case_id')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_suggestion')),
    sa.UniqueConstraint('id', name=op.f('uq_suggestion_id')),
    )
    op.create_index('ix_suggestion_case', 'suggestion', ['case_id', 'sequence'])
    op.create_index('ix_suggestion_received', 'suggestion', ['received_on', 'id'])
    op.create_index('ix_suggestion_state', 'suggestion', ['state', 'unit', 'pk'])
    op.create_table('improvement',
    _key(),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=8), nullable=False),
    sa.Column('origin_kind', sa.String(length=16), nullable=False),
    sa.Column('origin_key', sa.String(length=48), nullable=False),
    sa.Column('planned_by', sa.Text(), nullable=False),
    sa.Column('planned_at', sa.BigInteger(), nullable=False),
    _json('done'),
    sa.Column('done_on', sa.Date(), nullable=True),
    _json('dropped'),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_improvement')),
    sa.UniqueConstraint('id', name=op.f('uq_improvement_id')),
    )
    op.create_index('ix_improvement_due', 'improvement', ['due_on', 'id'])
    op.create_index('ix_improvement_year', 'improvement', ['year', 'unit'])
    op.create_index('ix_improvement_origin', 'improvement', ['origin_kind', 'origin_key', 'pk'])
    op.create_table('process_review',
    _key(),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('flow', sa.String(length=32), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    _json('risks', nullable=False),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_process_review')),
    sa.UniqueConstraint('id', name=op.f('uq_process_review_id')),
    )
    op.create_index('ix_process_review_day', 'process_review', ['on_date', 'id'])


def downgrade() -> None:
    op.drop_table('process_review')
    op.drop_table('improvement')
    op.drop_table('suggestion')
