"""
A believable set of accounts, contacts and actions for the mock CRM; nothing and nobody in it is real.

The same seed, size and reference date give the same records. `PROTAGONIST_*` name the one company whose story
people play by hand and tests play over HTTP.

Belongs here: invented records. Does not belong here: people and offices of the directory
(`persistence/configuration/directory.toml`).
"""

from connectors.mock.dataset.build import believable_records
from connectors.mock.dataset.protagonist import (
    PROTAGONIST_EXECUTIVE,
    PROTAGONIST_KEY,
    PROTAGONIST_MISSING,
    PROTAGONIST_NAME,
    PROTAGONIST_RUT,
)
from connectors.mock.dataset.situations import SITUATIONS, Situation

__all__ = [
    "PROTAGONIST_EXECUTIVE",
    "PROTAGONIST_KEY",
    "PROTAGONIST_MISSING",
    "PROTAGONIST_NAME",
    "PROTAGONIST_RUT",
    "SITUATIONS",
    "Situation",
    "believable_records",
]
