"""Fills the wheel's dependencies from run.in and its extras from files of their names: written once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RequirementFiles(MetadataHookInterface):
    def update(self, metadata: dict[str, object]) -> None:
        metadata["dependencies"] = self._lines("run.in")
        metadata["optional-dependencies"] = {
            name: self._lines(f"{name}.in") for name in ("rehearsal", "contract", "s3")
        }

    def _lines(self, name: str) -> list[str]:
        lines = Path(self.root, "requirements", name).read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line and not line.startswith(("#", "-"))]


def get_metadata_hook() -> type[MetadataHookInterface]:
    return RequirementFiles
