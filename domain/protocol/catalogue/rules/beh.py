"""BEH: notas de comportamiento."""

from typing import Final

CODE: Final = "BEH"
TITLE: Final = "Behaviour notes (nota de comportamiento)"
TITLE_ES: Final = "Notas de comportamiento"

TEXT: Final = """
[BEH-01]
title_es: Inasistencia sin excusa: nota de comportamiento en la bitácora
title: Unexcused absence → behaviour note in the CRM log
says: Otherwise its regional executive leaves a behaviour note in the company's CRM log.
quote: su ejecutivo/a regional dejará una nota de comportamiento en su bitácora de CRM
heading: Atención a Empresas Nacionales
software: note only by the regional executive and only on an unexcused absence of a confirmed agenda
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[BEH-02]
title_es: La nota se considera en las próximas postulaciones
title: The note is considered in any later application
says: It is considered when the company asks to take part in any other ProChile activity.
quote: la cual será considerada al momento de solicitar participar en cualquier otra actividad de ProChile
heading: Atención a Empresas Nacionales
software: every application view shows the active notes
binds: MANDATORY
kind: EXECUTABLE
verbs: DERIVE
open: AMB-22

[BEH-03]
title_es: La nota se notifica por carta certificada
title: Notified by certified letter, plus e-mail
says: The note is notified by certified letter, without prejudice to an e-mail sent by the executive.
quote: Esta nota será notificada por carta certificada, sin perjuicio del envío de correo electrónico
heading: Atención a Empresas Nacionales
software: NTF-14; without certified letter the term of BEH-04 does not start
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY

[BEH-04]
title_es: La empresa puede presentar descargos en {SLA-09}
title: The company may answer (descargos) within {SLA-09}
says: The company may present its defence within {SLA-09}.
quote: pudiendo la empresa presentar sus descargos dentro del plazo de 5 días hábiles
heading: Atención a Empresas Nacionales
software: SLA-09; late descargos are recorded as late, not lost
binds: RIGHT
kind: EXECUTABLE
verbs: TIMER
open: AMB-22

[BEH-05]
title_es: El efecto de la nota: sin prioridad cuando hay alta demanda
title: Consequence: no priority when demand for the market is high
says: This means it will not have priority if there is high demand for the market it aims at.
quote: no será prioritaria si existe una alta demanda por el mercado al cual apunta
heading: Atención a Empresas Nacionales
software: ordering effect only under high demand; never an automatic exclusion
binds: MANDATORY
kind: EXECUTABLE
verbs: DERIVE
open: AMB-22, AMB-26

[BEH-06]
title_es: El reglamento de comportamiento regula los detalles
title: Governed by the behaviour regulation
says: The whole procedure will be laid down in the regulation on behaviour available in Portal Digital.
quote: reglamento sobre Comportamiento, que estará disponible en Portal Digital
heading: Atención a Empresas Nacionales
software: regulation not available → duration of a note and the deciding authority are settings
binds: INFORMATIVE
kind: CONFIGURATION
verbs: NONE
"""
