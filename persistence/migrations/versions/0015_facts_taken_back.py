"""What a fact found and made, and that it was taken back (AMB-70); in which market a case is complex (LIN-05)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '0015'
down_revision: str | None = '0014'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.add_column('case_event', sa.Column('undo', json))
    op.add_column('case_event', sa.Column('taken_back', json))
    op.add_column('protocol_case', sa.Column('complex_market', sa.String(length=8)))
    op.execute(
        "UPDATE protocol_case SET complex_market ="
        " CASE WHEN office LIKE 'OFICOM-%' THEN 'EXTERNAL' ELSE 'INTERNAL' END WHERE complex"
    )


def downgrade() -> None:
    op.drop_column('protocol_case', 'complex_market')
    op.drop_column('case_event', 'taken_back')
    op.drop_column('case_event', 'undo')
