"""Who somebody is to those who identify people ("identidad"): before any role is given to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Identity:
    """
    A person or service as an issuer proved it.

    Attributes:
        issuer: Short name of the issuer in the identity file ("entra", "claveunica").
        tenant: Of the issuer, where it has several; else empty.
        subject: The issuer's own id of it, never reused: an object id, never an e-mail.
        email: As the issuer tells it: to be read, and to refuse who only shares it; never proof of who it is.
        run: RUN that was proven, compact.
        claims: What roles are given by: values of each claim, as the issuer told them.
        unlisted: Claims that the issuer did not list because they are too many (group overage).
    """

    issuer: str
    tenant: str
    subject: str
    name: str = ""
    email: str | None = None
    run: str | None = None
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """One text for issuer, tenant and object id, of at most 120 characters: the id of who is no directory's."""
        whole = ":".join(part for part in (self.issuer, self.tenant, self.subject) if part)
        if len(whole) <= _LONGEST:
            return whole
        return f"{self.issuer}:{hashlib.sha256(whole.encode()).hexdigest()}"
