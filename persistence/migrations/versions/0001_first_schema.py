"""Accounts, actions, terms, decisions and the synchronisation; search indexes of each database."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.accounts import search_index
from persistence.tables.columns import Json

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("trade_name", sa.Text(), nullable=True),
        sa.Column("rut", sa.String(length=12), nullable=True),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("person_type", sa.String(length=16), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=True),
        sa.Column("commune", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("company_size", sa.Text(), nullable=True),
        sa.Column("sii_started", sa.Boolean(), nullable=True),
        sa.Column("sii_started_on", sa.Date(), nullable=True),
        sa.Column("tax_category", sa.String(length=8), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=True),
        sa.Column("regional_executive", sa.Text(), nullable=True),
        sa.Column("commercial_executive", sa.Text(), nullable=True),
        sa.Column("sector_officer", sa.Text(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_role", sa.String(length=32), nullable=False),
        sa.Column("sii_checked_on", sa.Date(), nullable=True),
        sa.Column("purposes", Json, nullable=False),
        sa.Column("chilean_capital", sa.Boolean(), nullable=True),
        sa.Column("led_by_chileans", sa.Boolean(), nullable=True),
        sa.Column("sells_national", sa.Boolean(), nullable=True),
        sa.Column("provenance", Json, nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("search", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_account")),
        sa.UniqueConstraint("id", name=op.f("uq_account_id")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_commercial_executive", ["commercial_executive", "pk"], unique=False)
        batch_op.create_index("ix_account_name", ["name_key", "id"], unique=False)
        batch_op.create_index("ix_account_office", ["office", "pk"], unique=False)
        batch_op.create_index("ix_account_region", ["region", "pk"], unique=False)
        batch_op.create_index("ix_account_regional_executive", ["regional_executive", "pk"], unique=False)
        batch_op.create_index("ix_account_registered", ["registered_on", "id"], unique=False)
        batch_op.create_index("ix_account_sector", ["sector", "pk"], unique=False)
        batch_op.create_index("ix_account_sector_officer", ["sector_officer", "pk"], unique=False)
        batch_op.create_index("ux_account_rut", ["rut"], unique=True)

    op.create_table(
        "conflict",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("agreed", Json, nullable=True),
        sa.Column("local", Json, nullable=True),
        sa.Column("remote", Json, nullable=True),
        sa.Column("detected_at", sa.BigInteger(), nullable=False),
        sa.Column("proposed", sa.String(length=16), nullable=False),
        sa.Column("local_by", sa.Text(), nullable=True),
        sa.Column("local_at", sa.BigInteger(), nullable=True),
        sa.Column("remote_by", sa.Text(), nullable=True),
        sa.Column("remote_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_side", sa.String(length=16), nullable=True),
        sa.Column("resolved_value", Json, nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("resolution_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_conflict")),
        sa.UniqueConstraint("id", name=op.f("uq_conflict_id")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_account", ["account_id", "detected_at"], unique=False)
        batch_op.create_index("ix_conflict_detected", ["detected_at", "pk"], unique=False)
        batch_op.create_index(
            "ix_conflict_open_account",
            ["account_id"],
            unique=False,
            postgresql_where=sa.text("resolved_at IS NULL"),
            sqlite_where=sa.text("resolved_at IS NULL"),
        )
        batch_op.create_index(
            "ux_conflict_open",
            ["kind", "key", "field"],
            unique=True,
            postgresql_where=sa.text("resolved_at IS NULL"),
            sqlite_where=sa.text("resolved_at IS NULL"),
        )

    op.create_table(
        "crm_shadow",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("agreed", Json, nullable=False),
        sa.Column("agreed_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_crm_shadow")),
    )
    with op.batch_alter_table("crm_shadow", schema=None) as batch_op:
        batch_op.create_index("ix_crm_shadow_account", ["account_id"], unique=False)
        batch_op.create_index(
            "ix_crm_shadow_deleted",
            ["account_id"],
            unique=False,
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
        )

    op.create_table(
        "deadline",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("occurrence", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="pending", nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("payload", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint("kind", "subject", "occurrence", name=op.f("uq_deadline_kind_subject_occurrence")),
    )
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deadline_pending",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )

    op.create_table(
        "decision",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("protocol_version", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("inputs", Json, nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_decision")),
        sa.UniqueConstraint("id", name=op.f("uq_decision_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_account", ["account_id", "at", "pk"], unique=False)
        batch_op.create_index("ix_decision_at", ["at", "pk"], unique=False)

    op.create_table(
        "idempotency",
        sa.Column("actor", sa.String(length=128), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("operation", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=128), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "local_holiday",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("name_es", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=True),
        sa.Column("commune", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_local_holiday")),
    )
    with op.batch_alter_table("local_holiday", schema=None) as batch_op:
        batch_op.create_index("ix_local_holiday_day", ["on_date"], unique=False)

    op.create_table(
        "outbox_gate",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("tat", sa.BigInteger(), nullable=False),
        sa.Column("blocked_until", sa.BigInteger(), nullable=True),
        sa.Column("last_ok_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_outbox_gate")),
    )
    op.create_table(
        "outbox_message",
        sa.Column(
            "stream_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stream_id", "seq", name=op.f("pk_outbox_message")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_message_age", ["created_at"], unique=False)

    op.create_table(
        "outbox_stream",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tail", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("acked", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("upto", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=36), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("parked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_stream")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_outbox_stream_channel_key")),
    )
    with op.batch_alter_table("outbox_stream", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_stream_due",
            ["channel", "next_at"],
            unique=False,
            postgresql_where=sa.text("tail > acked AND parked_at IS NULL"),
            sqlite_where=sa.text("tail > acked AND parked_at IS NULL"),
        )
        batch_op.create_index(
            "ix_outbox_stream_leased",
            ["channel", "token"],
            unique=False,
            postgresql_where=sa.text("token IS NOT NULL"),
            sqlite_where=sa.text("token IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_stream_parked",
            ["channel", "key"],
            unique=False,
            postgresql_where=sa.text("parked_at IS NOT NULL"),
            sqlite_where=sa.text("parked_at IS NOT NULL"),
        )

    op.create_table(
        "pull_cursor",
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("token", sa.String(length=36), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("resync_since", sa.BigInteger(), nullable=True),
        sa.Column("last_ok_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_pull_cursor")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rule_id", sa.String(length=16), nullable=False),
        sa.Column("protocol_version", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.Column("point_of_contact", sa.String(length=16), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.Column("waived_by", sa.Text(), nullable=True),
        sa.Column("waived_at", sa.BigInteger(), nullable=True),
        sa.Column("waiver_reason", sa.Text(), nullable=True),
        sa.Column("given_date", sa.Date(), nullable=True),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("at_risk_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("due_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
    )
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.create_index("ix_term_account", ["account_id", "started_at"], unique=False)
        batch_op.create_index("ix_term_due", ["due_key", "id"], unique=False)
        batch_op.create_index("ix_term_closed", ["closed_key", "due_key", "id"], unique=False)
        batch_op.create_index("ix_term_office", ["office", "closed_key", "due_key"], unique=False)

    op.create_table(
        "account_fact",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", Json, nullable=False),
        sa.ForeignKeyConstraint(["account_pk"], ["account.pk"], name=op.f("fk_account_fact_account_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_account_fact")),
        sa.UniqueConstraint("id", name=op.f("uq_account_fact_id")),
    )
    with op.batch_alter_table("account_fact", schema=None) as batch_op:
        batch_op.create_index(
            "ix_account_fact_latest",
            [
                "account_pk",
                "kind",
                sa.literal_column("on_date DESC"),
                sa.literal_column("at DESC"),
                sa.literal_column("pk DESC"),
            ],
            unique=False,
        )

    op.create_table(
        "action",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("market", sa.String(length=2), nullable=True),
        sa.Column("office", sa.String(length=32), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=True),
        sa.Column("point_of_contact", sa.String(length=16), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_role", sa.String(length=32), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("confirmed_role", sa.String(length=32), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("annulled_by", sa.Text(), nullable=True),
        sa.Column("annulled_role", sa.String(length=32), nullable=True),
        sa.Column("annulled_at", sa.BigInteger(), nullable=True),
        sa.Column("annulment_reason", sa.Text(), nullable=True),
        sa.Column("corrects", sa.String(length=36), nullable=True),
        sa.Column("case_id", sa.String(length=36), nullable=True),
        sa.Column("cause", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["account_pk"], ["account.pk"], name=op.f("fk_action_account_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_action")),
        sa.UniqueConstraint("id", name=op.f("uq_action_id")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(
            "ix_action_account",
            ["account_pk", sa.literal_column("ended_on DESC"), sa.literal_column("id DESC")],
            unique=False,
        )

    op.create_table(
        "contact",
        sa.Column("pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_pk", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_pk"], ["account.pk"], name=op.f("fk_contact_account_pk")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_contact")),
        sa.UniqueConstraint("id", name=op.f("uq_contact_id")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index("ix_contact_account", ["account_pk", "pk"], unique=False)

    dialect = op.get_bind().dialect.name
    for statement in search_index.SQLITE if dialect == "sqlite" else search_index.POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TABLE {search_index.SQLITE_TABLE}")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_account")

    op.drop_table("contact")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index("ix_action_account")

    op.drop_table("action")
    with op.batch_alter_table("account_fact", schema=None) as batch_op:
        batch_op.drop_index("ix_account_fact_latest")

    op.drop_table("account_fact")
    with op.batch_alter_table("term", schema=None) as batch_op:
        batch_op.drop_index("ix_term_office")
        batch_op.drop_index("ix_term_closed")
        batch_op.drop_index("ix_term_due")
        batch_op.drop_index("ix_term_account")

    op.drop_table("term")
    op.drop_table("setting")
    op.drop_table("pull_cursor")
    with op.batch_alter_table("outbox_stream", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_stream_parked",
            postgresql_where=sa.text("parked_at IS NOT NULL"),
            sqlite_where=sa.text("parked_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_stream_leased",
            postgresql_where=sa.text("token IS NOT NULL"),
            sqlite_where=sa.text("token IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_stream_due",
            postgresql_where=sa.text("tail > acked AND parked_at IS NULL"),
            sqlite_where=sa.text("tail > acked AND parked_at IS NULL"),
        )

    op.drop_table("outbox_stream")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_age")

    op.drop_table("outbox_message")
    op.drop_table("outbox_gate")
    with op.batch_alter_table("local_holiday", schema=None) as batch_op:
        batch_op.drop_index("ix_local_holiday_day")

    op.drop_table("local_holiday")
    op.drop_table("idempotency")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_at")
        batch_op.drop_index("ix_decision_account")

    op.drop_table("decision")
    with op.batch_alter_table("deadline", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deadline_pending",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )

    op.drop_table("deadline")
    with op.batch_alter_table("crm_shadow", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_crm_shadow_deleted",
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_crm_shadow_account")

    op.drop_table("crm_shadow")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_conflict_open",
            postgresql_where=sa.text("resolved_at IS NULL"),
            sqlite_where=sa.text("resolved_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_conflict_open_account",
            postgresql_where=sa.text("resolved_at IS NULL"),
            sqlite_where=sa.text("resolved_at IS NULL"),
        )
        batch_op.drop_index("ix_conflict_detected")
        batch_op.drop_index("ix_conflict_account")

    op.drop_table("conflict")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ux_account_rut")
        batch_op.drop_index("ix_account_sector_officer")
        batch_op.drop_index("ix_account_sector")
        batch_op.drop_index("ix_account_registered")
        batch_op.drop_index("ix_account_regional_executive")
        batch_op.drop_index("ix_account_region")
        batch_op.drop_index("ix_account_office")
        batch_op.drop_index("ix_account_name")
        batch_op.drop_index("ix_account_commercial_executive")

    op.drop_table("account")
