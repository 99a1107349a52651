"""Our API beside npm oidc-provider: a service's token, a person's log-in, and keys that are new after a restart."""

from __future__ import annotations

import contextlib
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx2

from tests.support.system.processes import SECRET, eventually, free_port, running

HERE = Path(__file__).parent
IDENTITY = """
[[issuers]]
name = "second"
issuer = "{issuer}"
audiences = ["api://atencion"]
[issuers.login]
client_id = "web"
[[roles]]
issuer = "second"
claim = "roles"
value = "Portal.Escribir"
role = "SERVICE"
[[people]]
issuer = "second"
object_id = "ana"
person = "ana.rojas"
"""


@contextlib.contextmanager
def issuer(port: int, callback: str) -> Iterator[None]:
    with subprocess.Popen(["node", HERE / "issuer.mjs", str(port), callback]) as process:
        try:
            found = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
            eventually(lambda: httpx2.get(found).status_code == 200, "oidc-provider answers")
            yield
        finally:
            process.kill()


def service_token(port: int) -> str:
    data = {"grant_type": "client_credentials", "client_id": "svc", "client_secret": "svc-secret"}
    response = httpx2.post(f"http://127.0.0.1:{port}/token", data=data)
    return str(response.json()["access_token"])


def viewer(url: str, client: httpx2.Client, headers: dict[str, str]) -> Any:
    answer = client.post(f"{url}/graphql", json={"query": "{ viewer { username role } }"}, headers=headers).json()
    return answer["data"]["viewer"] if "data" in answer else answer["errors"][0]["extensions"]["code"]


def log_in(url: str, client: httpx2.Client) -> None:
    """Through the pages that oidc-provider has for development: any name, any password, and consent."""
    address = f"{url}/session/login?issuer=second"
    for _ in range(20):
        response = client.get(address)
        while response.is_redirect:
            address = urljoin(address, response.headers["location"])
            if address == f"{url}/":
                return
            response = client.get(address)
        action = re.search(r'action="([^"]+)"', response.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', response.text)
        assert action is not None, response.text
        assert prompt is not None, response.text
        sent = {"prompt": prompt[1], "login": "ana", "password": "x"}
        answered = client.post(urljoin(address, action[1]), data=sent)
        address = urljoin(address, answered.headers["location"])
    raise AssertionError("the log-in does not come to an end")


def main() -> None:
    there, here = free_port(), free_port()
    url = f"http://127.0.0.1:{here}"
    callback = f"{url}/session/callback"
    with tempfile.TemporaryDirectory() as name, httpx2.Client(timeout=30) as client:
        folder = Path(name)
        (folder / "identity.toml").write_text(IDENTITY.format(issuer=f"http://127.0.0.1:{there}"))
        environment = {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'second.db'}",
            "ATENCION_TOKEN_SECRET": SECRET,
            "ATENCION_MAIL": f"eml:{folder / 'mail'}",
            "ATENCION_IDENTITY": str(folder / "identity.toml"),
            "ATENCION_IDENTITY_SECRETS": "second=web-secret",
        }
        with running(folder, "api", ["serve", "--port", str(here)], environment):
            with issuer(there, callback):
                eventually(lambda: client.get(f"{url}/health/ready").status_code == 200, "ready", within=60)
                token = service_token(there)
                by_token = {"authorization": f"Bearer {token}"}
                assert viewer(url, client, by_token) == {"username": "second:svc", "role": "SERVICE"}
                log_in(url, client)
                by_session = {"origin": url, "atencion-session": "1"}
                assert viewer(url, client, by_session) == {"username": "ana.rojas", "role": "REGIONAL_EXECUTIVE"}
            assert viewer(url, client, by_token) == {"username": "second:svc", "role": "SERVICE"}  # away: keys serve
            with issuer(there, callback):
                new = {"authorization": f"Bearer {service_token(there)}"}
                assert viewer(url, client, new) == {"username": "second:svc", "role": "SERVICE"}
                assert viewer(url, client, by_token) == "TOKEN_INVALID"
    print("oidc-provider's tokens and log-in are taken, and its new keys after a restart.")


if __name__ == "__main__":
    main()
