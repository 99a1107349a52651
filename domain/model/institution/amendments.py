"""
What an administrator changed, while the system runs, of what the files say of the institution ("cambios de la
institución").

The files of people, settings and identities say how an installation begins; each entry that is kept here stands instead
of theirs of the same key, and one that was taken out is no more. Belongs here: how they lie over the files. Does not
belong here: who may change them, and what is checked (`domain.use_cases.institution`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar, cast

from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory, Person, ReferralTarget, Telephone, digits_of
from domain.model.institution.people import Office
from domain.model.institution.topics import Topic


class Part(StrEnum):
    """Of which list an entry is."""

    PERSON = "PERSON"
    OFFICE = "OFFICE"
    TELEPHONE = "TELEPHONE"
    REFERRAL_TARGET = "REFERRAL_TARGET"
    TOPIC = "TOPIC"
    IDENTITY = "IDENTITY"


@dataclass(frozen=True, slots=True)
class IdentityLink:
    """
    Who is who ("identidad"): what an issuer calls somebody, and the person of the directory that it is.

    Attributes:
        issuer: Short name of the issuer in the identity file.
        object_id: As that issuer knows the person; never an e-mail.
        person: Id of the directory.
        disabled: Refused, whoever it is.
    """

    issuer: str
    object_id: str
    person: str
    disabled: bool = False


Entry = Person | Office | Telephone | ReferralTarget | Topic | IdentityLink

_KEYS: Final[dict[type, tuple[Part, Callable[..., str]]]] = {
    Person: (Part.PERSON, lambda each: each.id),
    Office: (Part.OFFICE, lambda each: each.code),
    Telephone: (Part.TELEPHONE, lambda each: digits_of(each.number)),
    ReferralTarget: (Part.REFERRAL_TARGET, lambda each: each.code),
    Topic: (Part.TOPIC, lambda each: f"{each.code} {each.since.isoformat()}"),
    IdentityLink: (Part.IDENTITY, lambda each: f"{each.issuer} {each.object_id}"),
}
KINDS: Final = {part: kind for kind, (part, _) in _KEYS.items()}
"""What the entries of each list are."""

E = TypeVar("E", Person, Office, Telephone, ReferralTarget, Topic, IdentityLink)


@dataclass(frozen=True, slots=True)
class Amendment:
    """One entry as it is kept; None: it was taken out."""

    part: Part
    key: str
    entry: Entry | None

    @classmethod
    def of(cls, entry: Entry) -> Amendment:
        """The entry, in its place."""
        part, key = _KEYS[type(entry)]
        return cls(part, key(entry), entry)


@dataclass(frozen=True, slots=True)
class Amendments:
    """Everything that is kept, in the order in which each was first kept."""

    rows: tuple[Amendment, ...] = ()

    def of(self, part: Part, key: str) -> Amendment | None:
        """What is kept of that key; None: nothing, and the files say it."""
        return next((row for row in self.rows if row.part is part and row.key == key), None)

    def directory(self, files: Directory) -> Directory:
        """The directory of the files as it was changed; who is new comes last."""
        return replace(
            files,
            people=self._over(Person, files.people),
            referrals=self._over(ReferralTarget, files.referrals),
            telephones=self._over(Telephone, files.telephones),
        )

    def configuration(self, files: ProtocolConfiguration) -> ProtocolConfiguration:
        """The settings of the files with offices and topics as they were changed."""
        offices = self._over(Office, files.offices.values())
        topics = self._over(Topic, files.topics)
        return replace(files, offices={each.code: each for each in offices}, topics=topics)

    def identities(self) -> tuple[IdentityLink, ...]:
        """Who is who, as far as it is kept here; the identity file says the rest."""
        return self._over(IdentityLink, ())

    def _over(self, kind: type[E], files: Iterable[E]) -> tuple[E, ...]:
        part, key = _KEYS[kind]
        found = {key(each): each for each in files}
        for row in self.rows:
            if row.part is part and row.entry is None:
                found.pop(row.key, None)
            elif row.part is part:
                found[row.key] = cast("E", row.entry)
        return tuple(found.values())
