"""What the form of a fact needs, from its row: labels, help, choices, when a datum is required and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import strawberry

from domain.model.cases import ValueKind
from domain.model.institution.channels import PointOfContact
from domain.protocol.access.personal_data import OF_CASE_DATA
from domain.protocol.engine.contact_points import no_contact_point
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import Datum
from schema.cases.inputs import as_written, camel
from schema.languages.spoken import SAID

HELP: Final[Mapping[ValueKind, str]] = {
    ValueKind.RUT: "Con o sin puntos, con dígito verificador: 12.345.678-5.",
    ValueKind.TEXTS: "Uno por línea.",
    ValueKind.DATE: "Día, mes y año.",
    ValueKind.INSTANT: "Día y hora, con su zona horaria.",
    ValueKind.REGIONS: "Códigos de región, por ejemplo 08 o 13.",
    ValueKind.ACCOUNT: "Una cuenta: su identificador.",
    ValueKind.ACCOUNTS: "Una o más cuentas: sus identificadores.",
    ValueKind.COUNTRY: "País, con dos letras: CL, CN.",
    ValueKind.EMAIL: "Como nombre@dominio.cl.",
}
"""How a value of a kind is written; the kinds that are not here need no help."""


@strawberry.type(description="A choice of a datum («opción»).")
class DatumChoice:
    value: str = strawberry.field(description="The value, as it is written and read.")
    label: str = strawberry.field(description="As a person reads it; in Spanish or English.", metadata=SAID)


@strawberry.interface(description="A datum of a form («dato»).")
class FormDatum:
    name: str = strawberry.field(description="Name of the input field.")
    path: list[str] = strawberry.field(description="Where it goes in the input, outermost first.")
    kind: ValueKind = strawberry.field(description="Its type.")
    label: str = strawberry.field(description="As a person calls it; in Spanish or English.", metadata=SAID)
    help: str | None = strawberry.field(
        description="How it is written; in Spanish or English. None: it explains itself.",
        metadata=SAID,
    )
    required: bool = strawberry.field(description="The fact is refused without it, whatever the case.")
    required_when: list[str] = strawberry.field(
        description="What is told, in Spanish or English, where the case asks for it besides; empty: it never does.",
        metadata=SAID,
    )
    is_personal: bool = strawberry.field(description="It tells of a natural person (POL-07).")
    rule: str | None = strawberry.field(description="Rule that asks for it.")
    choices: list[DatumChoice] = strawberry.field(
        description="The values that it may have; empty: free.", metadata={"length": 4}
    )


def form_of(datum: Datum, rules: FlowRules, fact: str, choices: Mapping[str, str] | None = None) -> dict[str, Any]:
    """
    The fields of a `FormDatum`.

    Args:
        choices: Values that the configuration offers, where the row has none.
    """
    lacking = [row for row in rules.spec.transitions if row.fact == fact and datum in row.lacks]
    reasons = [row.reason for row in lacking if "{" not in row.reason]
    offered = datum.choices or choices or {}
    return {
        "name": camel(datum.name),
        "path": [camel(datum.name)],
        "kind": datum.kind,
        "label": datum.label,
        "help": HELP.get(datum.kind),
        "required": datum.required,
        "required_when": [] if datum.required else list(dict.fromkeys(reasons)),
        "is_personal": datum.name in OF_CASE_DATA,
        "rule": datum.rule,
        "choices": _choices({str(as_written(datum.name, value)): label for value, label in offered.items()}),
    }


def topic(choices: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the `FormDatum` by which a contact or an opening says what was asked for (MEA-05)."""
    return {
        "name": "topic",
        "path": ["topic"],
        "kind": ValueKind.CHOICE,
        "label": "Tema",
        "help": "Qué se consultó, de la lista de temas.",
        "required": False,
        "required_when": [],
        "is_personal": False,
        "rule": "MEA-05",
        "choices": _choices(choices),
    }


def point_of_contact(required_when: str | None = None) -> dict[str, Any]:
    """The fields of the `FormDatum` by which staff say the point of contact (CHN-01)."""
    return {
        "name": "pointOfContact",
        "path": ["circumstances", "pointOfContact"],
        "kind": ValueKind.CHOICE,
        "label": "Punto de contacto",
        "help": "Por dónde fue el contacto.",
        "required": required_when is None,
        "required_when": [required_when] if required_when else [],
        "is_personal": False,
        "rule": no_contact_point("").rule,
        "choices": _choices({point.value: point.es.rstrip(".") for point in PointOfContact}),
    }


def _choices(offered: Mapping[str, str]) -> list[DatumChoice]:
    return [DatumChoice(value=value, label=label) for value, label in offered.items()]
