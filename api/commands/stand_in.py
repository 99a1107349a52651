"""The option that makes a command work on the stand-in of this machine."""

from __future__ import annotations

from typing import Annotated, Final

import typer

STAND_IN_PORT: Final = 8365
STAND_IN_TOKEN: Final = "token-de-ensayo"  # noqa: S105  (of the stand-in on this machine)
ORGANISATION: Final = "prochile"

StandIn = Annotated[
    bool, typer.Option("--stand-in", help="Use the stand-in on this machine instead of ATENCION_DYNAMICS_* settings.")
]


def stand_in_environment(environment: dict[str, str], port: int = STAND_IN_PORT) -> dict[str, str]:
    """The environment of a process that works on the stand-in of this machine."""
    rehearsal = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": "sqlite:///.data/rehearsal.db",
        "ATENCION_PULL_SECONDS": "1",
        "ATENCION_CONNECTOR": "dynamics365",
        "ATENCION_DYNAMICS_URL": f"http://127.0.0.1:{port}/org/{ORGANISATION}",
        "ATENCION_DYNAMICS_TOKEN": STAND_IN_TOKEN,
        "ATENCION_DYNAMICS_REQUESTS_PER_SECOND": "0",
    }
    return {**rehearsal, **environment}
