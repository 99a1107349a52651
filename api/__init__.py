"""The processes this project can start, and the only code that knows all the rest."""
