"""Webhooks: who is told what changed, where; made, paused, resumed from a place, given another secret, ended (F-60)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from domain.errors import InvalidValue, RecordNotFound, StepNotAllowed
from domain.model.history.feed import ChangeKind
from domain.model.history.webhooks import OLD_SECRET_LASTS, Webhook, WebhookDelivery, WebhookState
from domain.model.institution.people import SYSTEM, Actor
from domain.ports.changes import WebhookReads
from domain.protocol.access.permissions import Permission, is_allowed, require
from domain.protocol.follow_up.webhook_notice import WEBHOOK_PAUSED, compose_webhook_paused
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.follow_up.list_letters import ListLetter, send_list
from domain.use_cases.perform import Run, given_reason

RULE: Final = "SYS-01"
_WHAT_ES: Final = "un aviso a otro sistema"
_LONGEST_URL: Final = 500
_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"\d+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class CreateWebhook:
    """Where to tell of what; see `Webhook`."""

    url: str
    kinds: frozenset[ChangeKind] = frozenset()
    account_ids: frozenset[str] | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class ResumeWebhook:
    """
    From where it is told again; what lies after that place is told, though it may have been before.

    Attributes:
        after: A position of the feed.
        since: An instant. Neither: from where it stopped.
    """

    webhook_id: str
    after: int | None = None
    since: datetime | None = None


async def create_webhook(
    services: CaseServices, actor: Actor, asked: CreateWebhook, *, plain_allowed: bool = False
) -> Webhook:
    """
    Make a webhook, which is told what changes from now on.

    Args:
        plain_allowed: Also addresses without TLS: a rehearsal.

    Raises:
        InvalidValue: The address is none to which anything is sent; or there is no such office.
        NotAuthorised: As its message says.
    """
    require(actor, Permission.MANAGE_WEBHOOKS)
    url = checked_url(asked.url, plain_allowed=plain_allowed)
    if asked.office is not None and asked.office not in services.core.configuration().offices:
        raise InvalidValue(f"No existe la oficina «{asked.office}».", field=("office",))
    async with services.core.transactions(actor) as work:
        run = Run.start(services.core, work)
        made = Webhook(
            id=services.core.new_id(),
            url=url,
            kinds=asked.kinds,
            account_ids=asked.account_ids,
            office=asked.office,
            owner=actor,
            created_at=run.now,
            position=await work.webhooks.head(),
        )
        await work.webhooks.add(made)
        await _decided(run, made, "create_webhook", f"Se avisará de los cambios a {_host(url)}.")
        return made


async def pause_webhook(services: CaseServices, actor: Actor, webhook_id: str, reason: str) -> Webhook:
    """Tell it nothing until it is resumed. Raises StepNotAllowed, MissingData, NotAuthorised, RecordNotFound."""
    why = given_reason(reason, "Indique por qué se pone en pausa.", RULE)
    return await _stopped(services, actor, webhook_id, WebhookState.PAUSED, why)


async def end_webhook(services: CaseServices, actor: Actor, webhook_id: str, reason: str) -> Webhook:
    """Tell it nothing any more. Raises StepNotAllowed, MissingData, NotAuthorised, RecordNotFound."""
    why = given_reason(reason, "Indique por qué termina.", RULE)
    return await _stopped(services, actor, webhook_id, WebhookState.ENDED, why)


async def resume_webhook(services: CaseServices, actor: Actor, asked: ResumeWebhook) -> Webhook:
    """
    Tell it again, from the place that is named: also one that is active, to have a window told once more.

    Raises:
        InvalidValue: There is no such place in the feed, or both ways to name one are given.
        StepNotAllowed, NotAuthorised, RecordNotFound: As their messages say.
    """
    if asked.after is not None and asked.since is not None:
        raise InvalidValue("Diga desde qué cursor o desde cuándo, no ambos.", field=("since",))
    async with services.core.transactions(actor) as work:
        run = Run.start(services.core, work)
        before = await _held(run, asked.webhook_id)
        head, position = await work.webhooks.head(), before.position
        if asked.after is not None:
            position = asked.after
        elif asked.since is not None:
            position = await work.webhooks.position_at(asked.since)
        if not 0 <= position <= head:
            raise InvalidValue("El cursor no es de este registro de cambios.", field=("after",))
        after = replace(
            before,
            state=WebhookState.ACTIVE,
            position=position,
            until=before.until if position == before.position else None,
            paused_why=None,
            failing_since=None,
            attempts=0,
            next_at=None,
        )
        saved = await work.webhooks.save(after)
        if asked.after is None and asked.since is None:
            await work.webhooks.try_behind(saved.id)
        else:
            await work.webhooks.forget_behind(saved.id)
        await _decided(run, saved, "resume_webhook", f"Se reanudan los avisos a {_host(saved.url)}.", position=position)
        return saved


async def rotate_webhook_secret(services: CaseServices, actor: Actor, webhook_id: str, now: datetime) -> Webhook:
    """
    Give it another secret; the one before signs too for a day more.

    Args:
        now: The machine's UTC instant.

    Raises:
        StepNotAllowed, NotAuthorised, RecordNotFound: As their messages say.
    """
    async with services.core.transactions(actor) as work:
        run = Run.start(services.core, work)
        before = await _held(run, webhook_id)
        after = replace(before, generation=before.generation + 1, old_secret_until=now + OLD_SECRET_LASTS)
        saved = await work.webhooks.save(after)
        await _decided(run, saved, "rotate_webhook_secret", f"Secreto nuevo para los avisos a {_host(saved.url)}.")
        return saved


async def pause_failing_webhook(services: CaseServices, webhook_id: str, why: str, line: str | None = None) -> None:
    """
    Pause one that takes nothing, or what it is told of one account, and tell its owner, or the administrators when it
    has no mailbox; once.

    Args:
        line: Of which account alone (`Change.line`).
    """
    async with services.core.transactions(SYSTEM) as work:
        run = Run.start(services.core, work)
        saved = await work.webhooks.get(webhook_id)
        if saved.state is not WebhookState.ACTIVE:
            return
        host = _host(saved.url)
        if line is None:
            saved = await work.webhooks.save(replace(saved, state=WebhookState.PAUSED, paused_why=why))
            await _decided(run, saved, "pause_webhook", f"Los avisos a {host} quedan en pausa.", reason=why)
        elif await work.webhooks.stop(webhook_id, line):
            told = f"Los avisos a {host} de una cuenta quedan en pausa; los demás siguen."
            await _decided(run, saved, "pause_webhook_account", told, reason=why)
        else:
            return
        composed = compose_webhook_paused(saved, host, why, services.directory(), run.today(), of_one=line is not None)
        letter = ListLetter(
            WEBHOOK_PAUSED,
            "webhook_paused",
            cause=f"{saved.id}:{saved.version}" if line is None else f"{saved.id}:{saved.version}:{line}",
            rule=RULE,
            unsent_es=f"El aviso de que {host} no recibe los cambios no salió: no hay correo.",
            inputs={"webhook": saved.id},
        )
        await send_list(services, work, letter, composed)


class SeenWebhooks:
    """`WebhookReads`, as its reader sees it: an administrator all, a service its own."""

    def __init__(self, reads: WebhookReads, reader: Actor) -> None:
        self._reads = reads
        self._reader = reader

    def by(self, reader: Actor) -> SeenWebhooks:
        """The same reads, bound to another reader."""
        return SeenWebhooks(self._reads, reader)

    async def all(self) -> Sequence[Webhook]:
        """See `WebhookReads.all`. Raises NotAuthorised."""
        require(self._reader, Permission.MANAGE_WEBHOOKS)
        return [each for each in await self._reads.all() if _is_for(self._reader, each)]

    async def deliveries(self, webhook_id: str, most: int) -> Sequence[WebhookDelivery]:
        """See `WebhookReads.deliveries`. Raises NotAuthorised, RecordNotFound."""
        if webhook_id not in {each.id for each in await self.all()}:
            raise RecordNotFound(_WHAT_ES, webhook_id)
        return await self._reads.deliveries(webhook_id, most)


def checked_url(url: str, *, plain_allowed: bool = False) -> str:
    """
    An address to which something may be sent: by TLS, with a host that is a name, and nothing to hide in it.

    Whether the name leads into a private network is looked at when something is sent, each time.

    Raises:
        InvalidValue: It is none.
    """
    plain = url.strip()
    try:
        parts = urlsplit(plain)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    schemes = {"https", "http"} if plain_allowed else {"https"}
    if parts.scheme not in schemes or not host or port == 0 or len(plain) > _LONGEST_URL or not plain.isascii():
        raise InvalidValue("Dé una dirección https completa, como https://sistema.cl/avisos.", field=("url",))
    if "@" in parts.netloc or parts.fragment or not plain.isprintable() or " " in plain:
        raise InvalidValue("La dirección no lleva usuario, clave ni «#».", field=("url",))
    if not plain_allowed and not _is_public_name(host):
        raise InvalidValue("Dé el nombre público del sistema, no un número ni un nombre interno.", field=("url",))
    return plain


def _is_public_name(host: str) -> bool:
    """Whether it is a name of several labels, and no spelling of an address (127.1, 0x7f.1, 127.0.0.1.)."""
    labels = host.removesuffix(".").split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    return not _NUMBER.fullmatch(labels[-1])


async def _held(run: Run, webhook_id: str) -> Webhook:
    """The webhook, of whoever may decide of it, as long as it has not ended."""
    require(run.actor, Permission.MANAGE_WEBHOOKS)
    found = await run.work.webhooks.get(webhook_id)
    if not _is_for(run.actor, found):
        raise RecordNotFound(_WHAT_ES, webhook_id)
    if found.state is WebhookState.ENDED:
        raise StepNotAllowed("Este aviso ya terminó.", rule=RULE, step_to_take="Cree otro.")
    return found


def _is_for(actor: Actor, webhook: Webhook) -> bool:
    return is_allowed(actor, Permission.CONFIGURE) or webhook.owner.id == actor.id


async def _stopped(services: CaseServices, actor: Actor, webhook_id: str, state: WebhookState, why: str) -> Webhook:
    async with services.core.transactions(actor) as work:
        run = Run.start(services.core, work)
        before = await _held(run, webhook_id)
        saved = await work.webhooks.save(replace(before, state=state, paused_why=why))
        verb = "pause_webhook" if state is WebhookState.PAUSED else "end_webhook"
        done = "quedan en pausa" if state is WebhookState.PAUSED else "terminan"
        await _decided(run, saved, verb, f"Los avisos a {_host(saved.url)} {done}.", reason=why)
        return saved


async def _decided(
    run: Run, webhook: Webhook, what: str, outcome: str, *, reason: str | None = None, position: int | None = None
) -> None:
    await run.decided(what, outcome, rule=RULE, account_id=None, reason=reason, webhook=webhook.id, position=position)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
