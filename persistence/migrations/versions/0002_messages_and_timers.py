"""Messages that wait to be sent; timers that failed wait before they are tried again."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.tables.columns import Json

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("template_version", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("to", Json, nullable=False),
        sa.Column("cc", Json, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("parameters", Json, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_message")),
        sa.UniqueConstraint("cause", name=op.f("uq_message_cause")),
        sa.UniqueConstraint("id", name=op.f("uq_message_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_account", ["account_id", "pk"], unique=False)
        batch_op.create_index("ix_message_case", ["case_id", "pk"], unique=False)
        batch_op.create_index(
            "ix_message_due",
            ["next_at"],
            unique=False,
            postgresql_where=sa.text("next_at IS NOT NULL"),
            sqlite_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_message_leased",
            ["token"],
            unique=False,
            postgresql_where=sa.text("token IS NOT NULL"),
            sqlite_where=sa.text("token IS NOT NULL"),
        )
        batch_op.create_index("ix_message_state", ["state", "pk"], unique=False)

    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retry_at", sa.BigInteger(), nullable=True))
        batch_op.create_index(
            "ix_deadline_subject",
            ["subject"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deadline_subject",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_column("retry_at")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_state")
        batch_op.drop_index(
            "ix_message_leased",
            postgresql_where=sa.text("token IS NOT NULL"),
            sqlite_where=sa.text("token IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_message_due",
            postgresql_where=sa.text("next_at IS NOT NULL"),
            sqlite_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_message_case")
        batch_op.drop_index("ix_message_account")

    op.drop_table("message")
