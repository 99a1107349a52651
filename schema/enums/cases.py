"""Enums of cases: their data, terms and messages."""

from __future__ import annotations

from domain.model import cases, messages, terms
from schema.enums.describing import described

described(
    terms.TermUnit,
    "In what a term is counted (SLA-21).",
    {
        "BUSINESS_DAYS": "Días hábiles.",
        "CALENDAR_DAYS": "Días corridos.",
        "HOURS": "Horas transcurridas.",
        "MONTHS": "Meses.",
        "UNTIL_DATE": "Hasta una fecha dada.",
        "DAYS_BEFORE": "Días corridos antes de una fecha.",
        "QUARTER": "Al término del trimestre.",
        "NOT_CONFIGURED": "Plazo no configurado.",
    },
)
described(
    terms.TermObligation,
    "How much a term binds; the four are reported apart.",
    {
        "MANDATORY": "Obligatorio.",
        "RECOMMENDED": "Recomendado: su atraso no es incumplimiento.",
        "RIGHT": "Derecho de la empresa.",
        "AUTOMATIC": "Lo hace el sistema en su fecha.",
    },
)
described(
    terms.TermState,
    "Where a term stands now; computed when read.",
    {
        "SCHEDULED": "Programado: su día aún no llega.",
        "RUNNING": "En curso.",
        "AT_RISK": "Por vencer.",
        "MET": "Cumplido.",
        "MET_LATE": "Cumplido fuera de plazo.",
        "OVERDUE": "Vencido.",
        "EXPIRED": "Derecho no ejercido a tiempo.",
        "WAIVED": "Eximido, con motivo.",
        "NOT_CONFIGURED": "Plazo no configurado.",
    },
)
described(
    cases.Flow,
    "A process of the protocol.",
    {flow.name: f"{text}." for flow, text in cases.FLOW_ES.items()},
)
described(
    cases.ValueKind,
    "Type of a datum.",
    {
        "TEXT": "Texto.",
        "INTEGER": "Número entero.",
        "BOOLEAN": "Sí o no.",
        "DATE": "Fecha.",
        "INSTANT": "Fecha y hora.",
        "CHOICE": "Una de varias opciones.",
        "TEXTS": "Lista de textos.",
        "ACCOUNT": "Una cuenta.",
        "ACCOUNTS": "Varias cuentas.",
        "COUNTRY": "País.",
        "REGIONS": "Regiones.",
    },
    name="DatumKind",
)
described(
    messages.MessageState,
    "Delivery state of a message.",
    {
        "QUEUED": "Por enviar.",
        "SENT": "Entregado al servidor de correo.",
        "FAILED": "Falló; se volverá a intentar.",
        "PARTLY_SENT": "Unas direcciones lo recibieron y otras no: necesita una persona.",
        "GIVEN_UP": "Rechazado de manera definitiva: necesita una persona.",
    },
)
described(
    messages.DeliveryState,
    "What became of a message at one address.",
    {
        "WAITING": "Todavía no llega.",
        "TAKEN": "La recibió el servidor de correo.",
        "REFUSED": "El servidor de correo la rechazó.",
        "BOUNCED": "Volvió después de entregada.",
    },
    name="MessageDeliveryState",
)
described(messages.Language, "Language of a message.", {"ES": "Español.", "EN": "Inglés."}, name="MessageLanguage")
