"""Invite an account to a planned activity ("invitar a una actividad planificada")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.errors import MissingData, RecordNotFound, StepNotAllowed
from domain.model.accounts import Account
from domain.model.activities import Activity, ActivityState, Invitation
from domain.model.history.actions import Action
from domain.model.history.decisions import DecisionKind
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Actor
from domain.protocol.access.actionable import action_of
from domain.protocol.access.permissions import Permission
from domain.protocol.activities.letter import Letter, invitation_letter
from domain.protocol.activities.suitability import INVITATION, Profile, Suitability, suitability
from domain.protocol.history.plans import PLAN_FLOWS, plan_history
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.checks import checked_contact_point, not_in_future
from domain.use_cases.perform import Run, given_reason


@dataclass(frozen=True, slots=True)
class InviteToActivity:
    """
    An invitation that an executive makes.

    Attributes:
        point_of_contact: How the account was invited; the channel follows from it (CHN-01).
        invited_on: Day of the invitation; None: today.
        reason: Why it is invited although the activity is meant for others; only then it is needed.
    """

    account_id: str
    activity_id: str
    point_of_contact: PointOfContact | None
    channel: Channel | None = None
    invited_on: date | None = None
    reason: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class InvitationOutcome:
    """
    What came of it.

    Attributes:
        action: The contact, in the Registro de Acciones.
        letter: The text for the executive to send; nothing is sent by itself.
    """

    invitation: Invitation
    action: Action
    activity: Activity
    account: Account
    suitability: Suitability
    letter: Letter
    repeated: bool = False


async def invite_to_activity(services: CaseServices, actor: Actor, asked: InviteToActivity) -> InvitationOutcome:
    """
    Record that the account was invited: a contact with it, so that the days since the last one are kept.

    The protocol has no automatic message for it, so none is sent; the answer has the text for the executive. An
    account for which the activity is not meant may be invited with a reason, recorded as an override. Whether one can
    still apply is told by the day at the actor's office, as where activities are offered and changed.

    Raises:
        StepNotAllowed: One can no longer apply, it was withdrawn, or the account was invited before.
        DuplicateRecord: Somebody else has just invited it.
        MissingData, InvalidValue, NotAuthorised, RecordNotFound: As their messages say.

    Source: FUP-02, POL-09, POL-07, CHN-01.
    """
    async with services.core.transactions(actor) as work:
        run = Run.start(services.core, work)
        known = await run.recall(asked.client_key, "invite_to_activity", asked)
        invitable = None if known else await run.actionable(asked.account_id, Permission.INVITE_TO_ACTIVITY)
        account = invitable or await run.again(asked.account_id)
        activity = await work.activities.get(asked.activity_id)
        found = suitability(activity, await _profile(run, account), services.core.configuration(), run.today())
        config, today = services.core.configuration(), run.today()
        letter = invitation_letter(activity, account, config, run.directory(account), today)
        invited = await work.activities.invitation(activity.id, account.id)
        contact = None if invited is None else await work.actions.get(invited.action_id)
        if invitable is None:
            if invited is None or contact is None:
                raise RecordNotFound("una invitación", activity.id)
            return InvitationOutcome(invited, contact, activity, account, found, letter, repeated=True)
        _check_open(activity, account, contact, run.today())
        reason = _reason(found, asked.reason, account)
        told = action_of(invitable, _contact(run, account, activity, asked, letter))
        action = await work.actions.add(told)
        invitation = Invitation(activity.id, account.id, action.id, actor.id, run.now)
        await work.activities.invite(invitation, replacing=invited.action_id if invited else None)
        await run.decided(
            "invite_to_activity",
            f"Invitó a «{activity.name}».",
            rule="FUP-02",
            account_id=account.id,
            reason=reason,
            kind=DecisionKind.DECISION if found.suits else DecisionKind.OVERRIDE,
            activity=activity.id,
            action=action.id,
            rules=", ".join(each.rule for each in (*found.reasons, *found.against)),
        )
        await run.remember(asked.client_key, "invite_to_activity", asked, action=action.id)
        return InvitationOutcome(invitation, action, activity, account, found, letter)


async def _profile(run: Run, account: Account) -> Profile:
    cases = await run.work.cases.of_account(account.id, open_only=False)
    timelines = [await run.work.cases.timeline(case.id) for case in cases if case.flow in PLAN_FLOWS]
    plans = plan_history(timelines)
    return Profile(account, await run.classes(account), plans[-1] if plans else None)


def _check_open(activity: Activity, account: Account, contact: Action | None, today: date) -> None:
    state = activity.state(today)
    if state is not ActivityState.PLANNED:
        why = (
            f"«{activity.name}» se retiró."
            if state is ActivityState.WITHDRAWN
            else f"El plazo para postular a «{activity.name}» terminó el {activity.apply_by:%d-%m-%Y}."
        )
        raise StepNotAllowed(why, rule="POL-09", step_to_take="Invite a otra de las actividades planificadas.")
    if contact is not None and contact.annulment is None:
        raise StepNotAllowed(
            f"«{account.name}» ya fue invitada a «{activity.name}» el {contact.ended_on:%d-%m-%Y}.",
            rule="FUP-02",
            step_to_take="Si vuelve a hablar con ella, registre el contacto como una acción.",
        )


def _reason(found: Suitability, reason: str | None, account: Account) -> str | None:
    if found.suits:
        return (reason or "").strip() or None
    against = " ".join(each.text for each in found.against)
    asked = f"La actividad no está dirigida a «{account.name}». {against} Indique por qué la invita de todos modos."
    return given_reason(reason, asked, found.against[0].rule)


def _contact(run: Run, account: Account, activity: Activity, asked: InviteToActivity, letter: Letter) -> Action:
    if asked.point_of_contact is None:
        raise MissingData(
            "Indique por qué punto de contacto la invitó: por ejemplo, correo o teléfono.",
            missing=("point_of_contact",),
            rule="CHN-01",
            field=("point_of_contact",),
        )
    channel, point = checked_contact_point(asked.channel, asked.point_of_contact)
    today = run.today(account)
    on = not_in_future(asked.invited_on or today, today, "invitedOn", "El día de la invitación")
    markets = sorted(activity.audience.markets)
    return Action(
        id=run.services.new_id(),
        account_id=account.id,
        type=INVITATION,
        title=letter.subject,
        started_on=on,
        ended_on=on,
        registered_by=run.actor.id,
        registered_role=run.actor.role,
        registered_at=run.now,
        market=markets[0] if len(markets) == 1 else None,
        office=run.actor.office,
        channel=channel,
        point_of_contact=point,
    )
