"""Opens what a process needs, in order, and closes it in reverse. The only place that knows every adapter."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from api.clock import DemoClock, Played, clock_of
from api.connecting import connect, known_problems
from api.documents.housekeeping import keeping_documents
from api.http.budgets import Budgets
from api.identity.identity_file import IdentityBook
from api.identity.issuers import book_of
from api.reconciling import policy_of
from api.reread import REREAD_SECONDS, Reread, reread_directory
from api.retention import forgetting, repeating
from api.settings import Settings
from api.tax_registry import tax_registry_of
from api.telling import shown_secret, telling_webhooks
from domain.errors import NotAuthorised
from domain.model.exchange.crm_records import Health
from domain.model.history.webhooks import Webhook
from domain.model.institution.calendar import CalendarBook, Holiday
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory
from domain.model.places.regions import check_regions
from domain.model.timers import Timer
from domain.ports.clock import Clock
from domain.ports.crm import CrmConnector, EmailActivities
from domain.ports.store import UnitOfWork
from domain.protocol.follow_up.opt_out import OptOutLinks
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.cases.reconsider import reconsider_people
from domain.use_cases.cases.timers import fire_timer
from domain.use_cases.follow_up.office_timers import OFFICE_TIMERS, fire_office_timer, plan_office_timers
from domain.use_cases.services import Services
from messaging.renderer import JinjaRenderer
from messaging.sender import MailSender, SendSettings
from messaging.transports import transport_for
from persistence.activities.repository import SqlActivityReads
from persistence.background.messages import SqlMailStore
from persistence.background.timer_queue import SqlTimerQueue
from persistence.calendars.calendars import Calendars
from persistence.cases.reading import SqlCaseReads
from persistence.changes.feed import SqlChangeFeed
from persistence.changes.webhook_desk import SqlWebhookDesk
from persistence.classes.maker import SqlPeriodMaker
from persistence.classes.statistics import LOOKED_AFTER_SECONDS, take_statistics
from persistence.configuration import load_configuration
from persistence.configuration.amendments import Institution
from persistence.database import Database
from persistence.identity.personal_reads import SqlPersonalReads
from persistence.migrations import migrate
from persistence.profiles.journeys import SqlJourneyReads
from persistence.reading import SqlReadModel
from persistence.representations.repository import SqlRepresentationReads
from persistence.sync.store import SqlSyncStore
from persistence.unavailable import hush
from persistence.unit_of_work import SqlTransactions
from sync.check import tell_check
from sync.loops.numbering import NumberRunner
from sync.loops.periods import PeriodRunner, PeriodSettings
from sync.loops.timers import TimerRunner, TimerSettings
from sync.operate import retry, skip_refused_change
from sync.records import Policy
from sync.settings import SyncSettings
from sync.worker import SyncWorker

_CALENDAR_SECONDS: Final = 5.0


class Loop(Protocol):
    """One background loop of a worker process."""

    async def run(self) -> None:
        """Work until `stop`."""
        ...

    def wake(self) -> None:
        """Look for work now instead of at the next poll."""
        ...

    def stop(self) -> None:
        """Finish what is under way, then let `run` return."""
        ...


def new_id() -> str:
    """A new UUID text, lower case."""
    return str(uuid.uuid4())


@dataclass(slots=True)
class Runtime:
    """
    What a process runs on.

    Attributes:
        configuration: The settings of the files; `services` have them with what was changed of them.
        people: The directory file; likewise.
        connector: Opened; None in a process that has no business with the CRM.
        worker: Keeps the CRM in step; not started yet; None in a process without worker.
        loops: Everything a worker process runs, the sync worker first; not started yet.
    """

    settings: Settings
    configuration: ProtocolConfiguration
    database: Database
    clock: Clock
    calendars: Calendars
    services: Services
    institution: Institution
    people: Reread[Directory]
    read: SqlReadModel
    casework: CaseServices
    case_read: SqlCaseReads
    personal_reads: SqlPersonalReads
    activity_read: SqlActivityReads
    journeys: SqlJourneyReads
    representations: SqlRepresentationReads
    sync_store: SqlSyncStore
    periods: SqlPeriodMaker
    changes: SqlChangeFeed
    budgets: Budgets
    connector: CrmConnector | None = None
    worker: SyncWorker | None = None
    loops: tuple[Loop, ...] = ()

    @property
    def development(self) -> bool:
        """See `schema.operations.Operations`."""
        return self.settings.development

    @property
    def document_bytes(self) -> int:
        """See `schema.operations.Operations`."""
        return self.settings.document_megabytes * 1_000_000

    def webhook_secret(self, webhook: Webhook) -> str:
        """See `schema.operations.Operations`."""
        return shown_secret(self.settings, webhook)

    @property
    def policy(self) -> Policy:
        """What the reconciliation with the CRM follows."""
        return policy_of(self.configuration, self.services, normalises=self.settings.normalise_rut)

    def wake_sync(self) -> None:
        """See `schema.operations.Operations`."""
        if self.worker is not None:
            self.worker.wake()

    def book_with(self, holiday: Holiday) -> CalendarBook:
        """See `schema.operations.Operations`."""
        return self.calendars.with_holiday(holiday)

    def book_without(self, holiday: Holiday) -> CalendarBook:
        """See `schema.operations.Operations`."""
        return self.calendars.without_holiday(holiday)

    async def refresh_calendars(self) -> None:
        """See `schema.operations.Operations`."""
        await self.calendars.refresh()

    async def refresh_institution(self) -> None:
        """See `schema.operations.Operations`."""
        await self.institution.refresh()

    def identity_book(self) -> IdentityBook:
        """
        The identity file as it is now; the files are checked among themselves, whatever was changed of them.

        Raises:
            ConfigurationError: Everything that is wrong with it.
        """
        return book_of(self.settings, self.configuration, self.people())

    def issuer_names(self) -> frozenset[str]:
        """See `schema.operations.Operations`."""
        return frozenset(issuer.name for issuer in self.identity_book().issuers)

    async def set_clock(self, now: datetime | None) -> datetime:
        """See `schema.operations.Operations`."""
        return await self._replanned(await self._demo_clock().set(now))

    async def move_clock(self, by: timedelta) -> datetime:
        """See `schema.operations.Operations`."""
        return await self._replanned(await self._demo_clock().move(by))

    async def crm_health(self) -> Health:
        """See `schema.operations.Operations`."""
        if self.connector is None:
            return Health(ok=False, detail="Este proceso no tiene conexión con el CRM; la tiene el trabajador.")
        return await self.connector.health()

    async def retry_sync(self, account_id: str) -> bool:
        """See `schema.operations.Operations`."""
        done = await retry(self.sync_store, account_id, new_id=new_id)
        self.wake_sync()
        return done

    async def skip_sync(self, account_id: str) -> bool:
        """See `schema.operations.Operations`."""
        done = await skip_refused_change(self.sync_store, account_id, new_id=new_id)
        self.wake_sync()
        return done

    async def retry_message(self, message_id: str) -> bool:
        """See `schema.operations.Operations`."""
        done = await SqlMailStore(self.database, self.clock).retry(message_id)
        self._moved(self.clock.now())
        return done

    async def fire(self, work: UnitOfWork, timer: Timer) -> None:
        """What a timer does; see `TimerHandler`."""
        if timer.kind in OFFICE_TIMERS:
            await fire_office_timer(self.casework, self.read, self.case_read, work, timer)
        else:
            await fire_timer(self.casework, work, timer)

    async def _replanned(self, now: datetime) -> datetime:
        """The clock was moved into another quarter, perhaps."""
        await plan_office_timers(self.services)
        return self._moved(now)

    def _moved(self, now: datetime) -> datetime:
        """The clock was moved, or something is due at once: look now."""
        for loop in self.loops:
            loop.wake()
        return now

    def _demo_clock(self) -> DemoClock:
        if not isinstance(self.clock, DemoClock):
            raise NotAuthorised("El reloj solo se puede mover en modo de desarrollo.")
        return self.clock


def _links(settings: Settings) -> OptOutLinks:
    """Links are signed with keys of their own, or with the one that signs tokens."""
    secrets = settings.link_secrets or (settings.token_secret,)
    return OptOutLinks(
        settings.public_url, tuple(each.reveal() for each in secrets), timedelta(days=settings.link_days)
    )


@contextlib.asynccontextmanager
async def open_runtime(
    settings: Settings, *, crm: bool, worker: bool, played: Played | None = None
) -> AsyncIterator[Runtime]:
    """
    Open the store (migrated), the settings of the protocol and, when asked, the CRM and a worker for it.

    Args:
        played: A past is played into a store that nobody reads yet.

    Raises:
        ConfigurationError: Anything that would keep the process from working; all problems of one part at once.
    """
    check_regions()
    configuration = load_configuration(settings.configuration, samples=settings.samples)
    people = reread_directory(settings, configuration)
    connector = connect(settings) if crm or worker else None
    _make_folder(settings.database_url)
    async with contextlib.AsyncExitStack() as stack:
        database = await Database.open(settings.database_url, alone=played is not None)
        asyncio.get_running_loop().set_exception_handler(hush)
        stack.push_async_callback(database.close)
        await migrate(database)
        clock = played.clock if played else await clock_of(database, stack, movable=settings.development)
        if connector is not None:
            await stack.enter_async_context(connector)
        calendars = Calendars(database)
        await calendars.refresh()
        await stack.enter_async_context(repeating(calendars.refresh, _CALENDAR_SECONDS))
        await stack.enter_async_context(repeating(people.look, REREAD_SECONDS))
        institution = Institution(database, people, configuration)
        await institution.refresh()
        await stack.enter_async_context(repeating(institution.look, REREAD_SECONDS))
        sync_store = SqlSyncStore(database, clock)
        budgets = Budgets(settings.quotas)
        services = Services(
            transactions=budgets.metered(SqlTransactions(database, clock, known_problems(settings, connector))),
            clock=clock,
            calendars=lambda: calendars.book,
            configuration=institution.configuration,
            new_id=played.ids if played else new_id,
            directory=institution.directory,
            tax_registry=tax_registry_of(settings.tax_registry),
        )
        periods = SqlPeriodMaker(database, clock, lambda: configuration)
        await periods.begin(replace=worker)
        runtime = Runtime(
            settings=settings,
            configuration=configuration,
            database=database,
            clock=clock,
            calendars=calendars,
            services=services,
            institution=institution,
            people=people,
            read=SqlReadModel(database),
            casework=CaseServices(
                core=services,
                renderer=JinjaRenderer(),
                opt_out=_links(settings),
            ),
            case_read=SqlCaseReads(database),
            personal_reads=SqlPersonalReads(database),
            activity_read=SqlActivityReads(database),
            journeys=SqlJourneyReads(database),
            representations=SqlRepresentationReads(database),
            changes=SqlChangeFeed(database, settings.changes_days),
            sync_store=sync_store,
            periods=periods,
            budgets=budgets,
            connector=connector,
        )
        if worker and connector is not None:
            await plan_office_timers(services)
            reconsider = partial(reconsider_people, runtime.casework)
            await people.then(reconsider)
            institution.after_changes(reconsider)
            stack.callback(asyncio.create_task(tell_check(connector)).cancel)
            paced = SyncSettings(pull_seconds=settings.pull_seconds)
            runtime.worker = syncing = SyncWorker(sync_store, connector, runtime.policy, paced)
            timers = TimerRunner(SqlTimerQueue(database, clock), runtime.fire, TimerSettings())
            activities = connector if isinstance(connector, EmailActivities) else None
            transport = transport_for(settings.mail, settings.mail_from, activities)
            sender = MailSender(SqlMailStore(database, clock), transport, SendSettings())
            making = PeriodRunner(periods, PeriodSettings(), lambda: syncing.pulling)
            numbering = NumberRunner(runtime.changes)
            telling = telling_webhooks(settings, database, runtime.changes, runtime.casework)
            runtime.changes.after_numbering(telling.wake)
            runtime.loops = (runtime.worker, timers, sender, making, numbering, telling)
            database.after_commit(runtime.worker.wake)
            database.after_commit(sender.wake)
            database.after_commit(making.wake)
            database.after_commit(numbering.wake)
        if worker:
            tries = SqlWebhookDesk(database)
            await stack.enter_async_context(forgetting(settings, runtime.personal_reads, runtime.changes, tries))
            await stack.enter_async_context(keeping_documents(settings, database))
            await stack.enter_async_context(repeating(partial(take_statistics, database), LOOKED_AFTER_SECONDS))
        yield runtime


@contextlib.asynccontextmanager
async def working(loops: Sequence[Loop]) -> AsyncIterator[None]:
    """Run the loops while inside; on the way out each finishes what is under way."""
    tasks = [asyncio.create_task(loop.run()) for loop in loops]
    try:
        yield
    finally:
        for loop in loops:
            loop.stop()
        await asyncio.gather(*tasks)


def _make_folder(database_url: str) -> None:
    scheme, _, path = database_url.partition(":///")
    if scheme.startswith("sqlite") and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
