"""
What the protocol leaves to other documents (section 6.2), read from dated TOML files: no SQL here.

`protocol.toml` is the production default: a gap of the protocol stays a gap. `demo.toml` fills the gaps with
marked samples, for development and tests; it is laid over the first only when asked. `directory.toml` lists invented
people, for the same use; production names a file of its own.

Belongs here: files, their form, and telling every problem at once. Does not belong here: what a value is for
(`domain.model.institution.configuration`).
"""

from persistence.configuration.directory import SAMPLE_DIRECTORY, load_directory_of_people
from persistence.configuration.loader import DEFAULT_FILE, SAMPLES_FILE, load_configuration

__all__ = ["DEFAULT_FILE", "SAMPLES_FILE", "SAMPLE_DIRECTORY", "load_configuration", "load_directory_of_people"]
