"""
Brings the environment to what the mapping needs: plan first, then apply. Creates what is missing; never deletes.

Idempotent: a plan is made of what is missing now, and what somebody creates meanwhile counts as done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.dynamics365.environment.definitions import column_body, key_body, lookup_body, option_body, table_body
from connectors.dynamics365.environment.findings import Finding, Problem, find_differences
from connectors.dynamics365.environment.metadata import STRONG, definition_path, read_table, read_tables
from connectors.dynamics365.mapping.document import Column, ColumnType, MappingDocument, Option, Table
from connectors.dynamics365.wire.client import PATIENT, DataverseClient
from connectors.dynamics365.wire.requests import Request, json_body, literal, query_path
from domain.errors import CrmRejected, CrmThrottled, CrmUnavailable
from domain.model.exchange.crm_records import RecordKind

_ALREADY_THERE: Final = frozenset({0x80047013, 0x80047010, 0x80060893, 0x80044363})
_TO_PUBLISH: Final = frozenset({Problem.NO_CHANGE_TRACKING, Problem.OPTION_MISSING})
_PUBLICATION_SECONDS: Final = 900.0
_NOT_VISIBLE_YET: Final = (0.0, 3.0, 10.0, 20.0)

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and what is being done."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change to the environment; `said` is for a person, in Spanish."""

    said: str
    request: Request
    tracks: str = ""  # table whose definition is sent back with change tracking on


@dataclass(frozen=True, slots=True)
class ProvisionPlan:
    """
    What would be done, in order.

    Attributes:
        unmet: Differences that nothing here mends; a person must.
    """

    steps: tuple[Step, ...]
    unmet: tuple[Finding, ...]

    @property
    def lines(self) -> list[str]:
        """The plan as a person reads it."""
        return [step.said for step in self.steps] + [f"Pendiente: {f.said} {f.remedy}" for f in self.unmet]


@dataclass(frozen=True, slots=True)
class ProvisionReport:
    """What was done."""

    done: tuple[str, ...]
    already_there: tuple[str, ...]
    keys_active: tuple[str, ...]
    unmet: tuple[Finding, ...]


async def provision_plan(
    client: DataverseClient, document: MappingDocument, tables: Mapping[RecordKind, Table]
) -> ProvisionPlan:
    """What is missing in the environment and would be created. Changes nothing."""
    live = await read_tables(client, tables.values())
    differences = find_differences(tables.values(), live)
    mendable = [d for d in differences if d.mendable]
    steps: list[Step] = []
    if mendable:
        steps += await _publisher_and_solution(client, document)
    for difference in mendable:
        if not _comes_with_table(difference):
            steps += _steps(difference, document, tables)
    changed = {d.table.name for d in mendable if d.problem in _TO_PUBLISH}
    if changed:
        steps.append(_publication(sorted(changed)))
    unmet = tuple(d for d in differences if not d.mendable and d.blocking)
    return ProvisionPlan(tuple(steps), unmet)


async def provision_apply(
    client: DataverseClient,
    document: MappingDocument,
    tables: Mapping[RecordKind, Table],
    *,
    progress: Progress = lambda _done, _all, _said: None,
    key_wait_seconds: float = 900.0,
    poll_seconds: float = 2.0,
) -> ProvisionReport:
    """
    Make the plan and carry it out, one step after the other; then wait until the keys' indexes are built.

    Raises:
        CrmError: A step was refused; what came before it stays, and a second call goes on from there.
        CrmUnavailable: A key's index was not ready in time, or failed.
    """
    plan = await provision_plan(client, document, tables)
    done: list[str] = []
    already: list[str] = []
    for place, step in enumerate(plan.steps):
        progress(place, len(plan.steps), step.said)
        (done if await _carry_out(client, step) else already).append(step.said)
    progress(len(plan.steps), len(plan.steps), "Esperar los índices de las claves.")
    keys = await _wait_for_keys(client, tables.values(), key_wait_seconds, poll_seconds)
    return ProvisionReport(tuple(done), tuple(already), tuple(keys), plan.unmet)


