"""
What makes search fast, and differs between the databases; created by the migrations, kept up by the database.

Both answer the same question: which accounts have, for each word asked, a word that begins with it. The text they
look into is `account.search` (see `persistence.accounts.folding`).

SQLite: an FTS5 index whose prefix lists are in row order, so that a page streams from where the last one ended
however many accounts match. It stores no copy of the text (external content) and no positions (detail none).

PostgreSQL: a trigram index for words few accounts have; words that many have are met soon by walking the primary
key. The planner picks, and needs the finer statistics set here to know which is which.
"""

from __future__ import annotations

from typing import Final

PREFIX_LENGTHS: Final = range(2, 13)
"""Lengths of word beginnings that SQLite keeps a list for; a longer word is narrowed by the text itself."""

SQLITE_TABLE: Final = "account_search"

SQLITE_TRIGGERS: Final = {
    "account_search_insert": """
        CREATE TRIGGER account_search_insert AFTER INSERT ON account BEGIN
            INSERT INTO account_search (rowid, search) VALUES (new.pk, new.search);
        END""",
    "account_search_update": """
        CREATE TRIGGER account_search_update AFTER UPDATE OF search ON account WHEN old.search IS NOT new.search BEGIN
            INSERT INTO account_search (account_search, rowid, search) VALUES ('delete', old.pk, old.search);
            INSERT INTO account_search (rowid, search) VALUES (new.pk, new.search);
        END""",
    "account_search_delete": """
        CREATE TRIGGER account_search_delete AFTER DELETE ON account BEGIN
            INSERT INTO account_search (account_search, rowid, search) VALUES ('delete', old.pk, old.search);
        END""",
}

SQLITE: Final = (
    f"""
        CREATE VIRTUAL TABLE {SQLITE_TABLE} USING fts5(
            search, content='account', content_rowid='pk', tokenize='ascii', detail=none, columnsize=0,
            prefix='{" ".join(map(str, PREFIX_LENGTHS))}'
        )""",
    *SQLITE_TRIGGERS.values(),
)

POSTGRESQL_INDEX: Final = "ix_account_search"
POSTGRESQL_CREATE_INDEX: Final = f"CREATE INDEX {POSTGRESQL_INDEX} ON account USING gin (search gin_trgm_ops)"

POSTGRESQL: Final = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    POSTGRESQL_CREATE_INDEX,
    "ALTER TABLE account ALTER COLUMN search SET STATISTICS 1000",
)


def is_part_of_index(name: str | None) -> bool:
    """Whether a table or index of this name belongs here, not to `persistence.tables`."""
    return name is not None and (name.startswith(SQLITE_TABLE) or name == POSTGRESQL_INDEX)
