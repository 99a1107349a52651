"""The facts and states of the follow-up of results, with the text of each next step (FUP-01..FUP-09)."""

from __future__ import annotations

from typing import Final

from domain.model.cases import ValueKind
from domain.model.classes import Category
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import Datum, FactSpec, StateSpec
from domain.protocol.flows.national.responsible import COMPANY, COMPANY_ES, EXECUTIVES, HEAD, NOTES, PRODUCT, REASON

_CATEGORIES: Final = {
    Category.TRABAJO_HABITUAL.value: "2: Trabajo habitual",
    Category.TRABAJO_ESPORADICO.value: "3: Trabajo esporádico",
}
_STAGES: Final = {
    "STAGE_1": "El correo posterior a cada actividad",
    "STAGE_2": "El correo sobre concreción de negocios",
    "BOTH": "Ninguno de los dos",
}
_WHO: Final = "ejecutivo/a a cargo de la empresa"

SCORE: Final = Datum("score", ValueKind.INTEGER, "Nota", required=False, rule="FUP-08")

FACTS: Final = (
    FactSpec(
        "open_follow_up",
        "Abrir el seguimiento de una actividad",
        "An activity that the company accessed has ended, or its last day is known.",
        (
            Datum("ended_on", ValueKind.DATE, "Término de la actividad", rule="FUP-05"),
            Datum("activity", ValueKind.TEXT, "Actividad", required=False, rule="FUP-05"),
            Datum("action_type", ValueKind.TEXT, "Tipo en el Registro de Acciones", required=False, rule="FUP-01"),
        ),
        EXECUTIVES | {HEAD},
    ),
    FactSpec(
        "assign_category",
        "Asignar la categoría 2 o 3",
        "The executive decides how the company is attended, with the reason.",
        (Datum("category", ValueKind.CHOICE, "Categoría", choices=_CATEGORIES, rule="ATN-01"), REASON),
        EXECUTIVES,
    ),
    FactSpec("send_stage_1", "Enviar el correo de la etapa 1", "The term since the end of the activity has passed."),
    FactSpec("send_stage_2", "Enviar el correo de la etapa 2", "The date that the company gave has come."),
    FactSpec(
        "record_survey",
        "Registrar la encuesta",
        "The satisfaction survey, with the date of expected business when the company gives one.",
        (
            SCORE,
            Datum("comment", ValueKind.TEXT, "Comentario", required=False, rule="MEA-04"),
            Datum("projected_business", ValueKind.TEXT, "Negocios proyectados", required=False, rule="FUP-08"),
            Datum("expected_on", ValueKind.DATE, "Fecha esperada de negocios", required=False, rule="FUP-08"),
            Datum(
                "expected_in_months", ValueKind.INTEGER, "O en cuántos meses", required=False, rule="FUP-08", most=600
            ),
            Datum("suggestions", ValueKind.TEXT, "Sugerencias", required=False, rule="FUP-08"),
        ),
        EXECUTIVES | {COMPANY},
    ),
    contact(
        "record_answer",
        "Registrar cómo le fue a la empresa",
        "The company told how it went and how ProChile can keep supporting it.",
        (Datum("notes", ValueKind.TEXT, "Qué contó la empresa", rule="FUP-05"),),
        EXECUTIVES | {COMPANY},
    ),
    FactSpec(
        "opt_out",
        "No recibir más la comunicación de seguimiento",
        "By the link in the message, or told to anybody; stage 1 when no stage is named.",
        (Datum("stage", ValueKind.CHOICE, "Qué no desea recibir", required=False, choices=_STAGES, rule="FUP-06"),),
        EXECUTIVES | {COMPANY},
    ),
    FactSpec(
        "record_result",
        "Registrar el resultado",
        "Whether business was concluded.",
        (
            Datum("business_concluded", ValueKind.BOOLEAN, "Concretó negocios", rule="FUP-08"),
            Datum("amount_usd", ValueKind.INTEGER, "Monto en dólares", required=False, rule="FUP-08"),
            PRODUCT,
            Datum("market", ValueKind.COUNTRY, "Mercado", required=False, rule="POL-15"),
            NOTES,
        ),
        EXECUTIVES | {COMPANY},
    ),
    FactSpec(
        "follow_directly",
        "La empresa pasa a seguirse de manera directa",
        "It takes part in Exporta Más now, which is category 1: nobody assigns another one.",
    ),
    FactSpec(
        "drop_activity",
        "La actividad se anuló en el Registro de Acciones",
        "The action was annulled, or corrected into another one, which has its own follow-up.",
    ),
    FactSpec(
        "close_follow_up",
        "Cerrar el seguimiento sin resultado",
        "There is nothing more to ask, with the reason.",
        (REASON,),
        EXECUTIVES | {HEAD},
    ),
)

