"""SQLite gives a change its place in the feed as it is written, for it has one writer at a time."""

from collections.abc import Sequence

from alembic import op

from persistence.changes import triggers

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = ("account", "contact", "action", "protocol_case", "term", "message", "conflict", "case_document")
NUMBER = (
    "UPDATE change SET position = waiting.place + (SELECT head FROM change_feed) FROM (SELECT pk, row_number() OVER "
    "(ORDER BY pk) AS place FROM change WHERE position IS NULL) AS waiting WHERE change.pk = waiting.pk"
)
HEAD = "UPDATE change_feed SET head = max(head, (SELECT coalesce(max(position), 0) FROM change))"


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return
    for statement in (
        NUMBER, HEAD, *triggers.dropping(TABLES, sqlite=True), *triggers.making(TABLES, sqlite=True)
    ):  # fmt: skip
        bind.exec_driver_sql(statement)


def downgrade() -> None:
    """Whoever numbers afterwards finds nothing that waits."""
