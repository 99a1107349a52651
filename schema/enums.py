"""Enums of the domain as GraphQL enums, each value documented with the protocol's Spanish term."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

import strawberry

from domain.model import (
    accounts,
    cases,
    channels,
    classes,
    conflicts,
    crm,
    decisions,
    journeys,
    messages,
    people,
    personal_data,
    terms,
)
from domain.ports import reading
from domain.protocol import permissions
from domain.protocol.catalogue import rows
from domain.protocol.company_type import NonUserType
from domain.protocol.source_systems import SOURCE_SYSTEMS
from domain.use_cases import validate_account

E = TypeVar("E", bound=Enum)


def described(enum: type[E], description: str, values: Mapping[str, str], name: str | None = None) -> type[E]:
    """
    Register *enum* with a description for itself and for every value.

    Raises:
        ValueError: A value has no description, or a description has no value.
    """
    names = {member.name for member in enum}
    if names != set(values):
        raise ValueError(f"{enum.__name__}: describe exactly its values; differs: {names ^ set(values)}")
    strawberry.enum(enum, description=description, name=name)
    definition: Any = enum.__strawberry_definition__  # type: ignore[attr-defined]  # set by the line above
    for value in definition.values:
        value.description = values[value.name]
    return enum


described(
    accounts.Organisation,
    "What kind of body an account is.",
    {"COMPANY": "Empresa, o persona con negocio.", "INSTITUTION": "Institución o asociación, pública o privada."},
)
described(
    accounts.PersonType,
    "Natural or legal person.",
    {"NATURAL": "Persona natural.", "LEGAL": "Persona jurídica."},
)
described(
    accounts.TaxCategory,
    "Tax category at SII.",
    {"FIRST": "Primera categoría.", "SECOND": "Segunda categoría."},
)
described(
    accounts.Purpose,
    "Why a foreign company comes (DEF-01).",
    {
        "IMPORT": "Importar oferta chilena.",
        "ASSOCIATE": "Asociarse con una empresa chilena.",
        "INVEST": "Invertir en Chile.",
    },
)
described(
    accounts.FactKind,
    "Kind of dated fact.",
    {
        "EXPORT_DECLARATION": "Declaración «exportó en los últimos 3 años» (DEF-11).",
        "TEST_LEVEL": "Resultado del Test de Autodiagnóstico (DEF-12).",
        "VERIFIED_POTENTIAL": "Potencial comprobado en la entrevista (CAP-09).",
        "VALIDATION": "Validación del ejecutivo o ejecutiva regional (DEF-03, CAP-07).",
        "CATEGORY": "Categoría de atención 1, 2 o 3 (ATN-01).",
        "EXPORTA_MAS": "Participación en Exporta Más (DEF-04).",
        "REGISTRATION": "Registro con Clave Única (CAP-04).",
        "FICHA": "Ficha de Caracterización completada (CAP-01).",
        "INTERVIEW": "Entrevista o visita registrada (CAP-08).",
        "PREADMISSIBILITY": "Preadmisibilidad completada (CAP-07).",
        "FOLLOW_UP_OPT_OUT": "No desea más la comunicación de seguimiento (FUP-06).",
    },
)
described(
    channels.Channel,
    "Channel of a contact (CHN-01).",
    {"IN_PERSON": "Canal presencial.", "DIGITAL": "Canal digital.", "TELEPHONE": "Canal telefónico."},
)
described(
    channels.PointOfContact,
    "Point of contact inside a channel (CHN-02, CHN-03, CHN-04).",
    {
        "OFIREG": "Oficina regional.",
        "OFICOM": "Oficina comercial en el exterior.",
        "NIVEL_CENTRAL": "Oficinas del nivel central.",
        "EVENTO": "Participación en eventos.",
        "FORM_CDA": "Formulario del Centro de Ayuda.",
        "FORM_OIRS": "Formulario de Atención Ciudadana (OIRS).",
        "RRSS_CENTRAL": "Redes sociales del nivel central.",
        "RRSS_OFIREG": "Redes sociales de una oficina regional.",
        "RRSS_OFICOM": "Redes sociales de una oficina comercial.",
        "RRSS_PERSONAL": "Redes sociales de autoridades o ejecutivos.",
        "CORREO": "Correo directo a autoridades o ejecutivos.",
        "TELEFONO": "Teléfono habilitado.",
    },
)
described(
    people.Role,
    "Role under which somebody acts (ROL-01).",
    {
        "REGIONAL_EXECUTIVE": "Ejecutivo o ejecutiva regional.",
        "SECTOR_OFFICER": "Encargado o encargada sectorial (sectorialista).",
        "REGIONAL_HEAD": "Director o directora regional.",
        "COMMERCIAL_EXECUTIVE": "Ejecutivo o ejecutiva de una oficina comercial.",
        "MACROZONE_COORDINATOR": "Coordinador o coordinadora macrozonal.",
        "OCI_COORDINATOR": "Coordinador o coordinadora de One Click Import.",
        "GEOGRAPHIC_PROFESSIONAL": "Profesional del área geográfica.",
        "HELP_CENTRE": "Centro de Ayuda.",
        "CITIZEN_SERVICE": "Atención Ciudadana (OIRS).",
        "CLIENT_MANAGEMENT": "Gestión de clientes.",
        "SECTOR_HEAD": "Jefe o jefa de sector.",
        "CONCURSOS_SUPERVISOR": "Supervisor o supervisora de Concursos.",
        "COMPANY": "Representante de una empresa, en el portal.",
        "ANALYST": "Analista: lee y mide, no escribe.",
        "ADMINISTRATOR": "Administrador o administradora: configura y opera.",
        "SERVICE": "Cuenta de servicio: el sistema mismo u otro sistema.",
    },
)
described(
    people.OfficeKind,
    "Kind of office (SYS-04).",
    {"OFIREG": "Oficina regional.", "OFICOM": "Oficina comercial en el exterior.", "CENTRAL": "Nivel central."},
)
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
    conflicts.SyncStatus,
    "How an account stands towards the CRM.",
    {
        "IN_SYNC": "Al día.",
        "PENDING": "Con cambios por enviar.",
        "CONFLICT": "Con un conflicto por resolver.",
        "FAILED": "El CRM rechaza un cambio: necesita una persona.",
    },
)
described(
    conflicts.Side,
    "Whose value.",
    {"ATENCION": "El valor de Atención.", "CRM": "El valor del CRM.", "OTHER": "Otro valor, dado por quien resuelve."},
    name="ConflictSide",
)
described(
    crm.RecordKind,
    "Kind of record kept in step with the CRM.",
    {"ACCOUNT": "Cuenta.", "CONTACT": "Contacto.", "ACTION": "Acción."},
    name="SyncedRecordKind",
)
described(
    decisions.DecisionKind,
    "Kind of entry of the record of decisions.",
    {
        "DECISION": "Decisión.",
        "OVERRIDE": "Una persona reemplazó un valor derivado o propuesto, con motivo.",
        "REFUSAL": "Rechazo, derivación o postergación, con el motivo que se mostró.",
        "TRACE": "Cambio que hizo el sistema por una regla o por el calendario.",
    },
)
described(
    reading.AccountOrder,
    "Order of a list of accounts; ties by id.",
    {
        "RELEVANCE": "Como los encuentra el índice: el más rápido.",
        "NAME": "Por nombre.",
        "REGISTERED_ON": "Por fecha de registro, las primeras antes.",
        "REGISTERED_ON_DESC": "Por fecha de registro, las últimas antes.",
    },
)
described(
    rows.Obligation,
    "How strongly the source binds.",
    {member.name: member.name_es.capitalize() + "." for member in rows.Obligation},
    name="RuleObligation",
)
described(
    rows.CoverageKind,
    "How the software covers a rule.",
    {member.name: member.name_es.capitalize() + "." for member in rows.CoverageKind},
    name="RuleCoverage",
)
described(
    rows.Verb,
    "What the software does because of a rule.",
    {
        "DERIVE": "Deriva una clase o un estado.",
        "TIMER": "Calcula un plazo.",
        "ROUTE": "Decide quién atiende.",
        "NOTIFY": "Envía un mensaje.",
        "RECORD": "Guarda un hecho.",
        "EXPLAIN": "Dice el próximo paso y por qué.",
        "MEASURE": "Mide.",
        "NONE": "Nada: queda fuera del software.",
    },
    name="RuleVerb",
)
described(
    permissions.Permission,
    "Something that not everybody may do.",
    {
        permission.name: f"{grant.verb_es[0].upper()}{grant.verb_es[1:]} ({grant.rule})."
        for permission, grant in permissions.GRANTS.items()
    },
)
described(
    validate_account.ValidationStep,
    "Decision on the validation of an account.",
    {
        "VALIDATED": "Validada.",
        "REJECTED": "Rechazada, con motivo.",
        "WITHDRAWN": "Validación retirada, con motivo.",
    },
    name="ValidationDecision",
)
described(
    personal_data.PersonalData,
    "A kind of datum by which a natural person is known or reached (DAT-01, DAT-02, DAT-07).",
    {
        "NAME": "Nombre.",
        "RUN": "RUN, o RUT de una persona natural.",
        "EMAIL": "Correo electrónico.",
        "PHONE": "Teléfono.",
        "ADDRESS": "Dirección.",
        "POSITION": "Cargo.",
        "CORRESPONDENCE": "Texto de un mensaje.",
    },
    name="PersonalDataKind",
)
described(
    journeys.SourceSystem,
    "The six systems of administrative records (SYS-01).",
    {row.system.name: f"{row.name_es}." for row in SOURCE_SYSTEMS.values()},
)
described(
    journeys.JourneyResult,
    "What came of a record that a system tells.",
    {
        "RECORDED": "Registrado.",
        "NEW_VERSION": "El sistema lo cuenta distinto: quedó como versión nueva.",
        "UNCHANGED": "Ya estaba, igual.",
        "REFUSED": "Rechazado, con el motivo.",
    },
)
described(
    cases.Flow,
    "A process of the protocol.",
    {
        "CAPTURE": "Captación de empresas nacionales.",
        "REQUEST": "Solicitud de una empresa usuaria.",
        "SERVICE": "Servicio o herramienta: selección, información y registro.",
        "AGENDA": "Agenda de negocios.",
        "BEHAVIOUR_NOTE": "Nota de comportamiento.",
        "ABROAD": "Empresa chilena establecida en el exterior.",
        "DEMAND": "Demanda de un proveedor chileno (One Click Import).",
        "INVESTMENT": "Inversión extranjera.",
        "VISIT": "Visita de importadores.",
        "INVITATION": "Invitación a una empresa extranjera.",
        "FOLLOW_UP": "Seguimiento de resultados.",
        "INSTITUTION": "Solicitud de una institución o asociación.",
        "HELP_CENTRE": "Consulta al Centro de Ayuda.",
        "CITIZEN": "Atención Ciudadana: reclamo, sugerencia, felicitación.",
        "PORTAL_PROBLEM": "Problema con el portal, o disconformidad.",
        "POTENTIAL_ACCOUNT": "Cuenta potencial candidata.",
    },
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
        "GIVEN_UP": "Rechazado de manera definitiva: necesita una persona.",
    },
)
described(messages.Language, "Language of a message.", {"ES": "Español.", "EN": "Inglés."}, name="MessageLanguage")
