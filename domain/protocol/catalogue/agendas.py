"""Business agendas (AGD) and behaviour notes (BEH)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="AGD-01",
        family="AGD",
        title="Procedure of Resolución Exenta J-1144",
        title_es="Agendas de negocios según la Resolución J-1144",
        statement=(
            "If the company only wants a business agenda (in person or virtual), the procedure follows "
            "Resolución Exenta N° J-1144, in force since November 2018."
        ),
        quote="según lo indicado en la Resolución Exenta № J-1144",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.TIMER,),
        data="agenda request: company, market, mode, dates; J-1144 terms",
        software="agenda request record; its terms are settings with no invented default (SLA-20)",
        ambiguities=("AMB-21",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-02",
        family="AGD",
        title="Exception to the J-1144 terms: high-impact activity",
        title_es="Excepción: la oficina comercial organiza una actividad de alto impacto",
        statement=(
            "The terms do not apply if the commercial office is organising a high-impact activity or one "
            "that demands more hours of its executives."
        ),
        quote="se encuentra organizando una actividad de alto impacto o que exija una dedicación mayor de horas",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.TIMER, Verb.RECORD),
        data="exception declared by Oficom, activity, period",
        software="timer changes from term-based to agreed date; reason kept; it counts apart in compliance",
        ambiguities=(),
        obligation=Obligation.ALLOWED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-03",
        family="AGD",
        title="Then Ofireg agrees a date with Oficom and informs the company of the reasons",
        title_es="Entonces se acuerda otra fecha y se explica a la empresa por qué",
        statement=(
            "In that case the Ofireg must agree a date with the Oficom and inform the company in time of "
            "the reasons for the postponement."
        ),
        quote="la Ofireg deberá acordar una fecha con la Oficom, e informar a la empresa oportunamente las razones",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.RECORD, Verb.NOTIFY),
        data="agreed date, notice to company",
        software="exception is incomplete, and flagged, until both the agreed date and NTF-13 exist",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-04",
        family="AGD",
        title="Confirmed agenda binds the company",
        title_es="Con la agenda confirmada, la empresa se compromete a asistir",
        statement=(
            "When the Oficom confirms the date and the agenda organised at the company's request, the "
            "company must commit to travel or attend the virtual meetings on time."
        ),
        quote=(
            "esta última deberá asumir su compromiso de viajar al mercado o asistir a las reuniones "
            "virtuales puntualmente"
        ),
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.RECORD,),
        data="confirmation date, commitment",
        software="only a confirmed agenda can produce a behaviour note",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-05",
        family="AGD",
        title="Later feedback by e-mail to both executives",
        title_es="Después de la agenda, la empresa cuenta sus resultados",
        statement=(
            "The company must later give feedback on the results of the agenda by e-mail to its regional "
            "and commercial executives."
        ),
        quote=(
            "entregar posterior retroalimentación de resultados de la agenda, vía correo electrónico, "
            "tanto a su ejecutivo regional como comercial"
        ),
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.NOTIFY, Verb.RECORD),
        data="feedback received on, text, projected business",
        software='agenda stays "awaiting feedback" after its end until it is recorded',
        ambiguities=("AMB-24",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-06",
        family="AGD",
        title="The regional executive writes it in the CRM log (bitácora)",
        title_es="La región anota esos resultados en la bitácora del CRM",
        statement="That information must be put in the company's CRM log by its regional executive.",
        quote="Dicha información deberá ser plasmada en su bitácora de CRM, por parte de su ejecutivo/a regional",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.RECORD,),
        data="log entry, author role",
        software="log entry by the regional executive only",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-07",
        family="AGD",
        title="Only force majeure excuses",
        title_es="Solo la fuerza mayor excusa la inasistencia",
        statement="The company is excused from travelling or attending only for fortuitous case or force majeure.",
        quote=(
            "solo será excusada de viajar a un mercado o asistir a las reuniones virtuales agendadas si "
            "presenta razones de"
        ),
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.DERIVE,),
        data="DEF-16 answers",
        software="no-show outcome = excused or behaviour note; nothing else",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-08",
        family="AGD",
        title="Oficom may join meetings unless the company declares them reserved",
        title_es="La oficina comercial puede asistir a las reuniones, salvo que sean reservadas",
        statement=(
            "When receiving a company, or generating virtual meetings, the Oficom must inform that it "
            "reserves the right to take part in the meetings it deems pertinent, except if the company "
            "expressly says they are reserved."
        ),
        quote="salvo que la empresa indique expresamente que serán reservadas",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.NOTIFY, Verb.RECORD),
        data="notice given, reserved flag per meeting",
        software="NTF-15 recorded; a meeting flagged reserved cannot list an Oficom attendee",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-09",
        family="AGD",
        title="Oficom may decline with a solid justification",
        title_es="La oficina comercial puede desistir, con una justificación sólida",
        statement=(
            "The Oficom may desist from organising an agenda provided it gives a solid justification to "
            "the Ofireg that asks on behalf of the company."
        ),
        quote=(
            "la Oficom podrá desistir de organizar una agenda siempre y cuando entregue una justificación "
            "sólida a la Ofireg"
        ),
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.RECORD, Verb.NOTIFY),
        data="DEF-17",
        software="decline refused without DEF-17 reason; NTF-16 to Ofireg, and the company gets the reason (POL-06)",
        ambiguities=("AMB-25",),
        obligation=Obligation.ALLOWED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-10",
        family="AGD",
        title="Company with commercial staff in the market: request through head office in Chile",
        title_es="Con personal en el mercado, la agenda la pide la matriz en Chile",
        statement=(
            "For companies with commercial staff in the market, the Oficom must say that the agenda "
            "request must be made by the head office in Chile to its regional executive."
        ),
        quote="la solicitud de agenda de negocios debe ser realizada por la matriz en Chile",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.ROUTE, Verb.NOTIFY),
        data="staff in market flag, requester",
        software="request from the local staff is returned with NTF-17",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="AGD-11",
        family="AGD",
        title="And it yields priority",
        title_es="Tienen prioridad las empresas sin representantes y las actividades planificadas",
        statement=(
            "Its organisation depends on the human resources available: Chilean companies without "
            "established representatives in the market, and the activities in ProChile's planning for the "
            "market, have priority."
        ),
        quote=(
            "tendrán prioridad tanto las empresas chilenas que no cuenten con representantes establecidos en el mercado"
        ),
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.DERIVE,),
        data="staff-in-market flag, planned activities",
        software=(
            "priority order for agenda queue: planned activities and companies without representatives "
            "first; reason shown"
        ),
        ambiguities=("AMB-26",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="BEH-01",
        family="BEH",
        title="Unexcused absence → behaviour note in the CRM log",
        title_es="Inasistencia sin excusa: nota de comportamiento en la bitácora",
        statement="Otherwise its regional executive leaves a behaviour note in the company's CRM log.",
        quote="su ejecutivo/a regional dejará una nota de comportamiento en su bitácora de CRM",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.RECORD,),
        data="agenda, absence, author",
        software="note only by the regional executive and only on an unexcused absence of a confirmed agenda",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="BEH-02",
        family="BEH",
        title="The note is considered in any later application",
        title_es="La nota se considera en las próximas postulaciones",
        statement="It is considered when the company asks to take part in any other ProChile activity.",
        quote="la cual será considerada al momento de solicitar participar en cualquier otra actividad de ProChile",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.DERIVE,),
        data="active notes",
        software="every application view shows the active notes",
        ambiguities=("AMB-22",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="BEH-03",
        family="BEH",
        title="Notified by certified letter, plus e-mail",
        title_es="La nota se notifica por carta certificada",
        statement="The note is notified by certified letter, without prejudice to an e-mail sent by the executive.",
        quote="Esta nota será notificada por carta certificada, sin perjuicio del envío de correo electrónico",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.NOTIFY,),
        data="letter id, post-office reception date, e-mail date",
        software="NTF-14; without certified letter the term of BEH-04 does not start",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="BEH-04",
        family="BEH",
        title="The company may answer (descargos) within 5 business days",
        title_es="La empresa puede presentar descargos en 5 días hábiles",
        statement="The company may present its defence within 5 business days.",
        quote="pudiendo la empresa presentar sus descargos dentro del plazo de 5 días hábiles",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.TIMER,),
        data="notified on, descargos received on",
        software="SLA-09; late descargos are recorded as late, not lost",
        ambiguities=("AMB-22",),
        obligation=Obligation.RIGHT,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="BEH-05",
        family="BEH",
        title="Consequence: no priority when demand for the market is high",
        title_es="El efecto de la nota: sin prioridad cuando hay alta demanda",
        statement="This means it will not have priority if there is high demand for the market it aims at.",
        quote="no será prioritaria si existe una alta demanda por el mercado al cual apunta",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.DERIVE,),
        data="activity demand flag, active confirmed note",
        software="ordering effect only under high demand; never an automatic exclusion",
        ambiguities=("AMB-22", "AMB-26"),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="BEH-06",
        family="BEH",
        title="Governed by the behaviour regulation",
        title_es="El reglamento de comportamiento regula los detalles",
        statement="The whole procedure will be laid down in the regulation on behaviour available in Portal Digital.",
        quote="reglamento sobre Comportamiento, que estará disponible en Portal Digital",
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.NONE,),
        data="",
        software="regulation not available → duration of a note and the deciding authority are settings",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.CONFIGURATION,
    ),
)
