"""POL: marco de la política: propósito, principios y objetivos."""

from typing import Final

CODE: Final = "POL"
TITLE: Final = "Policy frame: purpose, principles, objectives"
TITLE_ES: Final = "Marco de la política: propósito, principios y objetivos"

TEXT: Final = """
[POL-01]
title_es: Los datos de calidad sirven para gestionar y mejorar, no solo para medir
title: The policy exists to turn quality data into management and improvement plans
says: The policy comes from the Director General's directives and the State's PMG "Calidad de Servicio y Experiencia
    Usuaria"; it must move from measuring isolated indicators to using the information for management and for
    improvement plans.
quote: avanzando desde la medición de indicadores puntuales de calidad de servicio, al uso de la información para la
    gestión
heading: ANTECEDENTES – ORIGEN
software: every indicator query must be able to list the records behind the figure (drill-down), and an indicator can
    carry an improvement action (owner, due date, state)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[POL-02]
title_es: Trabajamos por cartera y con un protocolo de atención
title: Work is organised by portfolio (cartera) under a protocol
says: The policy includes working under a portfolio model, following an attention protocol.
quote: se incluye el trabajo bajo la modalidad de cartera, siguiendo un protocolo de atención
heading: ANTECEDENTES – ORIGEN
software: account has a portfolio flag that is derived (DEF-03), an executive, and every protocol decision stores the
    protocol version it was taken under
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE

[POL-03]
title_es: Trato amable y respetuoso en todos los canales
title: Principle: cordiality and empathy on every channel
says: Staff treat anyone who asks or requests a service kindly and respectfully on all channels (in person, digital,
    telephone), listen, and guide them in a timely way.
quote: a través de todos sus canales (presencial, digital y telefónico)
heading: PRINCIPIOS ORIENTADORES
software: one next-step explanation text per step, in a near and respectful tone, identical whatever the channel;
    timeliness measured on every channel
binds: MANDATORY
kind: EXECUTABLE
verbs: EXPLAIN

[POL-04]
title_es: Trato igualitario, sin discriminación arbitraria
title: Principle: equal treatment, no arbitrary discrimination
says: Everybody has equal access when asking for information or services; no arbitrary discrimination by gender, age,
    geographic location, among others.
quote: principios de no discriminación arbitraria ya sea por género, edad, ubicación geográfica, entre otros
heading: PRINCIPIOS ORIENTADORES
software: rules may use only the inputs the protocol names; each decision lists its inputs; compliance can be compared
    by region. The five-region exception (LOW-06) is the only geographic difference the text contains and must be
    shown as such
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE, MEASURE
open: AMB-11

[POL-05]
title_es: Las áreas se coordinan y cada derivación queda registrada
title: Principle: knowledge and coordination between areas
says: Staff have the technical capacity for their role and the ability to work with other areas in a coordinated way.
quote: actuar coordinadamente en pos de
heading: PRINCIPIOS ORIENTADORES
software: hand-overs (derivaciones) are records with from, to, reason, date and acknowledgement
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE, RECORD

[POL-06]
title_es: Si no podemos dar un servicio, explicamos por qué
title: Principle: transparency on scope and reasons for a refusal
says: Staff always tell people what ProChile's field of action is, in writing or orally, on any channel, especially
    when the reason for not giving the requested service must be explained.
quote: explicar la razón por la cual la institución no puede entregarle el servicio que solicita
heading: PRINCIPIOS ORIENTADORES
software: no request can be closed as refused, diverted, postponed or not eligible without a reason shown to the
    company, with the rule id and section that supports it; the duty to tell the scope holds always ("siempre"), not
    only in refusals: the scope of ProChile (POL-17) is a text of the product, part of the triage's answers and of
    every refusal that is about scope
binds: MANDATORY
kind: EXECUTABLE
verbs: EXPLAIN, RECORD

[POL-07]
title_es: Decidimos con probidad y queda constancia de cada decisión
title: Principle: integrity
says: Decisions are taken with probity and transparency, avoiding conflicts of interest and respecting the code of
    conduct of public servants.
quote: evitando conflictos de interés
heading: PRINCIPIOS ORIENTADORES
software: append-only audit of decisions, overrides and reads of personal data, with the value before and the value
    after; override of a derived value needs a reason and keeps the derived value visible; whoever decides on a
    company can declare a conflict of interest, and the case then passes to another person with that reason
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[POL-08]
title_es: Canales siempre disponibles y respuestas a tiempo
title: Objective: channels work permanently, answers timely, high satisfaction
says: Ensure the permanent operation of the attention channels, with timely answers that reach a high
    user-satisfaction index.
quote: Asegurar el funcionamiento permanente de nuestros canales de atención, con entrega de respuestas oportunas
heading: II. OBJETIVOS
software: per-channel volume, compliance and satisfaction (MEA-01, MEA-04); detect a channel with no traffic or with
    unanswered items
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE
note: No target value for "alto índice" is given → target is a setting, empty by default; the figure is reported
    without a pass/fail mark until it is set

[POL-09]
title_es: Informamos las actividades con claridad y a tiempo
title: Objective: inform activities clearly, precisely and in time
says: Inform, in a clear, precise and timely way, the activities that support internationalisation.
quote: Informar actividades que buscan apoyar la internacionalización de las empresas chilenas en forma clara, precisa
    y oportuna
heading: II. OBJETIVOS
software: activities are records that can be listed for an account according to its group and category (see FUP-02)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: NOTIFY

[POL-10]
title_es: Revisamos y mejoramos nuestros procesos de forma periódica
title: Objective: improve and periodically review internal processes
says: Improve the internal processes and review them periodically so that companies take part without avoidable
    inconvenience.
quote: Mejorar los procesos internos y revisarlos periódicamente
heading: II. OBJETIVOS
software: funnel per capture stage with times and abandonment (MEA-09)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[POL-11]
title_es: Un solo canal para reclamos
title: Objective: single channel for complaints
says: Reinforce the model of the protocol, in particular that there is one single channel to enter and process
    complaints.
quote: la existencia de un canal único para el ingreso y tramitación de reclamos
heading: II. OBJETIVOS
software: a complaint received at any point of contact is diverted to the Atención Ciudadana form and recorded as
    diverted; it is never processed inside another flow (PUB-07)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: ROUTE
open: AMB-16

[POL-12]
title_es: Capacitación constante de quienes atienden
title: Objective: constant training
says: Keep constant training programmes so that staff attend according to the mission, vision and protocol in force.
quote: Mantener programas de capacitación constante para fortalecer el trabajo de atención
heading: II. OBJETIVOS
software: not an account process; support it by publishing the rules with their text (rule catalogue query) and by
    listing the most frequent breaches per unit as training input
binds: INFORMATIVE
kind: INFORMATION
verbs: RECORD

[POL-13]
title_es: Seguimos los resultados de la empresa después de cada servicio
title: Objective: follow up results after a service
says: Follow up the results of companies after they access a service, programme or tool, so that their satisfaction
    increases.
quote: Dar seguimiento a los resultados de las empresas chilenas luego de acceder a alguno de nuestros servicios
heading: II. OBJETIVOS
software: see FUP; report actions without any follow-up
binds: INFORMATIVE
kind: EXECUTABLE
verbs: TIMER, MEASURE

[POL-14]
title_es: Objetivo 1: más pymes con capacidad exportadora en el exterior
title: Strategic objective 1: internationalisation, emphasis on SMEs with export capacity
says: Contribute to the internationalisation of national companies, with emphasis on SMEs with export capacity, in the
    next two years.
quote: énfasis en Pymes con capacidad exportadora en los próximos dos años
heading: III. RELACIÓN CON LAS DEFINICIONES ESTRATÉGICAS INSTITUCIONALES
software: indicator: SMEs with export capacity served, and how many exported for the first time or again
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE
note: Company size is not a field the protocol names → optional attribute; the start of "next two years" is not given
    → reporting period is a parameter

[POL-15]
title_es: Objetivo 2: diversificar productos, servicios y mercados
title: Strategic objective 2: diversification
says: Promote the diversification of products, services and destination markets of the national companies in the next
    two years.
quote: Fomentar la diversificación de productos, servicios y mercados de destino
heading: III. RELACIÓN CON LAS DEFINICIONES ESTRATÉGICAS INSTITUCIONALES
software: indicator: new product–market pairs per company and period
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[POL-16]
title_es: Objetivo 3: más satisfacción, sobre todo en las empresas de cartera
title: Strategic objective 3: satisfaction, special emphasis on portfolio companies
says: Increase user satisfaction, with special emphasis on portfolio companies, in the next two years.
quote: Aumentar la satisfacción de los usuarios, con especial énfasis en empresas carterizadas
heading: III. RELACIÓN CON LAS DEFINICIONES ESTRATÉGICAS INSTITUCIONALES
software: satisfaction split by portfolio / not portfolio
binds: INFORMATIVE
kind: EXECUTABLE
verbs: MEASURE

[POL-17]
title_es: Todo el personal conoce la misión y la visión de ProChile
title: Mission and vision known by every professional
says: The mission (promote the internationalisation of Chilean companies, with support to investment attraction,
    tourism and country image) and the vision must be known and understood by every professional, in Chile and abroad,
    as the base of the principles.
quote: deben ser conocidos y comprendidos por cualquier profesional de ProChile en nuestro país y el exterior
heading: PRINCIPIOS ORIENTADORES
software: the scope of ProChile is a text the next-step answer can quote when it explains that something is outside it
    (POL-06)
binds: MANDATORY
kind: INFORMATION
verbs: EXPLAIN
"""
