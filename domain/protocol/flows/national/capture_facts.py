"""The facts of capture ("captación") and its states, with the text of each next step (sections 8.2 and 8.3)."""

from __future__ import annotations

from typing import Final

from domain.model.cases import ValueKind
from domain.model.institution.people import PORTAL_ROLES, Role
from domain.model.places.regions import REGIONS
from domain.protocol.access.permissions import FIRST_LINE
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import Datum, FactSpec, StateSpec
from domain.protocol.routing.referrals import STAGE, SUPPORT

_R: Final = Role.REGIONAL_EXECUTIVE
_H: Final = Role.REGIONAL_HEAD
_O: Final = Role.SECTOR_OFFICER
REGION_TEAM: Final = frozenset({_R, _H, _O})
PORTAL: Final = PORTAL_ROLES

REGION_NAMES: Final = {region.cut: region.name for region in REGIONS}
PROBLEM_KINDS: Final = {
    "REGISTRATION": "Registro en el portal",
    "FICHA": "Ficha de Caracterización",
    "TEST": "Test de Autodiagnóstico",
    "UPDATE": "Actualización de la ficha",
    "DISAGREEMENT": "No está conforme con la respuesta",
}
"""What the company has a problem with. Source: RTE-03; LOW-05 adds the disagreement, OLD-05 the update."""

PROBLEM: Final = Datum("problem", ValueKind.CHOICE, "Problema", choices=PROBLEM_KINDS, rule="RTE-03")
PROBLEM_NOTES: Final = Datum("problem_notes", ValueKind.TEXT, "Detalle del problema", required=False)
COMPANY_NAME: Final = Datum(
    "company", ValueKind.TEXT, "Nombre de la empresa, si aún no tiene cuenta", required=False, rule="RTE-03"
)

REPORT_PROBLEM: Final = contact(
    "report_portal_problem",
    "Informar problema con el portal",
    "The company communicates again: it cannot register, complete or update its ficha, take the test, or disagrees.",
    (
        PROBLEM,
        PROBLEM_NOTES,
        COMPANY_NAME,
    ),
    FIRST_LINE | PORTAL,
)

PERSON_CONTACTED: Final = Datum("person", ValueKind.TEXT, "Persona que se contacta", required=False)

