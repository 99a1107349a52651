"""Who is who ("identidades"): which log-in of an issuer is which person of the directory, and who is let in no more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors import InvalidValue, StepNotAllowed
from domain.model.institution.amendments import Amendment, IdentityLink
from domain.model.institution.people import Actor
from domain.protocol.access.permissions import Permission, require
from domain.use_cases.checks import checked_person, needed_text
from domain.use_cases.institution.keeping import Decided, keeping
from domain.use_cases.perform import given_reason
from domain.use_cases.services import Services

RULE: Final = "POL-07"
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class SaveIdentity:
    """That an object id of an issuer is this person from now on, or is refused; see `IdentityLink`."""

    issuer: str
    object_id: str
    person: str
    reason: str
    disabled: bool = False


async def save_identity(
    services: Services, actor: Actor, asked: SaveIdentity, issuers: Collection[str]
) -> IdentityLink:
    """
    Say who somebody of an issuer is, whatever the identity file says; every process refuses or knows them in seconds.

    Args:
        issuers: Short names of those that are believed.

    Raises:
        NotAuthorised, MissingData: As their messages say.
        InvalidValue: Nobody of the directory, or an issuer that is not believed.
        StepNotAllowed: The administrator would be kept out.

    Source: POL-07.
    """
    async with keeping(services, actor) as change:
        reason = given_reason(asked.reason, "Indique por qué cambia quién es quién.", RULE)
        issuer = asked.issuer.strip()
        if issuer not in issuers:
            told = f"«{issuer}» no es un proveedor de identidad de esta instalación."
            raise InvalidValue(told, rule=RULE, field=("issuer",))
        object_id = needed_text(asked.object_id, "object_id", "el identificador del proveedor")
        if len(object_id) > _LONGEST:
            told = f"El identificador tiene más de {_LONGEST} caracteres."
            raise InvalidValue(told, rule=RULE, field=("object_id",))
        if asked.disabled and asked.person == actor.id:
            told = "Usted no deshabilita su propio acceso."
            raise StepNotAllowed(told, rule=RULE, step_to_take="Pídalo a otra persona que administre.")
        person = checked_person(asked.person, change.directory, "username")
        link = IdentityLink(issuer, object_id, person.id, asked.disabled)
        amendment = Amendment.of(link)
        known = change.amendments.of(amendment.part, amendment.key)
        said = f"Se habilita el acceso de {person.name} por {issuer}."
        if link.disabled:
            said = f"Se deshabilita el acceso de {person.name} por {issuer}."
        before = None if known is None else known.entry
        await change.keep(amendment, before, Decided("save_identity", said, RULE, reason))
        return link


async def kept_identities(services: Services, actor: Actor) -> Sequence[IdentityLink]:
    """
    Who is who, as far as it is not the identity file that says it.

    Raises:
        NotAuthorised: Only an administrator sees it.

    Source: POL-07.
    """
    require(actor, Permission.CONFIGURE)
    async with services.transactions(actor) as work:
        return (await work.amendments.hold()).identities()
