"""Figures of terms and of contacts are read in indexes, not row by row (MEA-01, MEA-02)."""

from collections.abc import Sequence

from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

OF_TERMS = ['due_on', 'id', 'rule_id', 'office', 'channel', 'due_at', 'stopped_at', 'waived_at', 'withdrawn', 'at_risk_at',
            'opens_at', 'started_at']


def upgrade() -> None:
    op.drop_index('ix_term_due_on', 'term')
    op.create_index('ix_term_due_on', 'term', OF_TERMS)
    op.create_index('ix_protocol_case_counted', 'protocol_case', ['id', 'flow', 'office', 'account_id', 'topic'])


def downgrade() -> None:
    op.drop_index('ix_protocol_case_counted', 'protocol_case')
    op.drop_index('ix_term_due_on', 'term')
    op.create_index('ix_term_due_on', 'term', ['due_on', 'id'])
