"""Self-diagnoses of companies, half-way and finished (DEF-12, CAP-06)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0038'
down_revision: str | None = '0037'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('self_diagnosis',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('case_id', sa.String(length=36), nullable=False),
    sa.Column('questionnaire', sa.Text(), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.BigInteger(), nullable=False),
    sa.Column('begun_by', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.BigInteger(), nullable=False),
    sa.Column('saved_by', sa.Text(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('level', sa.String(length=8), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['protocol_case.id'], name=op.f('fk_self_diagnosis_case_id')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_self_diagnosis')),
    sa.UniqueConstraint('id', name=op.f('uq_self_diagnosis_id')),
    )
    op.create_index('ix_self_diagnosis_case', 'self_diagnosis', ['case_id', 'pk'])


def downgrade() -> None:
    op.drop_table('self_diagnosis')
