"""MEA: medición."""

from typing import Final

CODE: Final = "MEA"
TITLE: Final = "Measurement"
TITLE_ES: Final = "Medición"

TEXT: Final = """
[MEA-01]
title_es: Cumplimiento de plazos por canal
title: Compliance with terms per channel
says: Measure compliance with the terms established in each attention channel.
quote: medir el cumplimiento de los plazos establecidos en cada canal de atención
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: per group: total, met, late, overdue, running, waived; rate = met / (met + late + overdue); recommended
    timers apart
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-02]
title_es: Canales más usados
title: Most used channels
says: Identify the communication channels most used by the public.
quote: identificar los canales de comunicación de ProChile que son más utilizados por el público
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: ranking of channels and points of contact by period and group
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-03]
title_es: Cómo se aplica el protocolo en cada canal
title: How the protocol is applied per channel
says: Measure how the protocol in force is applied in the channels.
quote: para medir cómo se está aplicando en ellos el Protocolo de Atención vigente
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: share of contacts whose next recorded step is the one the protocol gave; list of deviations with rule id
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-04]
title_es: Satisfacción por canal
title: Satisfaction per channel
says: Compare the corresponding degrees of user satisfaction.
quote: comparar los correspondientes grados de satisfacción usuaria
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: mean, n and distribution per channel; small n marked
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-05]
title_es: Lo que más se pregunta en cada canal
title: Most requested information per channel
says: Determine the information most requested through each channel.
quote: determinar la información que más se solicita a través de cada canal
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: ranking of topics per channel
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-06]
title_es: Tiempo máximo de respuesta por canal
title: Maximum response time per channel
says: Establish maximum response times in each channel.
quote: establecer tiempos máximos de respuestas en cada uno de ellos
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: timer created on contact when set
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-07]
title_es: Funcionamiento permanente de los canales
title: Permanent operation of channels
says: Ensure permanent operation of the channels.
quote: Asegurar el funcionamiento permanente de nuestros canales de atención
heading: II. OBJETIVOS
software: days with no traffic and unanswered items per channel
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-08]
title_es: Convocatorias: tiempo por etapa
title: Calls: time per stage
says: Times associated to each stage of calls, for timely delivery of results.
quote: asegurar la entrega de resultados a las personas usuarias en forma oportuna
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: business days per stage and area
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-09]
title_es: Embudo de captación: cuántas avanzan y cuántas se quedan
title: Capture funnel
says: Review the execution of the processes periodically to detect risks in time.
quote: Desarrollar un mecanismo para revisar periódicamente la ejecución de los distintos procesos
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: number and median time per stage, drop-outs, by region, path and accountable unit
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-10]
title_es: Satisfacción y sugerencias entregadas a las áreas, con seguimiento
title: Satisfaction and suggestions delivered to areas, with follow-up
says: Share satisfaction indicators and suggestions, and follow their evaluation.
quote: dar seguimiento a su evaluación; y revisar las acciones que se tomarán
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: open suggestions by area and age
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-11]
title_es: Resultados después de los servicios
title: Results after services
says: Follow up results so that satisfaction increases.
quote: de manera que aumente su satisfacción con ProChile
heading: II. OBJETIVOS
software: per action type: share with follow-up, with business, satisfaction trend
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-12]
title_es: Avance de los objetivos estratégicos
title: Strategic objectives
says: Indicators of POL-14, POL-15, POL-16.
quote: nuestros objetivos estratégicos
heading: III. RELACIÓN CON LAS DEFINICIONES ESTRATÉGICAS INSTITUCIONALES
software: three indicators with drill-down
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[MEA-13]
title_es: Qué hacemos bien y qué mejorar, a lo largo del viaje del usuario
title: Evaluate what is done well and what to improve, along the journey
says: All this to evaluate constantly what we are doing well and what could be improved.
quote: evaluar constantemente qué estamos haciendo bien y qué se podría mejorar
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: waits and satisfaction per journey step, with the steps that break most terms first
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE
"""
