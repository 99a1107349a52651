"""On whose behalf a command acts: a person of the directory."""

from __future__ import annotations

from api.wiring import Runtime
from domain.errors import ConfigurationError
from domain.model.institution.people import Actor


def person_of(runtime: Runtime, person_id: str) -> Actor:
    """
    The person, with role and office of the directory.

    Raises:
        ConfigurationError: Nobody of the directory is called so.
    """
    person = runtime.casework.directory().person(person_id)
    if person is None:
        raise ConfigurationError([f"--as: «{person_id}» no está en el directorio."])
    return Actor(person.id, person.name, person.role, person.office)
