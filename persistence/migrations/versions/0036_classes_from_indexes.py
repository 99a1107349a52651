"""Accounts of a class on a day are found in an index alone, also by SQLite."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '0036'
down_revision: str | None = '0035'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

INDEXES = {
    "accounts": ["generation", "account_pk", "since", "until"],
    "until": ["generation", "fork", "until"],
    "since": ["generation", "fork", "since"],
}
CLASSES = 9


def upgrade() -> None:
    _made_again(["classes"])


def downgrade() -> None:
    _made_again([])


def _made_again(also: list[str]) -> None:
    for place in range(CLASSES):
        is_of = sa.text(f"(classes & {1 << place}) != 0")
        for name, columns in INDEXES.items():
            index = f"ix_class_period_{place}_{name}"
            op.drop_index(index, "class_period")
            op.create_index(
                index, "class_period", [*columns, *also], sqlite_where=is_of, postgresql_where=is_of
            )
