"""Ready operations for GraphiQL, in the order of a first visit, named, for each has a tab; a test runs every one."""

from __future__ import annotations

from typing import Final

from api.http.graphql_ide import Example

_EXECUTIVE: Final = "Beatriz Soto"
"""A regional executive of Biobío in the directory of the demonstration."""

EXAMPLES: Final = (
    Example(
        "1. ¿Quién soy y qué hora es?",
        """query QuienSoy {
  viewer {
    name
    role
    office { name }
    permissions
  }
  clock { now today }
}""",
        _EXECUTIVE,
    ),
    Example(
        "2. Buscar una empresa por RUT",
        """query Empresa($rut: Rut!) {
  account(by: { rut: $rut }) {
    id
    version
    name
    classes {
      primary
      registration { value reasons { rule text missing { name label } } }
      relation { value reasons { rule text } }
      portfolio { isPortfolio conditions { name state reasons { text } } }
    }
    syncState { status ageSeconds }
  }
}""",
        _EXECUTIVE,
        {"rut": "44.100.808-2"},
    ),
    Example(
        "3. Cartera de una región en una fecha",
        """query Cartera($filter: AccountFilter!) {
  accounts(filter: $filter, first: 10, order: NAME) {
    totalCount
    nodes { id name rut sector actions(first: 3) { nodes { type title endedOn } } }
    pageInfo { hasNextPage endCursor }
  }
}""",
        _EXECUTIVE,
        {"filter": {"regions": ["08"], "classes": ["CARTERA"]}},
    ),
    Example(
        "4. Plazos por vencer o vencidos",
        """query PlazosPorVencer {
  terms(filter: { states: [AT_RISK, OVERDUE] }, first: 10) {
    nodes { rule name state dueOn officeCode skippedDays { on name } text }
  }
}""",
        _EXECUTIVE,
    ),
    Example(
        "5. ¿Es día hábil?",
        """query DiaHabil {
  arica: businessDay(on: "2024-06-07", office: "OFIREG-15") { isBusinessDay reason source }
  iquique: businessDay(on: "2024-06-07", office: "OFIREG-01") { isBusinessDay reason }
}""",
        _EXECUTIVE,
    ),
    Example(
        "6. Una regla del protocolo",
        """query Regla {
  rule(code: "DEF-03") {
    code
    titleSpanish
    quote
    heading
    obligation
    isCovered
    openPoints { code resolution }
  }
}""",
        _EXECUTIVE,
    ),
    Example(
        "7. Sincronización con el CRM",
        """query Sincronizacion {
  sync { pending lagSeconds conflictCount lastPullAt }
}""",
        _EXECUTIVE,
    ),
)
