"""The CRM as the domain needs it: read by key, changes since a cursor, idempotent conditional writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Final, Protocol, Self, runtime_checkable

from domain.model.exchange.check_report import CheckReport
from domain.model.exchange.crm_records import (
    Capabilities,
    ChangePage,
    CrmRecord,
    CrmWrite,
    EmailActivity,
    FieldProblem,
    Health,
    RecordKind,
    Scalar,
    WriteOutcome,
)

PORT: Final = "1.0"
"""
Version of this port, major and minor, and what is promised: within a major, methods and meanings stay, a connector that
passes the contract suite goes on passing, and what is new is a protocol of its own that a connector may leave out (as
`EmailActivities`), or a field with a default. A new major comes with a page that tells the way. A plug-in names the
version it was written for; another major is refused at start.
"""


class CrmConnector(Protocol):
    """
    One CRM. Everything is in domain types; a connector translates and nothing more.

    Every method may raise `CrmUnavailable` (try later), `CrmThrottled` (all workers wait `retry_after` seconds),
    `AccessDenied`. None of them leaves a half-done effect that a repetition would double.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What this CRM can do and bears; constant after `__aenter__`."""
        ...

    async def __aenter__(self) -> Self:
        """Open connections; does not fail because the CRM is down."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close connections."""
        ...

    async def get(self, kind: RecordKind, keys: Sequence[str]) -> Mapping[str, CrmRecord]:
        """The records with these keys, by key; those the CRM does not have are not in the answer."""
        ...

    async def changes(self, kind: RecordKind, cursor: str | None, page_size: int = 1000) -> ChangePage:
        """
        Records created, changed and deleted since *cursor*, our own writes included; None: everything there is.

        A record changed several times may come once, in its last state. Within one page a key comes at most once.
        Reading the same cursor again gives at least the same records again.

        Raises:
            CursorExpired: The CRM does not know the cursor any more: start again with None.
        """
        ...

    async def write(self, writes: Sequence[CrmWrite]) -> Sequence[WriteOutcome]:
        """
        Apply up to `capabilities.max_batch` writes; one outcome each, in the order of *writes*.

        Each write is atomic for itself; one that fails does not stop the others, except that after a failed write
        the later ones of the same key in this call are not applied and have the outcome of the first failure.
        When the method raises, any subset may have been applied: repeat the whole call.
        """
        ...

    async def health(self) -> Health:
        """Probe the CRM with one cheap call; never raises for a CRM that is down."""
        ...


@runtime_checkable
class EmailActivities(Protocol):
    """
    What a connector offers besides when its CRM keeps e-mails as activities; one without it is whole all the same.

    Raises what `CrmConnector` raises, in the same cases.
    """

    async def leave_email(self, email: EmailActivity) -> bool:
        """
        Leave *email* beside its company, once, however often it is repeated.

        It is a draft, unless the connector is set to have the CRM send what is left; then it is sent once, too.

        What is there already stays as it is: somebody may have gone on with it.

        Returns:
            Whether it is new; False: it was there.

        Raises:
            RecordNotFound: The CRM does not have the company (yet).
            InvalidRecord: The CRM refuses its content.
        """
        ...


@runtime_checkable
class KnownRefusals(Protocol):
    """What a connector offers besides when it knows beforehand what its CRM refuses: lengths, characters, options."""

    def problems_of(self, kind: RecordKind, values: Mapping[str, Scalar], *, new: bool) -> Sequence[FieldProblem]:
        """
        What the CRM is sure to refuse of these values, so that a person is told before they are accepted.

        Sends nothing and needs no open connection. What is not told may be refused all the same.

        Args:
            values: As of a `CrmWrite`: of a new record all that are known, else those that change.
            new: The record is new, so that what is missing counts too.
        """
        ...


@runtime_checkable
class CountsRequests(Protocol):
    """What a connector offers besides when one call of the port may be many requests to a CRM that counts them."""

    def requests_since_asked(self) -> int:
        """Requests sent since this was last asked, repetitions and failures included; whoever asks charges them."""
        ...


@runtime_checkable
class SelfCheck(Protocol):
    """What a connector offers besides when it can tell how its CRM differs from what it needs."""

    async def check(self) -> CheckReport:
        """Look at everything; changes nothing and never raises for a CRM that says no."""
        ...


class ConnectorPlugin(Protocol):
    """
    What an entry point of the group "atencion.connectors" names.

    A third party ships a CRM by offering an object with these; this repository need not change.

    Attributes:
        port: The version of the port it was written for (`PORT` of that day).
    """

    name: str
    port: str

    def check_settings(self, settings: Mapping[str, str]) -> Sequence[str]:
        """Problems of these settings (environment variables, whole names), one sentence each; empty: fine."""
        ...

    def connect(self, settings: Mapping[str, str]) -> CrmConnector:
        """
        A connector for these settings; opens nothing yet.

        Raises:
            ConfigurationError: The settings are wrong; all problems at once.
        """
        ...
