"""Accounts are found by the words of their website too, and compared by their telephone (AMB-63)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from domain.exchange.similarity import PHONE_MARK, phone_key, website_key
from domain.model.words import words

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ACCOUNT = sa.table("account", *map(sa.column, ("pk", "phone", "website", "search")))
AT_ONCE = 1_000


def upgrade() -> None:
    database = op.get_bind()
    told = sa.select(ACCOUNT).where(sa.or_(ACCOUNT.c.phone.is_not(None), ACCOUNT.c.website.is_not(None)))
    written = sa.update(ACCOUNT).where(ACCOUNT.c.pk == sa.bindparam("of")).values(search=sa.bindparam("to"))
    last = -1
    while rows := database.execute(told.where(ACCOUNT.c.pk > last).order_by(ACCOUNT.c.pk).limit(AT_ONCE)).all():
        last = rows[-1].pk
        found = [{"of": row.pk, "to": with_more(row.search, row.website, row.phone)} for row in rows]
        database.execute(written, found)


def with_more(search: str, website: str | None, phone: str | None) -> str:
    """The text of the index with the words that it lacks."""
    every = dict.fromkeys([*search.split(), *words(website_key(website) or "")])
    key = phone_key(phone)
    if key is not None:
        every[PHONE_MARK + key] = None
    return f" {' '.join(every)} "


def downgrade() -> None:
    """The words stay: they do no harm."""
