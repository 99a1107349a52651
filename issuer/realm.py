"""One issuer of the server: its keys, its people and clients, and the grants of OAuth 2 that it knows."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oidc.core import OpenIDCode, UserInfo
from joserfc.jwk import KeySet, RSAKey
from starlette.responses import Response

from issuer.people import Client, Code, Person

_TOKEN_SECONDS: Final = 3_600
_BY_SECRET: Final = ["client_secret_post", "client_secret_basic"]


class Kind(StrEnum):
    """Whom it imitates."""

    OPENID = "openid"
    CLAVEUNICA = "claveunica"


@dataclass(slots=True)
class Realm:
    """
    One issuer.

    Attributes:
        name: First part of its paths.
        url: Its `iss`; known once the server listens.
        tenant: Told as `tid` in every token of an OpenID realm.
        away: It answers 503 to everything.
        registered: Clients by id; one can be added at any time.
    """

    name: str
    kind: Kind
    people: Sequence[Person]
    clients: Sequence[Client]
    tenant: str = ""
    url: str = ""
    away: bool = False
    keys: list[RSAKey] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    given: dict[str, Person] = field(default_factory=dict)
    registered: dict[str, Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.registered.update({client.id: client for client in self.clients})
        if not self.keys:
            self.rotate()

    def rotate(self) -> None:
        """Sign with a new key from now on; the one before stays published, older ones do not."""
        new = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": secrets.token_hex(8)}, private=True)
        self.keys = [*self.keys[-1:], new]

    def published_keys(self) -> dict[str, Any]:
        """The key set, public parts only."""
        return {"keys": [key.as_dict(private=False) for key in self.keys]}

    def person(self, sub: str) -> Person | None:
        """The person of that id."""
        return next((person for person in self.people if person.sub == sub), None)

    def server(self) -> Server:
        """Authlib's server for this issuer."""
        server = Server(self)
        server.register_token_generator("default", _tokens_of(self))
        extensions: list[object] = [_id_tokens_of(self)]
        if self.kind is Kind.OPENID:
            extensions.append(CodeChallenge(required=True))
            server.register_grant(_ClientCredentials)
        server.register_grant(_CodeGrant, extensions)
        return server


class Request(OAuth2Request):
    """A request as Authlib reads it. Its address is told as https: on loopback there is nobody to protect it from."""

    def __init__(self, method: str, path: str, headers: Mapping[str, str], sent: Mapping[str, str]) -> None:
        super().__init__(method, f"https://127.0.0.1{path}", headers=headers)
        self.payload = BasicOAuth2Payload(dict(sent))
        self._sent = sent

    @property
    def args(self) -> Mapping[str, str]:
        """What the query said."""
        return self._sent

    @property
    def form(self) -> Mapping[str, str]:
        """What the form said."""
        return self._sent


class Server(AuthorizationServer):
    """Authlib's server on Starlette."""

    def __init__(self, realm: Realm) -> None:
        super().__init__()
        self.realm = realm

    def query_client(self, client_id: str) -> Client | None:
        """As Authlib asks."""
        return self.realm.registered.get(client_id)

    def save_token(self, token: Mapping[str, str], request: Request) -> None:
        """Remember whose token it is, for user info."""
        if request.user is not None:
            self.realm.given[token["access_token"]] = request.user

    def create_oauth2_request(self, request: Request) -> Request:
        """It is one."""
        return request

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def get_error_uri(self, request: Request, error: object) -> None:
        """None is told."""

    def handle_response(self, status: int, body: object, headers: Sequence[tuple[str, str]]) -> Response:
        """As Starlette answers."""
        content = json.dumps(body) if isinstance(body, dict) else str(body or "")
        return Response(content, status, headers=dict(headers))


class _CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = _BY_SECRET

    def save_authorization_code(self, code: str, request: Request) -> None:
        asked = request.payload.data
        realm: Realm = self.server.realm
        nonce = asked.get("nonce")
        if nonce:
            realm.nonces.add(nonce)
        realm.codes[code] = Code(
            code,
            request.payload.client_id,
            request.payload.redirect_uri,
            request.payload.scope,
            request.user,
            int(time.time()),
            nonce,
            asked.get("code_challenge"),
            asked.get("code_challenge_method"),
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found: Code | None = self.server.realm.codes.get(code)
        return found if found is not None and found.client_id == client.id else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        self.server.realm.codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> Person:
        return authorization_code.person


class _ClientCredentials(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = _BY_SECRET


def _tokens_of(realm: Realm) -> JWTBearerTokenGenerator:
    """Access tokens (RFC 9068) that live an hour; Authlib's default is ten days."""

    class Tokens(JWTBearerTokenGenerator):
        def get_jwks(self) -> KeySet:
            return KeySet([realm.keys[-1]])

        def get_audiences(self, client: Client, user: Person | None, scope: str) -> str:
            return client.audience

        def get_extra_claims(
            self, client: Client, grant_type: str, user: Person | None, scope: str
        ) -> Mapping[str, Any]:
            shown = client.claims if user is None else user.claims
            tenant = {"tid": realm.tenant} if realm.tenant else {}
            return {**tenant, "azp": client.id, "ver": "2.0", **shown}

    return Tokens(issuer=realm.url, expires_generator=lambda client, grant_type: _TOKEN_SECONDS)


def _id_tokens_of(realm: Realm) -> OpenIDCode:
    class IdTokens(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Request) -> bool:
            return nonce in realm.nonces

        def resolve_client_private_key(self, client: Client) -> KeySet:
            return KeySet([realm.keys[-1]])

        def get_client_algorithm(self, client: Client) -> str:
            return "RS256"

        def get_client_claims(self, client: Client) -> Mapping[str, Any]:
            return {"iss": realm.url}

        def generate_user_info(self, user: Person, scope: str) -> UserInfo:
            tenant = {"tid": realm.tenant} if realm.tenant else {}
            return UserInfo(sub=user.sub, **tenant, **user.claims)

    return IdTokens(require_nonce=realm.kind is Kind.OPENID)
