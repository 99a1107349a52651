"""`atencion crm check`: does it connect, as whom, and is the environment as the mapping says; each with its remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.environment.findings import find_differences
from connectors.dynamics365.environment.metadata import LiveTable, read_tables
from connectors.dynamics365.mapping.document import Table
from connectors.dynamics365.wire.client import DataverseClient, Patience
from connectors.dynamics365.wire.requests import Request, in_list, literal, query_path, record_path
from domain.errors import CrmError
from domain.model.exchange.check_report import CheckLine, CheckReport, Level
from domain.model.exchange.crm_records import RecordKind

_PATIENCE: Final = Patience(attempts=3, throttle_seconds=60.0)
_VERBS: Final = ("Create", "Read", "Write", "Append", "AppendTo")


async def check_crm(connector: Dynamics365Connector) -> CheckReport:
    """Look at everything; changes nothing and never raises for a CRM that says no."""
    checker = _Checker(connector)
    try:
        await checker.run()
    except CrmError as error:
        remedy = "Revise dirección, credenciales y privilegios."
        checker.add(Level.WRONG, error.operation or "CRM", str(error), remedy)
    return CheckReport(tuple(checker.lines))


class _Checker:
    def __init__(self, connector: Dynamics365Connector) -> None:
        self._client: DataverseClient = connector.client
        self._settings = connector.settings
        self._tables: Mapping[RecordKind, Table] = {k: m.table for k, m in connector.mappings.items()}
        self.lines: list[CheckLine] = []

    def add(self, level: Level, subject: str, said: str, remedy: str = "") -> None:
        self.lines.append(CheckLine(level, subject, said, remedy))

    async def run(self) -> None:
        user = await self._who()
        await self._retention()
        live = await read_tables(self._client, self._tables.values(), _PATIENCE)
        differences = find_differences(self._tables.values(), live)
        for one in differences:
            self.add(Level.WRONG if one.blocking else Level.NOTE, one.subject, one.said, one.remedy)
        for table in self._tables.values():
            if table.name in live:
                await self._readable(table)
                await self._bulk(table)
                wrong = [d for d in differences if d.table is table]
                if not wrong:
                    said = f"La tabla {table.name} y sus {len(table.columns)} columnas son las de la correspondencia."
                    self.add(Level.FINE, table.name, said)
        await self._emails()
        await self._privileges(user, live)
        await self._actors()

    async def _who(self) -> str:
        answer = await self._client.call(Request("GET", "WhoAmI", "who am I"), _PATIENCE)
        identity = answer.json()
        user = str(identity.get("UserId", ""))
        hint = answer.headers.get("x-ms-dop-hint")
        target = f"{record_path('systemusers', user)}?$select=fullname"
        found = await self._client.send(Request("GET", target, "read users"), _PATIENCE)
        name = str(found.json().get("fullname", "")) if found.fault is None else user
        said = f"Conectado a {self._settings.url} como «{name}»"
        self.add(Level.FINE, "conexión", f"{said}; paralelismo sugerido: {hint or 'sin dato'}.")
        return user

    async def _retention(self) -> None:
        target = query_path("organizations", select="name,expirechangetrackingindays")
        answer = await self._client.send(Request("GET", target, "read organisation"), _PATIENCE)
        rows = answer.json().get("value") if answer.fault is None else None
        if not isinstance(rows, list) or not rows:
            self.add(Level.UNKNOWN, "cambios", "No se pudo leer cuántos días guarda el CRM los cambios.")
            return
        days = rows[0].get("expirechangetrackingindays")
        said = f"El CRM guarda los cambios {days} días: una ausencia más larga obliga a leer todo de nuevo."
        self.add(Level.FINE, "cambios", said)

    async def _readable(self, table: Table) -> None:
        target = query_path(table.set_name, select=table.id_column, top="1")
        answer = await self._client.send(Request("GET", target, f"read {table.kind}"), _PATIENCE)
        if answer.fault is not None:
            remedy = "Dé al usuario de aplicación lectura de toda la organización en la tabla."
            self.add(Level.WRONG, table.name, answer.fault.sentence, remedy)

    async def _bulk(self, table: Table) -> None:
        condition = f"sdkmessageid/name eq 'CreateMultiple' and primaryobjecttypecode eq {literal(table.name)}"
        target = query_path("sdkmessagefilters", select="sdkmessagefilterid", filter=condition)
        answer = await self._client.send(Request("GET", target, "read messages"), _PATIENCE)
        if answer.fault is not None:
            self.add(Level.UNKNOWN, table.name, f"No se pudo saber si {table.name} admite escritura masiva.")
        elif not answer.json().get("value"):
            said = f"La tabla {table.name} no admite escritura masiva: se escribirá por lotes, más despacio."
            self.add(Level.NOTE, table.name, said)

    async def _emails(self) -> None:
        target = query_path("emails", select="activityid", top="1")
        answer = await self._client.send(Request("GET", target, "read emails"), _PATIENCE)
        if answer.fault is None:
            said = "Los mensajes pueden quedar como correos en borrador de la cuenta (ATENCION_MAIL=crm)."
            self.add(Level.FINE, "email", said)
        else:
            said = "Los mensajes no pueden quedar como correos en borrador de la cuenta (ATENCION_MAIL=crm)."
            remedy = (
                f"Si los quiere ahí, dé al usuario de aplicación crear, leer y anexar actividades. {answer.fault.said}"
            )
            self.add(Level.NOTE, "email", said, remedy)

    async def _privileges(self, user: str, live: Mapping[str, LiveTable]) -> None:
        target = f"{record_path('systemusers', user)}/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()"
        answer = await self._client.send(Request("GET", target, "read privileges"), _PATIENCE)
        held = _names(answer.json().get("RolePrivileges")) if answer.fault is None else None
        if held is None:
            remedy = "Compruebe el rol de seguridad: crear, leer, escribir, anexar y anexar a, en toda la organización."
            self.add(Level.UNKNOWN, "privilegios", "El CRM no dice qué privilegios tiene el usuario.", remedy)
            return
        for table in self._tables.values():
            wanted = [f"prv{verb}{table.schema_name or table.name}".lower() for verb in _VERBS]
            missing = [name for name in wanted if name not in held]
            if table.name in live and missing:
                said = f"Faltan privilegios en {table.name}: {', '.join(missing)}."
                self.add(Level.WRONG, table.name, said, "Agréguelos al rol de seguridad del usuario de aplicación.")
        if self._settings.record_original_time and "prvoverridecreatedoncreatedby" not in held:
            said = "La aplicación no puede fechar la creación: el CRM rechazará los registros nuevos que sean antiguos."
            remedy = "Dé prvOverrideCreatedOnCreatedBy, o ponga ATENCION_DYNAMICS_RECORD_ORIGINAL_TIME=no."
            self.add(Level.WRONG, "privilegios", said, remedy)
        if self._settings.actors and "prvactonbehalfofanotheruser" not in held:
            said = "La aplicación no puede escribir a nombre de otra persona."
            self.add(Level.WRONG, "privilegios", said, "Asigne el rol Delegado al usuario de aplicación.")

    async def _actors(self) -> None:
        ids = sorted(set(self._settings.actors.values()))
        if not ids:
            self.add(
                Level.NOTE, "personas", "Nadie está asociado a un usuario del CRM: todo se escribe como aplicación."
            )
            return
        target = query_path(
            "systemusers",
            select="azureactivedirectoryobjectid",
            filter=in_list("azureactivedirectoryobjectid", ids[:250]),
        )
        answer = await self._client.call(Request("GET", target, "read users"), _PATIENCE)
        rows = answer.json().get("value")
        found = (
            {str(row.get("azureactivedirectoryobjectid")).lower() for row in rows} if isinstance(rows, list) else set()
        )
        for person, object_id in sorted(self._settings.actors.items()):
            if object_id in ids[:250] and object_id not in found:
                said = f"{person} no es usuario del CRM ({object_id})."
                self.add(Level.WRONG, "personas", said, "Corrija el archivo de personas o dé de alta al usuario.")


def _names(privileges: object) -> set[str] | None:
    """Names of the privileges, in lower case; None: the answer does not name them."""
    if not isinstance(privileges, Sequence):
        return None
    names = {str(p["PrivilegeName"]).lower() for p in privileges if isinstance(p, dict) and p.get("PrivilegeName")}
    return names or None
