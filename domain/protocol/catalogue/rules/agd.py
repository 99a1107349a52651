"""AGD: agendas de negocios (presenciales o virtuales)."""

from typing import Final

CODE: Final = "AGD"
TITLE: Final = "Business agendas (in person or virtual)"
TITLE_ES: Final = "Agendas de negocios (presenciales o virtuales)"

TEXT: Final = """
[AGD-01]
title_es: Agendas de negocios según la Resolución J-1144
title: Procedure of Resolución Exenta J-1144
says: If the company only wants a business agenda (in person or virtual), the procedure follows Resolución Exenta N°
    J-1144, in force since November 2018.
quote: según lo indicado en la Resolución Exenta № J-1144
heading: Atención a Empresas Nacionales
software: agenda request record; its terms are settings with no invented default (SLA-20)
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-21

[AGD-02]
title_es: Excepción: la oficina comercial organiza una actividad de alto impacto
title: Exception to the J-1144 terms: high-impact activity
says: The terms do not apply if the commercial office is organising a high-impact activity or one that demands more
    hours of its executives.
quote: se encuentra organizando una actividad de alto impacto o que exija una dedicación mayor de horas
heading: Atención a Empresas Nacionales
software: timer changes from term-based to agreed date; reason kept; it counts apart in compliance
binds: ALLOWED
kind: EXECUTABLE
verbs: TIMER, RECORD

[AGD-03]
title_es: Entonces se acuerda otra fecha y se explica a la empresa por qué
title: Then Ofireg agrees a date with Oficom and informs the company of the reasons
says: In that case the Ofireg must agree a date with the Oficom and inform the company in time of the reasons for the
    postponement.
quote: la Ofireg deberá acordar una fecha con la Oficom, e informar a la empresa oportunamente las razones
heading: Atención a Empresas Nacionales
software: exception is incomplete, and flagged, until both the agreed date and NTF-13 exist
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD, NOTIFY

[AGD-04]
title_es: Con la agenda confirmada, la empresa se compromete a asistir
title: Confirmed agenda binds the company
says: When the Oficom confirms the date and the agenda organised at the company's request, the company must commit to
    travel or attend the virtual meetings on time.
quote: esta última deberá asumir su compromiso de viajar al mercado o asistir a las reuniones virtuales puntualmente
heading: Atención a Empresas Nacionales
software: only a confirmed agenda can produce a behaviour note
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[AGD-05]
title_es: Después de la agenda, la empresa cuenta sus resultados
title: Later feedback by e-mail to both executives
says: The company must later give feedback on the results of the agenda by e-mail to its regional and commercial
    executives.
quote: entregar posterior retroalimentación de resultados de la agenda, vía correo electrónico, tanto a su ejecutivo
    regional como comercial
heading: Atención a Empresas Nacionales
software: agenda stays "awaiting feedback" after its end until it is recorded
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY, RECORD
open: AMB-24

[AGD-06]
title_es: La región anota esos resultados en la bitácora del CRM
title: The regional executive writes it in the CRM log (bitácora)
says: That information must be put in the company's CRM log by its regional executive.
quote: Dicha información deberá ser plasmada en su bitácora de CRM, por parte de su ejecutivo/a regional
heading: Atención a Empresas Nacionales
software: log entry by the regional executive only
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[AGD-07]
title_es: Solo la fuerza mayor excusa la inasistencia
title: Only force majeure excuses
says: The company is excused from travelling or attending only for fortuitous case or force majeure.
quote: solo será excusada de viajar a un mercado o asistir a las reuniones virtuales agendadas si presenta razones de
heading: Atención a Empresas Nacionales
software: no-show outcome = excused or behaviour note; nothing else
binds: MANDATORY
kind: EXECUTABLE
verbs: DERIVE

[AGD-08]
title_es: La oficina comercial puede asistir a las reuniones, salvo que sean reservadas
title: Oficom may join meetings unless the company declares them reserved
says: When receiving a company, or generating virtual meetings, the Oficom must inform that it reserves the right to
    take part in the meetings it deems pertinent, except if the company expressly says they are reserved.
quote: salvo que la empresa indique expresamente que serán reservadas
heading: Atención a Empresas Nacionales
software: NTF-15 recorded; a meeting flagged reserved cannot list an Oficom attendee
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY, RECORD

[AGD-09]
title_es: La oficina comercial puede desistir, con una justificación sólida
title: Oficom may decline with a solid justification
says: The Oficom may desist from organising an agenda provided it gives a solid justification to the Ofireg that asks
    on behalf of the company.
quote: la Oficom podrá desistir de organizar una agenda siempre y cuando entregue una justificación sólida a la Ofireg
heading: Atención a Empresas Nacionales
software: decline refused without DEF-17 reason; NTF-16 to Ofireg, and the company gets the reason (POL-06)
binds: ALLOWED
kind: EXECUTABLE
verbs: RECORD, NOTIFY
open: AMB-25

[AGD-10]
title_es: Con personal en el mercado, la agenda la pide la matriz en Chile
title: Company with commercial staff in the market: request through head office in Chile
says: For companies with commercial staff in the market, the Oficom must say that the agenda request must be made by
    the head office in Chile to its regional executive.
quote: la solicitud de agenda de negocios debe ser realizada por la matriz en Chile
heading: Atención a Empresas Nacionales
software: request from the local staff is returned with NTF-17
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE, NOTIFY

[AGD-11]
title_es: Tienen prioridad las empresas sin representantes y las actividades planificadas
title: And it yields priority
says: Its organisation depends on the human resources available: Chilean companies without established representatives
    in the market, and the activities in ProChile's planning for the market, have priority.
quote: tendrán prioridad tanto las empresas chilenas que no cuenten con representantes establecidos en el mercado
heading: Atención a Empresas Nacionales
software: priority order for agenda queue: planned activities and companies without representatives first; reason
    shown
binds: MANDATORY
kind: EXECUTABLE
verbs: DERIVE
open: AMB-26
"""
