"""Policy frame: purpose, principles and objectives (POL)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="POL-01",
        family="POL",
        title="The policy exists to turn quality data into management and improvement plans",
        title_es="Los datos de calidad sirven para gestionar y mejorar, no solo para medir",
        statement=(
            "The policy comes from the Director General's directives and the State's PMG \"Calidad de "
            'Servicio y Experiencia Usuaria"; it must move from measuring isolated indicators to using the '
            "information for management and for improvement plans."
        ),
        quote=(
            "avanzando desde la medición de indicadores puntuales de calidad de servicio, al uso de la "
            "información para la gestión"
        ),
        heading="ANTECEDENTES – ORIGEN",
        verbs=(Verb.MEASURE,),
        data="every timer, contact, survey answer and action, with channel, office and date",
        software=(
            "every indicator query must be able to list the records behind the figure (drill-down), and an "
            "indicator can carry an improvement action (owner, due date, state)"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="POL-02",
        family="POL",
        title="Work is organised by portfolio (cartera) under a protocol",
        title_es="Trabajamos por cartera y con un protocolo de atención",
        statement="The policy includes working under a portfolio model, following an attention protocol.",
        quote="se incluye el trabajo bajo la modalidad de cartera, siguiendo un protocolo de atención",
        heading="ANTECEDENTES – ORIGEN",
        verbs=(Verb.DERIVE,),
        data="account, assigned executive, protocol version in force",
        software=(
            "account has a portfolio flag that is derived (DEF-03), an executive, and every protocol "
            "decision stores the protocol version it was taken under"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POL-03",
        family="POL",
        title="Principle: cordiality and empathy on every channel",
        title_es="Trato amable y respetuoso en todos los canales",
        statement=(
            "Staff treat anyone who asks or requests a service kindly and respectfully on all channels (in "
            "person, digital, telephone), listen, and guide them in a timely way."
        ),
        quote="a través de todos sus canales (presencial, digital y telefónico)",
        heading="PRINCIPIOS ORIENTADORES",
        verbs=(Verb.EXPLAIN,),
        data="channel of each contact; message templates",
        software=(
            "one next-step explanation text per step, in a near and respectful tone, identical whatever "
            "the channel; timeliness measured on every channel"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POL-04",
        family="POL",
        title="Principle: equal treatment, no arbitrary discrimination",
        title_es="Trato igualitario, sin discriminación arbitraria",
        statement=(
            "Everybody has equal access when asking for information or services; no arbitrary "
            "discrimination by gender, age, geographic location, among others."
        ),
        quote="principios de no discriminación arbitraria ya sea por género, edad, ubicación geográfica, entre otros",
        heading="PRINCIPIOS ORIENTADORES",
        verbs=(Verb.ROUTE, Verb.MEASURE),
        data="region, rule that decided, inputs used",
        software=(
            "rules may use only the inputs the protocol names; each decision lists its inputs; compliance "
            "can be compared by region. The five-region exception (LOW-06) is the only geographic "
            "difference the text contains and must be shown as such"
        ),
        ambiguities=("AMB-11",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POL-05",
        family="POL",
        title="Principle: knowledge and coordination between areas",
        title_es="Las áreas se coordinan y cada derivación queda registrada",
        statement=(
            "Staff have the technical capacity for their role and the ability to work with other areas in "
            "a coordinated way."
        ),
        quote="actuar coordinadamente en pos de",
        heading="PRINCIPIOS ORIENTADORES",
        verbs=(Verb.ROUTE, Verb.RECORD),
        data="role of each user; hand-overs between areas",
        software="hand-overs (derivaciones) are records with from, to, reason, date and acknowledgement",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POL-06",
        family="POL",
        title="Principle: transparency on scope and reasons for a refusal",
        title_es="Si no podemos dar un servicio, explicamos por qué",
        statement=(
            "Staff always tell people what ProChile's field of action is, in writing or orally, on any "
            "channel, especially when the reason for not giving the requested service must be explained."
        ),
        quote="explicar la razón por la cual la institución no puede entregarle el servicio que solicita",
        heading="PRINCIPIOS ORIENTADORES",
        verbs=(Verb.EXPLAIN, Verb.RECORD),
        data="request, decision, reason code, text given to the person",
        software=(
            "no request can be closed as refused, diverted, postponed or not eligible without a reason "
            "shown to the company, with the rule id and section that supports it"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POL-07",
        family="POL",
        title="Principle: integrity",
        title_es="Decidimos con probidad y queda constancia de cada decisión",
        statement=(
            "Decisions are taken with probity and transparency, avoiding conflicts of interest and "
            "respecting the code of conduct of public servants."
        ),
        quote="evitando conflictos de interés",
        heading="PRINCIPIOS ORIENTADORES",
        verbs=(Verb.RECORD,),
        data="author, time and reason of every decision",
        software=(
            "append-only audit of decisions, overrides and reads of personal data; override of a derived "
            "value needs a reason and keeps the derived value visible"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POL-08",
        family="POL",
        title="Objective: channels work permanently, answers timely, high satisfaction",
        title_es="Canales siempre disponibles y respuestas a tiempo",
        statement=(
            "Ensure the permanent operation of the attention channels, with timely answers that reach a "
            "high user-satisfaction index."
        ),
        quote=(
            "Asegurar el funcionamiento permanente de nuestros canales de atención, con entrega de respuestas oportunas"
        ),
        heading="II. OBJETIVOS",
        verbs=(Verb.MEASURE,),
        data="channel, contact received/answered times, satisfaction score",
        software=(
            "per-channel volume, compliance and satisfaction (MEA-01, MEA-04); detect a channel with no "
            "traffic or with unanswered items"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
        note=(
            'No target value for "alto índice" is given → target is a setting, empty by default; the '
            "figure is reported without a pass/fail mark until it is set"
        ),
    ),
    Rule(
        id="POL-09",
        family="POL",
        title="Objective: inform activities clearly, precisely and in time",
        title_es="Informamos las actividades con claridad y a tiempo",
        statement="Inform, in a clear, precise and timely way, the activities that support internationalisation.",
        quote=(
            "Informar actividades que buscan apoyar la internacionalización de las empresas chilenas en "
            "forma clara, precisa y oportuna"
        ),
        heading="II. OBJETIVOS",
        verbs=(Verb.NOTIFY,),
        data="activity (type, dates, deadlines, target group), recipients",
        software=(
            "activities are records that can be listed for an account according to its group and category (see FUP-02)"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POL-10",
        family="POL",
        title="Objective: improve and periodically review internal processes",
        title_es="Revisamos y mejoramos nuestros procesos de forma periódica",
        statement=(
            "Improve the internal processes and review them periodically so that companies take part "
            "without avoidable inconvenience."
        ),
        quote="Mejorar los procesos internos y revisarlos periódicamente",
        heading="II. OBJETIVOS",
        verbs=(Verb.MEASURE,),
        data="stage durations, drop-outs per stage",
        software="funnel per capture stage with times and abandonment (MEA-09)",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="POL-11",
        family="POL",
        title="Objective: single channel for complaints",
        title_es="Un solo canal para reclamos",
        statement=(
            "Reinforce the model of the protocol, in particular that there is one single channel to enter "
            "and process complaints."
        ),
        quote="la existencia de un canal único para el ingreso y tramitación de reclamos",
        heading="II. OBJETIVOS",
        verbs=(Verb.ROUTE,),
        data="contact type = reclamo",
        software=(
            "a complaint received at any point of contact is diverted to the Atención Ciudadana form and "
            "recorded as diverted; it is never processed inside another flow (PUB-07)"
        ),
        ambiguities=("AMB-16",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="POL-12",
        family="POL",
        title="Objective: constant training",
        title_es="Capacitación constante de quienes atienden",
        statement=(
            "Keep constant training programmes so that staff attend according to the mission, vision and "
            "protocol in force."
        ),
        quote="Mantener programas de capacitación constante para fortalecer el trabajo de atención",
        heading="II. OBJETIVOS",
        verbs=(Verb.RECORD,),
        data="protocol version, unit, staff",
        software=(
            "not an account process; support it by publishing the rules with their text (rule catalogue "
            "query) and by listing the most frequent breaches per unit as training input"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.INFORMATION,
    ),
    Rule(
        id="POL-13",
        family="POL",
        title="Objective: follow up results after a service",
        title_es="Seguimos los resultados de la empresa después de cada servicio",
        statement=(
            "Follow up the results of companies after they access a service, programme or tool, so that "
            "their satisfaction increases."
        ),
        quote=(
            "Dar seguimiento a los resultados de las empresas chilenas luego de acceder a alguno de nuestros servicios"
        ),
        heading="II. OBJETIVOS",
        verbs=(Verb.TIMER, Verb.MEASURE),
        data="registered actions, follow-ups, results",
        software="see FUP; report actions without any follow-up",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="POL-14",
        family="POL",
        title="Strategic objective 1: internationalisation, emphasis on SMEs with export capacity",
        title_es="Objetivo 1: más pymes con capacidad exportadora en el exterior",
        statement=(
            "Contribute to the internationalisation of national companies, with emphasis on SMEs with "
            "export capacity, in the next two years."
        ),
        quote="énfasis en Pymes con capacidad exportadora en los próximos dos años",
        heading="III. RELACIÓN CON LAS DEFINICIONES ESTRATÉGICAS INSTITUCIONALES",
        verbs=(Verb.MEASURE,),
        data="company size, export capacity, actions, results",
        software="indicator: SMEs with export capacity served, and how many exported for the first time or again",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
        note=(
            'Company size is not a field the protocol names → optional attribute; the start of "next two '
            'years" is not given → reporting period is a parameter'
        ),
    ),
    Rule(
        id="POL-15",
        family="POL",
        title="Strategic objective 2: diversification",
        title_es="Objetivo 2: diversificar productos, servicios y mercados",
        statement="Promote the diversification of products, services and destination markets.",
        quote="Fomentar la diversificación de productos, servicios y mercados de destino",
        heading="III. RELACIÓN CON LAS DEFINICIONES ESTRATÉGICAS INSTITUCIONALES",
        verbs=(Verb.MEASURE,),
        data="products, services and markets per action and per reported business",
        software="indicator: new product–market pairs per company and period",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="POL-16",
        family="POL",
        title="Strategic objective 3: satisfaction, special emphasis on portfolio companies",
        title_es="Objetivo 3: más satisfacción, sobre todo en las empresas de cartera",
        statement="Increase user satisfaction, with special emphasis on portfolio companies.",
        quote="Aumentar la satisfacción de los usuarios, con especial énfasis en empresas carterizadas",
        heading="III. RELACIÓN CON LAS DEFINICIONES ESTRATÉGICAS INSTITUCIONALES",
        verbs=(Verb.MEASURE,),
        data="survey scores joined with the portfolio flag at the date of the survey",
        software="satisfaction split by portfolio / not portfolio",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
        planned=True,
    ),
    Rule(
        id="POL-17",
        family="POL",
        title="Mission and vision known by every professional",
        title_es="Todo el personal conoce la misión y la visión de ProChile",
        statement=(
            "The mission (promote the internationalisation of Chilean companies, with support to "
            "investment attraction, tourism and country image) and the vision must be known and understood "
            "by every professional, in Chile and abroad, as the base of the principles."
        ),
        quote=(
            "deben ser conocidos y comprendidos por cualquier profesional de ProChile en nuestro país y el exterior"
        ),
        heading="PRINCIPIOS ORIENTADORES",
        verbs=(Verb.EXPLAIN,),
        data="",
        software=(
            "the scope of ProChile is a text the next-step answer can quote when it explains that "
            "something is outside it (POL-06)"
        ),
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.INFORMATION,
    ),
)
