"""
Flows of the general public: Centro de Ayuda (PUB-06), Atención Ciudadana (PUB-07), and problems with the portal or
disagreement with an answer (RTE-03, LOW-05, OLD-05). Who belongs to no company is answered too (GRP-02), in a case
without account.

Complaints have one single channel: a complaint inside another matter opens its own case (AMB-48).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.cases import Flow, ValueKind
from domain.model.people import Role
from domain.protocol.engine_rows import (
    Datum,
    FactSpec,
    FlowSpec,
    Notify,
    OpenCase,
    RegisterAction,
    StartTerm,
    StateSpec,
    StopTerm,
    Transition,
    WaiveTerm,
)
from domain.protocol.engine_rules import NEW, OPEN
from domain.protocol.engine_situation import Computed, Guard, Situation
from domain.protocol.flows.capture_facts import FIRST_LINE, PORTAL, REPORT_PROBLEM
from domain.protocol.flows.contacts import contact

__all__ = [
    "CITIZEN",
    "CITIZEN_GUARDS",
    "CITIZEN_VALUES",
    "HELP_CENTRE",
    "HELP_CENTRE_GUARDS",
    "HELP_CENTRE_VALUES",
    "PORTAL_PROBLEM",
    "PORTAL_PROBLEM_GUARDS",
    "PORTAL_PROBLEM_VALUES",
]

_PERSON: Final = (
    Datum("person", ValueKind.TEXT, "Nombre de la persona", rule="PUB-06"),
    Datum("email", ValueKind.TEXT, "Correo de la persona", required=False, rule="PUB-06"),
)
_ANSWER: Final = Datum("answer", ValueKind.TEXT, "Respuesta", rule="PUB-06")
CITIZEN_KINDS: Final = {
    "SUGGESTION": "Sugerencia",
    "COMPLAINT": "Reclamo",
    "CONGRATULATION": "Felicitación",
    "OTHER_QUERY": "Consulta que no responde el Centro de Ayuda",
}
"""What Atención Ciudadana receives. Source: PUB-07."""


def _brings_complaint(situation: Situation) -> bool:
    """One contact, two matters. Source: AMB-48."""
    return "complaint" in situation.given


HELP_CENTRE: Final = FlowSpec(
    Flow.HELP_CENTRE,
    "Consulta al Centro de Ayuda",
    (
        FactSpec(
            "submit_help_form",
            "Enviar el formulario del Centro de Ayuda",
            "A person without a company asks for commercial information, or about ProChile's role and tools.",
            (
                *_PERSON,
                Datum("query", ValueKind.TEXT, "Consulta", rule="PUB-06"),
                Datum("complaint", ValueKind.TEXT, "Reclamo incluido en la consulta", required=False, rule="PUB-07"),
            ),
            FIRST_LINE | PORTAL,
        ),
        FactSpec(
            "send_receipt",
            "Enviar acuse de recibo",
            "An automatic receipt: it is not an answer.",
            (),
            frozenset({Role.HELP_CENTRE, Role.SERVICE}),
        ),
        contact(
            "answer",
            "Responder la consulta",
            "First substantive answer.",
            (_ANSWER,),
            frozenset({Role.HELP_CENTRE}),
        ),
        FactSpec(
            "divert_to_citizen_service",
            "Derivar a Atención Ciudadana",
            "The query is not one that the help centre addresses.",
            (Datum("reason", ValueKind.TEXT, "Motivo que se muestra a la persona", rule="POL-06"),),
            frozenset({Role.HELP_CENTRE}),
        ),
    ),
    (
        StateSpec(
            "RECIBIDA",
            "Consulta recibida",
            "El Centro de Ayuda responde a {person} en un plazo máximo de {SLA-08} desde que envió el "
            "formulario. El acuse de recibo automático no es la respuesta.",
            "Centro de Ayuda",
            Role.HELP_CENTRE,
            ("answer", "divert_to_citizen_service"),
            ("PUB-06", "SLA-08"),
            "SLA-08",
        ),
        StateSpec("RESPONDIDA", "Respondida", "La consulta de {person} fue respondida.", rules=("PUB-06",), final=True),
        StateSpec(
            "DERIVADA",
            "Derivada a Atención Ciudadana",
            "La consulta de {person} sigue en Atención Ciudadana. Motivo: {reason}.",
            rules=("PUB-07",),
            final=True,
        ),
    ),
    (
        Transition(
            (NEW,),
            "submit_help_form",
            "RECIBIDA",
            ("PUB-06", "PUB-07", "SLA-08"),
            "brings_complaint",
            (StartTerm("SLA-08", unit="Centro de Ayuda"), OpenCase(Flow.CITIZEN)),
            reason="El reclamo sigue por Atención Ciudadana; el resto de la consulta la responde el Centro de Ayuda.",
            turns_away=True,
        ),
        Transition(
            (NEW,),
            "submit_help_form",
            "RECIBIDA",
            ("PUB-06", "SLA-08"),
            effects=(StartTerm("SLA-08", unit="Centro de Ayuda"),),
        ),
        Transition((OPEN,), "send_receipt", None, ("SLA-08", "PUB-06")),
        Transition((OPEN,), "answer", "RESPONDIDA", ("PUB-06", "SLA-08"), effects=(StopTerm(("SLA-08",)),)),
        Transition(
            (OPEN,),
            "divert_to_citizen_service",
            "DERIVADA",
            ("PUB-07", "POL-06"),
            effects=(WaiveTerm(("SLA-08",)), Notify("NTF-11"), OpenCase(Flow.CITIZEN)),
            turns_away=True,
        ),
    ),
    accountable_unit="Centro de Ayuda",
)

HELP_CENTRE_GUARDS: Final[Mapping[str, Guard]] = {"brings_complaint": _brings_complaint}
HELP_CENTRE_VALUES: Final[Mapping[str, Computed]] = {"case_office": lambda _: "CENTRAL"}

CITIZEN: Final = FlowSpec(
    Flow.CITIZEN,
    "Atención Ciudadana",
    (
        FactSpec(
            "submit_citizen_form",
            "Enviar el formulario de Atención Ciudadana",
            "A suggestion, a complaint, a congratulation, or a query that the help centre does not address.",
            (
                Datum("person", ValueKind.TEXT, "Nombre de la persona", required=False),
                Datum("email", ValueKind.TEXT, "Correo de la persona", required=False),
                Datum("kind", ValueKind.CHOICE, "Tipo", required=False, choices=CITIZEN_KINDS, rule="PUB-07"),
                Datum("complaint", ValueKind.TEXT, "Reclamo", required=False, rule="PUB-07"),
                Datum("query", ValueKind.TEXT, "Texto", required=False, rule="PUB-07"),
            ),
            FIRST_LINE | PORTAL,
        ),
        FactSpec(
            "send_receipt",
            "Enviar acuse de recibo",
            "An automatic receipt: it is not an answer.",
            (),
            frozenset({Role.CITIZEN_SERVICE, Role.SERVICE}),
        ),
        contact(
            "answer",
            "Responder",
            "First substantive answer.",
            (Datum("answer", ValueKind.TEXT, "Respuesta", rule="PUB-07"),),
            frozenset({Role.CITIZEN_SERVICE}),
        ),
    ),
    (
        StateSpec(
            "RECIBIDA",
            "Recibida por Atención Ciudadana",
            "Atención Ciudadana responde. El protocolo no define un plazo para esta respuesta.",
            "Atención Ciudadana",
            Role.CITIZEN_SERVICE,
            ("answer",),
            ("PUB-07",),
            "PUB-07",
        ),
        StateSpec("RESPONDIDA", "Respondida", "Atención Ciudadana ya respondió.", rules=("PUB-07",), final=True),
    ),
    (
        Transition(
            (NEW,),
            "submit_citizen_form",
            None,
            ("PUB-07",),
            "says_nothing",
            refuse=True,
            reason="Escriba su reclamo, sugerencia, felicitación o consulta.",
        ),
        Transition(
            (NEW,),
            "submit_citizen_form",
            "RECIBIDA",
            ("PUB-07",),
            effects=(StartTerm("PUB-07", unit="Atención Ciudadana"),),
        ),
        Transition((OPEN,), "send_receipt", None, ("PUB-07",)),
        Transition((OPEN,), "answer", "RESPONDIDA", ("PUB-07",), effects=(StopTerm(("PUB-07",)),)),
    ),
    accountable_unit="Atención Ciudadana",
)

CITIZEN_GUARDS: Final[Mapping[str, Guard]] = {
    "says_nothing": lambda s: not s.asked and not {"complaint", "query"} & set(s.given),
}
CITIZEN_VALUES: Final[Mapping[str, Computed]] = {"case_office": lambda _: "CENTRAL"}

PORTAL_PROBLEM: Final = FlowSpec(
    Flow.PORTAL_PROBLEM,
    "Problema con el portal o disconformidad",
    (
        REPORT_PROBLEM,
        contact(
            "company_insists",
            "La empresa vuelve a escribir",
            "The company communicates again about the same problem.",
            (Datum("problem_notes", ValueKind.TEXT, "Detalle", required=False),),
            FIRST_LINE | PORTAL,
        ),
        contact(
            "record_advice",
            "Registrar la asesoría",
            "The client management unit advised the company.",
            (Datum("advice", ValueKind.TEXT, "Asesoría entregada", rule="RTE-03"),),
            frozenset({Role.CLIENT_MANAGEMENT}),
        ),
    ),
    (
        StateSpec(
            "INFORMADA",
            "Informada a gestión de clientes",
            "Gestión de clientes ({help_desk}) asesora a {company}. El protocolo no fija plazo; se ve su antigüedad.",
            "gestión de clientes",
            Role.CLIENT_MANAGEMENT,
            ("record_advice",),
            ("RTE-03", "LOW-05", "OLD-05"),
        ),
        StateSpec("ASESORADA", "Asesorada", "{company} ya recibió asesoría.", rules=("RTE-03",), final=True),
    ),
    (
        Transition(
            (NEW,),
            "report_portal_problem",
            None,
            ("RTE-03",),
            "names_no_company",
            refuse=True,
            reason="Indique la cuenta de la empresa o, si aún no tiene, su nombre.",
        ),
        Transition(
            (NEW,),
            "report_portal_problem",
            "INFORMADA",
            ("LOW-05", "RTE-03"),
            "disagrees",
            (Notify("NTF-08"), RegisterAction("NOTA_BITACORA")),
        ),
        Transition(
            (NEW,),
            "report_portal_problem",
            "INFORMADA",
            ("RTE-03", "OLD-05"),
            effects=(Notify("NTF-08"), RegisterAction("NOTA_BITACORA")),
        ),
        Transition((OPEN,), "company_insists", None, ("RTE-03",), effects=(Notify("NTF-08"),)),
        Transition((OPEN,), "record_advice", "ASESORADA", ("RTE-03",), effects=(RegisterAction("NOTA_BITACORA"),)),
    ),
    accountable_unit="Gestión de clientes",
)

PORTAL_PROBLEM_GUARDS: Final[Mapping[str, Guard]] = {
    "disagrees": lambda s: s.given.get("problem") == "DISAGREEMENT",
    "names_no_company": lambda s: s.account is None and not s.asked and "company" not in s.given,
}
PORTAL_PROBLEM_VALUES: Final[Mapping[str, Computed]] = {}
