"""
What a fact is judged by ("situación"): the case, the account and its classes, the data, who, when and the directory.

Belongs here: the nouns that guards and texts read. Does not belong here: any rule of a flow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.model.accounts import Account, Fact, FactKind
from domain.model.cases import Case, CaseEvent, Value
from domain.model.classes import Classes
from domain.model.history.actions import Action
from domain.model.institution.calendar import CalendarBook, WorkCalendar
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor
from domain.model.representations import Representation
from domain.model.terms import Term
from domain.protocol.access.conflict_of_interest import directory_for


@dataclass(frozen=True, slots=True)
class Situation:
    """
    Everything that may decide a step. Frozen; made by the use case, or by `tests/support/cases/situations.py`.

    Attributes:
        at: UTC instant at which the fact occurred, or at which the question is asked.
        today: Local day of `at` in the zone of the responsible office.
        case: None before it is opened.
        account: Account of the case, when there is one; `classes` and `actions` are of that account on `today`.
        given: What this fact brings, checked; empty when only the next step is asked.
        data: The case's data with `given` over it.
        timeline: Events so far, oldest first.
        open_terms: Open terms of the case.
        open_cases: Other open cases of the account.
        origin: The case that opened this one; `origin_timeline`: its events, known while messages are written.
        representation: The one that was declared in the case. While what it declares waits, `account` is its draft: as
            the person tells it, and no account of anybody (AMB-54).
        accounts, account_classes: By id, the accounts that the data names (kinds ACCOUNT and ACCOUNTS).
        office: Office code that answers now: the case's, else the account's.
        reason: The reason a person gave with the fact.
        case_id: Id that a case opened now will have.
        recorded_at: When it is recorded; None: at `at`.
        directory: Of people as they answer for the account: nobody with a conflict of interest that stands (AMB-72).
        asked: Nothing is reported, only the next step is asked: data that are not there may still come.
    """

    at: datetime
    today: date
    actor: Actor
    config: ProtocolConfiguration
    directory: Directory
    book: CalendarBook
    case: Case | None = None
    account: Account | None = None
    classes: Classes | None = None
    actions: Sequence[Action] = ()
    given: Mapping[str, Value] = field(default_factory=dict)
    timeline: Sequence[CaseEvent] = ()
    open_terms: Sequence[Term] = ()
    open_cases: Sequence[Case] = ()
    origin: Case | None = None
    origin_timeline: Sequence[CaseEvent] = ()
    representation: Representation | None = None
    accounts: Mapping[str, Account] = field(default_factory=dict)
    account_classes: Mapping[str, Classes] = field(default_factory=dict)
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    topic: str | None = None
    office: str | None = None
    reason: str | None = None
    case_id: str = ""
    recorded_at: datetime | None = None
    asked: bool = False
    data: Mapping[str, Value] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        before = self.case.data if self.case is not None else {}
        object.__setattr__(self, "data", {**before, **self.given})
        object.__setattr__(self, "directory", directory_for(self.directory, self.account, self.today))

    @property
    def state(self) -> str:
        """State of the case; "" before it is opened."""
        return "" if self.case is None else self.case.state

    @property
    def waits(self) -> bool:
        """Whether what the case brings waits for a representation to be confirmed (AMB-54)."""
        return self.representation is not None and self.representation.draft is not None

    @property
    def account_id(self) -> str | None:
        """Id of the account that there is; None: there is none, or what is told of it only waits."""
        return None if self.account is None or self.waits else self.account.id

    @property
    def calendar(self) -> WorkCalendar:
        """Business days of the responsible office (AMB-03)."""
        return self.book.of_office(self.office)

    def text(self, name: str) -> str | None:
        """That datum when it is text (also CHOICE, COUNTRY, ACCOUNT)."""
        value = self.data.get(name)
        return value if isinstance(value, str) else None

    def first_text(self, *names: str) -> str | None:
        """The first of these data that is text; the names are synonyms in flows."""
        return next((text for name in names if (text := self.text(name))), None)

    def text_given(self, name: str) -> str | None:
        """That datum of this fact alone, when it is text."""
        value = self.given.get(name)
        return value if isinstance(value, str) else None

    def flag(self, name: str) -> bool | None:
        """That datum when it is yes or no; None: not said."""
        value = self.data.get(name)
        return value if isinstance(value, bool) else None

    def number(self, name: str) -> int | None:
        """That datum when it is a number."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, name: str) -> date | None:
        """That datum when it is a day."""
        value = self.data.get(name)
        return value if isinstance(value, date) and not isinstance(value, datetime) else None

    def instant(self, name: str) -> datetime | None:
        """That datum when it is an instant."""
        value = self.data.get(name)
        return value if isinstance(value, datetime) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """That datum when it is a list of texts; empty when it is not given."""
        value = self.data.get(name)
        return value if isinstance(value, tuple) else ()

    def last(self, fact: str) -> CaseEvent | None:
        """The latest event of that fact, if it was ever reported."""
        return next((event for event in reversed(self.timeline) if event.fact == fact), None)

    def happened(self, fact: str) -> bool:
        """Whether that fact was ever reported in the case."""
        return self.last(fact) is not None

    def fact(self, kind: FactKind) -> Fact | None:
        """The account's fact of this kind that holds today."""
        return None if self.account is None else self.account.fact(kind, self.today)


Guard = Callable[[Situation], bool]
"""
A pure predicate. Total: it is also asked before the fact's data is given (`asked`), to tell the next step; data then
read as None. A guard that refuses for lack of data answers False while `asked`.
"""

Computed = Callable[[Situation], Value]
"""A pure value of a flow; None: there is none."""


@dataclass(frozen=True, slots=True)
class ComesFirst:
    """
    A step of a case that comes before an action is registered.

    Attributes:
        fact: The fact that takes it.
        reason, step: Spanish: why the action is refused until then, and what to do.
    """

    fact: str
    reason: str
    step: str
    rule: str


First = Callable[[Case, str], ComesFirst | None]
"""What an open case waits for before an action of that type is registered; None: nothing."""
