"""From a proven identity to a person, an office and a role, or to a clear refusal (issue 14, point 1)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from api.identity.identity_file import IdentityBook, load_identity
from api.identity.mapping import NoRole, actor_for
from api.settings import Secret
from domain.errors import ConfigurationError
from domain.model.identity.identities import Identity
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Actor, Role

ANA = Person("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "ana.rojas@prochile.example", "OFIREG-08")
EVA = Person("eva.paz", "Eva Paz", Role.REGIONAL_HEAD, "eva.paz@prochile.example", "OFIREG-08")
DIRECTORY = Directory((ANA, EVA))
OFFICES = ("OFIREG-08", "CENTRAL")
FILE = """
[[issuers]]
name = "entra"
issuer = "https://login.test/ten-1/v2.0"
audiences = ["api://atencion"]
tenant = "ten-1"
subject = "oid"

[[issuers]]
name = "claveunica"
label = "ClaveÚnica"
protocol = "claveunica"
issuer = "https://accounts.claveunica.gob.cl/openid"
[issuers.login]
client_id = "abc"
authorize = "https://accounts.claveunica.gob.cl/openid/authorize/"
token = "https://accounts.claveunica.gob.cl/openid/token/"
userinfo = "https://accounts.claveunica.gob.cl/openid/userinfo/"

[[roles]]
issuer = "entra"
claim = "roles"
value = "Administrar"
role = "ADMINISTRATOR"
office = "CENTRAL"

[[roles]]
issuer = "entra"
claim = "groups"
value = "analistas"
role = "ANALYST"
office = "CENTRAL"

[[roles]]
issuer = "entra"
claim = "roles"
value = "Portal.Escribir"
role = "SERVICE"

[[roles]]
issuer = "claveunica"
role = "COMPANY"

[[people]]
issuer = "entra"
object_id = "oid-ana"
person = "ana.rojas"

[[people]]
issuer = "entra"
object_id = "oid-eva"
person = "eva.paz"
disabled = true
"""


def read(text: str, folder: Path) -> IdentityBook:
    path = folder / "identity.toml"
    path.write_text(text, encoding="utf-8")
    return load_identity(path, secrets={"claveunica": Secret("s")}, offices=OFFICES, directory=DIRECTORY)


@pytest.fixture
def book(tmp_path: Path) -> IdentityBook:
    return read(FILE, tmp_path)


def of_entra(subject: str, email: str | None = None, **claims: tuple[str, ...]) -> Identity:
    return Identity("entra", "ten-1", subject, "Nombre", email, claims=claims)


def test_a_person_of_the_directory_is_known_by_object_id(book: IdentityBook) -> None:
    """Role and office are the directory's, whatever else the token claims."""
    found = actor_for(of_entra("oid-ana", roles=("Administrar",)), book, DIRECTORY)
    assert found == Actor("ana.rojas", "Ana Rojas", Role.REGIONAL_EXECUTIVE, "OFIREG-08")


def test_an_app_role_gives_a_role_and_an_office(book: IdentityBook) -> None:
    """Who is not in the directory is known by issuer, tenant and object id; a service has no office."""
    person = actor_for(of_entra("oid-x", roles=("Other", "Administrar")), book, DIRECTORY)
    service = actor_for(of_entra("oid-svc", roles=("Portal.Escribir",)), book, DIRECTORY)
    assert person == Actor("entra:ten-1:oid-x", "Nombre", Role.ADMINISTRATOR, "CENTRAL")
    assert (service.role, service.office) == (Role.SERVICE, None)


