"""
Ask for the next step of a case, of an account, or of whoever makes contact (COM-02). Nothing is written, except that
an answer given to a contact is recorded (COM-03), and an enquiry derived to its executive is a case (PUB-04).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.errors import RecordNotFound
from domain.model.accounts import Account
from domain.model.cases import Flow, NextStep
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.institution.calendar import SANTIAGO, local_day
from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import PORTAL_ROLES, Actor
from domain.model.rut import Rut
from domain.model.words import LONGEST_PROSE
from domain.protocol.access.permissions import accounts_of, office_of, require_sight, sees_all, sees_case
from domain.protocol.catalogue.scope import SCOPE_ES
from domain.protocol.engine.contact_points import no_contact_point, require_enabled_telephone
from domain.protocol.engine.topics import checked_topic
from domain.protocol.flows import FLOWS
from domain.protocol.flows.enquiry import present_executive
from domain.protocol.flows.national.capture_facts import REGION
from domain.protocol.flows.national.public import EMAIL, PERSON
from domain.protocol.messages.compose import compose
from domain.protocol.routing.account_step import next_step_for_account
from domain.protocol.routing.next_step import first_step, next_step
from domain.protocol.routing.triage import CITIZEN_MATTERS, Answer, Enquiry, Matter, answers_to, triage
from domain.protocol.terms.configured import terms_in_force
from domain.use_cases.cases.letters import queue_message
from domain.use_cases.cases.load_situation import CaseServices, Casework, Report
from domain.use_cases.checks import checked_contact_point, checked_email, checked_region, checked_text, require_all
from domain.use_cases.next_steps.derive import Derivation, derive_to_executive

__all__ = ["AttendContact", "ContactAnswer", "attend_contact", "step_of_account", "step_of_case", "step_of_flow"]


@dataclass(frozen=True, slots=True)
class AttendContact:
    """
    Somebody makes contact.

    Attributes:
        enquiry: What is known so far; account and executive are looked up from `rut` when that is given and the CRM
            is reachable.
        person, email: Of the person, when they give them; with an address the answer can also be sent.
        query: What the person asks, in their words; it goes with the case to the executive (PUB-04).
        send: Also write the answer to the person.
        explained: The answer was given to the person: record it (COM-03).
        point_of_contact: Where they came; staff must say it of what is recorded (CHN-01).
        telephone: The enabled number that they called, when it is told (CHN-04).
        topic: Code of what they ask for (MEA-05); it goes with the case to the executive.
    """

    enquiry: Enquiry
    rut: str | None = None
    person: str | None = None
    email: str | None = None
    query: str | None = None
    send: bool = False
    explained: bool = False
    channel: Channel | None = None
    point_of_contact: PointOfContact | None = None
    telephone: str | None = None
    topic: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """
    What to say.

    Attributes:
        steps: The main step first; two when a complaint came with another matter (AMB-48).
        enquiry: With what was looked up.
        account: Found by its RUT.
        account_step: What the account itself has to do next, when it was found.
        scope: What ProChile does, which is always told (POL-06, POL-17).
    """

    steps: tuple[NextStep, ...]
    enquiry: Enquiry
    account: Account | None = None
    account_step: NextStep | None = None
    scope: str = SCOPE_ES


async def step_of_case(services: CaseServices, actor: Actor, case_id: str) -> NextStep:
    """The next step of a case. Raises RecordNotFound, NotAuthorised. Source: COM-02, section 8.3."""
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        case = await work.cases.get(case_id)
        if not sees_case(actor, case):
            raise RecordNotFound("un caso", case.id)
        rules = FLOWS[case.flow]
        situation = await casework.situation(rules, Report("", casework.run.now, {}), case)
        return next_step(rules, situation)


async def step_of_account(services: CaseServices, actor: Actor, account_id: str) -> NextStep:
    """
    The next step of an account: of its most urgent open case, else what its classes ask for.

    Raises:
        RecordNotFound, NotAuthorised: As their messages say.

    Source: COM-02, CHN-05, section 8.3.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        require_sight(actor, account_id)
        return await _account_step(casework, account_id)


