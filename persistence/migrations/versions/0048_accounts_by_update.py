"""Accounts know the instant of their latest datum or fact, so that lists are in its order and from it on."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_BATCH = 5_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    """As `Account.updated_at` says, of what is there; 0: it was only loaded."""
    op.add_column("account", sa.Column("updated_at", sa.BigInteger(), nullable=False, server_default="0"))
    connection, after = op.get_bind(), 0
    account = sa.table("account", *(sa.column(name) for name in ("pk", "provenance", "updated_at")))
    fact = sa.table("account_fact", sa.column("account_pk"), sa.column("at"))
    latest = sa.select(sa.func.max(fact.c.at)).where(fact.c.account_pk == account.c.pk).scalar_subquery()
    page = sa.select(account.c.pk, account.c.provenance, latest).order_by(account.c.pk).limit(_BATCH)
    write = sa.update(account).where(account.c.pk == sa.bindparam("key")).values(updated_at=sa.bindparam("at"))
    while rows := connection.execute(page.where(account.c.pk > after)).all():
        told = [{"key": key, "at": max((*_instants(provenance), of_facts or 0))} for key, provenance, of_facts in rows]
        connection.execute(write, told)
        after = rows[-1][0]
    op.create_index("ix_account_updated", "account", ["updated_at", "id"])


def _instants(stored: Any) -> list[int]:
    """When each field was written, as the row keeps it: microseconds since 1970."""
    provenance = json.loads(stored) if isinstance(stored, str) else stored or {}
    return [_micros(each["at"]) for each in provenance.values()]


def _micros(at: Any) -> int:
    if isinstance(at, int):
        return at
    return (datetime.fromisoformat(at) - _EPOCH) // timedelta(microseconds=1)


def downgrade() -> None:
    op.drop_index("ix_account_updated", "account")
    op.drop_column("account", "updated_at")
