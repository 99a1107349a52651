"""`ReadModel` in SQL. Nothing here is loaded one by one: the number of statements never depends on the page."""

from __future__ import annotations

from collections import OrderedDict

from persistence.accounts.conflict_reads import ConflictOfInterestReads
from persistence.accounts.field_changes import ChangeReads
from persistence.accounts.reading import AccountReads
from persistence.accounts.similar import SimilarReads
from persistence.accounts.words import Samples
from persistence.cases.terms import TermReads
from persistence.classes.finding import FEW, Sizes
from persistence.database import Database
from persistence.measures.counting import MeasureReads
from persistence.measures.replaying import TermReplays
from persistence.sync.reading import SyncReads


class SqlReadModel(
    AccountReads, ConflictOfInterestReads, ChangeReads, SimilarReads, TermReads, MeasureReads, TermReplays, SyncReads
):
    """
    Reads for screens; see `domain.ports.reading.ReadModel`.

    Args:
        few: A class of up to so many accounts on a day drives a search by it; see `persistence.classes.finding`.
    """

    def __init__(self, database: Database, few: int = FEW) -> None:
        self._database = database
        self._sizes = Sizes(few)
        self._samples = Samples()
        self._asked = OrderedDict()
