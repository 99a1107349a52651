"""Journey events of the systems of administrative records."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0007'
down_revision: str | None = '0006'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('journey_event',
    sa.Column('pk', KEY, nullable=False),
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('external_id', sa.String(length=128), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('person_type', sa.String(length=16), nullable=True),
    sa.Column('rut', sa.String(length=12), nullable=True),
    sa.Column('requested_service', sa.Text(), nullable=True),
    sa.Column('delivered_service', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=True),
    sa.Column('recorded_at', sa.BigInteger(), nullable=False),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('pk', name=op.f('pk_journey_event')),
    sa.UniqueConstraint('id', name=op.f('uq_journey_event_id')),
    sa.UniqueConstraint('source', 'external_id', 'version', name=op.f('uq_journey_event_source_external_id_version'))
    )
    op.create_index('ix_journey_event_rut', 'journey_event', ['rut', 'on_date', 'id'])


def downgrade() -> None:
    op.drop_table('journey_event')
