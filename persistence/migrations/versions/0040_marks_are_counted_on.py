"""On SQLite the key of a mark is never given twice: by it one knows whether something was written."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0040'
down_revision: str | None = '0039'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    _made_again(counted_on=True)


def downgrade() -> None:
    _made_again(counted_on=False)


def _made_again(*, counted_on: bool) -> None:
    """The triggers that mark know the table by its name."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("CREATE TEMP TABLE kept_mark AS SELECT account_pk FROM class_mark ORDER BY pk")
    op.drop_table("class_mark")
    op.create_table(
        "class_mark",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("account_pk", sa.Integer(), nullable=False),
        sa.Column("written_in", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_class_mark")),
        sqlite_autoincrement=counted_on,
    )
    op.create_index("ix_class_mark_written_in", "class_mark", ["written_in"])
    op.execute("INSERT INTO class_mark (account_pk) SELECT account_pk FROM kept_mark")
    op.execute("DROP TABLE kept_mark")
