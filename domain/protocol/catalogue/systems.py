"""The six systems of records (SYS) and the actors and accountable units (ROL)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="SYS-01",
        family="SYS",
        title="Six systems hold the records of users",
        title_es="Seis sistemas guardan los registros de las personas usuarias",
        statement=(
            "ProChile has 6 systems for administrative records: (1) Sistema de Información Institucional "
            "(CRM Dynamics 365), (2) Centro de Ayuda, (3) Sistema Atención Ciudadana, (4) Plataforma Ley "
            "de Lobby, (5) Portal Transparencia Chile, (6) CERTO (certification of origin)."
        ),
        quote="ProChile cuenta con 6 sistemas para obtener registros administrativos",
        heading="IV. CARACTERIZACIÓN DE USUARIOS Y USUARIAS DE LOS SERVICIOS",
        verbs=(Verb.RECORD,),
        data="source system id, external record id, person or company key, date, kind of request",
        software=(
            "a closed list of six source systems; each has a connector port; records of the five non-CRM "
            "systems enter as journey events that keep source and external id"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="SYS-02",
        family="SYS",
        title="Each system tells about a public and a service; natural or legal person",
        title_es="Cada sistema muestra un público y un servicio, y distingue persona natural y jurídica",
        statement=(
            "Each system gives information about the public that interacts and the service asked for or "
            "given, which varies with the purpose of the system and with natural or legal person."
        ),
        quote="de acuerdo con el propósito de cada sistema y si se trata de persona natural o persona jurídica",
        heading="IV. CARACTERIZACIÓN DE USUARIOS Y USUARIAS DE LOS SERVICIOS",
        verbs=(Verb.RECORD,),
        data="person type (natural / jurídica), service requested, service delivered",
        software="journey event carries person type, requested service and delivered service",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="SYS-03",
        family="SYS",
        title="Challenge: integrate them into CRM Dynamics 365 for better profiles",
        title_es="Reunir la información de los sistemas en el CRM para conocer mejor a cada usuario",
        statement=(
            "The challenge is to integrate the information of the institutional systems in one (CRM "
            "Dynamics 365), to profile the public better and design better user experiences."
        ),
        quote="integrar la información de los sistemas institucionales en uno solo (CRM Dynamics 365)",
        heading="IV. CARACTERIZACIÓN DE USUARIOS Y USUARIAS DE LOS SERVICIOS",
        verbs=(Verb.DERIVE, Verb.RECORD),
        data="identity keys: RUT/RUN, e-mail, CRM account id",
        software=(
            "one profile per person or company that joins the six sources by RUT/RUN first and by e-mail "
            "only as a proposal; the CRM is the system of record reached through an exchangeable connector"
        ),
        ambiguities=("AMB-45",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="SYS-04",
        family="SYS",
        title="Users may be Chilean or foreign; network of 16 regional offices and more than 50 abroad",
        title_es="Atendemos a usuarios chilenos y extranjeros: 16 oficinas regionales y más de 50 en el exterior",
        statement="Through 16 regional offices in Chile and more than 50 abroad, users may be Chilean or foreign.",
        quote="red de 16 oficinas regionales en Chile y más de 50 en el exterior",
        heading="IV. CARACTERIZACIÓN DE USUARIOS Y USUARIAS DE LOS SERVICIOS",
        verbs=(Verb.RECORD,),
        data="offices: 16 Ofireg (fixed list), Oficom list (open), central level",
        software=(
            "office register with kind, region or market, time zone, calendar and mailbox; exactly 16 regional offices"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="SYS-05",
        family="SYS",
        title="One single system must standardise data, profiles and journeys",
        title_es="Un solo sistema con datos, perfiles y viajes de usuario comparables",
        statement=(
            "Establish a single system that integrates the platforms, to standardise the data asked for, "
            "define more certain user profiles and their journeys inside the institution: the steps to "
            "access a service and the experience of each."
        ),
        quote="definir perfiles de usuarios más certeros y sus respectivos viajes dentro de la institución",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.DERIVE, Verb.MEASURE),
        data="ordered events per profile, step reached, wait between steps, satisfaction",
        software=(
            "journey query: ordered steps with source system, channel, office, wait and rule id; "
            "comparison of expected path (protocol) and actual path"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="ROL-01",
        family="ROL",
        title="First line of attention",
        title_es="Quiénes forman la primera línea de atención",
        statement=(
            "There is a first line of attention facing the user (its list is an image in the source and "
            "was lost; the protocol names regional, commercial and central offices, Centro de Ayuda, "
            "Atención Ciudadana and social networks)."
        ),
        quote="Primera línea de atención de cara al usuario",
        heading="V. ACTORES Y ROLES",
        verbs=(Verb.RECORD,),
        data="unit, role",
        software=(
            "role list: regional executive, sector officer, regional director/head, commercial executive "
            "(Oficom), macro-zone coordinator, OCI coordinator, geographic professional, Centro de Ayuda, "
            "Atención Ciudadana, gestión de clientes, sector head, Concursos supervisor"
        ),
        ambiguities=("AMB-44", "AMB-43"),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="ROL-02",
        family="ROL",
        title="Support units",
        title_es="Qué unidades apoyan una atención de calidad",
        statement=(
            "Support for quality attention: Gestión de Personas, Comunicaciones Internas, Control de "
            "Gestión, Convocatorias, Análisis y Diseño de Nuevos Instrumentos, Planificación Estratégica y "
            "Seguimiento de Resultados, Inteligencia de Mercados, Informática, Gestión de la Información, "
            "Marketing Ferias y Eventos, Dirección Administrativa, Dirección Jurídica."
        ),
        quote="Soporte para entregar una atención de calidad a personas usuarias",
        heading="V. ACTORES Y ROLES",
        verbs=(Verb.RECORD,),
        data="unit list",
        software=(
            "units can own improvement actions and receive satisfaction reports (LIN-10); they do not own accounts"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.CONFIGURATION,
    ),
    Rule(
        id="ROL-03",
        family="ROL",
        title="External actors",
        title_es="Con qué organismos externos trabajamos",
        statement=(
            "Relevant external actors: Consejo de la Sociedad Civil, Sercotec, Corfo. (InvestChile and "
            "local counterparts appear later as referral targets.)"
        ),
        quote="Actores externos relevantes",
        heading="V. ACTORES Y ROLES",
        verbs=(Verb.RECORD,),
        data="external body list",
        software="referral targets are records (name, kind, contact) used by LOW-03, SPC-05 and INV rules",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.CONFIGURATION,
    ),
    Rule(
        id="ROL-04",
        family="ROL",
        title="National Directorate answers for the high/medium capture process",
        title_es="La Dirección Nacional responde por la captación de empresas con potencial alto o medio",
        statement="Compliance with the whole capture process is the responsibility of the Dirección Nacional.",
        quote="El cumplimiento de todo el proceso de captación será responsabilidad de la Dirección Nacional",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.MEASURE,),
        data="process = capture, path = high/medium",
        software="accountable unit shown on each case and used as a report dimension",
        ambiguities=("AMB-12",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="ROL-05",
        family="ROL",
        title="Strategic Development Directorate supervises the low-potential process",
        title_es="La Dirección de Desarrollo Estratégico supervisa la atención a empresas con bajo potencial",
        statement=(
            "Supervision of compliance with the low-potential process is the responsibility of the "
            "Dirección de Desarrollo Estratégico."
        ),
        quote="será responsabilidad de la Dirección de Desarrollo Estratégico",
        heading="Empresas No Usuarias con Bajo Potencial Exportador",
        verbs=(Verb.MEASURE,),
        data="process = capture, path = low",
        software="as ROL-04, for the low path",
        ambiguities=("AMB-12",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
)
