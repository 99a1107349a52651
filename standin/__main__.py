"""`python -m standin --port N`: a stand-in until interrupted."""

from __future__ import annotations

import argparse
from pathlib import Path

from standin.config import StandInConfig
from standin.web.server import Address, run_standin


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in Dataverse on this machine.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8365)
    parser.add_argument("--state", type=Path, default=None, help="SQLite file that keeps the state")
    parser.add_argument("--certificate", type=Path, default=None, help="PEM file, to serve https")
    parser.add_argument("--key", type=Path, default=None, help="PEM file of the certificate's key")
    parser.add_argument("--token", default=None, help="a bearer token that is always accepted")
    parser.add_argument("--no-limits", action="store_true", help="never throttle")
    options = parser.parse_args()
    defaults = StandInConfig()
    application = defaults.organizations[0].users[0].application_id or ""
    run_standin(
        StandInConfig(
            state_file=options.state,
            limits=None if options.no_limits else defaults.limits,
            static_tokens=((options.token, application),) if options.token else (),
        ),
        address=Address(options.host, options.port, options.certificate, options.key),
    )


if __name__ == "__main__":
    main()
