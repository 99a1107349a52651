"""
The sentences in which the classes explain themselves, and the reasons that need no datum of one account.

Belongs here: Spanish text as an executive reads it, beside the rule it comes from. Does not belong here: when a
reason applies (`classification`). Holes: `{0}` is the first ground, `{missing}` what is missing.
"""

from __future__ import annotations

from typing import Final

from domain.model.classes import (
    Category,
    Condition,
    ConditionState,
    Export,
    FieldValue,
    Finding,
    Group,
    Origin,
    Phase,
    Reason,
    Registration,
)
from domain.protocol.classes.reference_day import missing

# Origin

NATIONAL: Final = Finding(
    Origin.NACIONAL,
    (Reason("DEF-02", "Está establecida en Chile.", (FieldValue("country", "CL"),)),),
)
INSTITUTION: Final = Finding(
    Origin.INSTITUCION,
    (Reason("INS-01", "Es una institución o asociación.", (FieldValue("organisation", "INSTITUTION"),)),),
)
CHILEAN_CAPITAL: Final = Finding(
    Origin.CHILENA_EXTERIOR,
    (
        Reason(
            "SPC-04",
            "Está establecida fuera de Chile, no tiene RUT y es de capitales chilenos.",
            (FieldValue("chilean_capital", True),),
            (),
            ("AMB-49",),
        ),
    ),
)
LED_BY_CHILEANS: Final = Finding(
    Origin.CHILENA_EXTERIOR,
    (
        Reason(
            "SPC-04",
            "Está establecida fuera de Chile, no tiene RUT y la lideran chilenos que comercializarán productos o "
            "servicios nacionales.",
            (FieldValue("led_by_chileans", True), FieldValue("sells_national", True)),
            (),
            ("AMB-49",),
        ),
    ),
)
ABROAD_WITH_RUT: Final = (
    "Está establecida fuera de Chile y tiene RUT chileno: la región la incorpora como empresa nacional."
)
FOREIGN: Final = "Está establecida fuera de Chile ({0.said})."
FOREIGN_AFTER_ASKING: Final = (
    "Está establecida fuera de Chile ({0.said}) y no cumple ninguna de las dos condiciones de empresa chilena en "
    "el exterior."
)

# Registration

NOT_REGISTERED: Final = "Se registró en el CRM el {0.value:%d-%m-%Y}, después del {1.value:%d-%m-%Y}."
VALIDATED: Final = "La validó {0.by} el {0.on:%d-%m-%Y}."
VALIDATION_REFUSED: Final = "{0.by} no la validó el {0.on:%d-%m-%Y}."
VALIDATION_WITHDRAWN: Final = "{0.by} retiró la validación el {0.on:%d-%m-%Y}."
NOT_VALIDATED: Final = Reason("DEF-03", "Todavía no la valida un ejecutivo(a) regional.", (), missing("VALIDATION"))
IN_CAPTURE: Final = Finding(
    Registration.EN_CAPTACION,
    (
        Reason(
            "CAP-07",
            "Sus datos obligatorios están completos y falta que la valide un ejecutivo(a) regional.",
            (),
            missing("VALIDATION"),
            ("AMB-40",),
        ),
    ),
)
IN_CAPTURE_LIST_MISSING: Final = Finding(
    Registration.EN_CAPTACION,
    (
        Reason(
            "DEF-07",
            "No se sabe si le faltan datos: la lista de campos obligatorios no está configurada.",
            (),
            missing("mandatory_fields", "VALIDATION"),
            ("AMB-21",),
        ),
    ),
)

# Relation