def _comes_with_table(difference: Finding) -> bool:
    """The primary name column is created with its table."""
    column = difference.column
    return (
        difference.problem is Problem.COLUMN_MISSING
        and column is not None
        and bool(difference.table.schema_name)
        and column.name == difference.table.primary_name
    )


def _steps(difference: Finding, document: MappingDocument, tables: Mapping[RecordKind, Table]) -> list[Step]:
    column = difference.column
    if difference.problem is Problem.OPTION_MISSING and column is not None:
        missing = [option for option in column.options if option.value in difference.options]
        return [_option_step(difference, column, option, document) for option in missing]
    return [_step(difference, document, tables)]


def _step(difference: Finding, document: MappingDocument, tables: Mapping[RecordKind, Table]) -> Step:
    table, column, language = difference.table, difference.column, document.language
    headers = {"MSCRM.SolutionUniqueName": document.solution}
    match difference.problem:
        case Problem.TABLE_MISSING:
            return _post(f"Crear la tabla {table.name}.", "EntityDefinitions", table_body(table, language), headers)
        case Problem.COLUMN_MISSING if column is not None and column.type is ColumnType.LOOKUP:
            parent = tables[column.target or RecordKind.ACCOUNT]
            body = lookup_body(table, column, parent, language)
            return _post(f"Crear la búsqueda {difference.subject}.", "RelationshipDefinitions", body, headers)
        case Problem.COLUMN_MISSING if column is not None:
            path = definition_path(table.name, "Attributes")
            return _post(f"Crear la columna {difference.subject}.", path, column_body(column, language), headers)
        case Problem.KEY_MISSING:
            key = next(k for k in table.keys if k.schema_name == difference.subject)
            path = definition_path(table.name, "Keys")
            return _post(f"Crear la clave {key.label} de {table.name}.", path, key_body(key, language), headers)
        case Problem.NO_CHANGE_TRACKING:
            path = definition_path(table.name)
            put = Request("PUT", path, "enable change tracking", {**headers, "MSCRM.MergeLabels": "true"})
            return Step(f"Activar el seguimiento de cambios de {table.name}.", put, tracks=table.name)
        case _:
            raise AssertionError(f"nothing mends {difference.problem}")


def _option_step(difference: Finding, column: Column, option: Option, document: MappingDocument) -> Step:
    body = option_body(difference.table, column, option, document.solution, document.language)
    return _post(f"Agregar la opción {option.label} a {difference.subject}.", "InsertOptionValue", body, {})


