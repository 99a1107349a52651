"""Documents on cases, those that are announced, and the triggers that note a document's changes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from persistence.changes import triggers

revision: str = '0030'
down_revision: str | None = '0029'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TABLES = ("case_document",)


def upgrade() -> None:
    op.create_table(
        "case_document",
        sa.Column("pk", KEY, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file", sa.String(length=36), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn", JSON, nullable=True),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["protocol_case.id"], name=op.f("fk_case_document_case_id_protocol_case")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_case_document")),
        sa.UniqueConstraint("id", name=op.f("uq_case_document_id")),
        sa.UniqueConstraint("file", name=op.f("uq_case_document_file")),
    )
    op.create_index("ix_case_document_case", "case_document", ["case_id", "pk"])
    op.create_index("ix_case_document_withdrawn", "case_document", ["withdrawn_at"])
    op.create_table(
        "document_upload",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["protocol_case.id"], name=op.f("fk_document_upload_case_id_protocol_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_upload")),
    )
    op.create_index("ix_document_upload_by", "document_upload", ["by", "at"])
    op.create_index("ix_document_upload_at", "document_upload", ["at"])
    for statement in triggers.making(TABLES, sqlite=op.get_bind().dialect.name == "sqlite"):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in triggers.dropping(TABLES, sqlite=op.get_bind().dialect.name == "sqlite"):
        op.get_bind().exec_driver_sql(statement)
    op.drop_table("document_upload")
    op.drop_table("case_document")
