"""
What there is to measure ("indicadores"): the names of the measures, what each counts, and by what records of accounts
and of cases can be compared.

Belongs here: the closed lists. Does not belong here: how a figure is made (`domain.protocol.measures.rows`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from domain.model.worded import Worded
from domain.protocol.measures.dimensions import Dimension


class MeasureName(Worded):
    """The measures, each with its heading."""

    TERM_COMPLIANCE = "TERM_COMPLIANCE", "Cumplimiento de los plazos."
    RECOMMENDED_TERMS = "RECOMMENDED_TERMS", "Plazos recomendados que se siguieron."
    BREACHES = "BREACHES", "Incumplimientos de plazos."
    TERMS_AT_RISK = "TERMS_AT_RISK", "Plazos por vencer."
    WAIVED_TERMS = "WAIVED_TERMS", "Plazos eximidos."
    STARTED_TERMS = "STARTED_TERMS", "Plazos que empezaron."
    CONTACTS = "CONTACTS", "Contactos por canal."
    CHANNEL_OPERATION = "CHANNEL_OPERATION", "Funcionamiento de los canales."
    REQUESTED_INFORMATION = "REQUESTED_INFORMATION", "Información más solicitada."
    CASES = "CASES", "Casos abiertos."
    CAPTURE_STAGES = "CAPTURE_STAGES", "Embudo de captación: empresas en cada etapa."
    CAPTURE_ABANDONMENT = "CAPTURE_ABANDONMENT", "Captaciones abandonadas en cada etapa."
    CAPTURE_TIME = "CAPTURE_TIME", "Tiempo en cada etapa de la captación."
    CALL_STAGES = "CALL_STAGES", "Etapas de convocatorias que terminaron según lo planificado."
    CALL_TIME = "CALL_TIME", "Tiempo real en cada etapa de las convocatorias."
    CALL_PLAN = "CALL_PLAN", "Tiempo planificado para cada etapa de las convocatorias."
    SATISFACTION = "SATISFACTION", "Satisfacción."
    SERVICES_FOLLOWED = "SERVICES_FOLLOWED", "Servicios con seguimiento."
    SERVICES_ANSWERED = "SERVICES_ANSWERED", "Servicios de los que se sabe cómo le fue a la empresa."
    SERVICES_WITH_BUSINESS = "SERVICES_WITH_BUSINESS", "Servicios tras los que se concretaron negocios."
    SERVICE_SATISFACTION = "SERVICE_SATISFACTION", "Satisfacción después de los servicios."
    SUGGESTIONS = "SUGGESTIONS", "Sugerencias y reclamos."
    OPEN_SUGGESTIONS = "OPEN_SUGGESTIONS", "Sugerencias y reclamos sin cerrar."
    STEPS_TAKEN = "STEPS_TAKEN", "Pasos que siguieron lo que da el protocolo."
    IMPROVEMENTS = "IMPROVEMENTS", "Acciones de mejora cumplidas a tiempo."
    SMES_SERVED = "SMES_SERVED", "Pymes con capacidad exportadora atendidas."
    SMES_EXPORTING = "SMES_EXPORTING", "Pymes atendidas que exportaron por primera vez o de nuevo."
    NEW_PRODUCT_MARKETS = "NEW_PRODUCT_MARKETS", "Pares nuevos de producto y mercado."
    STEP_TIME = "STEP_TIME", "Espera en cada paso."
    UNANSWERED = "UNANSWERED", "Asuntos sin respuesta."
    SERVICES_NOT_FOLLOWED = "SERVICES_NOT_FOLLOWED", "Servicios sin ningún seguimiento."


class Subject(StrEnum):
    """What a measure counts, and so by which day a record belongs to a period."""

    TERM = "TERM"  # plazos, por el día en que vencen en la hora de su oficina (AMB-77)
    STARTED_TERM = "STARTED_TERM"  # plazos, por el día en que empezaron en la hora de Santiago
    CONTACT = "CONTACT"  # contactos, por el día en que ocurrieron en la hora de la oficina
    REQUEST = (
        "REQUEST"  # contactos y aperturas de casos con tema, por el día en que ocurrieron en la hora de la oficina
    )
    OFFICE_DAY = "OFFICE_DAY"  # días hábiles de cada oficina que ya terminaron, por canal
    CASE = "CASE"  # casos, por el día en que se abrieron en la hora de la oficina
    SURVEY = "SURVEY"  # encuestas respondidas, por el día de la respuesta
    SUGGESTION = "SUGGESTION"  # sugerencias y reclamos, por el día en que llegaron en la hora de la oficina
    STAGE = "STAGE"  # etapas de captación, por el día en que la empresa llegó a ella en la hora de la oficina
    STAGE_TIME = "STAGE_TIME"  # las que ya dejó, por el mismo día, con sus días hábiles
    STEP_TIME = "STEP_TIME"  # estados de un caso que ya dejó, por el día en que llegó a él en la hora de la oficina
    FOLLOW_UP = "FOLLOW_UP"  # seguimientos de servicios, por el día en que se abrieron en la hora de la oficina
    BUSINESS = "BUSINESS"  # los mismos, con lo que se sabe de sus negocios
    CALL_STAGE = "CALL_STAGE"  # etapas de convocatorias que terminaron, por el día en que terminaron
    CALL_TIME = "CALL_TIME"  # las mismas, con los días hábiles que tomaron
    CALL_PLAN = "CALL_PLAN"  # las mismas, con los días hábiles que se planificaron
    STEP = "STEP"  # lo que siguió a un contacto, por el día del contacto en la hora de la oficina
    SERVED_COMPANY = "SERVED_COMPANY"  # empresas atendidas en el período, por el día de su primera actividad en él
    PRODUCT_MARKET = "PRODUCT_MARKET"  # acciones y negocios con producto y mercado, por el día en que terminaron
    IMPROVEMENT = "IMPROVEMENT"  # acciones de mejora, por su último día


_D: Final = Dimension
OF_ACCOUNT: Final = frozenset({_D.REGION, _D.SECTOR, _D.CATEGORY, _D.TARGET_PUBLIC, _D.PORTFOLIO, _D.SIZE})
OF_CASE: Final = OF_ACCOUNT | {
    _D.CHANNEL, _D.POINT_OF_CONTACT, _D.OFFICE, _D.FLOW, _D.UNIT, _D.EXECUTIVE, _D.MONTH, _D.TOPIC,
}  # fmt: skip
"""By what a record of an account, and one of a case, can be compared."""

OPEN: Final = "OPEN"
CLOSED: Final = "CLOSED"
"""Parts of cases, at the instant they are counted."""
