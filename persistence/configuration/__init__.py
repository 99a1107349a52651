"""
What the protocol leaves to other documents (section 6.2), read from dated TOML files: no SQL here.

`protocol.toml` is the production default: a gap of the protocol stays a gap. `demo.toml` fills the gaps with
marked samples, for development and tests; it is laid over the first only when asked.
"""

from persistence.configuration.loader import (
    DEFAULT_FILE,
    SAMPLES_FILE,
    load_configuration,
    load_directory,
)

__all__ = ["DEFAULT_FILE", "SAMPLES_FILE", "load_configuration", "load_directory"]