def test_a_person_of_clave_unica_is_a_company_s_person_with_her_run(book: IdentityBook) -> None:
    """Her id bears no RUN: what the records say of who acted is no personal datum."""
    rosa = Identity("claveunica", "", "3971", "Rosa Díaz", run="391000018")
    found = actor_for(rosa, book, DIRECTORY)
    assert found == Actor("claveunica:3971", "Rosa Díaz", Role.COMPANY, run="391000018")


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        (of_entra("oid-x"), "NO_ROLE"),
        (of_entra("oid-x", roles=("Administra",)), "NO_ROLE"),
        (of_entra("oid-x", scp=("Administrar",)), "NO_ROLE"),
        (of_entra("oid-eva"), "DISABLED"),
        (of_entra("oid-other", "Ana.Rojas@PROCHILE.example", roles=("Administrar",)), "OTHER_IDENTITY"),
        (of_entra("oid-x", roles=("Administrar",), groups=("analistas",)), "AMBIGUOUS"),
        (replace(of_entra("oid-x", roles=("Administrar",)), unlisted=frozenset({"groups"})), "OVERAGE"),
        (replace(of_entra("oid-ana"), tenant="ten-2"), "NO_ROLE"),
        (replace(of_entra("oid-ana"), issuer="other"), "NO_ROLE"),
        (Identity("claveunica", "", "3971", "Rosa Díaz"), "NO_RUN"),
    ],
)
def test_whoever_has_no_sure_place_is_refused(book: IdentityBook, identity: Identity, reason: str) -> None:
    """Never a default, never a lesser role; and what to do is said."""
    with pytest.raises(NoRole) as refused:
        actor_for(identity, book, DIRECTORY)
    assert refused.value.reason == reason


def test_the_file_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    """docs/identity.md shows one that is whole."""
    text = (Path(__file__).parents[4] / "docs" / "identity.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    path = tmp_path / "identity.toml"
    path.write_text(example, encoding="utf-8")
    secrets = {"entra": Secret("s"), "claveunica": Secret("s")}
    book = load_identity(path, secrets=secrets, offices=OFFICES, directory=DIRECTORY)
    assert [door.name for door in book.doors] == ["entra", "claveunica"]


def test_every_mistake_of_the_file_is_told_at_once(tmp_path: Path) -> None:
    """Wrong, missing, unknown and contradictory, each with its place."""
    wrong = (
        FILE.replace('"CENTRAL"', '"CENTRO"', 1)
        .replace('name = "entra"', 'name = "entra"\nalgoritms = ["RS256"]\nalgorithms = ["HS256"]')
        .replace('person = "ana.rojas"', 'person = "ana.roja"')
        .replace('claim = "groups"\n', "")
        .replace('issuer = "https://login.test', 'issuer = "http://login.test')
        .replace('role = "SERVICE"', 'role = "COMPANY"')
        .replace('object_id = "oid-eva"', 'object_id = "oid-ana"')
    )
    with pytest.raises(ConfigurationError) as told:
        read(wrong, tmp_path)
    text = "\n".join(told.value.problems)
    for piece in (
        "algorithm HS256 is not accepted",
        "algoritms is not known here",
        "expected https://",
        "office CENTRO is not known",
        "claim and value belong together",
        "companies' people come by ClaveÚnica",
        "people[ana.roja]: is nobody of the directory",
        "object_id oid-ana is there twice",
    ):
        assert piece in text, piece


def test_without_a_claim_nobody_but_clave_unica_gives_everybody_a_role(tmp_path: Path) -> None:
    """A row that would open the API to a whole tenant is a mistake."""
    with pytest.raises(ConfigurationError, match="everybody of entra would be ADMINISTRATOR"):
        read(FILE.replace('claim = "roles"\nvalue = "Administrar"\n', "", 1), tmp_path)


def test_a_client_secret_belongs_to_somebody_who_logs_in(tmp_path: Path) -> None:
    """It is in the environment, never in the file."""
    path = tmp_path / "identity.toml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(ConfigurationError) as told:
        load_identity(path, secrets={"entra": Secret("s")}, offices=OFFICES, directory=DIRECTORY)
    text = "\n".join(told.value.problems)
    assert "client secret is missing" in text
    assert "a secret of entra, by which nobody logs in" in text
