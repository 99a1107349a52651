"""Periods of classes, their tallies, and the marks of accounts whose periods are to be made."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.classes import marks
from persistence.tables.columns import Json

revision: str = '0021'
down_revision: str | None = '0020'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "class_generation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("reached", KEY, nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_generation")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "class_period",
        sa.Column("account_pk", KEY, autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("fork", sa.Integer(), nullable=False),
        sa.Column("classes", sa.Integer(), nullable=False),
        sa.Column("origin", sa.SmallInteger(), nullable=False),
        sa.Column("registration", sa.SmallInteger(), nullable=False),
        sa.Column("relation", sa.SmallInteger(), nullable=False),
        sa.Column("export", sa.SmallInteger(), nullable=False),
        sa.Column("capacity", sa.Boolean(), nullable=False),
        sa.Column("phase", sa.SmallInteger(), nullable=False),
        sa.Column("target_group", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_pk", "generation", "since", name=op.f("pk_class_period")),
        sqlite_with_rowid=False,
    )
    for place in range(9):
        is_of = sa.text(f"(classes & {1 << place}) != 0")
        for name, columns in (
            ("accounts", ["generation", "account_pk", "since", "until"]),
            ("until", ["generation", "fork", "until"]),
            ("since", ["generation", "fork", "since"]),
        ):
            op.create_index(
                f"ix_class_period_{place}_{name}", "class_period", columns, postgresql_where=is_of, sqlite_where=is_of
            )
    op.create_table(
        "class_tally",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("axis", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "axis", "value", "day", name=op.f("pk_class_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "class_mark",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("account_pk", KEY, nullable=False),
        sa.Column("written_in", KEY, nullable=True),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_class_mark")),
    )
    op.create_index("ix_class_mark_written_in", "class_mark", ["written_in"])
    made = marks.SQLITE_TRIGGERS.values() if op.get_bind().dialect.name == "sqlite" else marks.POSTGRESQL
    for statement in made:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in [f"DROP TRIGGER {name}" for name in marks.SQLITE_TRIGGERS] if sqlite else marks.DROP_POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    for table in ("class_mark", "class_tally", "class_period", "class_generation"):
        op.drop_table(table)