USER: Final = "Participó en «{0.title}», que terminó el {0.ended_on:%d-%m-%Y}: es usuaria durante {0.ended_on.year}."
USER_REGISTERED_LATE: Final = (
    "Participó en «{0.title}», que terminó el {0.ended_on:%d-%m-%Y} y se registró el {1.value:%d-%m-%Y}: la fecha de "
    "la actividad decide el año, así que es usuaria durante {0.ended_on.year}."
)
EARLIER_USER: Final = (
    "En {1.value.year} no registra una actividad que sume; la última, «{0.title}», terminó el "
    "{0.ended_on:%d-%m-%Y}. Conviene revisar su ficha."
)
FORMER_USER: Final = (
    "Trabajó con ProChile por última vez el {0.ended_on:%d-%m-%Y} («{0.title}»), hace 3 años o más al "
    "{1.value:%d-%m-%Y}."
)
UNCONFIRMED: Final = (
    "«{0.title}», que terminó el {0.ended_on:%d-%m-%Y}, todavía no suma: la registró {0.registered_by} y falta que "
    "la confirme un ejecutivo(a) regional o comercial."
)
NO_SII: Final = (
    "«{0.title}», que terminó el {0.ended_on:%d-%m-%Y}, sumaría para ser usuaria, pero no consta su inicio de "
    "actividades en el SII."
)
NO_WORK: Final = Reason(
    "DEF-05",
    "No registra ninguna actividad que sume para ser usuaria.",
    (),
    missing("COUNTING_ACTION"),
)
NO_WORK_FOREIGN: Final = Reason(
    "DEF-09",
    "No registra ninguna actividad que sume para ser usuaria.",
    (),
    missing("COUNTING_ACTION"),
    ("AMB-36",),
)

# Export

EXPORTER: Final = "Declaró el {0.on:%d-%m-%Y} que exportó en los últimos 3 años."
LEVEL: Final = "Su Test de Autodiagnóstico del {0.on:%d-%m-%Y} dio este nivel de potencial."
LEVEL_OF: Final = {
    "HIGH": Export.POTENCIAL_ALTA,
    "MEDIUM": Export.POTENCIAL_MEDIA,
    "LOW": Export.POTENCIAL_BAJA,
}
TEST_MISSING: Final = "Declaró el {0.on:%d-%m-%Y} que no exportó en los últimos 3 años y falta su Test."
TEST_EXPIRED: Final = "Su Test de Autodiagnóstico del {0.on:%d-%m-%Y} ya no está vigente."
UNDECLARED: Final = Finding(
    Export.SIN_DECLARAR,
    (
        Reason(
            "DEF-11",
            "No ha declarado si exportó en los últimos 3 años.",
            (),
            missing("EXPORT_DECLARATION"),
            ("AMB-09",),
        ),
    ),
)
CAPABLE_EXPORTER: Final = "Tiene capacidad exportadora: declaró el {0.on:%d-%m-%Y} que exporta."
CAPABLE_LEVEL: Final = "Tiene capacidad exportadora por su Test del {0.on:%d-%m-%Y}, de nivel alto o medio."
CAPABLE_INTERVIEW: Final = (
    "Tiene capacidad exportadora: {0.by} confirmó su potencial en la entrevista del {0.on:%d-%m-%Y}."
)
NOT_CAPABLE: Final = Finding(
    False,
    (
        Reason(
            "DEF-03",
            "No consta que exporte ni que tenga capacidad exportadora.",
            (),
            (),
            ("AMB-39",),
        ),
    ),
)

# Portfolio

ACTIVE: Final = Condition(
    "active", ConditionState.MET, (Reason("DEF-03", "Está activa.", (FieldValue("active", True),)),)
)
INACTIVE: Final = Condition(
    "active",
    ConditionState.NOT_MET,
    (Reason("DEF-03", "No está activa.", (FieldValue("active", False),), missing("active")),),
)
CONTACT_DATA_COMPLETE: Final = Condition(
    "contact_data", ConditionState.MET, (Reason("DEF-03", "Tiene todos sus datos de contacto."),)
)
CONTACT_DATA_LIST_MISSING: Final = Condition(
    "contact_data",
    ConditionState.NOT_CONFIGURED,
    (
        Reason(
            "DEF-07",
            "No se puede juzgar: la lista de campos obligatorios no está configurada.",
            (),
            missing("mandatory_fields"),
            ("AMB-21",),
        ),
    ),
)
UNVALIDATED: Final = Condition("validated", ConditionState.NOT_MET, (NOT_VALIDATED,))
NOT_CAPABLE_CONDITION: Final = Condition("objectives", ConditionState.NOT_MET, NOT_CAPABLE.reasons)
SECTOR_IN_STRATEGY: Final = "Su sector ({0.said}) está en la estrategia institucional."
SECTOR_NOT_IN_STRATEGY: Final = "Su sector ({0.said}) no está en la estrategia institucional."
SECTOR_UNKNOWN: Final = Reason("DEF-03", "No tiene sector.", (), missing("sector"), ("AMB-59",))
SECTORS_NOT_CONFIGURED: Final = Reason(
    "DEF-03",
    "No se puede juzgar su sector: la lista de sectores de la estrategia no está configurada.",
    (),
    missing("strategic_sectors"),
    ("AMB-59",),
)
EXPORTA_MAS_ALERT: Final = (
    "Participa en Exporta Más desde el {0.on:%d-%m-%Y} y no es empresa cartera; no cumple: {missing}."
)

