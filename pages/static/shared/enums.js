// @ts-check
// Written by `make sdl` from the exported schema: what each value is called. Do not edit by hand.
import { said } from "./language.js";

/** @type {Record<string, Record<string, string>>} */
export const WORDS = {
  "AccountClass": {
    "INSTITUCION": "Institución o asociación",
    "EXTRANJERA": "Empresa extranjera",
    "CHILENA_EXTERIOR": "Empresa chilena establecida en el exterior",
    "CUENTA_POTENCIAL": "Cuenta potencial",
    "CARTERA": "Empresa cartera",
    "USUARIA": "Empresa usuaria",
    "USUARIA_ANTERIOR": "Usuaria anterior",
    "ANTIGUA_USUARIA": "Antigua empresa usuaria",
    "NO_USUARIA": "No usuaria"
  },
  "AttentionCategory": {
    "EXPORTA_MAS": "Categoría 1: Exporta Más",
    "TRABAJO_HABITUAL": "Categoría 2: trabajo habitual",
    "TRABAJO_ESPORADICO": "Categoría 3: trabajo esporádico",
    "SIN_CATEGORIA": "Sin categoría asignada"
  },
  "CallStageProgress": {
    "ON_PLAN": "Terminó a más tardar el día planificado",
    "LATE": "Terminó después del día planificado",
    "WITHOUT_PLAN": "Terminó, y no tenía día planificado",
    "OPEN": "No ha terminado"
  },
  "Channel": {
    "IN_PERSON": "Canal presencial",
    "DIGITAL": "Canal digital",
    "TELEPHONE": "Canal telefónico"
  },
  "ConditionState": {
    "MET": "Se cumple",
    "NOT_MET": "No se cumple",
    "NOT_CONFIGURED": "No configurada: el protocolo deja el valor a otro documento"
  },
  "DocumentPurpose": {
    "CERTIFIED_LETTER": "Carta certificada, o su comprobante",
    "FORCE_MAJEURE": "Respaldo de fuerza mayor",
    "MINUTES": "Acta o minuta de una reunión",
    "REPRESENTATION": "Respaldo de quien representa a la empresa",
    "DEFENCE": "Descargos de la empresa",
    "OTHER": "Otro documento del caso"
  },
  "Export": {
    "EXPORTADORA": "Declara que exportó en los últimos 3 años",
    "POTENCIAL_ALTA": "Potencial exportador alto",
    "POTENCIAL_MEDIA": "Potencial exportador medio",
    "POTENCIAL_BAJA": "Potencial exportador bajo",
    "SIN_DECLARAR": "Sin declaración, o sin resultado del test"
  },
  "ImprovementOrigin": {
    "SUGGESTION": "Una sugerencia o un reclamo",
    "COMPLEX_CASE": "Un caso complejo",
    "REVIEW": "La revisión de un proceso",
    "MEASURE": "Un indicador"
  },
  "ImprovementState": {
    "OPEN": "En curso",
    "OVERDUE": "Atrasada: pasó su fecha y no está hecha",
    "DONE": "Hecha a tiempo",
    "DONE_LATE": "Hecha después de su fecha",
    "DROPPED": "Desistida, con su motivo"
  },
  "MeasureDimension": {
    "CHANNEL": "Canal por el que llegó",
    "POINT_OF_CONTACT": "Punto de contacto",
    "OFFICE": "Oficina que responde",
    "REGION": "Región de la empresa ese día",
    "RULE": "Regla del protocolo",
    "FLOW": "Proceso",
    "UNIT": "Unidad que responde por el proceso",
    "EXECUTIVE": "Persona a cargo del caso",
    "SECTOR": "Sector de la empresa ese día",
    "CATEGORY": "Categoría de atención ese día",
    "TARGET_PUBLIC": "Los cuatro grupos del público objetivo y, aparte, el público general",
    "PORTFOLIO": "Si la empresa era de la cartera ese día",
    "MONTH": "Mes, en la hora de la oficina que responde",
    "STAGE": "Etapa",
    "TOPIC": "Tema de la consulta",
    "ACTION_TYPE": "Tipo del servicio en el Registro de Acciones",
    "STEP": "Paso del viaje: el proceso y el estado del caso",
    "SIZE": "Tamaño de la empresa ese día",
    "AGE": "Antigüedad hoy, en días corridos"
  },
  "MessageState": {
    "QUEUED": "Por enviar",
    "SENT": "Entregado al servidor de correo",
    "PARTLY_SENT": "Unas direcciones lo recibieron y otras no: necesita una persona",
    "FAILED": "Falló",
    "GIVEN_UP": "Rechazado de manera definitiva: necesita una persona",
    "WITHDRAWN": "No salió: se retiró el hecho que lo causó"
  },
  "Organisation": {
    "COMPANY": "Empresa, o persona con negocio",
    "INSTITUTION": "Institución o asociación, pública o privada"
  },
  "Origin": {
    "NACIONAL": "Empresa o persona nacional",
    "EXTRANJERA": "Empresa extranjera",
    "CHILENA_EXTERIOR": "Empresa chilena establecida en el exterior, sin RUT",
    "INSTITUCION": "Institución o asociación"
  },
  "PersonType": {
    "NATURAL": "Persona natural",
    "LEGAL": "Persona jurídica"
  },
  "Phase": {
    "CAPTACION": "Captación e ingreso",
    "ATENCION_PERSONALIZADA": "Atención personalizada",
    "ACOMPANAMIENTO": "Acompañamiento y seguimiento de resultados"
  },
  "PointOfContact": {
    "OFIREG": "Oficina regional",
    "OFICOM": "Oficina comercial en el exterior",
    "NIVEL_CENTRAL": "Oficinas del nivel central",
    "EVENTO": "Participación en eventos",
    "FORM_CDA": "Formulario del Centro de Ayuda",
    "FORM_OIRS": "Formulario de Atención Ciudadana (OIRS)",
    "RRSS_CENTRAL": "Redes sociales del nivel central",
    "RRSS_OFIREG": "Redes sociales de una oficina regional",
    "RRSS_OFICOM": "Redes sociales de una oficina comercial",
    "RRSS_PERSONAL": "Redes sociales de autoridades o ejecutivos",
    "CORREO": "Correo directo a autoridades o ejecutivos",
    "TELEFONO": "Teléfono habilitado"
  },
  "Registration": {
    "NO_REGISTRADA": "Aún no registrada en esa fecha",
    "CUENTA_POTENCIAL": "Cuenta potencial: le faltan datos obligatorios (DEF-07)",
    "EN_CAPTACION": "Con todos sus datos, aún sin validar (AMB-40)",
    "VALIDADA": "Validada por su ejecutivo o ejecutiva regional"
  },
  "Relation": {
    "SIN_TRABAJO": "Sin trabajo con ProChile",
    "USUARIA": "Empresa usuaria del año (DEF-05)",
    "USUARIA_ANTERIOR": "Usuaria anterior: hace menos de 3 años, no este año (AMB-07)",
    "ANTIGUA_USUARIA": "Antigua usuaria: hace 3 años o más (DEF-08)"
  },
  "RepresentationState": {
    "DECLARED": "Declarada: espera que un ejecutivo o una ejecutiva la confirme",
    "CONFIRMED": "Confirmada: la persona ve y atiende la cuenta",
    "REFUSED": "Rechazada, con su motivo",
    "ENDED": "Terminada, con su motivo"
  },
  "Role": {
    "REGIONAL_EXECUTIVE": "Ejecutivo(a) regional",
    "SECTOR_OFFICER": "Encargado(a) sectorial",
    "REGIONAL_HEAD": "Director(a) regional",
    "COMMERCIAL_EXECUTIVE": "Ejecutivo(a) de oficina comercial",
    "MACROZONE_COORDINATOR": "Coordinador(a) macrozonal",
    "OCI_COORDINATOR": "Coordinador(a) One Click Import",
    "GEOGRAPHIC_PROFESSIONAL": "Profesional del área geográfica",
    "HELP_CENTRE": "Centro de Ayuda",
    "CITIZEN_SERVICE": "Atención Ciudadana",
    "CLIENT_MANAGEMENT": "Gestión de clientes",
    "SECTOR_HEAD": "Jefe(a) de sector",
    "CONCURSOS_SUPERVISOR": "Supervisor(a) de Concursos",
    "COMPANY": "Empresa",
    "ANALYST": "Analista",
    "ADMINISTRATOR": "Administrador(a)",
    "SERVICE": "Servicio"
  },
  "SurveyState": {
    "OPEN": "Enviada: todavía se puede responder",
    "ANSWERED": "Respondida",
    "EXPIRED": "Venció sin respuesta",
    "WITHDRAWN": "Retirada: el hecho que la envió se registró por error"
  },
  "SyncStatus": {
    "IN_SYNC": "Al día",
    "PENDING": "Con cambios por enviar",
    "CONFLICT": "Con un conflicto por resolver",
    "FAILED": "El CRM rechaza un cambio: necesita una persona"
  },
  "TargetGroup": {
    "CARTERA": "Grupo 1: empresas de la cartera",
    "INSTITUCIONES": "Grupo 2: instituciones y asociaciones públicas y privadas",
    "EXTRANJERAS": "Grupo 3: empresas extranjeras",
    "SIN_TRABAJO": "Grupo 4: empresas sin trabajo con ProChile"
  },
  "TaxAgreement": {
    "AGREES": "Coinciden",
    "DIFFERS": "No coinciden",
    "UNDECLARED": "El registro lo dice y en la cuenta no consta",
    "UNTOLD": "El registro no lo dice"
  },
  "TaxCategory": {
    "FIRST": "Primera categoría",
    "SECOND": "Segunda categoría"
  },
  "TermObligation": {
    "MANDATORY": "Obligatorio",
    "RECOMMENDED": "Recomendado: su atraso no es incumplimiento",
    "RIGHT": "Derecho de la empresa",
    "AUTOMATIC": "Lo hace el sistema en su fecha"
  },
  "TermState": {
    "SCHEDULED": "Programado: su día aún no llega",
    "RUNNING": "En curso",
    "AT_RISK": "Por vencer",
    "MET": "Cumplido",
    "MET_LATE": "Cumplido fuera de plazo",
    "OVERDUE": "Vencido",
    "EXPIRED": "Derecho no ejercido a tiempo",
    "WAIVED": "Eximido, con motivo",
    "WITHDRAWN": "Sin juzgar: se desistió de lo pedido",
    "NOT_CONFIGURED": "Plazo no configurado"
  }
};

/**
 * What a value is called, in the language of the page; itself, where nobody has named it.
 * @param {string} kind @param {string | null | undefined} value
 */
export const word = (kind, value) => (value ? said(WORDS[kind]?.[value] ?? value) : "—");
