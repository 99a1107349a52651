"""Planned activities and the invitations to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.tables.columns import Json

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=48), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("apply_by", sa.Date(), nullable=False),
        sa.Column("for_groups", sa.Text(), nullable=False),
        sa.Column("for_categories", sa.Text(), nullable=False),
        sa.Column("for_sectors", sa.Text(), nullable=False),
        sa.Column("for_regions", sa.Text(), nullable=False),
        sa.Column("for_markets", sa.Text(), nullable=False),
        sa.Column("rights", Json, nullable=False),
        sa.Column("obligations", Json, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("planned_role", sa.String(length=32), nullable=False),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_role", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_activity")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_id")),
    )
    op.create_index("ix_activity_apply_by", "activity", ["apply_by", "id"])
    op.create_table(
        "activity_invitation",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("action_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_invitation_activity_id")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_activity_invitation")),
        sa.UniqueConstraint("account_id", "activity_id", name=op.f("uq_activity_invitation_account_id_activity_id")),
    )


def downgrade() -> None:
    op.drop_table("activity_invitation")
    op.drop_table("activity")
