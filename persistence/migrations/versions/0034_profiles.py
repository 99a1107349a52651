"""Joins of e-mail addresses to profiles, and the address that a journey event names (SYS-03, AMB-45)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0034'
down_revision: str | None = '0033'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('email_join',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('rut', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_email_join')),
    sa.UniqueConstraint('id', name=op.f('uq_email_join_id')),
    sa.UniqueConstraint('email', 'rut', name=op.f('uq_email_join_email_rut')),
    )
    op.create_index('ix_email_join_rut', 'email_join', ['rut', 'state'])
    op.add_column('journey_event', sa.Column('email', sa.String(length=254), nullable=True))
    op.create_index('ix_journey_event_email', 'journey_event', ['email', 'on_date', 'id'])


def downgrade() -> None:
    op.drop_index('ix_journey_event_email', 'journey_event')
    op.drop_column('journey_event', 'email')
    op.drop_table('email_join')
