"""The page of the stand-in is true: what it shows to paste works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from standin import DEFAULT_CLIENT_ID, StandInConfig, standin_in_thread

PAGE = Path(__file__).parents[2] / "standin" / "README.md"


def test_microsofts_client_runs_as_the_page_shows() -> None:
    """Pasted as it stands, Microsoft's client makes a record and reads it again."""
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (example,) = [block for block in blocks if "PowerPlatform" in block]
    config = StandInConfig(static_tokens=(("rehearsal", DEFAULT_CLIENT_ID),))
    with standin_in_thread(config) as (root, standin):
        code = example.replace("http://127.0.0.1:8365", root)
        done = subprocess.run([sys.executable, "-c", code], cwd=PAGE.parent, capture_output=True, text=True)
        kept = [row["name"] for row in standin.organization().store.of("account").rows.values()]

    assert done.returncode == 0, done.stderr
    assert "Viña Uno" in done.stdout
    assert kept == ["Viña Uno"]
