"""
What the issues ask to measure; `python -m benchmarks` prints it all (see `benchmarks.__main__`).

A module of `FOLDERS` is a benchmark: `run(data, small=...)` gives rows that tell what was measured, how much it was and
the bar. What they measure with is in `apparatus`. Nothing here is installed with the project.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent
FOLDERS: Final = ("answers", "derived", "traffic")
"""Where benchmarks are; no two have the same name."""
