"""What is read from outside is told as bad input, with line or field (issue 8, point 6; F-15)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.http.graphql_request import Refused, from_body
from connectors.dynamics365.mapping.reader import load_document
from connectors.journey_files import JourneyFile
from connectors.mock.journal import Journal
from connectors.mock.store import RecordStore
from domain.errors import ConfigurationError
from domain.ports.journeys import UnreadableRecord
from persistence.configuration import load_configuration, load_directory_of_people

DEEP = "[" * 100_000 + "]" * 100_000
BROKEN_TOML = {
    "not in UTF-8": "título = 'ñ'".encode("latin-1"),
    "brackets without end": f"a = {DEEP}".encode(),
    "a number without end": b"a = " + b"9" * 10_000,
    "no TOML": b"= ?",
    "a zero byte": b"a = '\0'\0",
}


@pytest.mark.parametrize("broken", BROKEN_TOML)
@pytest.mark.parametrize(
    "load",
    [
        load_document,
        lambda path: load_configuration(path, samples=False),
        lambda path: load_directory_of_people(path, samples=False, offices=(), sectors={}),
    ],
    ids=["mapping", "configuration", "directory"],
)
def test_a_file_that_is_no_toml_is_told_by_name(tmp_path: Path, load: Callable[[Path], object], broken: str) -> None:
    """Every file of settings, whatever is wrong with it."""
    file = tmp_path / "settings.toml"
    file.write_bytes(BROKEN_TOML[broken])
    with pytest.raises(ConfigurationError, match=r"TOML|settings\.toml"):
        load(file)


@pytest.mark.parametrize("zone", ["x" * 10_000, "America", "../../etc/passwd", "Ameríca/Ñuñoa", r"a\u0000b", ""])
def test_a_zone_that_is_none_is_told_with_its_place(tmp_path: Path, zone: str) -> None:
    """A name of 10,000 characters, a folder, a way out of the data base of zones."""
    file = tmp_path / "protocol.toml"
    file.write_text(f'[[offices]]\ncode = "OFICOM-XX-X"\ncountry = "XX"\nzone = "{zone}"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError) as wrong:
        load_configuration(file, samples=False)
    (problem,) = [each for each in wrong.value.problems if "time zone" in each]
    assert "offices" in problem
    assert len(problem) < 300


@pytest.mark.parametrize("line", [DEEP, '{"on": ' + DEEP + "}", "9" * 10_000, "nothing", "[]"])
async def test_a_line_that_is_no_record_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    """And the lines after it are read."""
    good = '{"source": "CERTO", "external_id": "1", "on": "%s", "kind": "x"}\n'
    file = tmp_path / "certo.jsonl"
    file.write_text(good % "2024-05-06" + line + "\n" + good % "0001-01-01" + good % "2024-05-07", encoding="utf-8")
    told = [(place, isinstance(found, UnreadableRecord)) async for place, found in JourneyFile(file).records()]
    assert told == [("línea 1", False), ("línea 2", True), ("línea 3", True), ("línea 4", False)]


@pytest.mark.parametrize("content", [DEEP.encode() + b"\n", b"\xff\xfe\n", b"{}\n", b"[]\n"])
def test_a_journal_that_is_none_is_told(tmp_path: Path, content: bytes) -> None:
    """ATENCION_MOCK_FILE named something else."""
    file = tmp_path / "crm.json"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match="ATENCION_MOCK_FILE"):
        Journal(file).load(RecordStore())


@pytest.mark.parametrize("depth", [10, 900, 1_000, 1_020, 100_000])
def test_json_of_any_depth_is_read_or_refused(depth: int) -> None:
    """Looking for U+0000 goes as deep as the reader of JSON does."""
    deep = "[" * depth + "]" * depth
    body = f'{{"query": "{{ a }}", "variables": {{"a": {deep}, "b": "\\u0000"}}}}'
    with pytest.raises(Refused) as refused:
        from_body(body.encode())
    assert refused.value.status == 400
