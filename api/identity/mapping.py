"""What a proven identity is here: a person of the directory, a role, or clearly nobody. Never a default."""

from __future__ import annotations

from typing import Final

from api.identity.identity_file import IdentityBook, PersonRow, RoleRow
from domain.errors import AttentionError
from domain.model.identity.identities import Identity
from domain.model.institution.directory import Directory
from domain.model.institution.people import Actor, Role

_ASK: Final = "Pida a quien administra Atención que revise el archivo de identidades."


class NoRole(AttentionError):
    """
    Who it is was proven, and it is nobody here.

    Args:
        message: Spanish sentence for the person.
        reason: One word for the record: NO_ROLE, DISABLED, OTHER_IDENTITY, OVERAGE, AMBIGUOUS, NO_RUN.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason


def actor_for(identity: Identity, book: IdentityBook, directory: Directory) -> Actor:
    """
    The actor that a proven identity is today.

    Raises:
        NoRole: Nobody, or nobody for sure: no row, a disabled person, another's e-mail, claims that were left out.
    """
    issuer = book.issuer(identity.issuer)
    if issuer is None or issuer.tenant != identity.tenant:
        raise NoRole(f"Ya no se ingresa con este proveedor de identidad. {_ASK}", "NO_ROLE")
    row = _person_row(identity, book)
    if row is not None:
        return _of_directory(row, directory)
    _refuse_a_namesake(identity, directory)
    return _by_role(identity, book)


def _person_row(identity: Identity, book: IdentityBook) -> PersonRow | None:
    key = (identity.issuer, identity.tenant, identity.subject)
    return next((row for row in book.people if (row.issuer, row.tenant, row.subject) == key), None)


def _of_directory(row: PersonRow, directory: Directory) -> Actor:
    person = directory.person(row.person)
    if row.disabled or person is None:
        raise NoRole(f"Su acceso está deshabilitado. {_ASK}", "DISABLED")
    return Actor(person.id, person.name, person.role, person.office)


def _refuse_a_namesake(identity: Identity, directory: Directory) -> None:
    """Another object id with the address of somebody known is not that person: an account made anew, or a fraud."""
    email = (identity.email or "").casefold()
    if email and any(person.email.casefold() == email for person in directory.people):
        told = f"La dirección {identity.email} es de una persona del directorio, pero su identidad es otra. {_ASK}"
        raise NoRole(told, "OTHER_IDENTITY")


def _by_role(identity: Identity, book: IdentityBook) -> Actor:
    rows = [row for row in book.roles if row.issuer == identity.issuer]
    left_out = {row.claim for row in rows if row.claim in identity.unlisted}
    if left_out:
        told = f"Su proveedor de identidad no dijo todos sus grupos, porque son demasiados. {_ASK}"
        raise NoRole(told, "OVERAGE")
    given = {(row.role, row.office) for row in rows if _covers(row, identity)}
    if not given:
        raise NoRole(f"Su identidad no tiene un rol en Atención. {_ASK}", "NO_ROLE")
    if len(given) > 1:
        told = ", ".join(sorted(f"{role.es} {office or ''}".strip() for role, office in given))
        raise NoRole(f"Su identidad tiene más de un rol ({told}), y debe tener uno. {_ASK}", "AMBIGUOUS")
    ((role, office),) = given
    if role is Role.COMPANY and identity.run is None:
        raise NoRole("Su identidad no trae un RUN completo.", "NO_RUN")
    return Actor(identity.key, identity.name or identity.key, role, office, run=identity.run)


def _covers(row: RoleRow, identity: Identity) -> bool:
    return row.claim is None or row.value in identity.claims.get(row.claim, ())