# Phase

PHASE_CAPTURE: Final = Finding(
    Phase.CAPTACION,
    (Reason("DEF-15", "Está en captación: falta la preadmisibilidad.", (), missing("PREADMISSIBILITY")),),
)
PHASE_CAPTURE_AGAIN: Final = Finding(
    Phase.CAPTACION,
    (
        Reason(
            "DEF-15",
            "Es antigua usuaria: para volver a ser atendida actualiza su ficha.",
            (),
            missing("PREADMISSIBILITY"),
        ),
    ),
)
PHASE_CAPTURE_FOREIGN: Final = Finding(
    Phase.CAPTACION,
    (
        Reason(
            "EXT-02",
            "Está en captación hasta su primera actividad que sume.",
            (),
            missing("COUNTING_ACTION"),
        ),
    ),
)
PHASE_CAPTURE_INSTITUTION: Final = Finding(
    Phase.CAPTACION,
    (Reason("INS-01", "Está en captación: falta validar la cuenta.", (), missing("VALIDATION")),),
)
PHASE_ATTENTION: Final = "Completó la preadmisibilidad el {0.on:%d-%m-%Y}: recibe atención personalizada."
PHASE_ATTENTION_INSTITUTION: Final = Finding(
    Phase.ATENCION_PERSONALIZADA,
    (Reason("INS-01", "Su cuenta está validada; las instituciones no hacen ficha ni test."),),
)
PHASE_FOLLOW_UP: Final = (
    "Terminó «{0.title}» el {0.ended_on:%d-%m-%Y}: corresponde acompañarla y seguir sus resultados."
)

# Group

GROUP_INSTITUTIONS: Final = Finding(
    Group.INSTITUCIONES, (Reason("GRP-01", "Grupo 2: instituciones y asociaciones públicas y privadas."),)
)
GROUP_FOREIGN: Final = Finding(Group.EXTRANJERAS, (Reason("GRP-01", "Grupo 3: empresas extranjeras."),))
GROUP_CHILEAN_ABROAD: Final = Finding(
    Group.EXTRANJERAS,
    (
        Reason(
            "GRP-01",
            "Grupo 3: como empresa chilena en el exterior se registra y atiende con las empresas extranjeras.",
        ),
    ),
)
GROUP_PORTFOLIO: Final = Finding(Group.CARTERA, (Reason("GRP-01", "Grupo 1: es empresa cartera."),))
GROUP_OUTSIDE_PORTFOLIO: Final = Finding(
    Group.CARTERA,
    (
        Reason(
            "GRP-01",
            "Grupo 1, fuera de cartera: ha tenido actividades que suman, aunque hoy no es empresa cartera.",
            (),
            (),
            ("AMB-41",),
        ),
    ),
)
GROUP_NO_WORK: Final = Finding(
    Group.SIN_TRABAJO,
    (Reason("GRP-01", "Grupo 4: empresa sin trabajo con ProChile.", (), (), ("AMB-41",)),),
)

# Category

CATEGORY_MEMBER: Final = "Participa en Exporta Más desde el {0.on:%d-%m-%Y}."
CATEGORY_ASSIGNED: Final = "La asignó {0.by} el {0.on:%d-%m-%Y}."
CATEGORY_ASSIGNED_WHY: Final = "La asignó {0.by} el {0.on:%d-%m-%Y}: {0.reason}."
CATEGORY_AFTER_REFUSAL: Final = (
    "Pasó a esta categoría porque la empresa pidió, el {0.on:%d-%m-%Y}, no recibir más el correo de seguimiento."
)
CATEGORY_NOT_MEMBER: Final = "{0.by} le asignó la categoría 1 el {0.on:%d-%m-%Y}, pero hoy no participa en Exporta Más."
CATEGORY_NONE: Final = Finding(
    Category.SIN_CATEGORIA, (Reason("ATN-01", "No tiene categoría asignada.", (), (), ("AMB-31",)),)
)
