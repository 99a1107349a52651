"""Guidelines and lines of action (LIN)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="LIN-01",
        family="LIN",
        title="Responsible areas for publishing activities",
        title_es="Cada actividad tiene un área responsable de publicarla completa y correcta",
        statement=(
            "Map the processes to identify the areas that must see that activities are correctly and "
            "completely published, and their responsibilities."
        ),
        quote=(
            "identificar las áreas que deben velar por la correcta y completa publicación y difusión de las actividades"
        ),
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.RECORD,),
        data="activity, publishing area, completeness check",
        software=(
            "an activity cannot be offered to companies while its mandatory information (ATN-04) is "
            "incomplete; it names its responsible area"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LIN-02",
        family="LIN",
        title="Calls (convocatorias): stages, areas, times",
        title_es="Convocatorias con etapas, áreas responsables y tiempos conocidos",
        statement=(
            "Review the calls process to identify its stages, responsible areas, times per stage and "
            "proposals, so that results reach users in time."
        ),
        quote="identificar las etapas que conllevan, las áreas responsables, tiempos asociados en cada etapa",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.RECORD, Verb.MEASURE),
        data="call, stage, area, start, end",
        software="stage log per call with area and elapsed business days (MEA-08)",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
        note="No times are given → recorded, not judged",
    ),
    Rule(
        id="LIN-03",
        family="LIN",
        title="Periodic review to detect risks in time",
        title_es="Detectar a tiempo los plazos en riesgo",
        statement=(
            "Develop a mechanism to review periodically the execution of the processes behind the services "
            "and detect possible risks in time."
        ),
        quote="detectar a tiempo eventuales riesgos",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.TIMER, Verb.MEASURE),
        data="open timers with due dates",
        software=(
            "list of timers at risk (due within a settable margin) and overdue, by office and accountable "
            "unit, before and after the breach"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LIN-04",
        family="LIN",
        title="Most used channels; how the protocol is applied in them; maximum response times",
        title_es="Saber qué canales se usan más y fijar en ellos tiempos máximos de respuesta",
        statement=(
            "Develop a methodology to identify the most used communication channels, measure how the "
            "protocol is applied in them, ensure permanent operation and set maximum response times in "
            "each."
        ),
        quote="establecer tiempos máximos de respuestas en cada uno de ellos",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.MEASURE,),
        data="channel and point of contact of every contact; timers",
        software=(
            "MEA-01..MEA-03, MEA-06; a maximum response time per channel is a dated setting with no "
            "default other than those the protocol fixes"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="LIN-05",
        family="LIN",
        title="Keep the protocol up to date",
        title_es="Mantener el protocolo al día, con vigencia por fecha",
        statement=(
            "Keep the protocol updated with the new definitions of portfolio and the procedures that "
            "appear, especially for complex cases in external and internal markets."
        ),
        quote="Mantener actualizado el Protocolo de Atención de Usuarios de ProChile",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.RECORD,),
        data="protocol version, effective-from date, rule parameters",
        software=(
            "rules and parameters are effective-dated; a case keeps the version under which its timer "
            "started; past decisions are not rewritten by a new version; a case can be marked complex "
            "(external or internal market) so that it feeds the next revision"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LIN-06",
        family="LIN",
        title=(
            "Measure application, compliance with deadlines, satisfaction and most requested information per channel"
        ),
        title_es="Medir por canal los plazos, la satisfacción y lo que más se pregunta",
        statement=(
            "Establish a methodology to measure how the protocol is applied in the channels: compliance "
            "with the deadlines of each channel, comparison of the satisfaction levels, and the "
            "information most asked for through each channel."
        ),
        quote="medir el cumplimiento de los plazos establecidos en cada canal de atención",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.MEASURE,),
        data="channel, timer result, satisfaction, subject of the request",
        software="MEA-01, MEA-04, MEA-05 in one per-channel report",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="LIN-07",
        family="LIN",
        title="Internal communication of the model and of the complaint procedure",
        title_es="Que todo el personal conozca el modelo de atención y el canal de reclamos",
        statement=(
            "Reinforce internal communication on the pillars of the model, the single complaint channel "
            "and the procedures for complaints and complex situations."
        ),
        quote="Reforzar la comunicación interna sobre los pilares del modelo de atención",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.EXPLAIN,),
        data="rule texts",
        software="rule catalogue readable by staff, searchable by situation; each next-step answer cites it",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LIN-08",
        family="LIN",
        title="Internal training",
        title_es="Capacitación interna en habilidades de atención",
        statement=(
            "Set up internal training on soft skills, application of the attention model and subject knowledge."
        ),
        quote="Establecer capacitaciones internas que apunten a desarrollar diferentes habilidades blandas",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.RECORD,),
        data="breach statistics per unit",
        software="as POL-12 (input only)",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.INFORMATION,
    ),
    Rule(
        id="LIN-09",
        family="LIN",
        title="Guiding principles in job profiles",
        title_es="Los principios de atención forman parte de los perfiles de cargo",
        statement=(
            "Incorporate the guiding principles in the job profiles linked to attention and set desired competences."
        ),
        quote="Incorporar los principios orientadores al momento de realizar perfiles de cargo",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.NONE,),
        data="",
        software="outside the software; listed so that nothing is lost",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.OUTSIDE,
    ),
    Rule(
        id="LIN-10",
        family="LIN",
        title="Share satisfaction indicators and suggestions, follow their evaluation and actions",
        title_es="Compartir la satisfacción y las sugerencias con las áreas, y seguir qué se hace con ellas",
        statement=(
            "Establish a procedure to share with the areas the satisfaction indicators and the suggestions "
            "received in surveys, follow up their evaluation, and review the actions to be taken."
        ),
        quote=(
            "compartir a las áreas que corresponda los indicadores de satisfacción usuaria y las "
            "sugerencias recibidas mediante las encuestas"
        ),
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.RECORD, Verb.MEASURE),
        data="survey, suggestion, area, evaluation state, action",
        software=(
            "suggestion record: received → shared with area → evaluated (accepted / rejected with reason) "
            "→ action → closed"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="LIN-11",
        family="LIN",
        title="Methodology for accompaniment and follow-up of results",
        title_es="Un método para acompañar a la empresa y seguir sus resultados",
        statement=(
            "Establish a methodology to ensure accompaniment and follow-up of the results of companies "
            "after accessing a service, programme or tool."
        ),
        quote="asegurar el acompañamiento y seguimiento de resultados de las empresas chilenas",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.TIMER, Verb.MEASURE),
        data="action, category, follow-up stages",
        software="FUP family",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="LIN-12",
        family="LIN",
        title="Annual improvement plan",
        title_es="Plan anual de mejora de la calidad de servicio",
        statement=(
            "The lines of action are the base of the Annual Plan for the Improvement of Service Quality "
            "and User Experience."
        ),
        quote="la base de las acciones que incluirá el Plan Anual de Mejoramiento de la Calidad de Servicio",
        heading="VI. DIRECTRICES Y LÍNEAS DE ACCIÓN",
        verbs=(Verb.RECORD,),
        data="year, action, line of action, responsible unit, state",
        software="improvement actions can be tagged with year and line of action (LIN id)",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
)
