"""The lists that can be had as a file, one row each: all that the API answers page by page, and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.exports.columns import Column, ExportList
from domain.model.classes import AccountClass
from domain.model.terms import TermObligation, TermState

_PAGE: Final = "pageInfo { hasNextPage endCursor }"

LISTS: Final[Mapping[str, ExportList]] = MappingProxyType(
    {
        "empresas": ExportList(
            "Empresas",
            f"""query ExportAccounts($filter: AccountFilter, $first: Int!, $after: String) {{
              accounts(filter: $filter, order: NAME, first: $first, after: $after) {{ totalCount {_PAGE} nodes {{
                name tradeName rut country region {{ name }} commune sector officeCode registeredOn active
                classes {{ primary classes portfolio {{ isPortfolio }} }} }} }} }}""",
            ("accounts",),
            (
                Column("Empresa", ("name",)),
                Column("Nombre de fantasía", ("tradeName",)),
                Column("RUT", ("rut",)),
                Column("País", ("country",)),
                Column("Región", ("region", "name")),
                Column("Comuna", ("commune",)),
                Column("Rubro", ("sector",)),
                Column("Oficina", ("officeCode",)),
                Column("Clase principal", ("classes", "primary"), AccountClass),
                Column("Clases", ("classes", "classes"), AccountClass),
                Column("Cartera", ("classes", "portfolio", "isPortfolio")),
                Column("Registrada", ("registeredOn",)),
                Column("Activa", ("active",)),
            ),
            frozenset({"filter"}),
        ),
        "casos": ExportList(
            "Casos",
            f"""query ExportCases($filter: CaseFilter, $first: Int!, $after: String) {{
              cases(filter: $filter, first: $first, after: $after) {{ totalCount {_PAGE} nodes {{
                number flowTitle stateTitle isOpen openedAt closedAt officeCode assignee {{ username name }}
                account {{ name rut }} nextStep {{ title dueOn responsible rule }} }} }} }}""",
            ("cases",),
            (
                Column("Caso", ("number",)),
                Column("Proceso", ("flowTitle",)),
                Column("Estado", ("stateTitle",)),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Oficina", ("officeCode",)),
                Column("A cargo", ("assignee", "name")),
                Column("Abierto", ("openedAt",)),
                Column("Cerrado", ("closedAt",)),
                Column("Paso que sigue", ("nextStep", "title")),
                Column("Quién", ("nextStep", "responsible")),
                Column("Vence", ("nextStep", "dueOn")),
                Column("Regla", ("nextStep", "rule")),
            ),
            frozenset({"filter"}),
        ),
        "plazos": ExportList(
            "Plazos",
            f"""query ExportTerms($filter: TermFilter, $first: Int!, $after: String) {{
              terms(filter: $filter, first: $first, after: $after) {{ totalCount {_PAGE} nodes {{
                rule name state obligation startedOn dueOn officeCode responsibleUnit account {{ name rut }}
              }} }} }}""",
            ("terms",),
            (
                Column("Regla", ("rule",)),
                Column("Plazo", ("name",)),
                Column("Estado", ("state",), TermState),
                Column("Obliga", ("obligation",), TermObligation),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Comenzó", ("startedOn",)),
                Column("Vence", ("dueOn",)),
                Column("Oficina", ("officeCode",)),
                Column("Unidad que responde", ("responsibleUnit",)),
            ),
            frozenset({"filter"}),
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
    }
)
"""By the name that whoever asks gives."""
