"""`ReadModel` in SQL. Nothing here is loaded one by one: the number of statements never depends on the page."""

from __future__ import annotations

from persistence.account_query import ClassCondition
from persistence.account_reading import AccountReads
from persistence.database import Database
from persistence.sync_reading import SyncReads
from persistence.term_reading import TermReads


class SqlReadModel(AccountReads, TermReads, SyncReads):
    """
    Reads for screens; see `domain.ports.reading.ReadModel`.

    Args:
        class_condition: The SQL of "any of these classes on that day" under the present configuration.
    """

    def __init__(self, database: Database, class_condition: ClassCondition) -> None:
        self._database = database
        self._class_condition = class_condition
