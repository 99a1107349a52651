"""Accounts whose changes a webhook refused wait by themselves."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0037'
down_revision: str | None = '0036'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("webhook", sa.Column("taken_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "webhook_behind",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("webhook_id", sa.String(length=36), nullable=False),
        sa.Column("line", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("position", KEY, nullable=False),
        sa.Column("until", KEY, nullable=True),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("failed_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_behind_webhook_id")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_webhook_behind")),
        sa.UniqueConstraint("webhook_id", "line", name=op.f("uq_webhook_behind_webhook_id_line")),
    )
    # What a batch of before was sending is sent again in the new way, by account: its ids are others.
    op.execute("UPDATE webhook SET until = NULL")


def downgrade() -> None:
    op.drop_table("webhook_behind")
    op.drop_column("webhook", "taken_at")
