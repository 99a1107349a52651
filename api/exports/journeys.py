"""The lists of profiles and journeys that can be had as a file (SYS-05)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.exports.columns import PAGE_INFO, Column, ExportList
from domain.model.history.profiles import StepKind
from domain.model.institution.channels import PointOfContact

JOURNEY_LISTS: Final[Mapping[str, ExportList]] = MappingProxyType(
    {
        "recorrido": ExportList(
            "Recorrido",
            f"""query ExportJourney($rut: Rut!, $first: Int!, $after: String) {{
              journey(rut: $rut, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                on kind sourceName title state waitDays officeCode pointOfContact rule requestedService
                deliveredService expected skipped repeated late externalId }} }} }}""",
            ("journey",),
            (
                Column("Día", ("on",)),
                Column("Qué es", ("kind",), StepKind),
                Column("Sistema", ("sourceName",)),
                Column("Qué pasó", ("title",)),
                Column("Estado", ("state",)),
                Column("Días desde el anterior", ("waitDays",)),
                Column("Oficina", ("officeCode",)),
                Column("Por dónde", ("pointOfContact",), PointOfContact),
                Column("Regla", ("rule",)),
                Column("Servicio pedido", ("requestedService",)),
                Column("Servicio entregado", ("deliveredService",)),
                Column("Correspondía", ("expected",)),
                Column("Siguió otra cosa", ("skipped",)),
                Column("Repetido", ("repeated",)),
                Column("Fuera de plazo", ("late",)),
                Column("Identificador", ("externalId",)),
            ),
            frozenset({"rut"}),
        ),
        "uniones": ExportList(
            "Uniones propuestas",
            f"""query ExportJoins($first: Int!, $after: String) {{
              profileJoinProposals(first: $first, after: $after) {{ totalCount {PAGE_INFO}
                nodes {{ email rut many latestOn }} }} }}""",
            ("profileJoinProposals",),
            (
                Column("Correo", ("email",)),
                Column("RUT o RUN", ("rut",)),
                Column("Registros", ("many",)),
                Column("El último", ("latestOn",)),
            ),
            frozenset(),
        ),
        "de_nadie": ExportList(
            "Registros de nadie",
            f"""query ExportOfNobody($systems: [SourceSystem!], $first: Int!, $after: String) {{
              eventsOfNobody(systems: $systems, first: $first, after: $after) {{ totalCount {PAGE_INFO}
                nodes {{ on sourceName kind state externalId }} }} }}""",
            ("eventsOfNobody",),
            (
                Column("Día", ("on",)),
                Column("Sistema", ("sourceName",)),
                Column("Qué es", ("kind",)),
                Column("Estado", ("state",)),
                Column("Identificador", ("externalId",)),
            ),
            frozenset({"systems"}),
        ),
    }
)
"""By the name that whoever asks gives."""