async def step_of_flow(services: CaseServices, actor: Actor, flow: Flow, account_id: str | None = None) -> NextStep:
    """
    How a case of this flow would begin now, or why it cannot (an agenda, a visit, an investment...).

    Raises:
        RecordNotFound, NotAuthorised: As their messages say.

    Source: POL-06, section 8.3.
    """
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        rules = FLOWS[flow]
        if account_id is not None:
            require_sight(actor, account_id)
        situation = await casework.situation(rules, Report("", casework.run.now, {}), None, account_id)
        return first_step(rules, situation)


async def attend_contact(services: CaseServices, actor: Actor, asked: AttendContact) -> ContactAnswer:
    """
    Answer whoever makes contact; what was answered is recorded, once per client key, and an enquiry that is derived
    reaches the company's executive as a case.

    The same enquiry gets the same answer at every point of contact; while the CRM cannot be reached, the regional
    mailbox (PUB-05).

    Raises:
        InvalidValue: The RUT, the address or the region is wrong, a text too long, channel and point of contact do not
            belong together, or the telephone is not an enabled one.
        MissingData: Staff record the contact without its point of contact.
        NotConfigured: A telephone is named and there is no register of them.
        ConflictOfInterestStands: What is recorded is about a company with which the actor has one.

    Source: PUB-01..PUB-07, COM-02, COM-03, CHN-01, CHN-04, CHN-05, RTE-01, AMB-14, AMB-48.
    """
    channel, point = checked_contact_point(asked.channel, asked.point_of_contact)
    if point is None and (asked.send or asked.explained) and actor.role not in PORTAL_ROLES:
        raise no_contact_point("registrar el contacto")
    require_enabled_telephone(asked.telephone, point, services.directory(), ("telephone",))
    if asked.topic:
        checked_topic(asked.topic, services.core.configuration(), local_day(services.core.clock.now(), SANTIAGO))
    _require_readable(asked)
    async with services.core.transactions(actor) as work:
        casework = Casework.start(services, work)
        known = await casework.run.recall(asked.client_key, "attend_contact", asked)
        enquiry, account = await _looked_up(casework, asked)
        steps = triage(enquiry, casework.run.now, services.core.book, terms_in_force(services.core.configuration()))
        account_step = None if account is None else await _account_step(casework, account.id)
        if known is None and (asked.send or asked.explained):
            casework.run.access(account).require_impartial(account)
            for answer, step in zip(answers_to(enquiry), steps, strict=True):
                await _record(casework, asked, _Answered(enquiry, answer, step, account, channel, point))
            await casework.run.remember(
                asked.client_key, "attend_contact", asked, steps=",".join(s.step for s in steps)
            )
        return ContactAnswer(steps, enquiry, account, account_step)


def _require_readable(asked: AttendContact) -> None:
    """What was typed is of its kind, whether anything is sent or not. Raises InvalidValue, Mistakes."""
    require_all(
        ((), lambda: asked.email and checked_email(asked.email)),
        ((), lambda: asked.enquiry.region and checked_region(asked.enquiry.region)),
        ((), lambda: checked_text(asked.person or "", "person")),
        ((), lambda: checked_text(asked.query or "", "query", LONGEST_PROSE)),
    )


async def _account_step(casework: Casework, account_id: str) -> NextStep:
    situation = await casework.situation_of(account_id)
    report = Report("", casework.run.now, {})
    cases = [
        await casework.situation(FLOWS[case.flow], report, case) for case in situation.open_cases if case.flow in FLOWS
    ]
    return next_step_for_account(situation, cases, FLOWS)


async def _looked_up(casework: Casework, asked: AttendContact) -> tuple[Enquiry, Account | None]:
    """The enquiry with account, executive, office and region as the store has them (PUB-02, PUB-04)."""
    enquiry = asked.enquiry
    if asked.rut is None or not enquiry.crm_reachable:
        return enquiry, None
    account = await _account_of(casework, Rut.parse(asked.rut))
    if account is None:
        return replace(enquiry, belongs_to_company=True, has_account=False), None
    today = casework.run.today(account)
    person = present_executive(account, casework.directory(account), today)
    found = replace(
        enquiry,
        belongs_to_company=True,
        has_account=True,
        executive=None if person is None else person.name,
        executive_id=None if person is None else person.id,
        region=enquiry.region or account.region,
        office=office_of(account),
    )
    return found, account


