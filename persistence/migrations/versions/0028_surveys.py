"""Satisfaction surveys answered by a link (MEA-04)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0028'
down_revision: str | None = '0027'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('survey',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('case_id', sa.String(length=36), nullable=False),
    sa.Column('asked_at', sa.BigInteger(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('highest', sa.Integer(), nullable=False),
    sa.Column('of_company', sa.Boolean(), nullable=False),
    sa.Column('follows', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.BigInteger(), nullable=True),
    sa.Column('sequence', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['protocol_case.id'], name=op.f('fk_survey_case_id')),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_survey')),
    sa.UniqueConstraint('id', name=op.f('uq_survey_id')),
    )
    op.create_index('ix_survey_case', 'survey', ['case_id', 'pk'])


def downgrade() -> None:
    op.drop_table('survey')
