"""In which state of its process each term runs, by which figures tell where terms are broken (MEA-13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.cases import Flow

STEP_OF_TERM: Final[Mapping[tuple[Flow, str], str]] = {
    (Flow.CAPTURE, "SLA-01"): "NOTIFICADA_REGION",
    (Flow.CAPTURE, "SLA-03"): "NOTIFICADA_REGION",
    (Flow.CAPTURE, "SLA-05"): "NOTIFICADA_REGION",
    (Flow.CAPTURE, "SLA-02"): "CONTACTADA",
    (Flow.CAPTURE, "SLA-04"): "CONTACTADA",
    (Flow.CAPTURE, "SLA-06"): "CONTACTADA",
    (Flow.CAPTURE, "MEA-06"): "CONTACTO",
    (Flow.REQUEST, "SLA-07"): "RECIBIDA",
    (Flow.HELP_CENTRE, "SLA-08"): "RECIBIDA",
    (Flow.CITIZEN, "PUB-07"): "RECIBIDA",
    (Flow.BEHAVIOUR_NOTE, "SLA-09"): "EN_PLAZO",
    (Flow.DEMAND, "SLA-10"): "ANALISIS",
    (Flow.DEMAND, "SLA-11"): "ANALISIS",
    (Flow.DEMAND, "SLA-12"): "RESPONDIDA",
    (Flow.DEMAND, "SLA-13"): "RESPONDIDA",
    (Flow.VISIT, "SLA-14"): "EN_EQUIPO_SECTORIAL",
    (Flow.VISIT, "SLA-15"): "EN_MACROZONAS",
    (Flow.VISIT, "SLA-16"): "CONSULTADA",
    (Flow.FOLLOW_UP, "SLA-17"): "EN_ESPERA",
    (Flow.FOLLOW_UP, "SLA-18"): "CON_FECHA",
    (Flow.AGENDA, "SLA-20"): "SOLICITADA",
    (Flow.AGENDA, "AGD-02"): "FECHA_ACORDADA",
    (Flow.ENQUIRY, "MEA-06"): "DERIVADA",
    (Flow.PORTAL_PROBLEM, "MEA-06"): "INFORMADA",
    (Flow.INSTITUTION, "MEA-06"): "RECIBIDA",
    (Flow.ABROAD, "MEA-06"): "POR_CONSULTAR_RUT",
}
"""The state in which a case of the flow is when the term of the rule starts; of several, the first."""
