"""Sessions of who logs in to our pages, and log-ins under way (issue 14)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0020'
down_revision: str | None = '0019'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('session',
    sa.Column('pk', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('person', sa.String(length=128), nullable=False),
    sa.Column('identity', sa.JSON(none_as_null=True).with_variant(
        postgresql.JSONB(none_as_null=True), 'postgresql'), nullable=False),
    sa.Column('browser', sa.Text(), nullable=False),
    sa.Column('began_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('idle_until', sa.BigInteger(), nullable=False),
    sa.Column('ends_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=True),
    sa.Column('ended_how', sa.String(length=32), nullable=True),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_session')),
    sa.UniqueConstraint('id', name=op.f('uq_session_id')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_session_secret_hash')),
    )
    op.create_index('ix_session_person', 'session', ['person', 'pk'])
    op.create_index('ix_session_idle_until', 'session', ['idle_until'])
    op.create_table('login_attempt',
    sa.Column('state_hash', sa.String(length=64), nullable=False),
    sa.Column('browser_hash', sa.String(length=64), nullable=False),
    sa.Column('issuer', sa.String(length=32), nullable=False),
    sa.Column('return_to', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_login_attempt')),
    )
    op.create_index('ix_login_attempt_expires_at', 'login_attempt', ['expires_at'])


def downgrade() -> None:
    op.drop_table('login_attempt')
    op.drop_table('session')
