"""FUP: acompañamiento y seguimiento de resultados."""

from typing import Final

CODE: Final = "FUP"
TITLE: Final = "Accompaniment and follow-up of results"
TITLE_ES: Final = "Acompañamiento y seguimiento de resultados"

TEXT: Final = """
[FUP-01]
title_es: Registrar la acción para que la empresa sea usuaria
title: Register the action so that the company is a user
says: It is essential that the action done is registered in CRM so that the company is incorporated as user.
quote: Es esencial que se registre en CRM la acción realizada, para que la empresa se incorpore como usuaria
heading: Acompañamiento a empresas cartera – Acompañamiento/Seguimiento resultados
software: report of activities with participants but no registered action
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[FUP-02]
title_es: Contacto periódico, sobre todo con la cartera, e invitación a actividades
title: Periodic contact, at least by e-mail, specially portfolio; invite to planned activities
says: The executive in charge keeps periodic contact, at least by e-mail, specially if portfolio, to know the results
    and invite it to the activities planned for the following months according to its progress.
quote: mantenga un contacto con ella periódicamente, al menos por correo electrónico, especialmente si es parte de su
    cartera
heading: Acompañamiento a empresas cartera – Acompañamiento/Seguimiento resultados
software: days since last contact per account, portfolio first; list of planned activities suited to the account
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER, NOTIFY
open: AMB-64

[FUP-03]
title_es: Categoría 1: seguimiento directo del ejecutivo o ejecutiva
title: Category 1: direct follow-up by the executive
says: Category 1: follow-up is done directly by the executive in charge, according to the procedure in the Exporta Más
    minute.
quote: Seguimiento lo hará directamente el/la ejecutivo a cargo de la empresa
heading: Seguimiento de Resultados según categoría
software: no automatic e-mail; manual follow-up task for the executive; procedure of the minute is configuration
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER

[FUP-04]
title_es: Categorías 2 y 3: seguimiento automático en dos etapas
title: Categories 2 and 3: two automatic stages
says: Categories 2 and 3: follow-up in 2 stages, automated with CRM 365.
quote: Seguimiento se realizará en 2 etapas, en forma automatizada, con ayuda de CRM 365
heading: Seguimiento de Resultados según categoría
software: two scheduled messages per finished action
binds: AUTOMATIC
kind: EXECUTABLE
verbs: TIMER

[FUP-05]
title_es: Etapa 1: correo {SLA-17} después de la actividad
title: Stage 1: e-mail {SLA-17} after the end of the activity, in the executive's name
says: E-mail {SLA-17} after the end of the activity accessed, in the name of its executive, to know how it went and
    how to keep supporting it.
quote: 1 mes posterior al término de actividad a la que ha accedido, a nombre de su ejecutivo
heading: Seguimiento de Resultados según categoría
software: SLA-17, NTF-29
binds: AUTOMATIC
kind: EXECUTABLE
verbs: TIMER, NOTIFY
open: AMB-29

[FUP-06]
title_es: La empresa puede dejar de recibir estos correos
title: Option not to receive it any more
says: The option not to receive this monthly communication any more is offered.
quote: Se dará opción de no recibir más esta comunicación mensual
heading: Seguimiento de Resultados según categoría
software: one-click opt-out kept per account; stage-1 messages stop from then
binds: RIGHT
kind: EXECUTABLE
verbs: RECORD
open: AMB-30

[FUP-07]
title_es: Quien deja los correos y está en categoría 2 pasa a la 3
title: Opt-out in category 2 → category 3
says: If it says no and is in category 2, it passes to category 3 (less prioritised).
quote: Si dice que no y está en categoría 2, pasará a categoría 3 (menos priorizado)
heading: Seguimiento de Resultados según categoría
software: automatic category change 2→3 with reason; category 3 stays 3; category 1 not affected
binds: AUTOMATIC
kind: EXECUTABLE
verbs: DERIVE
open: AMB-30

[FUP-08]
title_es: Etapa 2: correo sobre negocios concretados, en la fecha que indicó la empresa
title: Stage 2: e-mail on business concluded, on the date the company gave in the survey
says: E-mail to know whether business was concluded, considering the terms the company gave in a previous survey.
quote: Comunicación por correo para saber concreción de negocios, considerando plazos indicados por la empresa en
    encuesta previa
heading: Seguimiento de Resultados según categoría
software: SLA-18, NTF-30; without survey date no message, and the case is listed as "no date given"
binds: AUTOMATIC
kind: EXECUTABLE
verbs: TIMER, NOTIFY
open: AMB-32

[FUP-09]
title_es: Acompañamos a la empresa; no solo preguntamos por negocios
title: Intention: accompany, not only ask for business
says: So that the company feels ProChile cares to accompany it and not only to ask about business.
quote: sienta que ProChile se preocupa de acompañarle y no solo de preguntarle por la concreción de negocios
heading: Seguimiento de Resultados según categoría
software: stage 2 is not sent before stage 1 of the same action, nor the same day; a survey date that falls earlier
    moves to the day after stage 1, with a note (if stage 1 was refused, stage 2 keeps its date)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: EXPLAIN
"""
