"""The lists that can be had as a file, one row each: all that the API answers page by page, and the figures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.exports.columns import PAGE_INFO, Column, ExportList
from api.exports.figures import FIGURE_LISTS
from api.exports.journeys import JOURNEY_LISTS
from domain.model.activities import ActivityState
from domain.model.cases import Flow
from domain.model.classes import AccountClass, Group
from domain.model.exchange.conflicts import Side
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.decisions import DecisionKind
from domain.model.institution.people import Role
from domain.model.messages import MessageState
from domain.model.personal_data import PersonalData
from domain.model.quality.calls import StageProgress
from domain.model.quality.improvements import ImprovementState, OriginKind
from domain.model.quality.suggestions import SuggestionKind, SuggestionState
from domain.model.representations import RepresentationState
from domain.model.terms import TermObligation, TermState
from domain.protocol.measures.subjects import MeasureName

LISTS: Final[Mapping[str, ExportList]] = MappingProxyType(
    {
        **JOURNEY_LISTS,
        **FIGURE_LISTS,
        "empresas": ExportList(
            "Empresas",
            f"""query ExportAccounts($filter: AccountFilter, $first: Int!, $after: String) {{
              accounts(filter: $filter, order: NAME, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                name tradeName rut country region {{ name }} commune sector officeCode registeredOn active
                classes {{ primary classes portfolio {{ isPortfolio }} }} }} }} }}""",
            ("accounts",),
            (
                Column("Empresa", ("name",)),
                Column("Nombre de fantasía", ("tradeName",)),
                Column("RUT", ("rut",)),
                Column("País", ("country",)),
                Column("Región", ("region", "name")),
                Column("Comuna", ("commune",)),
                Column("Rubro", ("sector",)),
                Column("Oficina", ("officeCode",)),
                Column("Clase principal", ("classes", "primary"), AccountClass),
                Column("Clases", ("classes", "classes"), AccountClass),
                Column("Cartera", ("classes", "portfolio", "isPortfolio")),
                Column("Registrada", ("registeredOn",)),
                Column("Activa", ("active",)),
            ),
            frozenset({"filter"}),
        ),
        "casos": ExportList(
            "Casos",
            f"""query ExportCases($filter: CaseFilter, $first: Int!, $after: String) {{
              cases(filter: $filter, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                number flowTitle stateTitle isOpen openedAt closedAt officeCode assignee {{ username name }}
                account {{ name rut }} nextStep {{ title dueOn responsible rule }} }} }} }}""",
            ("cases",),
            (
                Column("Caso", ("number",)),
                Column("Proceso", ("flowTitle",)),
                Column("Estado", ("stateTitle",)),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Oficina", ("officeCode",)),
                Column("A cargo", ("assignee", "name")),
                Column("Abierto", ("openedAt",)),
                Column("Cerrado", ("closedAt",)),
                Column("Paso que sigue", ("nextStep", "title")),
                Column("Quién", ("nextStep", "responsible")),
                Column("Vence", ("nextStep", "dueOn")),
                Column("Regla", ("nextStep", "rule")),
            ),
            frozenset({"filter"}),
        ),
        "plazos": ExportList(
            "Plazos",
            f"""query ExportTerms($filter: TermFilter, $first: Int!, $after: String) {{
              terms(filter: $filter, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                rule name state obligation startedOn dueOn officeCode responsibleUnit account {{ name rut }}
              }} }} }}""",
            ("terms",),
            (
                Column("Regla", ("rule",)),
                Column("Plazo", ("name",)),
                Column("Estado", ("state",), TermState),
                Column("Obliga", ("obligation",), TermObligation),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Comenzó", ("startedOn",)),
                Column("Vence", ("dueOn",)),
                Column("Oficina", ("officeCode",)),
                Column("Unidad que responde", ("responsibleUnit",)),
            ),
            frozenset({"filter"}),
        ),
        "mensajes": ExportList(
            "Mensajes",
            f"""query ExportMessages($filter: MessageFilter, $first: Int!, $after: String) {{
              messages(filter: $filter, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                createdAt template subject recipients copies state sentAt attempts error rule
                account {{ name rut }} case {{ number }} }} }} }}""",
            ("messages",),
            (
                Column("Escrito", ("createdAt",)),
                Column("Mensaje", ("template",)),
                Column("Asunto", ("subject",)),
                Column("Para", ("recipients",)),
                Column("Copia", ("copies",)),
                Column("Estado", ("state",), MessageState),
                Column("Enviado", ("sentAt",)),
                Column("Intentos", ("attempts",)),
                Column("Error", ("error",)),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Caso", ("case", "number")),
                Column("Regla", ("rule",)),
            ),
            frozenset({"filter"}),
        ),
        "actividades": ExportList(
            "Actividades",
            f"""query ExportActivities($filter: ActivityFilter, $first: Int!, $after: String) {{
              activities(filter: $filter, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                name typeName state startsOn endsOn applyBy groups sectors regions markets unit officeCode link
              }} }} }}""",
            ("activities",),
            (
                Column("Actividad", ("name",)),
                Column("Instrumento", ("typeName",)),
                Column("Estado", ("state",), ActivityState),
                Column("Comienza", ("startsOn",)),
                Column("Termina", ("endsOn",)),
                Column("Postulación hasta", ("applyBy",)),
                Column("Público", ("groups",), Group),
                Column("Rubros", ("sectors",)),
                Column("Regiones", ("regions",)),
                Column("Mercados", ("markets",)),
                Column("Unidad", ("unit",)),
                Column("Oficina", ("officeCode",)),
                Column("Enlace", ("link",)),
            ),
            frozenset({"filter"}),
        ),
        "sugerencias": ExportList(
            "Sugerencias",
            f"""query ExportSuggestions($filter: SuggestionFilter, $first: Int!, $after: String) {{
              suggestions(filter: $filter, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                receivedOn kind state text caseNumber flow officeCode unit
                evaluated {{ by at text }} told {{ at text }} improvements {{ what }} }} }} }}""",
            ("suggestions",),
            (
                Column("Recibida", ("receivedOn",)),
                Column("Qué es", ("kind",), SuggestionKind),
                Column("Estado", ("state",), SuggestionState),
                Column("Lo que dice", ("text",)),
                Column("Caso", ("caseNumber",)),
                Column("Proceso", ("flow",), Flow),
                Column("Oficina", ("officeCode",)),
                Column("Unidad", ("unit",)),
                Column("Evaluación", ("evaluated", "text")),
                Column("Quién la evaluó", ("evaluated", "by")),
                Column("Qué se hará", ("improvements", "what")),
                Column("Se le respondió", ("told", "text")),
            ),
            frozenset({"filter"}),
        ),
        "mejoras": ExportList(
            "Acciones de mejora",
            f"""query ExportImprovements($filter: ImprovementFilter, $first: Int!, $after: String) {{
              improvementActions(filter: $filter, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                year what unit line dueOn state originKind measure done {{ text }} doneOn dropped {{ text }}
              }} }} }}""",
            ("improvementActions",),
            (
                Column("Año", ("year",)),
                Column("Qué se hará", ("what",)),
                Column("Unidad", ("unit",)),
                Column("Lineamiento", ("line",)),
                Column("Hasta", ("dueOn",)),
                Column("Estado", ("state",), ImprovementState),
                Column("De dónde viene", ("originKind",), OriginKind),
                Column("Indicador", ("measure",), MeasureName),
                Column("Qué se logró", ("done", "text")),
                Column("Hecha", ("doneOn",)),
                Column("Por qué no se hará", ("dropped", "text")),
            ),
            frozenset({"filter"}),
        ),
        "por_mejorar": ExportList(
            "Lo que espera una mejora",
            f"""query ExportAwaiting($first: Int!, $after: String) {{
              awaitingImprovement(first: $first, after: $after) {{ totalCount {PAGE_INFO}
                nodes {{ day kind what }} }} }}""",
            ("awaitingImprovement",),
            (Column("Desde", ("day",)), Column("Qué es", ("kind",), OriginKind), Column("De qué se trata", ("what",))),
            frozenset(),
        ),
        "revisiones": ExportList(
            "Revisiones de procesos",
            f"""query ExportReviews($flows: [Flow!], $first: Int!, $after: String) {{
              processReviews(flows: $flows, first: $first, after: $after) {{ totalCount {PAGE_INFO}
                nodes {{ on flowTitle by risks notes improvements {{ what }} }} }} }}""",
            ("processReviews",),
            (
                Column("Día", ("on",)),
                Column("Proceso", ("flowTitle",)),
                Column("Quién", ("by",)),
                Column("Riesgos", ("risks",)),
                Column("Notas", ("notes",)),
                Column("Qué se hará", ("improvements", "what")),
            ),
            frozenset({"flows"}),
        ),
        "convocatorias": ExportList(
            "Convocatorias",
            f"""query ExportCalls($units: [String!], $first: Int!, $after: String) {{
              calls(units: $units, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                title unit officeCode openedAt stages {{ name unit progress }} }} }} }}""",
            ("calls",),
            (
                Column("Convocatoria", ("title",)),
                Column("Área", ("unit",)),
                Column("Oficina", ("officeCode",)),
                Column("Abierta", ("openedAt",)),
                Column("Etapas", ("stages", "name")),
                Column("Áreas de las etapas", ("stages", "unit")),
                Column("Cómo van", ("stages", "progress"), StageProgress),
            ),
            frozenset({"units"}),
        ),
        "decisiones": ExportList(
            "Decisiones",
            f"""query ExportDecisions($accountId: ID, $caseId: ID, $first: Int!, $after: String) {{
              decisions(accountId: $accountId, caseId: $caseId, first: $first, after: $after) {{ totalCount {PAGE_INFO}
                nodes {{ at by role kind what outcome reason rule account {{ name rut }} case {{ number }} }} }} }}""",
            ("decisions",),
            (
                Column("Cuándo", ("at",)),
                Column("Quién", ("by",)),
                Column("Rol", ("role",), Role),
                Column("Tipo", ("kind",), DecisionKind),
                Column("Qué se decidió", ("what",)),
                Column("Resultado", ("outcome",)),
                Column("Motivo", ("reason",)),
                Column("Regla", ("rule",)),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Caso", ("case", "number")),
            ),
            frozenset({"accountId", "caseId"}),
        ),
        "lecturas": ExportList(
            "Lecturas de datos personales",
            f"""query ExportReads($accountId: ID, $caseId: ID, $by: String, $first: Int!, $after: String) {{
              readsOfPersonalData(accountId: $accountId, caseId: $caseId, by: $by, first: $first, after: $after) {{
                totalCount {PAGE_INFO} nodes {{
                at by role kinds field operation account {{ name rut }} case {{ number }} }} }} }}""",
            ("readsOfPersonalData",),
            (
                Column("Cuándo", ("at",)),
                Column("Quién", ("by",)),
                Column("Rol", ("role",), Role),
                Column("Qué datos", ("kinds",), PersonalData),
                Column("Dónde", ("field",)),
                Column("Consulta", ("operation",)),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Caso", ("case", "number")),
            ),
            frozenset({"accountId", "caseId", "by"}),
        ),
        "cambios": ExportList(
            "Cambios de datos",
            f"""query ExportFieldChanges($accountId: ID!, $first: Int!, $after: String) {{
              fieldChanges(accountId: $accountId, first: $first, after: $after) {{ totalCount {PAGE_INFO}
                nodes {{ at by role source kind fieldInWords before after }} }} }}""",
            ("fieldChanges",),
            (
                Column("Cuándo", ("at",)),
                Column("Quién", ("by",)),
                Column("Rol", ("role",), Role),
                Column("Por dónde", ("source",)),
                Column("Registro", ("kind",), RecordKind),
                Column("Dato", ("fieldInWords",)),
                Column("Antes", ("before",)),
                Column("Después", ("after",)),
            ),
            frozenset({"accountId"}),
        ),
        "conflictos": ExportList(
            "Conflictos con el CRM",
            f"""query ExportConflicts($accountId: ID, $openOnly: Boolean! = true, $first: Int!, $after: String) {{
              syncConflicts(accountId: $accountId, openOnly: $openOnly, first: $first, after: $after) {{ totalCount
                {PAGE_INFO} nodes {{ detectedAt kind recordId fieldInWords agreed local localBy remote remoteBy reason
                proposed resolvedSide resolvedBy resolvedAt account {{ name rut }} }} }} }}""",
            ("syncConflicts",),
            (
                Column("Detectado", ("detectedAt",)),
                Column("Empresa", ("account", "name")),
                Column("RUT", ("account", "rut")),
                Column("Registro", ("kind",), RecordKind),
                Column("Identificador", ("recordId",)),
                Column("Campo", ("fieldInWords",)),
                Column("Antes", ("agreed",)),
                Column("En Atención", ("local",)),
                Column("Quién, en Atención", ("localBy",)),
                Column("En el CRM", ("remote",)),
                Column("Quién, en el CRM", ("remoteBy",)),
                Column("Por qué", ("reason",)),
                Column("Se propone", ("proposed",), Side),
                Column("Quedó", ("resolvedSide",), Side),
                Column("Quién decidió", ("resolvedBy",)),
                Column("Decidido", ("resolvedAt",)),
            ),
            frozenset({"accountId", "openOnly"}),
        ),
        "retenidos": ExportList(
            "Registros retenidos del CRM",
            f"""query ExportHeldBack($first: Int!, $after: String) {{
              heldBackRecords(first: $first, after: $after) {{ totalCount {PAGE_INFO}
                nodes {{ since kind key name reason remedy }} }} }}""",
            ("heldBackRecords",),
            (
                Column("Desde", ("since",)),
                Column("Registro", ("kind",), RecordKind),
                Column("Clave en el CRM", ("key",)),
                Column("Nombre", ("name",)),
                Column("Por qué", ("reason",)),
                Column("Qué hacer", ("remedy",)),
            ),
            frozenset(),
        ),
        "representaciones": ExportList(
            "Representaciones",
            f"""query ExportRepresentations($filter: RepresentationFilter, $first: Int!, $after: String) {{
              representations(filter: $filter, first: $first, after: $after) {{ totalCount {PAGE_INFO} nodes {{
                declaredAt rut personName run state confirmedBy confirmedAt closedBy closedAt reason
                account {{ name }} case {{ number }} }} }} }}""",
            ("representations",),
            (
                Column("Declarada", ("declaredAt",)),
                Column("RUT", ("rut",)),
                Column("Empresa", ("account", "name")),
                Column("Persona", ("personName",)),
                Column("RUN", ("run",)),
                Column("Estado", ("state",), RepresentationState),
                Column("Quién la confirmó", ("confirmedBy",)),
                Column("Confirmada", ("confirmedAt",)),
                Column("Quién la cerró", ("closedBy",)),
                Column("Cerrada", ("closedAt",)),
                Column("Motivo", ("reason",)),
                Column("Caso", ("case", "number")),
            ),
            frozenset({"filter"}),
        ),
    }
)
"""By the name that whoever asks gives."""
