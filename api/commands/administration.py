"""
`atencion holidays` and `atencion webhooks`: what an administrator decides, from a terminal as by the API.

Belongs here: asking the use cases on behalf of a person of the directory, and telling what came of it. Does not belong
here: who may, what is recorded, and how open terms follow (`domain.use_cases`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Final, TypeVar

import typer

from api.commands.explained import explained, tell
from api.people import person_of
from api.settings import Settings
from api.telling import shown_secret
from api.wiring import Runtime, open_runtime
from domain.errors import ProtocolError, RecordError
from domain.model.history.feed import ChangeKind
from domain.model.history.webhooks import Webhook
from domain.model.institution.people import Actor
from domain.use_cases.terms.add_holiday import AddHoliday, HolidayOutcome, add_holiday
from domain.use_cases.terms.withdraw_holiday import WithdrawHoliday, withdraw_holiday
from domain.use_cases.webhooks import (
    CreateWebhook,
    ResumeWebhook,
    SeenWebhooks,
    create_webhook,
    end_webhook,
    pause_webhook,
    resume_webhook,
    rotate_webhook_secret,
)
from persistence.changes.webhook_desk import SqlWebhookDesk

holidays = typer.Typer(no_args_is_help=True, help="Local holidays made by law (AMB-56).", rich_markup_mode=None)
webhooks = typer.Typer(no_args_is_help=True, help="Other systems that are told what changed.", rich_markup_mode=None)

_REFUSED: Final = 1
T = TypeVar("T")

Person = Annotated[str, typer.Option("--as", help="Id, in the directory, of the administrator who decides it.")]
Reason = Annotated[str, typer.Option(help="Why; it is recorded.")]
Key = Annotated[str, typer.Argument(help="Key of the webhook, as `list` tells it.")]
Region = Annotated[str | None, typer.Option(help="CUT code of its region; else the whole country.")]
Commune = Annotated[str | None, typer.Option(help="Its commune, when the law names one.")]
Day = Annotated[datetime, typer.Argument(help="The day.", formats=["%Y-%m-%d"])]


def decided(person: str, ask: Callable[[Runtime, Actor], Awaitable[T]]) -> T:
    """What came of it; ends with 1, told in Spanish and without changing anything, when it is refused."""

    async def run() -> T:
        async with open_runtime(Settings.from_env(), crm=False, worker=False) as runtime:
            return await ask(runtime, person_of(runtime, person))

    with explained():
        try:
            return asyncio.run(run())
        except (ProtocolError, RecordError) as refused:
            tell([str(refused)])
            raise typer.Exit(_REFUSED) from None


@holidays.command()
def add(
    day: Day,
    name: Annotated[str, typer.Option(help="Its name, in Spanish.")],
    source: Annotated[str, typer.Option(help="The law.")],
    person: Person,
    region: Region = None,
    commune: Commune = None,
) -> None:
    """Add a day that does not count; open terms are counted anew, with a trace."""
    asked = AddHoliday(day.date(), name, source, region, commune)
    outcome = decided(person, lambda at, actor: add_holiday(at.casework, actor, asked, at.book_with))
    _told(outcome, "Ya estaba." if outcome.known else "Agregado.")


@holidays.command()
def withdraw(day: Day, reason: Reason, person: Person, region: Region = None, commune: Commune = None) -> None:
    """Take back a holiday that was added by mistake; open terms are counted anew, with a trace."""
    asked = WithdrawHoliday(day.date(), reason, region, commune)
    outcome = decided(person, lambda at, actor: withdraw_holiday(at.casework, actor, asked, at.book_without))
    _told(outcome, "Retirado.")


def _told(outcome: HolidayOutcome, done: str) -> None:
    print(f"{outcome.holiday.on:%d-%m-%Y} {outcome.holiday.name_es}: {done}")
    for change in outcome.moved:
        print(change.text_es)


@webhooks.command("list")
def list_webhooks(person: Person) -> None:
    """Every webhook with its key, its state and how it stands."""
    for each in decided(person, lambda at, actor: SeenWebhooks(SqlWebhookDesk(at.database), actor).all()):
        _print(each)


@webhooks.command()
def create(
    url: Annotated[str, typer.Argument(help="https address of the other system.")],
    person: Person,
    kind: Annotated[list[ChangeKind] | None, typer.Option(help="Only of this kind; may be repeated.")] = None,
    office: Annotated[str | None, typer.Option(help="Only of this office.")] = None,
) -> None:
    """Tell another system what changes from now on; prints its secret, once."""
    asked = CreateWebhook(url, frozenset(kind or ()), office=office)

    async def made(at: Runtime, actor: Actor) -> tuple[Webhook, str]:
        webhook = await create_webhook(at.casework, actor, asked, plain_allowed=at.development)
        return webhook, shown_secret(at.settings, webhook)

    _print_secret(*decided(person, made))


@webhooks.command()
def rotate(key: Key, person: Person) -> None:
    """Give it another secret, printed once; the one before signs too for a day."""

    async def rotated(at: Runtime, actor: Actor) -> tuple[Webhook, str]:
        webhook = await rotate_webhook_secret(at.casework, actor, key, at.clock.now())
        return webhook, shown_secret(at.settings, webhook)

    _print_secret(*decided(person, rotated))


@webhooks.command()
def pause(key: Key, reason: Reason, person: Person) -> None:
    """Tell it nothing until it is resumed."""
    _print(decided(person, lambda at, actor: pause_webhook(at.casework, actor, key, reason)))


@webhooks.command()
def resume(
    key: Key,
    person: Person,
    since: Annotated[
        datetime | None, typer.Option(help="Instant from which on it is told again; else from where it stopped.")
    ] = None,
) -> None:
    """Tell it again, with what waits, or all from an instant on."""
    asked = ResumeWebhook(key, since=None if since is None else since.astimezone())
    _print(decided(person, lambda at, actor: resume_webhook(at.casework, actor, asked)))


@webhooks.command()
def end(key: Key, reason: Reason, person: Person) -> None:
    """Tell it nothing any more."""
    _print(decided(person, lambda at, actor: end_webhook(at.casework, actor, key, reason)))


def _print(webhook: Webhook) -> None:
    behind = f"; cuentas atrasadas: {len(webhook.behind)}" if webhook.behind else ""
    why = f" ({webhook.paused_why})" if webhook.paused_why else ""
    print(f"{webhook.id} {webhook.state.value} {webhook.url}{why}{behind}")


def _print_secret(webhook: Webhook, secret: str) -> None:
    _print(webhook)
    print(f"Secreto, que no se muestra otra vez: {secret}")
