"""The feed of changes: notes without position, one row that gives positions, and the triggers that note."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.changes import triggers

revision: str = '0026'
down_revision: str | None = '0025'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = ("account", "contact", "action", "protocol_case", "term", "message", "conflict")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("account_before", sa.String(length=36), nullable=True),
        sa.Column("office", sa.String(length=32), nullable=True),
        sa.Column("office_before", sa.String(length=32), nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("position", KEY, nullable=True),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_change")),
    )
    waiting = sa.text("position IS NULL")
    op.create_index("ix_change_waiting", "change", ["pk"], postgresql_where=waiting, sqlite_where=waiting)
    op.create_index("ux_change_position", "change", ["position"], unique=True)
    op.create_index("ix_change_account", "change", ["account_id", "position"])
    op.create_index("ix_change_account_before", "change", ["account_before", "position"])
    feed = op.create_table(
        "change_feed",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", KEY, nullable=False),
        sa.Column("expired", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_feed")),
    )
    op.bulk_insert(feed, [{"id": 1, "head": 0, "expired": 0}])
    for statement in triggers.making(TABLES, sqlite=op.get_bind().dialect.name == "sqlite"):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in triggers.dropping(TABLES, sqlite=op.get_bind().dialect.name == "sqlite"):
        op.get_bind().exec_driver_sql(statement)
    op.drop_table("change_feed")
    op.drop_table("change")
