"""
An enquiry of a company that has an account ("consulta derivada"; PUB-04): whoever answered it at a point of contact
derives it to the company's executive, who takes note of it and answers.

The protocol gives no term for the answer; the case shows its age.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import Flow, ValueKind
from domain.model.institution.directory import Directory, Person
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    OPEN,
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    StateSpec,
    on,
    refusal,
    step,
    trace,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.public import EMAIL
from domain.protocol.flows.national.responsible import (
    EXECUTIVES,
    NAME_THE_COMPANY,
    NOTES,
    case_office,
    has_no_account,
)

__all__ = ["FLOW", "present_executive"]

_MATTERS: Final = Datum("matters", ValueKind.TEXTS, "Motivos de la consulta", required=False, rule="PUB-04")
_QUERY: Final = Datum("query", ValueKind.TEXT, "Consulta, en palabras de la persona", required=False, rule="PUB-04")


def present_executive(account: Account, directory: Directory, on: date) -> Person | None:
    """
    The executive to whom what the company asks is derived: its regional one, else its commercial one; or who stands in.

    Source: PUB-04, AMB-14.
    """
    return directory.standing_in(account.regional_executive or account.commercial_executive, on)


def _executive(situation: Situation) -> str | None:
    account = situation.account
    person = None if account is None else present_executive(account, situation.directory, situation.today)
    return None if person is None else person.id


def _has_no_executive(situation: Situation) -> bool:
    """Nobody is known to have the account: the person writes to its office. Source: AMB-14."""
    return _executive(situation) is None


def _addressee(situation: Situation) -> str | None:
    return f"person:{_executive(situation)}"


_FACTS: Final = (
    FactSpec(
        "derive_enquiry",
        "Derivar la consulta a su ejecutivo/a",
        "Whoever answered the company at a point of contact derives its enquiry; `attendContact` does it.",
        (
            _MATTERS,
            _QUERY,
            Datum("person", ValueKind.TEXT, "Nombre de la persona", required=False, rule="PUB-04"),
            EMAIL,
        ),
    ),
    contact(
        "record_contact_attempt",
        "Registrar un intento de contacto",
        "The executive tried to reach the company.",
        (NOTES,),
        EXECUTIVES,
    ),
    contact(
        "answer",
        "Responder la consulta",
        "The executive answered the company.",
        (Datum("answer", ValueKind.TEXT, "Respuesta", rule="PUB-04"),),
        EXECUTIVES,
    ),
)

_STATES: Final = (
    StateSpec(
        "DERIVADA",
        "Consulta derivada",
        "Contacte a {company} y responda su consulta. El protocolo no fija plazo; se ve su antigüedad.",
        who="ejecutivo/a de la empresa",
        facts=("answer", "record_contact_attempt"),
        rules=("PUB-04",),
    ),
    StateSpec("RESPONDIDA", "Respondida", "La consulta de {company} fue respondida.", rules=("PUB-04",), final=True),
)

# fmt: off
_ROWS: Final = (
    *on("derive_enquiry",
        refusal(NEW, NAME_THE_COMPANY, "PUB-04", when=has_no_account, lacks=(ACCOUNT,)),
        refusal(NEW, "{company} no tiene un ejecutivo o ejecutiva a quien derivar: invítela a escribir a su oficina.",
                "PUB-05", "PUB-04", when=_has_no_executive),
        step(NEW, "DERIVADA", "PUB-04", then=(HandOver(_addressee),))),
    *on("record_contact_attempt", trace(OPEN, "PUB-04")),
    *on("answer", step(OPEN, "RESPONDIDA", "PUB-04")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.ENQUIRY,
    "Consulta derivada a su ejecutivo/a",
    _FACTS,
    _STATES,
    _ROWS,
    "Ejecutivo/a de la empresa",
    office=case_office,
    assignee=_executive,
)
