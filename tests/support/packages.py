"""The packages that ship, written down here once: what pyproject.toml lists is held against it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = (
    "api", "schema", "domain", "connectors", "persistence", "sync", "messaging", "standin", "issuer", "pages",
)  # fmt: skip
