"""The entries of a period are found with what is read of each when contacts are counted."""

from collections.abc import Sequence

from alembic import op

revision: str = '0033'
down_revision: str | None = '0032'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PLACE = ["day", "case_id", "sequence"]
READ = ["fact", "channel", "point_of_contact", "topic", "taken_back"]


def upgrade() -> None:
    op.drop_index("ix_case_event_day", "case_event")
    op.create_index("ix_case_event_day", "case_event", [*PLACE, *READ])


def downgrade() -> None:
    op.drop_index("ix_case_event_day", "case_event")
    op.create_index("ix_case_event_day", "case_event", PLACE)
