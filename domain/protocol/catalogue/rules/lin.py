"""LIN: directrices y líneas de acción."""

from typing import Final

CODE: Final = "LIN"
TITLE: Final = "Guidelines and lines of action"
TITLE_ES: Final = "Directrices y líneas de acción"

TEXT: Final = """
[LIN-01]
title_es: Cada actividad tiene un área responsable de publicarla completa y correcta
title: Responsible areas for publishing activities
says: Map the processes to identify the areas that must see that activities are correctly and completely published,
    and their responsibilities.
quote: identificar las áreas que deben velar por la correcta y completa publicación y difusión de las actividades
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: an activity cannot be offered to companies while its mandatory information (ATN-04) is incomplete; it names
    its responsible area
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[LIN-02]
title_es: Convocatorias con etapas, áreas responsables y tiempos conocidos
title: Calls (convocatorias): stages, areas, times
says: Review the calls process to identify its stages, responsible areas, times per stage and proposals, so that
    results reach users in time.
quote: identificar las etapas que conllevan, las áreas responsables, tiempos asociados en cada etapa
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: stage log per call with area and elapsed business days (MEA-08)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD, MEASURE
note: No times are given → recorded, not judged

[LIN-03]
title_es: Detectar a tiempo los plazos en riesgo
title: Periodic review to detect risks in time
says: Develop a mechanism to review periodically the execution of the processes behind the services and detect
    possible risks in time.
quote: detectar a tiempo eventuales riesgos
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: list of timers at risk (due within a settable margin) and overdue, by office and accountable unit, before
    and after the breach; and the review itself as a record: who reviewed which process on what day, what risks were
    found, which improvement action follows (LIN-12)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: TIMER, MEASURE

[LIN-04]
title_es: Saber qué canales se usan más y fijar en ellos tiempos máximos de respuesta
title: Most used channels; how the protocol is applied in them; maximum response times
says: Develop a methodology to identify the most used communication channels, measure how the protocol is applied in
    them, ensure permanent operation and set maximum response times in each.
quote: establecer tiempos máximos de respuestas en cada uno de ellos
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: MEA-01..MEA-03, MEA-06; a maximum response time per channel is a dated setting with no default other than
    those the protocol fixes
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[LIN-05]
title_es: Mantener el protocolo al día, con vigencia por fecha
title: Keep the protocol up to date
says: Keep the protocol updated with the new definitions of portfolio and the procedures that appear, especially for
    complex cases in external and internal markets.
quote: Mantener actualizado el Protocolo de Atención de Usuarios de ProChile
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: rules and parameters are effective-dated; a case keeps the version under which its timer started; past
    decisions are not rewritten by a new version; a case can be marked complex (external or internal market) so that
    it feeds the next revision
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[LIN-06]
title_es: Medir por canal los plazos, la satisfacción y lo que más se pregunta
title: Measure application, compliance with deadlines, satisfaction and most requested information per channel
says: Establish a methodology to measure how the protocol is applied in the channels: compliance with the deadlines of
    each channel, comparison of the satisfaction levels, and the information most asked for through each channel.
quote: medir el cumplimiento de los plazos establecidos en cada canal de atención
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: MEA-01, MEA-04, MEA-05 in one per-channel report
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[LIN-07]
title_es: Que todo el personal conozca el modelo de atención y el canal de reclamos
title: Internal communication of the model and of the complaint procedure
says: Reinforce internal communication on the pillars of the model, the single complaint channel and the procedures
    for complaints and complex situations.
quote: Reforzar la comunicación interna sobre los pilares del modelo de atención
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: rule catalogue readable by staff, searchable by situation; each next-step answer cites it
binds: INFORMATIVE
kind: EXECUTABLE
verbs: EXPLAIN

[LIN-08]
title_es: Capacitación interna en habilidades de atención
title: Internal training
says: Set up internal training on soft skills, application of the attention model and subject knowledge.
quote: Establecer capacitaciones internas que apunten a desarrollar diferentes habilidades blandas
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: as POL-12 (input only)
binds: INFORMATIVE
kind: INFORMATION
verbs: RECORD

[LIN-09]
title_es: Los principios de atención forman parte de los perfiles de cargo
title: Guiding principles in job profiles
says: Incorporate the guiding principles in the job profiles linked to attention and set desired competences.
quote: Incorporar los principios orientadores al momento de realizar perfiles de cargo
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: outside the software; listed so that nothing is lost
binds: INFORMATIVE
kind: OUTSIDE
verbs: NONE

[LIN-10]
title_es: Compartir la satisfacción y las sugerencias con las áreas, y seguir qué se hace con ellas
title: Share satisfaction indicators and suggestions, follow their evaluation and actions
says: Establish a procedure to share with the areas the satisfaction indicators and the suggestions received in
    surveys, follow up their evaluation, and review the actions to be taken.
quote: compartir a las áreas que corresponda los indicadores de satisfacción usuaria y las sugerencias recibidas
    mediante las encuestas
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: suggestion record: received → shared with area → evaluated (accepted / rejected with reason) → action →
    closed
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD, MEASURE

[LIN-11]
title_es: Un método para acompañar a la empresa y seguir sus resultados
title: Methodology for accompaniment and follow-up of results
says: Establish a methodology to ensure accompaniment and follow-up of the results of companies after accessing a
    service, programme or tool.
quote: asegurar el acompañamiento y seguimiento de resultados de las empresas chilenas
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: FUP family
binds: INFORMATIVE
kind: EXECUTABLE
verbs: TIMER, MEASURE

[LIN-12]
title_es: Plan anual de mejora de la calidad de servicio
title: Annual improvement plan
says: The lines of action are the base of the Annual Plan for the Improvement of Service Quality and User Experience.
quote: la base de las acciones que incluirá el Plan Anual de Mejoramiento de la Calidad de Servicio
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: improvement actions can be tagged with year and line of action (LIN id)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD
"""
