"""
What comes of a representation ("representación"; AMB-54): declared, confirmed, refused, ended.

Until it is confirmed, what its person writes waits in the case, in a draft that is no account: nobody else sees it and
the CRM is not told. Confirming it applies what waited, in the transaction of the confirmation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.errors import StepNotAllowed
from domain.model.accounts import Account
from domain.model.institution.people import Actor
from domain.model.representations import Decided, Draft, Representation, RepresentationState
from domain.model.rut import Rut
from domain.protocol.access.actionable import ActionableAccount, account_by_rule, action_of, contact_of
from domain.protocol.access.permissions import Permission, require
from domain.protocol.access.representation import RULE, opens_to
from domain.protocol.classes.reference_day import FIELD_LABELS
from domain.use_cases.cases.load_situation import CaseServices, Casework
from domain.use_cases.perform import given_reason, with_fact


@dataclass(frozen=True, slots=True)
class EndRepresentation:
    """
    A person represents a company no more.

    Attributes:
        reason: Why; the person reads it.
        seen: Version of the representation that was seen; None: whatever it is now.
    """

    representation_id: str
    reason: str | None
    seen: int | None = None
    client_key: str | None = None


async def end_representation(services: CaseServices, actor: Actor, asked: EndRepresentation) -> Representation:
    """
    End it now: from this instant on the person neither sees the account nor acts for it.

    Raises:
        StepNotAllowed: It is not confirmed, or has ended.
        VersionConflict: Somebody decided on it since.
        MissingData: No reason is given.
        NotAuthorised, RecordNotFound: As their messages say.

    Source: AMB-54, POL-07.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        require(actor, Permission.DECIDE_REPRESENTATION)
        record = await work.representations.get(asked.representation_id)
        account = None if record.account_id is None else await work.accounts.hold(record.account_id)
        if account is not None:
            account = casework.run.access(account).account(account, Permission.DECIDE_REPRESENTATION)
        known = await casework.run.recall(asked.client_key, "end_representation", asked)
        if known is not None:
            return record
        reason = given_reason(asked.reason, "Diga por qué termina la representación: la persona lo leerá.", "POL-07")
        if record.state is not RepresentationState.CONFIRMED:
            raise StepNotAllowed(
                "Solo termina una representación confirmada que sigue en pie.",
                rule=RULE,
                step_to_take="Si está declarada, recházela en su caso.",
            )
        ended = replace(record, closed=Decided(actor.id, casework.run.now, reason), until=casework.run.today(account))
        saved = await work.representations.save(ended, asked.seen or record.version)
        await casework.run.decided(
            "end_representation",
            "Terminó una representación: la persona ya no ve la cuenta ni actúa por ella.",
            rule=RULE,
            account_id=record.account_id,
            reason=reason,
            representation=record.id,
            since=record.since,
            until=saved.until,
        )
        await casework.run.remember(asked.client_key, "end_representation", asked, representation=record.id)
        return saved


async def declared_on(casework: Casework, account: Account, case_id: str, run: str | None) -> Representation | None:
    """
    Keep that the person with this RUN declared to represent an account that she came with; None: it is on record.

    Source: AMB-54, CAP-04.
    """
    if run is None or account.rut is None:
        return None
    person = Rut.parse(run)
    held = [one for one in await casework.work.representations.of_person(person) if one.account_id == account.id]
    if any(one.closed is None for one in held):
        return None
    return await casework.work.representations.add(
        Representation(
            id=casework.services.core.new_id(),
            run=person,
            person=casework.actor.id,
            person_name=casework.actor.name,
            rut=account.rut,
            declared_at=casework.run.now,
            case_id=case_id,
            account_id=account.id,
        )
    )


async def refused(casework: Casework, record: Representation, reason: str | None) -> Representation:
    """Not confirmed; what waited stays in the case, for the person and the staff to read."""
    closed = Decided(casework.actor.id, casework.run.now, reason)
    return await casework.work.representations.save(replace(record, closed=closed), record.version)