STATES: Final = (
    StateSpec(
        "SIN_CATEGORIA",
        "Falta la categoría",
        "Para hacer el seguimiento de {activity_name}, asigne a {company} la categoría 2 (trabajo habitual) o 3 "
        "(trabajo esporádico), con el motivo.",
        who=_WHO,
        facts=("assign_category", "record_survey", "record_answer", "record_result"),
        rules=("ATN-01", "FUP-04"),
    ),
    StateSpec(
        "DIRECTO",
        "Seguimiento directo",
        "Contacte a {company} para saber cómo le fue en {activity_name} y cómo apoyarle, y registre el "
        "resultado.{minute}",
        who=_WHO,
        facts=("record_result", "record_answer", "record_survey", "close_follow_up"),
        rules=("FUP-03", "FUP-09"),
    ),
    StateSpec(
        "EN_ESPERA",
        "Etapa 1 programada",
        "El {stage_1_on} sale el correo a {company} para saber cómo le fue en {activity_name}.",
        who="el sistema, a nombre de su ejecutivo/a",
        facts=("send_stage_1", "record_survey", "record_answer"),
        rules=("FUP-05", "FUP-04"),
        term="SLA-17",
    ),
    StateSpec(
        "EN_ESPERA_CON_FECHA",
        "Etapas 1 y 2 programadas",
        "El {stage_1_on} sale el correo para saber cómo le fue a {company}, y el {stage_2_on} el de negocios.",
        who="el sistema, a nombre de su ejecutivo/a",
        facts=("send_stage_1", "record_survey", "record_answer"),
        rules=("FUP-05", "FUP-08", "FUP-09"),
        term="SLA-17",
    ),
    StateSpec(
        "SIN_FECHA",
        "Sin fecha indicada",
        "{company} no ha indicado para cuándo espera negocios, así que no sale la etapa 2. Si la indica, regístrela.",
        who=COMPANY_ES,
        role=COMPANY,
        facts=("record_survey", "record_answer", "record_result", "close_follow_up"),
        rules=("FUP-08",),
    ),
    StateSpec(
        "CON_FECHA",
        "Etapa 2 programada",
        "El {stage_2_on} sale el correo a {company} para saber si concretó negocios.",
        who="el sistema",
        facts=("send_stage_2", "record_answer", "record_result"),
        rules=("FUP-08", "FUP-09"),
        term="SLA-18",
    ),
    StateSpec(
        "RESULTADO_PEDIDO",
        "En espera del resultado",
        "Cuéntenos si concretó negocios a partir de {activity_name}, y en qué podemos seguir apoyándole.",
        who=COMPANY_ES,
        role=COMPANY,
        facts=("record_result", "record_answer", "record_survey", "close_follow_up"),
        rules=("FUP-08", "FUP-09"),
    ),
    StateSpec(
        "CERRADO", "Cerrado", "El seguimiento de {activity_name} terminó.", who=_WHO, rules=("FUP-08",), final=True
    ),
)