async def _account_of(casework: Casework, rut: Rut) -> Account | None:
    """
    The account with that RUT, for whoever may see accounts; a company asks about itself only.

    Of any other RUT it is told, after the same reading, what whoever has no account is told (PUB-03).
    """
    actor = casework.actor
    if sees_all(actor):
        return await casework.work.accounts.by_rut(rut)
    hers = [await casework.work.accounts.get(account_id) for account_id in sorted(accounts_of(actor))]
    return next((account for account in hers if account.rut == rut), None)


@dataclass(frozen=True, slots=True)
class _Answered:
    """One answer to a contact, with everything that was known when it was chosen."""

    enquiry: Enquiry
    answer: Answer
    step: NextStep
    account: Account | None
    channel: Channel | None
    point_of_contact: PointOfContact | None


async def _record(casework: Casework, asked: AttendContact, one: _Answered) -> None:
    """What was answered, and from what (POL-04, POL-07)."""
    decision_id = casework.services.core.new_id()
    answer, step, account = one.answer, one.step, one.account
    await casework.work.decisions.record(
        Decision(
            id=decision_id,
            at=casework.run.now,
            by=casework.actor.id,
            role=casework.actor.role.value,
            kind=DecisionKind.REFUSAL if answer.step in _DIVERTED else DecisionKind.DECISION,
            what=step.step,
            outcome=step.title,
            protocol_version=casework.services.core.configuration().version,
            rule=step.rule,
            account_id=None if account is None else account.id,
            reason=step.text,
            inputs={
                name: value
                for name, value in (
                    ("channel", one.channel),
                    ("point_of_contact", one.point_of_contact),
                    ("telephone", asked.telephone),
                    ("topic", asked.topic),
                    ("executive", step.responsible_id),
                    ("matters", ",".join(sorted(one.enquiry.matters))),
                    ("region", one.enquiry.region),
                    *((name, _SAID.get(getattr(one.enquiry, name))) for name in _ASKED),
                )
                if value
            },
        )
    )
    if asked.send and answer.message is not None and asked.email is not None:
        await _send(casework, asked, answer.message, step, account, decision_id)
    if step.step == "derive_to_executive" and account is not None and step.responsible_id != casework.actor.id:
        matters = tuple(matter.es for matter in Matter if matter in one.enquiry.matters - CITIZEN_MATTERS)
        told = Derivation(
            account,
            matters,
            asked.query,
            asked.person,
            asked.email,
            one.channel,
            one.point_of_contact,
            asked.topic or None,
        )
        await derive_to_executive(casework, told)


async def _send(
    casework: Casework, asked: AttendContact, message: str, step: NextStep, account: Account | None, decision_id: str
) -> None:
    """Queue NTF-09, NTF-10, NTF-11 or NTF-02 to the person; those to other addressees go with their case."""
    if message not in _TO_PERSON or asked.email is None:
        return
    report = Report("", casework.run.now, {})
    rules = FLOWS[Flow.HELP_CENTRE]
    situation = await casework.situation(
        rules, report, None, casework.actor.account_id if account is None else account.id
    )
    office = step.office or (None if asked.enquiry.region is None else f"OFIREG-{asked.enquiry.region}")
    given = {
        EMAIL.name: checked_email(asked.email),
        PERSON.name: asked.person,
        REGION.name: asked.enquiry.region,
    }
    situation = replace(situation, given={name: value for name, value in given.items() if value}, office=office)
    await queue_message(
        casework, message, compose(message, situation), situation, f"contact:{decision_id}:{message}", step.rule
    )


_TO_PERSON = frozenset({"NTF-09", "NTF-10", "NTF-11"})
_DIVERTED: Sequence[str] = (
    "write_to_mailbox",
    "write_to_help_centre",
    "write_to_citizen_service",
    "derive_to_executive",
)
_ASKED: Final = (
    "belongs_to_company", "has_account", "crm_reachable", "established_abroad", "is_chilean", "has_chilean_rut",
)  # fmt: skip
_SAID: Final[Mapping[bool | None, str]] = {True: "sí", False: "no"}