@dataclass(frozen=True, slots=True)
class Applied:
    """
    What passed to an account when its person was confirmed.

    Attributes:
        fields: Names of the fields that were written.
        kept: Names of those that she told otherwise, and that stay as the account has them.
    """

    account: Account
    draft: Draft
    fields: frozenset[str]
    kept: frozenset[str] = frozenset()

    @property
    def in_words(self) -> str:
        """In Spanish, for the timeline; values are not repeated."""
        told = self.draft.account
        counts = ("declaraciones", len(told.facts)), ("contactos", len(told.contacts))
        parts = [_labels(self.fields), *(f"{name}: {count}" for name, count in counts if count)]
        stays = f" No cambia lo que la cuenta ya tenía: {_labels(self.kept)}." if self.kept else ""
        return f"Pasó a la cuenta lo declarado: {'; '.join(part for part in parts if part)}.{stays}"


def _labels(names: frozenset[str]) -> str:
    return ", ".join(sorted(FIELD_LABELS.get(name, name) for name in names))


async def confirmed(
    casework: Casework, record: Representation, reason: str | None
) -> tuple[Representation, Applied | None]:
    """
    Confirmed from today on; with what waited applied to the account, which is made when there is none.

    Returns:
        It as it is now, and what was applied.

    Raises:
        StepNotAllowed: The account is of a natural person, and the RUN is another one.
        NotAuthorised: Another office answers for the account.

    Source: AMB-54, CAP-04, DAT-03.
    """
    work = casework.work
    known = await work.accounts.by_rut(record.rut) if record.account_id is None else None
    account_id = record.account_id if known is None else known.id
    known = None if account_id is None else await work.accounts.hold(account_id)
    _require_opens(known, record)
    applied = None if record.draft is None else await _applied(casework, known, record.draft)
    account = known if applied is None else applied.account
    decided = Decided(casework.actor.id, casework.run.now, reason)
    since = casework.run.today(account)
    standing = replace(record, account_id=account.id if account else None, confirmed=decided, since=since, draft=None)
    return await work.representations.save(standing, record.version), applied


def _require_opens(known: Account | None, record: Representation) -> None:
    target = known or (None if record.draft is None else record.draft.account)
    if target is not None and not opens_to(target, record.run):
        raise StepNotAllowed(
            "Es la cuenta de una persona natural: se abre solo a su propio RUN.",
            rule=RULE,
            step_to_take="Rechazar la representación declarada",
        )


async def _applied(casework: Casework, known: Account | None, draft: Draft) -> Applied:
    if known is None:
        new = account_by_rule(draft.account, "AMB-54: what was declared becomes the account when it is confirmed")
        theirs = account_by_rule(
            await casework.work.accounts.add(new), "AMB-54: what ProChile did meanwhile comes along"
        )
        applied = Applied(theirs, draft, draft.given | draft.written)
    else:
        theirs = casework.run.access(known).account(known, Permission.DECIDE_REPRESENTATION)
        applied = await _joined(casework, theirs, draft)
    for action in draft.actions:
        await casework.work.actions.add(action_of(theirs, replace(action, account_id=theirs.id)))
    return applied


async def _joined(casework: Casework, known: ActionableAccount, draft: Draft) -> Applied:
    """What the person told fills what the account lacks; what the ficha wrote holds; facts and contacts are added."""
    told = draft.account
    names = {name for name in draft.given if getattr(known, name) in (None, "", frozenset())} | draft.written
    kept = {name for name in draft.given - names if getattr(known, name) != getattr(told, name)}
    changed = replace(known, **{name: getattr(told, name) for name in names})
    for fact in told.facts:
        changed = with_fact(changed, fact)
    account = await casework.work.accounts.save(changed, known.version)
    for contact in told.contacts:
        mine = replace(contact, account_id=account.id, is_main=contact.is_main and account.main_contact is None)
        await casework.work.accounts.add_contact(contact_of(known, mine))
    whole = await casework.work.accounts.get(account.id) if told.contacts else account
    return Applied(whole, draft, frozenset(names), frozenset(kept))
