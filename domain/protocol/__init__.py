"""Rules of the protocol: tables with their source, and the few lines of code that read them. Pure functions."""
