"""`python -m api`: the command `atencion`."""

from api.commands.atencion import app

app()
