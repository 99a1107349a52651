"""A file that lets the pretended CRM outlive its process: every change is on it before the CRM answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from connectors.mock.encoding import decode_email, decode_record, encode_email, encode_record
from connectors.mock.store import RecordStore
from domain.errors import ConfigurationError, CrmError
from domain.model.exchange.crm_records import CrmDeletion, CrmRecord, EmailActivity, RecordKind


class Journal:
    """
    One JSON object a line: who the store is, then records and e-mails as they were put, deletions, and new eras of
    cursors.

    `flush` writes in one call what was noted since the last; a line torn by a killed process was never answered for,
    and is dropped at the next `load`. It is safe against the death of the process, not of the machine.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines: list[str] = []

    def load(self, store: RecordStore) -> bool:
        """
        Put back into *store* what the file holds; False: there is no file yet, or an empty one.

        Raises:
            ConfigurationError: The file is not a journal.
        """
        if not self.path.exists():
            return False
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as wrong:
            raise ConfigurationError([f"ATENCION_MOCK_FILE: {self.path} cannot be read: {wrong}"]) from wrong
        whole, _, torn = text.rpartition("\n")
        if torn:
            self.path.write_text(f"{whole}\n" if whole else "", encoding="utf-8")
        if not whole:
            return False
        try:
            lines = [json.loads(line) for line in whole.split("\n")]
            store.resume(lines[0]["life"], lines[0]["era"], self._events(lines[1:]))
        except (ValueError, KeyError, TypeError, IndexError, RecursionError, CrmError) as wrong:
            raise ConfigurationError([f"ATENCION_MOCK_FILE: {self.path} is not a journal of the mock CRM"]) from wrong
        return True

    def start(self, life: str, era: str) -> None:
        """Begin a new file for the store with this identity."""
        self._lines.clear()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"life": life, "era": era}) + "\n", encoding="utf-8")

    def note(self, change: CrmRecord | CrmDeletion | EmailActivity) -> None:
        """Remember a change until the next `flush`."""
        if isinstance(change, CrmRecord):
            stored = encode_record(change)
        elif isinstance(change, EmailActivity):
            stored = {"email": encode_email(change)}
        else:
            stored = {"kind": change.kind.value, "key": change.key, "deleted": True}
        self._lines.append(json.dumps(stored, ensure_ascii=False))

    def note_era(self, era: str) -> None:
        """Remember that older cursors are void."""
        self._lines.append(json.dumps({"era": era}))

    def flush(self) -> None:
        """Write everything noted so far."""
        if not self._lines:
            return
        text = "\n".join(self._lines) + "\n"
        self._lines.clear()
        with self.path.open("ab", buffering=0) as file:
            file.write(text.encode())

    @staticmethod
    def _events(lines: list[dict[str, object]]) -> Iterator[CrmRecord | CrmDeletion | EmailActivity | str]:
        for line in lines:
            if "values" in line:
                yield decode_record(line)
            elif "email" in line:
                yield decode_email(line["email"])
            elif "deleted" in line:
                yield CrmDeletion(RecordKind(str(line["kind"])), str(line["key"]))
            else:
                yield str(line["era"])
