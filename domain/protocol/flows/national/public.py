"""
Flows of the general public: Centro de Ayuda (PUB-06), Atención Ciudadana (PUB-07), and problems with the portal or
disagreement with an answer (RTE-03, LOW-05, OLD-05). Who belongs to no company is answered too (GRP-02), in a case
without account.

Complaints have one single channel: a complaint inside another matter opens its own case (AMB-48).
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import Flow, ValueKind
from domain.model.institution.people import Role
from domain.protocol.access.permissions import FIRST_LINE
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import (
    NEW,
    OPEN,
    Datum,
    FactSpec,
    FlowSpec,
    Notify,
    OpenCase,
    RegisterAction,
    StartTerm,
    StateSpec,
    StopTerm,
    WaiveTerm,
    on,
    refusal,
    step,
    trace,
    turning_away,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.capture_facts import COMPANY_NAME, PORTAL, REPORT_PROBLEM

__all__ = ["CITIZEN", "HELP_CENTRE", "PORTAL_PROBLEM"]

PERSON: Final = Datum("person", ValueKind.TEXT, "Nombre de la persona", rule="PUB-06")
EMAIL: Final = Datum("email", ValueKind.EMAIL, "Correo de la persona", required=False, rule="PUB-06")

_PERSON: Final = (
    PERSON,
    EMAIL,
)
_ANSWER: Final = Datum("answer", ValueKind.TEXT, "Respuesta", rule="PUB-06")
_CITIZEN_TEXT: Final = Datum("query", ValueKind.TEXT, "Texto", required=False, rule="PUB-07")
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


def _says_nothing(situation: Situation) -> bool:
    """Neither a complaint nor anything else is written. Source: PUB-07."""
    return not situation.asked and not {"complaint", "query"} & set(situation.given)


def _disagrees(situation: Situation) -> bool:
    """The company does not agree with the answer it got. Source: LOW-05."""
    return situation.given.get("problem") == "DISAGREEMENT"


def _names_no_company(situation: Situation) -> bool:
    """Neither its account nor its name is given. Source: RTE-03."""
    return situation.account is None and not situation.asked and "company" not in situation.given


def _central(_: Situation) -> str:
    return "CENTRAL"


_HELP_CENTRE_FACTS: Final = (
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
)

_HELP_CENTRE_STATES: Final = (
    StateSpec(
        "RECIBIDA",
        "Consulta recibida",
        "El Centro de Ayuda responde a {person} en un plazo máximo de {SLA-08} desde que envió el "
        "formulario. El acuse de recibo automático no es la respuesta.",
        who="Centro de Ayuda",
        role=Role.HELP_CENTRE,
        facts=("answer", "divert_to_citizen_service"),
        rules=("PUB-06", "SLA-08"),
        term="SLA-08",
    ),
    StateSpec("RESPONDIDA", "Respondida", "La consulta de {person} fue respondida.", rules=("PUB-06",), final=True),
    StateSpec(
        "DERIVADA",
        "Derivada a Atención Ciudadana",
        "La consulta de {person} sigue en Atención Ciudadana. Motivo: {reason}. {scope}",
        rules=("PUB-07",),
        final=True,
    ),
)

# fmt: off
_HELP_CENTRE_ROWS: Final = (
    *on("submit_help_form",
        turning_away(step(NEW, "RECIBIDA", "PUB-06", "PUB-07", "SLA-08", when=_brings_complaint,
                          then=(StartTerm("SLA-08", unit="Centro de Ayuda"), OpenCase(Flow.CITIZEN)),
                          because="El reclamo sigue por Atención Ciudadana; el resto de la consulta la responde el "
                                  "Centro de Ayuda.")),
        step(NEW, "RECIBIDA", "PUB-06", "SLA-08", then=(StartTerm("SLA-08", unit="Centro de Ayuda"),))),
    *on("send_receipt", trace(OPEN, "SLA-08", "PUB-06")),
    *on("answer", step(OPEN, "RESPONDIDA", "PUB-06", "SLA-08", then=(StopTerm(("SLA-08",)),))),
    *on("divert_to_citizen_service",
        turning_away(step(OPEN, "DERIVADA", "PUB-07", "POL-06",
                          then=(WaiveTerm(("SLA-08",)), Notify("NTF-11"), OpenCase(Flow.CITIZEN))))),
)
# fmt: on

HELP_CENTRE: Final = FlowSpec(
    Flow.HELP_CENTRE,
    "Consulta al Centro de Ayuda",
    _HELP_CENTRE_FACTS,
    _HELP_CENTRE_STATES,
    _HELP_CENTRE_ROWS,
    "Centro de Ayuda",
    office=_central,
)

_CITIZEN_FACTS: Final = (
    FactSpec(
        "submit_citizen_form",
        "Enviar el formulario de Atención Ciudadana",
        "A suggestion, a complaint, a congratulation, or a query that the help centre does not address.",
        (
            Datum("person", ValueKind.TEXT, "Nombre de la persona", required=False),
            Datum("email", ValueKind.EMAIL, "Correo de la persona", required=False),
            Datum("kind", ValueKind.CHOICE, "Tipo", required=False, choices=CITIZEN_KINDS, rule="PUB-07"),
            Datum("complaint", ValueKind.TEXT, "Reclamo", required=False, rule="PUB-07"),
            _CITIZEN_TEXT,
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
)

_CITIZEN_STATES: Final = (
    StateSpec(
        "RECIBIDA",
        "Recibida por Atención Ciudadana",
        "Atención Ciudadana responde. El protocolo no define un plazo para esta respuesta.",
        who="Atención Ciudadana",
        role=Role.CITIZEN_SERVICE,
        facts=("answer",),
        rules=("PUB-07",),
        term="PUB-07",
    ),
    StateSpec("RESPONDIDA", "Respondida", "Atención Ciudadana ya respondió.", rules=("PUB-07",), final=True),
)

# fmt: off
_CITIZEN_ROWS: Final = (
    *on("submit_citizen_form",
        refusal(NEW, "Escriba su reclamo, sugerencia, felicitación o consulta.", "PUB-07", when=_says_nothing,
                lacks=(_CITIZEN_TEXT,)),
        step(NEW, "RECIBIDA", "PUB-07", then=(StartTerm("PUB-07", unit="Atención Ciudadana"),))),
    *on("send_receipt", trace(OPEN, "PUB-07")),
    *on("answer", step(OPEN, "RESPONDIDA", "PUB-07", then=(StopTerm(("PUB-07",)),))),
)
# fmt: on

CITIZEN: Final = FlowSpec(
    Flow.CITIZEN,
    "Atención Ciudadana",
    _CITIZEN_FACTS,
    _CITIZEN_STATES,
    _CITIZEN_ROWS,
    "Atención Ciudadana",
    office=_central,
)

_PORTAL_PROBLEM_FACTS: Final = (
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
)

_PORTAL_PROBLEM_STATES: Final = (
    StateSpec(
        "INFORMADA",
        "Informada a gestión de clientes",
        "Gestión de clientes ({help_desk}) asesora a {company}. El protocolo no fija plazo; se ve su antigüedad.",
        who="gestión de clientes",
        role=Role.CLIENT_MANAGEMENT,
        facts=("record_advice",),
        rules=("RTE-03", "LOW-05", "OLD-05"),
    ),
    StateSpec("ASESORADA", "Asesorada", "{company} ya recibió asesoría.", rules=("RTE-03",), final=True),
)

# fmt: off
_PORTAL_PROBLEM_ROWS: Final = (
    *on("report_portal_problem",
        refusal(NEW, "Indique la cuenta de la empresa o, si aún no tiene, su nombre.", "RTE-03",
                when=_names_no_company, lacks=(COMPANY_NAME,)),
        step(NEW, "INFORMADA", "LOW-05", "RTE-03", when=_disagrees,
             then=(Notify("NTF-08"), RegisterAction("NOTA_BITACORA"))),
        step(NEW, "INFORMADA", "RTE-03", "OLD-05", then=(Notify("NTF-08"), RegisterAction("NOTA_BITACORA")))),
    *on("company_insists", trace(OPEN, "RTE-03", then=(Notify("NTF-08"),))),
    *on("record_advice", step(OPEN, "ASESORADA", "RTE-03", then=(RegisterAction("NOTA_BITACORA"),))),
)
# fmt: on

PORTAL_PROBLEM: Final = FlowSpec(
    Flow.PORTAL_PROBLEM,
    "Problema con el portal o disconformidad",
    _PORTAL_PROBLEM_FACTS,
    _PORTAL_PROBLEM_STATES,
    _PORTAL_PROBLEM_ROWS,
    "Gestión de clientes",
)
