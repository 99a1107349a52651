"""Entries of cases and closed terms say who had the case then, so that its figures stay when it is handed over (AMB-69)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.cases import entries_of_case

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INDEX = "ix_case_event_day"
BEFORE = ["day", "case_id", "sequence", "fact", "channel", "point_of_contact", "topic", "taken_back", "flow", "office"]


def upgrade() -> None:
    """What was reported before this knows from how to take it back who had the case; else as whoever has it now."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    dropped = entries_of_case.DROP_SQLITE if sqlite else entries_of_case.DROP_POSTGRESQL
    made = entries_of_case.SQLITE if sqlite else entries_of_case.POSTGRESQL
    for statement in (*dropped, *made):
        op.get_bind().exec_driver_sql(statement)
    op.add_column("case_event", sa.Column("assignee", sa.Text()))
    op.add_column("term", sa.Column("assignee", sa.Text()))
    for name in ("office", "assignee"):
        op.execute(
            f"UPDATE case_event SET {name} = (SELECT c.{name} FROM protocol_case c WHERE c.id = case_event.case_id)"
            " WHERE day IS NOT NULL"
        )
        found = f"json_extract(undo, '$.{name}')" if sqlite else f"undo ->> '{name}'"
        op.execute(f"UPDATE case_event SET {name} = {found} WHERE day IS NOT NULL AND undo IS NOT NULL AND sequence > 1")
    op.execute(
        "UPDATE term SET assignee = (SELECT c.assignee FROM protocol_case c WHERE c.id = term.case_id)"
        " WHERE stopped_at IS NOT NULL OR waived_at IS NOT NULL"
    )
    op.drop_index(INDEX, "case_event")
    op.create_index(INDEX, "case_event", [*BEFORE, "assignee"])


def downgrade() -> None:
    op.drop_index(INDEX, "case_event")
    op.create_index(INDEX, "case_event", BEFORE)
    for table, name in (("term", "assignee"), ("case_event", "assignee")):
        op.drop_column(table, name)
