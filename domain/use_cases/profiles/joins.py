"""Accept, reject and undo that what came with an e-mail address is of a profile (AMB-45)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from domain.errors import RecordNotFound, StepNotAllowed, VersionConflict
from domain.model.history.profiles import EmailJoin, JoinState
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from domain.protocol.access.permissions import Permission, require
from domain.protocol.history.profiles import normal_email
from domain.use_cases.checks import checked_email, checked_text
from domain.use_cases.perform import Run, given_reason
from domain.use_cases.services import Services

RULE: Final = "SYS-03"
JOIN_ES: Final = "una unión por correo"
_DECIDED: Final = {
    JoinState.ACCEPTED: "Se acepta que lo que llegó con ese correo es de este perfil.",
    JoinState.REJECTED: "Se rechaza que lo que llegó con ese correo sea de este perfil.",
    JoinState.UNDONE: "Se deshace lo que se había decidido sobre ese correo y este perfil.",
}


@dataclass(frozen=True, slots=True)
class DecideJoin:
    """
    What is decided on an address and the profile of a RUT or RUN.

    Attributes:
        state: `UNDONE` takes back the decision before; the pair is proposed again.
        reason: Needed to undo.
        seen: Version of the decision that the person saw; None: whatever it is now.
    """

    email: str
    rut: Rut
    state: JoinState
    reason: str | None = None
    seen: int | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class JoinOutcome:
    """A decision; `repeated`: it was already so, or the client key was seen before: nothing was written."""

    join: EmailJoin
    repeated: bool = False


async def decide_join(services: Services, actor: Actor, asked: DecideJoin) -> JoinOutcome:
    """
    Decide on a join by e-mail, with its trace; by whoever may act on the account that has the RUT.

    Raises:
        RecordNotFound: No account has this RUT.
        StepNotAllowed: The address is joined to another profile, or there is nothing to undo.
        MissingData, InvalidValue, NotAuthorised, VersionConflict: As their messages say.

    Source: SYS-03, AMB-45, POL-07.
    """
    require(actor, Permission.JOIN_PROFILES)
    email = normal_email(checked_email(asked.email))
    async with services.transactions(actor) as work:
        run = Run.start(services, work)
        known = await run.recall(asked.client_key, "decide_join", asked)
        account = await work.accounts.by_rut(asked.rut)
        if account is None:
            raise RecordNotFound("una cuenta", str(asked.rut))
        run.access(account).account(account, Permission.JOIN_PROFILES)
        before = await work.joins.decided(email, asked.rut.compact)
        if before is not None and (known is not None or before.state is asked.state):
            return JoinOutcome(before, repeated=True)
        if before is not None and asked.seen not in {None, before.version}:
            raise VersionConflict(JOIN_ES, before.id, asked.seen or 0, before, before.version)
        reason = await _checked_reason(run, asked, email, before)
        decided = EmailJoin(
            before.id if before else services.new_id(), email, asked.rut.compact, asked.state, actor.id, run.now, reason
        )
        if before is None:
            stored = await work.joins.add(decided)
        else:
            stored = await work.joins.save(replace(decided, version=before.version), before.version)
        await run.decided(
            "decide_join",
            _DECIDED[asked.state],
            rule=RULE,
            account_id=account.id,
            reason=reason or None,
            email=email,
            state=asked.state.value,
        )
        await run.remember(asked.client_key, "decide_join", asked, join=stored.id)
        return JoinOutcome(stored)


async def _checked_reason(run: Run, asked: DecideJoin, email: str, before: EmailJoin | None) -> str:
    """Why, once it may be decided so. Raises as `decide_join`."""
    if asked.state is JoinState.UNDONE:
        if before is None or before.state is JoinState.UNDONE:
            raise StepNotAllowed("No hay nada que deshacer: nadie ha decidido sobre ese correo.", rule=RULE)
        return given_reason(asked.reason, "Indique por qué se deshace.", RULE)
    if asked.state is JoinState.ACCEPTED:
        other = await run.work.joins.accepted(email)
        if other is not None and other.rut != asked.rut.compact:
            raise StepNotAllowed(
                "Ese correo ya se unió a otro perfil.", rule=RULE, step_to_take="Deshaga primero esa unión."
            )
    return checked_text(asked.reason or "", "reason")