LEVEL: Final = Datum(
    "level",
    ValueKind.CHOICE,
    "Nivel",
    required=False,
    rule="DEF-12",
    choices={"HIGH": "Alta", "MEDIUM": "Media", "LOW": "Baja"},
)
ITEMS: Final = Datum("items", ValueKind.TEXTS, "Antecedentes entregados", required=False, rule="CAP-07")
EXPORTS: Final = Datum("exports", ValueKind.BOOLEAN, "Exportó en los últimos 3 años", rule="DEF-11")
REGION: Final = Datum("region", ValueKind.CHOICE, "Región de la casa matriz", choices=REGION_NAMES, rule="RTE-04")
MODE: Final = Datum(
    "mode", ValueKind.CHOICE, "Modalidad", rule="CAP-08", choices={"INTERVIEW": "Entrevista", "VISIT": "Visita"}
)
VERIFIED_POTENTIAL: Final = Datum(
    "verified_potential",
    ValueKind.CHOICE,
    "Potencial comprobado",
    required=False,
    rule="CAP-09",
    choices={"CONFIRMED": "Se confirma", "NOT_CONFIRMED": "No se confirma"},
)
FACTS: Final = (
    contact(
        "receive_contact",
        "Registrar el primer contacto",
        "A company that never worked with ProChile asks to be attended in export promotion.",
        (
            PERSON_CONTACTED,
            Datum("wants", ValueKind.TEXT, "Qué busca", required=False),
        ),
        FIRST_LINE,
    ),
    contact(
        "explain_procedure",
        "Explicar el procedimiento",
        "The responsible of the point of contact explained the procedure that applies, in a near tone.",
        (Datum("by_message", ValueKind.BOOLEAN, "Enviar también el mensaje", required=False, rule="COM-02"),),
        FIRST_LINE,
    ),
    FactSpec(
        "register",
        "Registrarse en el portal con Clave Única",
        "The representative created the company's account in the portal, identified by Clave Única.",
        (Datum("representative_run", ValueKind.RUT, "RUN del o la representante", rule="CAP-04"),),
        PORTAL,
    ),
    FactSpec(
        "complete_ficha",
        "Completar o actualizar la Ficha de Caracterización",
        "The company completed its ficha, or updated it, in the portal.",
        (
            EXPORTS,
            REGION,
            Datum("ficha_version", ValueKind.TEXT, "Versión de la ficha", required=False, rule="OLD-01"),
        ),
        PORTAL,
    ),
    FactSpec(
        "record_test_result",
        "Responder el Test de Autodiagnóstico",
        "Result of the self-diagnosis test: a level from the portal, or a score for the configured table.",
        (
            LEVEL,
            Datum("score", ValueKind.INTEGER, "Puntaje", required=False, rule="DEF-12"),
            Datum("scoring_version", ValueKind.TEXT, "Versión de la tabla de puntajes", required=False),
            STAGE,
            SUPPORT,
        ),
        PORTAL | {_R, _O},
    ),
    contact(
        "record_contact_attempt",
        "Registrar intento de contacto",
        "The company was called or written to and did not answer.",
        (
            Datum("means", ValueKind.TEXT, "Medio", required=False),
            Datum("notes", ValueKind.TEXT, "Notas", required=False),
        ),
        REGION_TEAM,
    ),
    contact(
        "record_contact",
        "Registrar contacto establecido",
        "The company was reached, or answered.",
        (
            Datum(
                "contact_kind",
                ValueKind.CHOICE,
                "Forma del contacto",
                rule="POT-02",
                choices={"SPOKEN": "Conversación", "WRITTEN": "Mensaje escrito"},
            ),
            Datum("company_answered", ValueKind.BOOLEAN, "La empresa respondió", required=False, rule="POT-02"),
            Datum("notes", ValueKind.TEXT, "Notas", required=False),
        ),
        REGION_TEAM,
    ),
    contact(
        "record_interview",
        "Registrar entrevista o visita con su resultado",
        "The interview or visit was held; it counts because its result is registered.",
        (
            MODE,
            Datum("result", ValueKind.TEXT, "Resultado", rule="CAP-08"),
            VERIFIED_POTENTIAL,
            Datum(
                "representation_confirmed",
                ValueKind.BOOLEAN,
                "Se confirmó la representación",
                required=False,
                rule="CAP-04",
            ),
            Datum("notes", ValueKind.TEXT, "Notas", required=False),
        ),
        REGION_TEAM,
    ),
    FactSpec(
        "confirm_representation",
        "Confirmar la representación declarada",
        "The person represents the company: what she declared passes to its account, and she sees it from now on.",
        (Datum("notes", ValueKind.TEXT, "Cómo lo comprobó", required=False),),
        REGION_TEAM,
    ),
    FactSpec(
        "refuse_representation",
        "Rechazar la representación declarada",
        "The person does not represent the company, or cannot show it; she reads why.",
        (Datum("reason", ValueKind.TEXT, "Motivo que se muestra a la persona", rule="POL-06"),),
        REGION_TEAM,
    ),
    FactSpec(
        "go_on_elsewhere",
        "Seguir en la atención que la empresa ya tiene",
        "Once a representation is confirmed: the company is attended already, or its capture has come further.",
        (Datum("reason", ValueKind.TEXT, "Por qué este caso termina", rule="CAP-02"),),
    ),
    FactSpec(
        "withdraw_capture",
        "Registrar que la empresa desiste",
        "The company does not go on with its capture, and says why; it may begin again whenever it wants.",
        (Datum("reason", ValueKind.TEXT, "Por qué no sigue", rule="POL-07"),),
        PORTAL | REGION_TEAM,
    ),
    FactSpec(
        "expire_capture",
        "Dar por vencida la captación",
        "Nothing happened for as long as the institution has configured while the company had the next step.",
    ),
    FactSpec(
        "opt_out",
        "No recibir la comunicación de seguimiento",
        "The company says beforehand that it wants no follow-up; stage 1 when no stage is named.",
        (
            Datum(
                "stage",
                ValueKind.CHOICE,
                "Qué no desea recibir",
                required=False,
                rule="FUP-06",
                choices={"STAGE_1": "El correo de la etapa 1", "STAGE_2": "El correo de la etapa 2"},
            ),
        ),
        PORTAL | REGION_TEAM,
    ),
    FactSpec(
        "validate",
        "Validar la empresa",
        "The regional executive validates the company after the interview.",
        (Datum("notes", ValueKind.TEXT, "Notas", required=False),),
        frozenset({_R}),
    ),
    FactSpec(
        "reject",
        "Rechazar con motivo",
        "The regional executive does not validate the company, and says why.",
        (Datum("reason", ValueKind.TEXT, "Motivo que se muestra a la empresa", rule="POL-06"),),
        frozenset({_R}),
    ),
    FactSpec(
        "complete_preadmissibility",
        "Completar la preadmisibilidad",
        "The checklist of preadmissibility is complete.",
        (ITEMS,),
        frozenset({Role.COMPANY, _R}),
    ),
    REPORT_PROBLEM,
)

_COMPANY_ES: Final = "la empresa"
_CONTACTER_ES: Final = "encargado/a del sector, o quien decida la jefatura regional"

