"""The figures that can be had as a file, and the records behind them (MEA-13)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.exports.columns import PAGE_INFO, Column, ExportList
from domain.model.cases import Flow
from domain.model.terms import TermState

_RECORD: Final = """
  ... on Term { title: name account { name rut } case { number } office { name } inCharge: responsiblePerson { name } }
  ... on Case { title: flowTitle number person account { name rut } office { name } inCharge: assignee { name } }
  ... on Action { title account { name rut } office { name } by: registeredByPerson { name } }
  ... on Suggestion { title: text caseNumber }
  ... on ImprovementAction { title: what unit by: plannedByPerson { name } }
  ... on Call { title unit by: openedByPerson { name } }
  ... on Account { accountName: name accountRut: rut office { name } }
  ... on Office { officeName: name }"""
"""Whatever a measure counts, as a person calls it and whose it is."""
_DRAFT: Final = "$changes: [DraftTermInput!]!, $since: Date!, $until: Date!, $measure: MeasureName! = TERM_COMPLIANCE"
_DRAFTED: Final = "changes: $changes, since: $since, until: $until, measure: $measure"

FIGURE_LISTS: Final[Mapping[str, ExportList]] = MappingProxyType(
    {
        "registros": ExportList(
            "Registros de una medida",
            f"""query ExportRecords($name: MeasureName!, $since: Date!, $until: Date!, $filter: [MeasureFilter!],
                $parts: [String!], $first: Int!, $after: String) {{
              measure(name: $name, since: $since, until: $until, filter: $filter) {{ total {{
                records(first: $first, after: $after, parts: $parts) {{
                  totalCount {PAGE_INFO} nodes {{ recordId day partName record {{ {_RECORD} }} }}
              }} }} }} }}""",
            ("measure", "total", "records"),
            (
                Column("Día", ("day",)),
                Column("Cómo está", ("partName",)),
                Column("Qué es", ("record", "title")),
                Column("Empresa", ("record", "account", "name"), others=(("record", "accountName"),)),
                Column("RUT", ("record", "account", "rut"), others=(("record", "accountRut"),)),
                Column("Persona que pregunta", ("record", "person")),
                Column("Caso", ("record", "number"), others=(("record", "case", "number"), ("record", "caseNumber"))),
                Column("A cargo", ("record", "inCharge", "name"), others=(("record", "by", "name"),)),
                Column("Oficina", ("record", "office", "name"), others=(("record", "officeName"),)),
                Column("Unidad", ("record", "unit")),
                Column("Registro", ("recordId",)),
            ),
            frozenset({"name", "since", "until", "filter", "parts"}),
        ),
        "medida": ExportList(
            "Medida",
            """query ExportMeasure(
                $name: MeasureName!, $since: Date!, $until: Date!, $by: [MeasureDimension!], $filter: [MeasureFilter!]
            ) { measure(name: $name, since: $since, until: $until, by: $by, filter: $filter) {
              rows { groups { name } figure n small hidden } } }""",
            ("measure", "rows"),
            (
                Column("Grupo", ("groups", "name")),
                Column("Cifra", ("figure",)),
                Column("n", ("n",)),
                Column("Pocos registros", ("small",)),
                Column("No se muestra", ("hidden",)),
            ),
            frozenset({"name", "since", "until", "by", "filter"}),
            paged=False,
        ),
        "clases": ExportList(
            "Clases en el tiempo",
            """query ExportClasses($since: Date!, $until: Date!, $by: ClassStep! = MONTH, $axis: ClassAxis! = CLASSES) {
              classesOverTime(since: $since, until: $until, by: $by, axis: $axis) {
                days { on figures { name accounts } } } }""",
            ("classesOverTime", "days"),
            (
                Column("Día", ("on",)),
                Column("Clase", ("figures", "name")),
                Column("Cuentas registradas", ("figures", "accounts")),
            ),
            frozenset({"since", "until", "by", "axis"}),
            paged=False,
            rows_of="figures",
        ),
        "simulacion": ExportList(
            "Y si el plazo fuera otro",
            f"""query ExportSimulation({_DRAFT}, $by: [MeasureDimension!] = [OFFICE]) {{
              simulate({_DRAFTED}) {{ finished
                rows(by: $by) {{ before {{ groups {{ name }} figure n small hidden }} after {{ figure n }} }} }} }}""",
            ("simulate", "rows"),
            (
                Column("Grupo", ("before", "groups", "name")),
                Column("Como fue", ("before", "figure")),
                Column("n", ("before", "n")),
                Column("Con el borrador", ("after", "figure")),
                Column("n con el borrador", ("after", "n")),
                Column("Pocos registros", ("before", "small")),
                Column("No se muestra", ("before", "hidden")),
            ),
            frozenset({"changes", "since", "until", "measure", "by"}),
            paged=False,
            finished=("simulate", "finished"),
        ),
        "simulacion_plazos": ExportList(
            "Plazos que cambiarían",
            f"""query ExportChangedTerms({_DRAFT}, $first: Int!, $after: String) {{
              simulate({_DRAFTED}) {{ finished changed(first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                rule dueBefore dueAfter before after
                term {{ name account {{ name rut }} case {{ number }} office {{ name }} responsiblePerson {{ name }} }}
              }} }} }} }}""",
            ("simulate", "changed"),
            (
                Column("Regla", ("rule",)),
                Column("Plazo", ("term", "name")),
                Column("Empresa", ("term", "account", "name")),
                Column("RUT", ("term", "account", "rut")),
                Column("Caso", ("term", "case", "number")),
                Column("Oficina", ("term", "office", "name")),
                Column("A cargo", ("term", "responsiblePerson", "name")),
                Column("Vencía", ("dueBefore",)),
                Column("Vencería", ("dueAfter",)),
                Column("Como fue", ("before",), TermState),
                Column("Con el borrador", ("after",), TermState),
            ),
            frozenset({"changes", "since", "until", "measure"}),
            finished=("simulate", "finished"),
        ),
        "por_registrar": ExportList(
            "Actividades por registrar",
            """query ExportUnregistered($office: String) {
              unregisteredActivities(office: $office) {
                flow activity endedOn case { number assignee { name } office { name } } account { name rut } } }""",
            ("unregisteredActivities",),
            (
                Column("Actividad", ("activity",)),
                Column("Proceso", ("flow",), Flow),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Terminó", ("endedOn",)),
                Column("Caso", ("case", "number")),
                Column("A cargo", ("case", "assignee", "name")),
                Column("Oficina", ("case", "office", "name")),
            ),
            frozenset({"office"}),
            paged=False,
            most=100,
        ),
    }
)
"""By the name that whoever asks gives."""
