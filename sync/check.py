"""`atencion crm check`: whether the connector works, for any connector; one that knows more tells it itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from domain.errors import CrmError
from domain.model.exchange.check_report import CheckLine, CheckReport, Level
from domain.model.exchange.crm_records import Health
from domain.ports.crm import CrmConnector, SelfCheck

log = logging.getLogger("atencion.sync.check")


async def check(connector: CrmConnector) -> CheckReport:
    """Look at everything; changes nothing and never raises for a CRM that says no."""
    if isinstance(connector, SelfCheck):
        return await connector.check()
    lines = list(_health(await connector.health()))
    for kind in connector.capabilities.kinds:
        try:
            await connector.get(kind, [])
        except CrmError as refused:
            lines.append(CheckLine(Level.WRONG, kind.value, str(refused), "Revise dirección, credenciales y permisos."))
    return CheckReport(tuple(lines))


async def tell_check(connector: CrmConnector) -> None:
    """At the start of a process: what is wrong between the CRM and what is needed of it, in the log; never raises."""
    try:
        report = await check(connector)
    except Exception:  # a connector of somebody else's: the process works all the same
        log.exception("the CRM could not be checked; `atencion crm check` tells more")
        return
    for line in report.lines:
        if line.level in {Level.WRONG, Level.UNKNOWN}:
            log.warning("crm check: %s: %s %s", line.subject, line.said, line.remedy)
    if report.ok:
        log.info("crm check: fine")


def _health(found: Health) -> Iterator[CheckLine]:
    if found.ok:
        yield CheckLine(Level.FINE, "conexión", found.detail)
        yield CheckLine(Level.NOTE, "correspondencia", "El conector no dice si al CRM le falta algo de lo que usa.")
    else:
        yield CheckLine(Level.WRONG, "conexión", found.detail, "Revise dirección, credenciales y permisos.")
