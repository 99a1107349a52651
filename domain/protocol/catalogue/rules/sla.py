"""SLA: plazos."""

from typing import Final

CODE: Final = "SLA"
TITLE: Final = "Deadlines and timers (the computable form of the terms above)"
TITLE_ES: Final = "Plazos"

TEXT: Final = """
[SLA-01]
title_es: Contacto con potencial alto o medio: {SLA-01}
title: Contact – potential High/Medium: {SLA-01}
says: From the moment the test result is known and the regional mailbox notified, contact within {SLA-01}.
quote: se contacte con la empresa dentro de un plazo máximo de 3 días hábiles
heading: Empresas No Usuarias con Potencial Exportador
software: due = end of the last of {SLA-01} after the start day, office time zone; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-01, AMB-02, AMB-03, AMB-06, AMB-52, AMB-56, AMB-58

[SLA-02]
title_es: Entrevista con potencial alto o medio: {SLA-02}
title: Interview – potential High/Medium: {SLA-02}
says: Interview/visit at the latest {SLA-02} after contact.
quote: a más tardar 15 días después de establecer el contacto con la empresa
heading: Empresas No Usuarias con Potencial Exportador
software: due = end of contact day + {SLA-02}; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-04, AMB-05, AMB-52

[SLA-03]
title_es: Contacto con una nueva exportadora: {SLA-03}
title: Contact – new exporter: {SLA-03}
says: From the completion of the ficha that declares exporter, contact within {SLA-03}.
quote: debe comunicarse con la empresa dentro de un plazo máximo de 3 días hábiles
heading: Empresas No Usuarias Exportadoras
software: as SLA-01; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-01

[SLA-04]
title_es: Entrevista con una nueva exportadora: {SLA-04}
title: Interview – new exporter: {SLA-04} (calendar days)
says: Interview/visit at the latest {SLA-04} (calendar days) after contact.
quote: a más tardar 15 días corridos después de establecer el contacto con la empresa
heading: Empresas No Usuarias Exportadoras
software: as SLA-02; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-05

[SLA-05]
title_es: Contacto con una antigua usuaria que exporta: {SLA-05}
title: Contact – former user that exports: {SLA-05}
says: From the update of the ficha that declares it exports, contact within {SLA-05}.
quote: debe comunicarse con la empresa dentro de un plazo máximo de 3 días hábiles
heading: Antiguas Empresas Usuarias – Proceso de captación
software: as SLA-01; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER

[SLA-06]
title_es: Entrevista con una antigua usuaria: {SLA-06}
title: Interview – former user: {SLA-06} (calendar days)
says: Interview/visit at the latest {SLA-06} (calendar days) after contact.
quote: a más tardar 15 días corridos después de establecer el contacto con la empresa
heading: Antiguas Empresas Usuarias – Proceso de captación
software: as SLA-02; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER

[SLA-07]
title_es: Nueva solicitud de una empresa usuaria: {SLA-07}
title: New request of a user company: {SLA-07}
says: The regional executive attends the new request within {SLA-07}.
quote: en un plazo máximo de 3 días hábiles, para ofrecer las alternativas acordes a la realidad de la empresa
heading: Atención a Empresas Nacionales ya usuarias
software: as SLA-01; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-35

[SLA-08]
title_es: Consulta al Centro de Ayuda: {SLA-08}
title: Centro de Ayuda: {SLA-08}
says: The CDA query is attended within {SLA-08}.
quote: atenderle dentro de un plazo máximo de 4 días hábiles
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: due = end of the last of {SLA-08}, national calendar, Santiago time; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-15

[SLA-09]
title_es: Descargos de la empresa: {SLA-09}
title: Descargos: {SLA-09}
says: The company may present its defence within {SLA-09}.
quote: descargos dentro del plazo de 5 días hábiles
heading: Atención a Empresas Nacionales
software: due = end of the last of {SLA-09} after the notification day; a right of the company (its expiry is not a
    breach by anyone)
binds: RIGHT
kind: EXECUTABLE
verbs: TIMER
open: AMB-22

[SLA-10]
title_es: Demanda extranjera urgente: {SLA-10}
title: Foreign demand, urgent: {SLA-10}
says: Answer within {SLA-10} from entry.
quote: será de 48 horas, contadas desde el ingreso de la demanda
heading: Atención a Empresas Extranjeras
software: due = start + 48 h exactly, running through weekends and holidays; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-17

[SLA-11]
title_es: Demanda extranjera de nivel medio: {SLA-11}
title: Foreign demand, medium: {SLA-11} (continuous days)
says: Answer within {SLA-11} (continuous days).
quote: será de 5 días continuos
heading: Atención a Empresas Extranjeras
software: due = end of entry day + {SLA-11}, Santiago time; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-17

[SLA-12]
title_es: Monitoreo tras una respuesta urgente: {SLA-12} (recomendado)
title: Monitoring after an urgent answer: {SLA-12} (recommended)
says: Recommended follow-up at most {SLA-12} after the answer.
quote: máximo 2 días después de entregar una respuesta ante una demanda urgente
heading: Atención a Empresas Extranjeras
software: due = end of answer day + {SLA-12}; recommended: late is reported apart, not as breach
binds: RECOMMENDED
kind: EXECUTABLE
verbs: TIMER
open: AMB-19

[SLA-13]
title_es: Monitoreo tras una respuesta de nivel medio: {SLA-13} (recomendado)
title: Monitoring after a medium answer: {SLA-13} (recommended)
says: Recommended follow-up at most {SLA-13} after sending the information.
quote: máximo 5 días después de enviar la información para atender una demanda de nivel "medio"
heading: Atención a Empresas Extranjeras
software: due = end of answer day + {SLA-13}; recommended
binds: RECOMMENDED
kind: EXECUTABLE
verbs: TIMER
open: AMB-19

[SLA-14]
title_es: Visita de importadores, por el equipo sectorial: {SLA-14}
title: Visit of importers, route A: {SLA-14}
says: Sector officer's answer to Oficom within {SLA-14}.
quote: no podrá exceder de 7 días hábiles
heading: Atención a Empresas Extranjeras (visita de importadores)
software: due = end of the last of {SLA-14}, national calendar; mandatory
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-27

[SLA-15]
title_es: Visita de importadores, por las macrozonas: {SLA-15}
title: Visit of importers, route B: {SLA-15}
says: Macro-zone coordinators' answer to Oficom within {SLA-15}.
quote: y no podrá exceder de 7 días hábiles
heading: Atención a Empresas Extranjeras (visita de importadores)
software: as SLA-14
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-27

[SLA-16]
title_es: Aviso de una visita: {SLA-16} antes (recomendado)
title: Notice of a visit: {SLA-16} before (recommended)
says: Request informed at least {SLA-16} before the visit.
quote: al menos 30 días antes de la visita
heading: Atención a Empresas Extranjeras (visita de importadores)
software: latest date = visit start − {SLA-16}; later = short notice, needs VIS-07
binds: RECOMMENDED
kind: EXECUTABLE
verbs: TIMER
open: AMB-28

[SLA-17]
title_es: Seguimiento, etapa 1: {SLA-17} después de la actividad
title: Follow-up stage 1: {SLA-17} after the end of the activity
says: E-mail {SLA-17} after the end.
quote: Comunicación por correo electrónico 1 mes posterior al término de actividad
heading: Seguimiento de Resultados según categoría
software: send date = same day number next month, or the last day of that month if it does not exist; not moved for
    holidays
binds: AUTOMATIC
kind: EXECUTABLE
verbs: TIMER
open: AMB-29

[SLA-18]
title_es: Seguimiento, etapa 2: en la fecha de la encuesta
title: Follow-up stage 2: on the date of the survey
says: E-mail on the terms the company gave.
quote: considerando plazos indicados por la empresa en encuesta previa
heading: Seguimiento de Resultados según categoría
software: send date = that date; if given in months, SLA-17 arithmetic from the survey date
binds: AUTOMATIC
kind: EXECUTABLE
verbs: TIMER
open: AMB-32

[SLA-19]
title_es: Revisión al cierre de cada trimestre (sugerida)
title: Quarterly review (suggested)
says: At the end of each quarter.
quote: Al término de cada trimestre
heading: Acompañamiento a empresas extranjeras – Seguimiento de resultados
software: list cut at 31-Mar, 30-Jun, 30-Sep, 31-Dec; task opens the next business day; suggested
binds: RECOMMENDED
kind: EXECUTABLE
verbs: TIMER
open: AMB-33

[SLA-20]
title_es: Plazos de agenda de la Resolución J-1144
title: Agenda terms of J-1144
says: Terms of the resolution, not in the source text.
quote: los plazos estipulados en dicha resolución
heading: Atención a Empresas Nacionales
software: not judged until configured; state "plazo no configurado"
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-21

[SLA-21]
title_es: Qué debe explicar cada plazo
title: What a timer must tell
says: Compliance with the terms of each channel is to be measured; so each timer tells start, calendar, days skipped
    and due time.
quote: medir el cumplimiento de los plazos establecidos en cada canal de atención
heading: POLÍTICA – VI. DIRECTRICES Y LÍNEAS DE ACCIÓN (cumplimiento de plazos)
software: each timer: rule id, kind (hábiles / corridos / horas / meses), obligation (mandatory / recommended /
    right), start event, office, calendar, list of skipped days with the name of the holiday, due, state (running, at
    risk, met, met late, overdue, waived, not configured), elapsed in its own unit
binds: INFORMATIVE
kind: EXECUTABLE
verbs: TIMER, EXPLAIN
"""
