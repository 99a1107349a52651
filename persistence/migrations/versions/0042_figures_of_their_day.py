"""What an account remembers tells its region, size and office too, by which figures are compared (AMB-69)."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NAMES = ("region", "company_size", "office")
ACCOUNT = sa.table(
    "account", sa.column("pk"), sa.column("standings", JSON), *(sa.column(name, sa.Text()) for name in NAMES)
)


def upgrade() -> None:
    """Of days before this, an account had what it has now, where it is remembered that it had something."""
    for row in _remembering():
        known = [[name for name in NAMES if name in each["present"]] for each in row.standings]
        _put(row, [{**each, **{n: getattr(row, n) for n in had}} for each, had in zip(row.standings, known, strict=True)])


def downgrade() -> None:
    for row in _remembering():
        _put(row, [{name: value for name, value in each.items() if name not in NAMES} for each in row.standings])


def _remembering() -> Sequence[sa.Row[Any]]:
    return op.get_bind().execute(sa.select(ACCOUNT).where(ACCOUNT.c.standings.is_not(None))).all()


def _put(row: sa.Row[Any], told: list[dict[str, Any]]) -> None:
    op.execute(ACCOUNT.update().where(ACCOUNT.c.pk == row.pk).values(standings=told))
