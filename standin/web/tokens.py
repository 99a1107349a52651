"""
Tokens: what the authority issues and what the Web API accepts.

They are signed JSON web tokens, so that they outlive a restart; expiring them all raises a generation number. A client
assertion's claims are checked, its signature is not: the stand-in knows no certificates.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit

import orjson

from standin.calls import Caller, Reply, json_reply
from standin.config import StandInConfig
from standin.errors import DataverseFault
from standin.organization import Organization


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def unauthorized(code: str, message: str) -> DataverseFault:
    challenge = 'Bearer error="invalid_token"'
    return DataverseFault(401, code, message, {"WWW-Authenticate": challenge})


class Authority:
    """Issues and checks tokens for every tenant."""

    def __init__(self, config: StandInConfig) -> None:
        self._config = config
        self.generation = 0

    def expire_all(self) -> None:
        """Make every token issued so far invalid."""
        self.generation += 1

    def openid_configuration(self, root: str, tenant: str) -> Reply:
        return json_reply(
            {
                "issuer": f"{root}/{tenant}/v2.0",
                "authorization_endpoint": f"{root}/{tenant}/oauth2/v2.0/authorize",
                "token_endpoint": f"{root}/{tenant}/oauth2/v2.0/token",
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            }
        )

    def issue(self, tenant: str, form: dict[str, str]) -> Reply:
        """Answer the client-credentials request of *form* as the v2 endpoint does."""
        if form.get("grant_type") != "client_credentials":
            return _refused("unsupported_grant_type", "AADSTS70003: only client_credentials is offered here.")
        client_id, scope = form.get("client_id", ""), form.get("scope", "").split(" ")[0]
        users = [
            user
            for organization in self._config.organizations
            if organization.tenant_id == tenant
            for user in organization.users
            if user.application_id == client_id
        ]
        if not users:
            return _refused(
                "unauthorized_client",
                f"AADSTS700016: Application with identifier '{client_id}' was not found in the directory '{tenant}'.",
            )
        if "client_assertion" in form:
            if not _assertion_is_for(form["client_assertion"], client_id):
                return _refused("invalid_client", "AADSTS700027: The certificate's assertion is not valid.", 401)
        elif not form.get("client_secret") or any(
            user.client_secret not in {None, form["client_secret"]} for user in users
        ):
            return _refused("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
        if not scope.endswith("/.default"):
            return _refused("invalid_scope", f"AADSTS1002012: The provided value for scope {scope} is not valid.")
        now = int(self._config.clock().timestamp())
        claims = {
            "aud": scope.removesuffix(".default").rstrip("/"),
            "appid": client_id,
            "tid": tenant,
            "iat": now,
            "exp": now + self._config.token_seconds,
            "gen": self.generation,
        }
        return json_reply(
            {
                "token_type": "Bearer",
                "expires_in": self._config.token_seconds,
                "ext_expires_in": self._config.token_seconds,
                "access_token": self._sign(claims),
            }
        )

    def _sign(self, claims: dict[str, Any]) -> str:
        text = f"{_encode(orjson.dumps({'alg': 'HS256', 'typ': 'JWT'}))}.{_encode(orjson.dumps(claims))}"
        return f"{text}.{_encode(self._signature(text))}"

    def _signature(self, text: str) -> bytes:
        return hmac.new(self._config.token_secret.encode(), text.encode(), hashlib.sha256).digest()

    def caller(self, organization: Organization, header: str, audience_host: str) -> Caller:
        """
        Return who the `Authorization` header speaks for in *organization*.

        Raises:
            DataverseFault: 401 for a missing, foreign or expired token; 403 when the application is no user here.
        """
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthorized("0x80044302", "The request is not authenticated.")
        application = dict(self._config.static_tokens).get(token) or self._application(
            organization, token, audience_host
        )
        caller = organization.caller_of_application(application)
        if caller is None:
            raise DataverseFault(403, "0x80072560", "The user is not a member of the organization.")
        return caller

    def _application(self, organization: Organization, token: str, audience_host: str) -> str:
        text, _, signature = token.rpartition(".")
        try:
            valid = hmac.compare_digest(_decode(signature), self._signature(text))
            claims = orjson.loads(_decode(text.partition(".")[2])) if valid else {}
        except ValueError:
            claims = {}
        if not claims or claims.get("tid") != organization.config.tenant_id:
            raise unauthorized("0x8004A100", "The authentication ticket is not valid.")
        if urlsplit(str(claims.get("aud"))).netloc not in {audience_host, organization.config.name}:
            raise unauthorized("0x8004A100", "The token was issued for another audience.")
        if claims.get("gen") != self.generation or claims["exp"] <= self._config.clock().timestamp():
            raise unauthorized("0x8004A101", "The authentication ticket has expired.")
        return str(claims["appid"])


def _assertion_is_for(assertion: str, client_id: str) -> bool:
    try:
        claims = orjson.loads(_decode(assertion.split(".")[1]))
    except (ValueError, IndexError):
        return False
    return bool(claims.get("iss") == client_id and claims.get("sub") == client_id)


def _refused(error: str, description: str, status: int = 400) -> Reply:
    return json_reply({"error": error, "error_description": description, "error_codes": []}, status)


def impersonate(organization: Organization, caller: Caller, headers: dict[str, str]) -> Caller:
    """
    Return the caller that `CallerObjectId` or `MSCRMCallerID` asks to act as.

    Raises:
        DataverseFault: 403, the caller may not, or there is no such enabled user.
    """
    object_id, user_id = headers.get("callerobjectid"), headers.get("mscrmcallerid")
    if not object_id and not user_id:
        return caller
    if "prvActOnBehalfOfAnotherUser" in caller.missing_privileges:
        raise DataverseFault(
            403,
            "0x8004A110",
            "Cannot act on behalf of another user: the caller is missing the prvActOnBehalfOfAnotherUser privilege.",
        )
    for row_id, row in organization.store.of("systemuser").rows.items():
        known = row.get("azureactivedirectoryobjectid") if object_id else row_id
        if known == (object_id or user_id or "").lower() and not row.get("isdisabled"):
            return Caller(row_id, caller.user_id, caller.business_unit_id, caller.missing_privileges)
    raise DataverseFault(
        403,
        "0x8004A110",
        f"Cannot act on behalf of another user: there is no enabled user with the id {object_id or user_id}.",
    )
