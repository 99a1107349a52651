"""Who logs in, and to whom: invented people and the clients that are registered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin


@dataclass(frozen=True)
class Person:
    """
    Somebody who can be clicked on.

    Attributes:
        sub: The issuer's id of her.
        label: What her button says.
        claims: What is told of her beyond `sub`.
    """

    sub: str
    label: str
    claims: Mapping[str, Any] = field(default_factory=dict)

    def get_user_id(self) -> str:
        """As Authlib asks."""
        return self.sub


def claveunica_person(sub: str, names: str, surnames: str, run: str) -> Person:
    """A natural person as ClaveÚnica tells of her; *run* as "39100001-8"."""
    number, _, digit = run.partition("-")
    told = {
        "RolUnico": {"numero": int(number), "DV": digit, "tipo": "RUN"},
        "name": {"nombres": names.split(), "apellidos": surnames.split()},
    }
    return Person(sub, f"{names} {surnames} · RUN {run}", told)


@dataclass(frozen=True)
class Client(ClientMixin):
    """
    A client that is registered.

    Attributes:
        redirects: Where its log-ins may come back to; none: it is a service.
        claims: For a service: what its access tokens say of it.
        audience: Whom its access tokens are for.
    """

    id: str
    secret: str
    redirects: tuple[str, ...] = ()
    audience: str = "api://atencion"
    claims: Mapping[str, Any] = field(default_factory=dict)

    def get_client_id(self) -> str:
        """As Authlib asks."""
        return self.id

    def get_default_redirect_uri(self) -> str | None:
        """As Authlib asks."""
        return self.redirects[0] if self.redirects else None

    def get_allowed_scope(self, scope: str | None) -> str:
        """As Authlib asks."""
        return scope or ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """To the letter."""
        return redirect_uri in self.redirects

    def check_client_secret(self, client_secret: str) -> bool:
        """In constant time."""
        return secrets.compare_digest(client_secret, self.secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """By its secret, in the body or as Basic."""
        del endpoint
        return method in {"client_secret_post", "client_secret_basic"}

    def check_response_type(self, response_type: str) -> bool:
        """The code flow only."""
        return response_type == "code" and bool(self.redirects)

    def check_grant_type(self, grant_type: str) -> bool:
        """People by code, services by their own credentials."""
        return grant_type == ("authorization_code" if self.redirects else "client_credentials")


@dataclass(frozen=True)
class Code(AuthorizationCodeMixin):
    """A code that was given and can be exchanged once."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    person: Person
    auth_time: int
    nonce: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None

    def get_redirect_uri(self) -> str:
        """As Authlib asks."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """As Authlib asks."""
        return self.scope

    def get_nonce(self) -> str | None:
        """As Authlib asks."""
        return self.nonce

    def get_auth_time(self) -> int:
        """As Authlib asks."""
        return self.auth_time

    def get_acr(self) -> None:
        """None is told."""

    def get_amr(self) -> None:
        """None is told."""
