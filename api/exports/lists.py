"""The lists that can be had as a file, one row each: what is asked, page by page, and what stands in each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from domain.model.classes import AccountClass
from domain.model.terms import TermObligation, TermState
from domain.model.worded import Worded


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column.

    Attributes:
        heading: In Spanish.
        path: Where its value is in a node; several values of a list are joined.
        words: What a code is called.
    """

    heading: str
    path: tuple[str, ...]
    words: type[Worded] | None = None

    def value(self, node: Mapping[str, Any]) -> str | float | None:
        """What stands in the cell: a text, a number, or nothing."""
        return _told(_reach(node, self.path), self.words)


@dataclass(frozen=True, slots=True)
class ExportList:
    """
    A list.

    Attributes:
        title: In Spanish.
        document: Takes `$first` and `$after` besides the variables of whoever asks, where it is read page by page.
        place: Where its connection, or its list of rows, is in the data.
        paged: It is a connection.
        taken: The variables that whoever asks may give; their types are the document's.
    """

    title: str
    document: str
    place: tuple[str, ...]
    columns: tuple[Column, ...]
    taken: frozenset[str]
    paged: bool = True


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


def _reach(found: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if isinstance(found, list):
            found = [each[name] for each in found]
        elif found is not None:
            found = found[name]
    return found


def _told(found: Any, words: type[Worded] | None) -> str | float | None:
    if isinstance(found, list):
        return " · ".join(str(_told(each, words)) for each in found)
    if isinstance(found, bool):
        return "Sí" if found else "No"
    if words is not None and isinstance(found, str):
        return words[found].es.partition(";")[0].rstrip(".")
    return found if found is None or isinstance(found, int | float) else str(found)
