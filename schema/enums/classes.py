"""Enums of the derived classes."""

from __future__ import annotations

from domain.model import classes
from domain.protocol.classes.company_type import NonUserType
from schema.enums.describing import described

described(
    classes.Origin,
    "Where the account comes from (section 8.1).",
    {
        "NACIONAL": "Empresa o persona nacional.",
        "EXTRANJERA": "Empresa extranjera.",
        "CHILENA_EXTERIOR": "Empresa chilena establecida en el exterior, sin RUT.",
        "INSTITUCION": "Institución o asociación.",
    },
)
described(
    classes.Registration,
    "How far its registration has come (section 8.1).",
    {
        "NO_REGISTRADA": "Aún no registrada en esa fecha.",
        "CUENTA_POTENCIAL": "Cuenta potencial: le faltan datos obligatorios (DEF-07).",
        "EN_CAPTACION": "Con todos sus datos, aún sin validar (AMB-40).",
        "VALIDADA": "Validada por su ejecutivo o ejecutiva regional.",
    },
)
described(
    classes.Relation,
    "Its work with ProChile (section 8.1).",
    {
        "SIN_TRABAJO": "Sin trabajo con ProChile.",
        "USUARIA": "Empresa usuaria del año (DEF-05).",
        "USUARIA_ANTERIOR": "Usuaria anterior: hace menos de 3 años, no este año (AMB-07).",
        "ANTIGUA_USUARIA": "Antigua usuaria: hace 3 años o más (DEF-08).",
    },
)
described(
    classes.Export,
    "What it declared, and what the test said, about exporting.",
    {
        "EXPORTADORA": "Declara que exportó en los últimos 3 años.",
        "POTENCIAL_ALTA": "Potencial exportador alto.",
        "POTENCIAL_MEDIA": "Potencial exportador medio.",
        "POTENCIAL_BAJA": "Potencial exportador bajo.",
        "SIN_DECLARAR": "Sin declaración, o sin resultado del test.",
    },
)
described(
    classes.Phase,
    "Phase of the attention (DEF-15).",
    {
        "CAPTACION": "Captación e ingreso.",
        "ATENCION_PERSONALIZADA": "Atención personalizada.",
        "ACOMPANAMIENTO": "Acompañamiento y seguimiento de resultados.",
    },
)
described(
    NonUserType,
    "Type of a national company that is no user (DEF-13).",
    {
        "EXPORTADORA": "Empresa no usuaria exportadora.",
        "CON_POTENCIAL": "Empresa no usuaria con potencial exportador.",
        "BAJO_POTENCIAL": "Empresa no usuaria con bajo potencial exportador.",
        "POR_DETERMINAR": "Falta su declaración de exportaciones o el resultado de su test.",
    },
)
described(
    classes.Group,
    "Target group (GRP-01).",
    {
        "CARTERA": "Grupo 1: empresas de la cartera.",
        "INSTITUCIONES": "Grupo 2: instituciones y asociaciones públicas y privadas.",
        "EXTRANJERAS": "Grupo 3: empresas extranjeras.",
        "SIN_TRABAJO": "Grupo 4: empresas sin trabajo con ProChile.",
    },
    name="TargetGroup",
)
described(
    classes.Category,
    "Category of attention (ATN-01).",
    {
        "EXPORTA_MAS": "Categoría 1: Exporta Más.",
        "TRABAJO_HABITUAL": "Categoría 2: trabajo habitual.",
        "TRABAJO_ESPORADICO": "Categoría 3: trabajo esporádico.",
        "SIN_CATEGORIA": "Sin categoría asignada.",
    },
    name="AttentionCategory",
)
described(
    classes.AccountClass,
    "A class of an account on a date (section 8.1, AMB-46).",
    {
        "INSTITUCION": "Institución o asociación.",
        "EXTRANJERA": "Empresa extranjera.",
        "CHILENA_EXTERIOR": "Empresa chilena establecida en el exterior.",
        "CUENTA_POTENCIAL": "Cuenta potencial.",
        "CARTERA": "Empresa cartera.",
        "USUARIA": "Empresa usuaria.",
        "USUARIA_ANTERIOR": "Usuaria anterior.",
        "ANTIGUA_USUARIA": "Antigua empresa usuaria.",
        "NO_USUARIA": "No usuaria; solo como clase principal, cuando ninguna otra corresponde.",
    },
)
described(
    classes.ConditionState,
    "State of a condition.",
    {
        "MET": "Se cumple.",
        "NOT_MET": "No se cumple.",
        "NOT_CONFIGURED": "No configurada: el protocolo deja el valor a otro documento.",
    },
)
described(
    classes.CauseKind,
    "What brought a change of class about.",
    {
        "ACTION": "Una acción terminó, se registró, se confirmó o se anuló.",
        "FACT": "Un hecho fechado comenzó o terminó.",
        "ACCOUNT": "Cambiaron sus datos, o se registró.",
        "NEW_YEAR": "Comenzó un nuevo año calendario (DEF-06).",
        "THIRD_ANNIVERSARY": "Se cumplieron tres años de su última actividad (DEF-08).",
        "TIME": "Venció otro plazo, como la vigencia de un test.",
        "CONFIGURATION": "Cambió un ajuste fechado.",
    },
    name="ClassChangeCause",
)
