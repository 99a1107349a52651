"""Enums of the catalogue of rules."""

from __future__ import annotations

from domain.protocol.catalogue import rows
from schema.enums.describing import described

described(
    rows.Obligation,
    "How strongly the source binds.",
    {member.name: member.name_es.capitalize() + "." for member in rows.Obligation},
    name="RuleObligation",
)
described(
    rows.CoverageKind,
    "How the software covers a rule.",
    {member.name: member.name_es.capitalize() + "." for member in rows.CoverageKind},
    name="RuleCoverage",
)
described(
    rows.Verb,
    "What the software does because of a rule.",
    {
        "DERIVE": "Deriva una clase o un estado.",
        "TIMER": "Calcula un plazo.",
        "ROUTE": "Decide quién atiende.",
        "NOTIFY": "Envía un mensaje.",
        "RECORD": "Guarda un hecho.",
        "EXPLAIN": "Dice el próximo paso y por qué.",
        "MEASURE": "Mide.",
        "NONE": "Nada: queda fuera del software.",
    },
    name="RuleVerb",
)
