"""Accompaniment and follow-up of results (FUP); institutions and associations (INS)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="FUP-01",
        family="FUP",
        title="Register the action so that the company is a user",
        title_es="Registrar la acción para que la empresa sea usuaria",
        statement=(
            "It is essential that the action done is registered in CRM so that the company is incorporated as user."
        ),
        quote="Es esencial que se registre en CRM la acción realizada, para que la empresa se incorpore como usuaria",
        heading="Acompañamiento a empresas cartera – Acompañamiento/Seguimiento resultados",
        verbs=(Verb.RECORD,),
        data="action",
        software="report of activities with participants but no registered action",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="FUP-02",
        family="FUP",
        title="Periodic contact, at least by e-mail, specially portfolio; invite to planned activities",
        title_es="Contacto periódico, sobre todo con la cartera, e invitación a actividades",
        statement=(
            "The executive in charge keeps periodic contact, at least by e-mail, specially if portfolio, "
            "to know the results and invite it to the activities planned for the following months "
            "according to its progress."
        ),
        quote=(
            "mantenga un contacto con ella periódicamente, al menos por correo electrónico, especialmente "
            "si es parte de su cartera"
        ),
        heading="Acompañamiento a empresas cartera – Acompañamiento/Seguimiento resultados",
        verbs=(Verb.TIMER, Verb.NOTIFY),
        data="last contact, planned activities",
        software=(
            "days since last contact per account, portfolio first; list of planned activities suited to the account"
        ),
        ambiguities=("AMB-64",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="FUP-03",
        family="FUP",
        title="Category 1: direct follow-up by the executive",
        title_es="Categoría 1: seguimiento directo del ejecutivo o ejecutiva",
        statement=(
            "Category 1: follow-up is done directly by the executive in charge, according to the procedure "
            "in the Exporta Más minute."
        ),
        quote="Seguimiento lo hará directamente el/la ejecutivo a cargo de la empresa",
        heading="Seguimiento de Resultados según categoría",
        verbs=(Verb.TIMER,),
        data="category 1, executive",
        software=(
            "no automatic e-mail; manual follow-up task for the executive; procedure of the minute is configuration"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="FUP-04",
        family="FUP",
        title="Categories 2 and 3: two automatic stages",
        title_es="Categorías 2 y 3: seguimiento automático en dos etapas",
        statement="Categories 2 and 3: follow-up in 2 stages, automated with CRM 365.",
        quote="Seguimiento se realizará en 2 etapas, en forma automatizada, con ayuda de CRM 365",
        heading="Seguimiento de Resultados según categoría",
        verbs=(Verb.TIMER,),
        data="category, action end date",
        software="two scheduled messages per finished action",
        ambiguities=(),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="FUP-05",
        family="FUP",
        title="Stage 1: e-mail 1 month after the end of the activity, in the executive's name",
        title_es="Etapa 1: correo un mes después de la actividad",
        statement=(
            "E-mail 1 month after the end of the activity accessed, in the name of its executive, to know "
            "how it went and how to keep supporting it."
        ),
        quote="1 mes posterior al término de actividad a la que ha accedido, a nombre de su ejecutivo",
        heading="Seguimiento de Resultados según categoría",
        verbs=(Verb.TIMER, Verb.NOTIFY),
        data="activity end date, executive",
        software="SLA-17, NTF-29",
        ambiguities=("AMB-29",),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="FUP-06",
        family="FUP",
        title="Option not to receive it any more",
        title_es="La empresa puede dejar de recibir estos correos",
        statement="The option not to receive this monthly communication any more is offered.",
        quote="Se dará opción de no recibir más esta comunicación mensual",
        heading="Seguimiento de Resultados según categoría",
        verbs=(Verb.RECORD,),
        data="opt-out (date, channel)",
        software="one-click opt-out kept per account; stage-1 messages stop from then",
        ambiguities=("AMB-30",),
        obligation=Obligation.RIGHT,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="FUP-07",
        family="FUP",
        title="Opt-out in category 2 → category 3",
        title_es="Quien deja los correos y está en categoría 2 pasa a la 3",
        statement="If it says no and is in category 2, it passes to category 3 (less prioritised).",
        quote="Si dice que no y está en categoría 2, pasará a categoría 3 (menos priorizado)",
        heading="Seguimiento de Resultados según categoría",
        verbs=(Verb.DERIVE,),
        data="category, opt-out",
        software="automatic category change 2→3 with reason; category 3 stays 3; category 1 not affected",
        ambiguities=("AMB-30",),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="FUP-08",
        family="FUP",
        title="Stage 2: e-mail on business concluded, on the date the company gave in the survey",
        title_es="Etapa 2: correo sobre negocios concretados, en la fecha que indicó la empresa",
        statement=(
            "E-mail to know whether business was concluded, considering the terms the company gave in a "
            "previous survey."
        ),
        quote=(
            "Comunicación por correo para saber concreción de negocios, considerando plazos indicados por "
            "la empresa en encuesta previa"
        ),
        heading="Seguimiento de Resultados según categoría",
        verbs=(Verb.TIMER, Verb.NOTIFY),
        data="survey answer: expected date of business",
        software='SLA-18, NTF-30; without survey date no message, and the case is listed as "no date given"',
        ambiguities=("AMB-32",),
        obligation=Obligation.AUTOMATIC,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="FUP-09",
        family="FUP",
        title="Intention: accompany, not only ask for business",
        title_es="Acompañamos a la empresa; no solo preguntamos por negocios",
        statement="So that the company feels ProChile cares to accompany it and not only to ask about business.",
        quote="sienta que ProChile se preocupa de acompañarle y no solo de preguntarle por la concreción de negocios",
        heading="Seguimiento de Resultados según categoría",
        verbs=(Verb.EXPLAIN,),
        data="",
        software=(
            "stage 2 is not sent before stage 1 of the same action, nor the same day; a survey date that "
            "falls earlier moves to the day after stage 1, with a note (if stage 1 was refused, stage 2 "
            "keeps its date)"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="INS-01",
        family="INS",
        title="Trade association: sector or regional officer creates and validates the account",
        title_es="Una asociación gremial entra con cuenta creada y validada",
        statement=(
            "If a trade association wants to join the user base, the sector officer or the regional "
            "executive enters its data in CRM, to create it as account and validate it."
        ),
        quote="deberá ingresar sus datos a CRM, para crearlo como cuenta y validarla",
        heading="Atención a Instituciones y Asociaciones Públicas y Privadas",
        verbs=(Verb.RECORD,),
        data="association data, creator role",
        software=(
            "class INSTITUCION; no Clave Única, ficha or test; creator must be sector officer or regional executive"
        ),
        ambiguities=("AMB-53",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="INS-02",
        family="INS",
        title="Stakeholders: fluid and periodic communication (suggested)",
        title_es="Comunicación periódica con las instituciones relacionadas",
        statement=(
            "Fluid communication with stakeholders is important; periodic instances between sector "
            "officers and their stakeholders are suggested, to inform planned activities, results and "
            "exchange experiences."
        ),
        quote=(
            "mantener instancias periódicas de comunicación entre los/as encargados/as sectoriales y sus "
            "respectivos stakeholders"
        ),
        heading="Atención a Instituciones y Asociaciones Públicas y Privadas",
        verbs=(Verb.TIMER,),
        data="stakeholder, sector officer, last instance",
        software="log of instances; days since last one",
        ambiguities=("AMB-64",),
        obligation=Obligation.RECOMMENDED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="INS-03",
        family="INS",
        title="Request by an institution: first internal communication with the unit that leads the relation",
        title_es="Si pide una institución, primero consultamos a la unidad que lleva la relación",
        statement=(
            "If an institution contacts a regional or commercial office for a service, that office should "
            "first communicate with the sector head or officer of the unit that leads the relation."
        ),
        quote="primero se comunique internamente con el/la jefe/a del sector respectivo o encargado/a de la unidad",
        heading="Atención a Instituciones y Asociaciones Públicas y Privadas",
        verbs=(Verb.ROUTE,),
        data="lead unit of the stakeholder, internal consultation (date, outcome)",
        software=(
            "answer to an institution requires a recorded internal consultation; suggested, so it may be "
            "skipped with a reason"
        ),
        ambiguities=(),
        obligation=Obligation.RECOMMENDED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="INS-04",
        family="INS",
        title="Agreed answer under the sector officer's responsibility",
        title_es="La respuesta acordada queda a cargo del sectorialista",
        statement="So an agreed answer is given, under the responsibility of the corresponding sector officer.",
        quote="respuesta consensuada, que quedará bajo la responsabilidad del/la sectorialista que corresponda",
        heading="Atención a Instituciones y Asociaciones Públicas y Privadas",
        verbs=(Verb.RECORD,),
        data="responsible sector officer",
        software="responsible of the answer = sector officer",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="INS-05",
        family="INS",
        title="Concursos project → coordinate with the area supervisor",
        title_es="Proyectos de Concursos: se coordinan con la supervisión del área",
        statement=(
            "If the request concerns the execution of a Concursos project, coordinate with the "
            "corresponding supervisor of that area."
        ),
        quote="En caso de que la solicitud corresponda a la ejecución de un proyecto de Concursos",
        heading="Atención a Instituciones y Asociaciones Públicas y Privadas",
        verbs=(Verb.ROUTE,),
        data="concursos flag, supervisor",
        software="route to the Concursos supervisor",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
)
