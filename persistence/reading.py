"""`ReadModel` in SQL. Nothing here is loaded one by one: the number of statements never depends on the page."""

from __future__ import annotations

from collections import OrderedDict

from persistence.accounts.query import DatedConditions
from persistence.accounts.reading import AccountReads
from persistence.accounts.similar import SimilarReads
from persistence.cases.terms import TermReads
from persistence.database import Database
from persistence.measures.counting import MeasureReads
from persistence.sync.reading import SyncReads


class SqlReadModel(AccountReads, SimilarReads, TermReads, MeasureReads, SyncReads):
    """
    Reads for screens; see `domain.ports.reading.ReadModel`.

    Args:
        dated: The SQL of "any of these classes on that day" and of the categories, under the present configuration.
    """

    def __init__(self, database: Database, dated: DatedConditions) -> None:
        self._database = database
        self._dated = dated
        self._asked = OrderedDict()
