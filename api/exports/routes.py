"""POST /export: a list as a file, for whoever may read it. The answer is the file, or an error as the API tells it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from api.exports.answers import error_answer, fault_answer
from api.exports.columns import ExportList
from api.exports.files import START, Cell, Workbook, csv_text
from api.exports.lists import LISTS
from api.exports.reading import Page, Refused, pages
from api.http.graphql_endpoint import STATUS_BY_CODE
from schema.context import Context
from schema.execution import Engine, GraphQLRequest, Outcome
from schema.faults import Fault

_FORMATS: Final = ("csv", "xlsx")
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROGRESS: Final = "application/octet-stream"
_UNSTORED: Final = {"cache-control": "no-store", "x-accel-buffering": "no"}
_FOLDER: Final = "atencion-"
_PIECE: Final = 65_536
_MOST_BYTES: Final = 20_000
_WRONG: Final = "Pida una lista («list»: {lists}) y un formato («format»: csv o xlsx), con sus variables («variables»)."


@dataclass(slots=True)
class Export:
    """A file that is being made: what was asked, by whom and when, and how far it has come."""

    wanted: ExportList
    variables: Mapping[str, Any]
    by: str
    at: datetime
    rows: int = 0
    total: int | None = None
    cut: str = ""

    @property
    def headings(self) -> list[str]:
        """The first row."""
        return [column.heading for column in self.wanted.columns]

    def name(self, suffix: str) -> str:
        """What the file is called."""
        return f"{self.wanted.title.lower().replace(' ', '-')}-{self.at:%Y%m%d-%H%M}.{suffix}"

    def cells(self, page: Page) -> list[list[Cell]]:
        """The rows of a page."""
        self.rows += len(page.nodes)
        self.total = page.total if page.total is not None else self.total
        self.cut = "hay más" if page.more else ""
        return [[column.value(node) for column in self.wanted.columns] for node in page.nodes]

    def told(self) -> list[list[Cell]]:
        """How it was made: the filters, the instant, and how many of how many rows."""
        total = self.rows if not self.cut else self.total
        counted = f"{self.rows} de {total if total is not None else 'más'}"
        return [
            ["Lista", self.wanted.title],
            ["Filtros", orjson.dumps(dict(self.variables)).decode()],
            ["Generado", self.at.isoformat(timespec="seconds")],
            ["Por", self.by],
            ["Filas", f"{counted}; está incompleta: {self.cut}" if self.cut else counted],
        ]


def export_routes(engine: Engine, context: Callable[[Request], Awaitable[Context]]) -> list[Route]:
    """The address of files; *engine* and *context* are those of the GraphQL endpoint."""

    async def answer(request: Request) -> Response:
        try:
            asked = await _asked(request)
            actor = (await context(request)).actor
        except _Wrong as wrong:
            return error_answer("BAD_REQUEST", str(wrong), 400)
        except Fault as fault:
            return fault_answer(fault)
        export = Export(asked.wanted, asked.variables, actor.name, datetime.now().astimezone())

        async def run(page: GraphQLRequest) -> Outcome:
            return await engine.run(page, await context(request), mutations=False)

        read = pages(run, asked.wanted, asked.variables)
        try:
            first = await anext(read)
        except Refused as refused:
            return _refusal(refused.outcome)
        if asked.file_format == "csv":
            return StreamingResponse(_csv(export, first, read), media_type=_CSV, headers=_headers(export, "csv"))
        if asked.progress:
            return StreamingResponse(_xlsx_with_progress(export, first, read), media_type=_PROGRESS, headers=_UNSTORED)
        return await _xlsx(export, first, read)

    return [Route("/export", answer, methods=["POST"])]


class _Wrong(Exception):
    """What was sent asks for no file."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for; `progress`: to be told how far an XLSX has come, before it."""

    wanted: ExportList
    variables: Mapping[str, Any]
    file_format: str
    progress: bool


async def _asked(request: Request) -> _Asked:
    body = await request.body()
    sentence = _WRONG.format(lists=", ".join(LISTS))
    if len(body) > _MOST_BYTES or request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise _Wrong(sentence)
    try:
        sent = orjson.loads(body)
        wanted, file_format, variables = LISTS[sent["list"]], sent["format"], dict(sent.get("variables") or {})
        asked = _Asked(wanted, variables, file_format, progress=sent.get("progress") is True)
    except (ValueError, KeyError, TypeError):
        raise _Wrong(sentence) from None
    if asked.file_format not in _FORMATS or not asked.wanted.taken >= variables.keys():
        raise _Wrong(sentence)
    return asked


async def _rows(export: Export, first: Page, read: AsyncIterator[Page]) -> AsyncIterator[list[list[Cell]]]:
    """Every page's rows; what ends them early is told in the file, which has left already."""
    yield export.cells(first)
    try:
        async for page in read:
            yield export.cells(page)
    except Refused as refused:
        export.cut = str(refused)
    except Fault as ended:
        export.cut = ended.message


async def _csv(export: Export, first: Page, read: AsyncIterator[Page]) -> AsyncIterator[str]:
    yield START + csv_text([export.headings])
    async for rows in _rows(export, first, read):
        yield csv_text(rows)
    yield csv_text([[], *export.told()])


async def _written(export: Export, first: Page, read: AsyncIterator[Page], path: Path) -> AsyncIterator[None]:
    """Writes the workbook off the event loop; yields after each page."""
    book = await asyncio.to_thread(Workbook, path, export.wanted.title, export.headings)
    async with aclosing(_rows(export, first, read)) as every:  # type: ignore[type-var]
        async for rows in every:
            await asyncio.to_thread(book.write, rows)
            yield
    await asyncio.to_thread(book.close, export.told())


async def _xlsx(export: Export, first: Page, read: AsyncIterator[Page]) -> Response:
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix=_FOLDER))
    path = folder / "lista.xlsx"
    try:
        async for _ in _written(export, first, read, path):
            pass
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    done = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, media_type=_XLSX, headers=_headers(export, "xlsx"), background=done)


async def _xlsx_with_progress(export: Export, first: Page, read: AsyncIterator[Page]) -> AsyncIterator[bytes]:
    """Lines of JSON, `{"rows", "of"}`, then `{"file", "bytes"}` and as many bytes, which are the file."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix=_FOLDER))
    path = folder / "lista.xlsx"
    try:
        async with aclosing(_written(export, first, read, path)) as pages_written:  # type: ignore[type-var]
            async for _ in pages_written:
                yield _line(rows=export.rows, of=export.total)
        yield _line(file=export.name("xlsx"), bytes=path.stat().st_size)
        with path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _line(**told: object) -> bytes:
    return orjson.dumps(told) + b"\n"


def _headers(export: Export, suffix: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{export.name(suffix)}"', "cache-control": "no-store"}


def _refusal(outcome: Outcome) -> Response:
    error = outcome.errors[0] if outcome.errors else {}
    extensions: Any = error.get("extensions") or {}
    code = str(extensions.get("code", "INTERNAL"))
    return error_answer(code, str(error.get("message", "")), STATUS_BY_CODE.get(code, 400), extensions)
