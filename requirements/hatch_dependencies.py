"""Fills the wheel's dependencies from run.in, so that they are written once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RunIn(MetadataHookInterface):
    def update(self, metadata: dict[str, object]) -> None:
        lines = Path(self.root, "requirements", "run.in").read_text(encoding="utf-8").splitlines()
        metadata["dependencies"] = [line for line in lines if line and not line.startswith(("#", "-"))]


def get_metadata_hook() -> type[MetadataHookInterface]:
    return RunIn
