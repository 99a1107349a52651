"""`python -m api`: the command `atencion`."""

from api.cli import app

app()