STATES: Final = (
    StateSpec(
        "CONTACTO",
        "Contacto recibido",
        "Para atenderle, necesitamos que quien representa a {company} cree su cuenta ProChile con Clave Única en "
        "{portal} y complete ahí la Ficha de Caracterización. Si tiene algún problema, le ayudamos.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        facts=("register", "explain_procedure", "report_portal_problem"),
        rules=("PUB-03", "CAP-04", "CAP-02"),
    ),
    StateSpec(
        "REGISTRO",
        "Falta la ficha",
        "Recibimos el registro. El siguiente paso para {company} es completar la Ficha de Caracterización en {portal}.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        facts=("complete_ficha", "explain_procedure", "report_portal_problem"),
        rules=("CAP-01", "RTE-02"),
    ),
    StateSpec(
        "FICHA_POR_ACTUALIZAR",
        "Antigua usuaria, ficha por actualizar",
        "Qué bueno que {company} vuelve. Para retomar el trabajo, actualice su Ficha de Caracterización en {portal}.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        facts=("complete_ficha", "explain_procedure", "report_portal_problem"),
        rules=("OLD-01", "RTE-02"),
    ),
    StateSpec(
        "TEST",
        "Test pendiente",
        "Como {company} declaró que no ha exportado en los últimos 3 años, falta responder el Test de Autodiagnóstico "
        "en {portal}: así sabremos cómo ayudarle mejor.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        facts=("record_test_result", "complete_ficha", "report_portal_problem"),
        rules=("CAP-06", "CAP-05"),
    ),
    StateSpec(
        "NOTIFICADA_REGION",
        "Oficina regional avisada",
        "Contacte a {company} para agendar una entrevista o visita. Un intento sin respuesta se registra, pero no "
        "detiene el plazo; lo detiene el contacto establecido.",
        who=_CONTACTER_ES,
        role=Role.SECTOR_OFFICER,
        facts=("record_contact", "record_contact_attempt"),
        rules=("POT-02", "EXP-03", "OLD-03", "RTE-05"),
    ),
    StateSpec(
        "DERIVADA_BAJO_POTENCIAL",
        "Derivada por bajo potencial",
        "Le enviamos a {company} los pasos previos a exportar, con información y capacitación. {scope} {bodies} "
        "Cuando haya avanzado, puede actualizar su ficha o responder el test de nuevo.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        facts=("record_test_result", "complete_ficha", "report_portal_problem"),
        rules=("LOW-01", "LOW-02", "LOW-03"),
    ),
    StateSpec(
        "CONTACTADA",
        "Contactada",
        "Realice la entrevista o visita a {company} y registre su resultado: solo cuenta cuando queda registrada.",
        who=_CONTACTER_ES,
        role=Role.SECTOR_OFFICER,
        facts=("record_interview", "record_contact_attempt"),
        rules=("POT-03", "EXP-04", "OLD-04", "CAP-08"),
    ),
    StateSpec(
        "ENTREVISTADA",
        "Entrevistada",
        "Decida si valida a {company}. Si no la valida, explique el motivo: la empresa lo verá.",
        who="ejecutivo/a regional",
        role=Role.REGIONAL_EXECUTIVE,
        facts=("validate", "reject", "complete_ficha"),
        rules=("CAP-07",),
    ),
    StateSpec(
        "VALIDADA",
        "Validada",
        "{company} está validada. Falta completar la preadmisibilidad: {preadmissibility}.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        facts=("complete_preadmissibility",),
        rules=("CAP-07", "EXP-05"),
    ),
    StateSpec(
        "PREADMISIBLE",
        "Preadmisible: atención personalizada",
        "{company} completó su captación. Sigue la atención personalizada con su ejecutivo/a regional.",
        who="ejecutivo/a regional",
        role=Role.REGIONAL_EXECUTIVE,
        rules=("CAP-10",),
        final=True,
    ),
    StateSpec(
        "RECHAZADA",
        "No validada",
        "{company} no fue validada. Motivo: {reason}. {scope} Puede volver a postular cuando su situación cambie.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        rules=("CAP-07", "POL-06"),
        final=True,
    ),
    StateSpec(
        "DESISTIDA",
        "La empresa desistió",
        "{company} no sigue con su captación. Motivo: {reason}. Puede retomarla cuando quiera.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        rules=("CAP-02", "POL-07"),
        final=True,
    ),
    StateSpec(
        "VENCIDA",
        "Captación vencida",
        "La captación de {company} venció: no hubo movimiento en el plazo configurado. Puede retomarla cuando quiera.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        rules=("CAP-02", "POL-07"),
        final=True,
    ),
    StateSpec(
        "REPRESENTACION_RECHAZADA",
        "Representación no confirmada",
        "No pudimos confirmar que usted representa a esta empresa. Motivo: {reason}. Si la representa, vuelva a "
        "declararlo o escriba a la oficina de su región.",
        who=_COMPANY_ES,
        role=Role.COMPANY,
        rules=("CAP-04", "POL-06"),
        final=True,
    ),
    StateSpec(
        "UNIDA_A_LA_CUENTA",
        "Unida a la cuenta de la empresa",
        "La representación está confirmada y lo declarado quedó en la cuenta de {company}, que sigue con la atención "
        "que ya tenía.",
        who="ejecutivo/a regional",
        role=Role.REGIONAL_EXECUTIVE,
        rules=("CAP-04", "CAP-02"),
        final=True,
    ),
)