def _post(said: str, path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> Step:
    # creating by name is safe to repeat: the second time the service says that it is there already
    request = Request(
        "POST", path, "provision", {**headers, **STRONG, "Content-Type": "application/json"}, json_body(body)
    )
    return Step(said, request)


def _publication(tables: Sequence[str]) -> Step:
    """Publish these tables and nobody else's work; it takes minutes, and a second one meanwhile would collide."""
    entities = "".join(f"<entity>{name}</entity>" for name in tables)
    xml = f"<importexportxml><entities>{entities}</entities></importexportxml>"
    request = Request(
        "POST",
        "PublishXml",
        "publish",
        {"Content-Type": "application/json"},
        json_body({"ParameterXml": xml}),
        repeatable=False,
        silence_seconds=_PUBLICATION_SECONDS,
    )
    return Step(f"Publicar los cambios de {', '.join(tables)}.", request)


async def _publish(client: DataverseClient, request: Request) -> None:
    try:
        await client.call(request, PATIENT)
    except CrmThrottled:
        raise
    except CrmUnavailable as lost:
        raise CrmUnavailable(
            "No se supo si el CRM terminó de publicar: puede seguir haciéndolo. Espere unos minutos y publique "
            "las tablas en el portal de Power Apps si los cambios no se ven.",
            operation=request.operation,
            request_id=lost.request_id,
        ) from lost


async def _publisher_and_solution(client: DataverseClient, document: MappingDocument) -> list[Step]:
    steps = []
    publisher = await _find(client, "publishers", "publisherid", document.publisher)
    solution = await _find(client, "solutions", "solutionid", document.solution)
    headers: dict[str, str] = {}
    if publisher is None:
        body: dict[str, object] = {
            "uniquename": document.publisher,
            "friendlyname": document.publisher_label,
            "customizationprefix": document.prefix,
            "customizationoptionvalueprefix": document.option_prefix,
        }
        steps.append(_post(f"Crear el editor {document.publisher}.", "publishers", body, headers))
    if solution is None:
        bound = publisher or f"uniquename='{document.publisher}'"
        body = {
            "uniquename": document.solution,
            "friendlyname": document.solution_label,
            "version": "1.0.0.0",
            "publisherid@odata.bind": f"/publishers({bound})",
        }
        steps.append(_post(f"Crear la solución {document.solution}.", "solutions", body, headers))
    return steps


async def _find(client: DataverseClient, set_name: str, id_column: str, unique_name: str) -> str | None:
    target = query_path(set_name, select=id_column, filter=f"uniquename eq {literal(unique_name)}")
    rows = (await client.call(Request("GET", target, f"read {set_name}"), PATIENT)).json().get("value")
    return str(rows[0][id_column]) if isinstance(rows, list) and rows else None


async def _carry_out(client: DataverseClient, step: Step) -> bool:
    """True: done; False: it was there already."""
    request = step.request
    if request.operation == "publish":
        await _publish(client, request)
        return True
    if step.tracks:
        request = await _with_tracking(client, step)
    elif step.request.target == "solutions":
        request = await _with_publisher(client, step.request)
    for wait in _NOT_VISIBLE_YET:
        await asyncio.sleep(wait)
        answer = await client.send(request, PATIENT)
        if answer.fault is None:
            return True
        if answer.fault.code in _ALREADY_THERE:
            return False
        if answer.fault.status != 404:
            raise answer.fault.error("provision")
    assert answer.fault is not None
    raise answer.fault.error("provision")


async def _with_publisher(client: DataverseClient, request: Request) -> Request:
    """The publisher may have been created a moment ago: bind it by its id."""
    marker = b"/publishers(uniquename='"
    body = request.body or b""
    if marker not in body:
        return request
    name = body.split(marker)[1].split(b"'")[0].decode()
    found = await _find(client, "publishers", "publisherid", name)
    bound = f"/publishers(uniquename='{name}')".encode()
    return Request(
        request.method,
        request.target,
        request.operation,
        request.headers,
        body.replace(bound, f"/publishers({found})".encode()),
    )


async def _with_tracking(client: DataverseClient, step: Step) -> Request:
    """The whole definition as it is, with change tracking on: metadata knows no partial update."""
    definition = (await client.call(Request("GET", step.request.target, "read metadata", STRONG), PATIENT)).json()
    body = {name: value for name, value in definition.items() if not name.startswith("@odata.context")}
    body["ChangeTrackingEnabled"] = True
    return Request(
        "PUT",
        step.request.target,
        step.request.operation,
        {**step.request.headers, "Content-Type": "application/json"},
        json_body(body),
    )


async def _wait_for_keys(
    client: DataverseClient, tables: Iterable[Table], wait_seconds: float, poll_seconds: float
) -> list[str]:
    active: list[str] = []
    for table in tables:
        if table.keys:
            active += await _wait_for_keys_of(client, table, wait_seconds, poll_seconds)
    return active


async def _wait_for_keys_of(
    client: DataverseClient, table: Table, wait_seconds: float, poll_seconds: float
) -> list[str]:
    waited = 0.0
    while True:
        live = await read_table(client, table.name)
        if live is None:
            raise CrmRejected(f"La tabla {table.name} no existe.", operation="provision")
        status = {
            key.schema_name: next(
                (k.status for k in live.keys.values() if sorted(k.columns) == sorted(key.columns)), "Missing"
            )
            for key in table.keys
        }
        failed = [name for name, state in status.items() if state in {"Failed", "Missing"}]
        if failed:
            raise CrmRejected(
                f"El índice de la clave {failed[0]} falló: hay registros repetidos en {table.name}.",
                operation="provision",
            )
        if all(state == "Active" for state in status.values()):
            return list(status)
        if waited >= wait_seconds:
            raise CrmUnavailable(f"Las claves de {table.name} todavía no están listas.", operation="provision")
        await asyncio.sleep(poll_seconds)
        waited += poll_seconds
