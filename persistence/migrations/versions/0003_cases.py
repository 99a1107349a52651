"""Cases with their timelines."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.tables.columns import Json

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "protocol_case",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=48), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("protocol_version", sa.String(length=16), nullable=False),
        sa.Column("accountable_unit", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("office", sa.String(length=32), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.Column("point_of_contact", sa.String(length=16), nullable=True),
        sa.Column("data", Json, nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("origin_case_id", sa.String(length=36), nullable=True),
        sa.Column("complex", sa.Boolean(), nullable=False),
        sa.Column("single_key", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_protocol_case")),
        sa.UniqueConstraint("id", name=op.f("uq_protocol_case_id")),
    )
    op.create_index("ux_protocol_case_single", "protocol_case", ["single_key"], unique=True)
    op.create_index("ix_protocol_case_account", "protocol_case", ["account_id", "pk"])
    op.create_index("ix_protocol_case_office", "protocol_case", ["office", "pk"])
    op.create_index("ix_protocol_case_assignee", "protocol_case", ["assignee", "pk"])
    op.create_index("ix_protocol_case_state", "protocol_case", ["flow", "state", "pk"])
    op.create_table(
        "case_event",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=48), nullable=False),
        sa.Column("to_state", sa.String(length=48), nullable=False),
        sa.Column("rules", Json, nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("effects", Json, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.Column("point_of_contact", sa.String(length=16), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["protocol_case.id"], name=op.f("fk_case_event_case_id")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_case_event")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_case_event_case_id_sequence")),
    )
    op.create_index("ix_term_case", "term", ["case_id", "started_at"])


def downgrade() -> None:
    op.drop_index("ix_term_case", table_name="term")
    op.drop_table("case_event")
    op.drop_table("protocol_case")
