"""Definitions and derived classes of an account (DEF), and the target public (GRP)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="DEF-01",
        family="DEF",
        title="Who may work with ProChile: foreign company",
        title_es="Quién puede trabajar con ProChile: empresas extranjeras",
        statement=(
            "Any foreign company that wants to import Chilean supply, associate with a Chilean company "
            "and/or invest in Chile."
        ),
        quote=(
            "Toda empresa extranjera que busque importar oferta chilena, asociarse con una empresa chilena "
            "y/o invertir en Chile"
        ),
        heading="Conceptos Clave – ¿Quién puede trabajar con ProChile?",
        verbs=(Verb.DERIVE,),
        data="origin = foreign; purposes (import / associate / invest), one or more",
        software="eligibility = eligible when at least one purpose holds; otherwise not eligible with reason",
        ambiguities=("AMB-51",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-02",
        family="DEF",
        title="Who may work with ProChile: national association, institution or person",
        title_es="Quién puede trabajar con ProChile: asociaciones, instituciones y personas en Chile",
        statement=(
            "Any association, institution and legal or natural person with start of activities in Chile, "
            "taxed in first or second category, and that responds to the institutional strategic "
            "objectives."
        ),
        quote=(
            "iniciación de actividades en Chile, que tributa en primera o segunda categoría y que responda "
            "a los objetivos estratégicos institucionales"
        ),
        heading="Conceptos Clave – ¿Quién puede trabajar con ProChile?",
        verbs=(Verb.DERIVE,),
        data=(
            "RUT, SII start of activities (yes/no, date, source), tax category (primera / segunda), "
            "strategic fit (yes/no, reason)"
        ),
        software="eligibility with one reason per missing condition; never a bare yes/no",
        ambiguities=("AMB-53",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-03",
        family="DEF",
        title="Portfolio company (empresa cartera)",
        title_es="Qué es una empresa cartera",
        statement=(
            "A portfolio company (a) has all its contact data in CRM 365, (b) is active, (c) is validated "
            "by its regional executive, and (d) responds to the institutional objectives, that is: "
            "exporting company or company with export capacity that belongs to one of the sectors of the "
            "institutional strategy."
        ),
        quote="todos sus datos de contacto en CRM 365, está activa y validada por su ejecutivo(a) regional",
        heading="Conceptos Clave – ¿Quiénes son parte de la cartera de ProChile?",
        verbs=(Verb.DERIVE,),
        data=(
            "contact-data completeness, active flag, validation (by, on), exporter or export capacity, "
            "sector in strategy"
        ),
        software=(
            "derive isCartera as the conjunction of the four conditions; return the state of each with "
            "evidence; re-derive on every change"
        ),
        ambiguities=("AMB-38", "AMB-39"),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-04",
        family="DEF",
        title="Exporta Más companies are inside the portfolio",
        title_es="Las empresas de Exporta Más son parte de la cartera",
        statement="Inside this group are the companies of Exporta Más.",
        quote="Dentro de este grupo se encontrarán las empresas de Exporta Más",
        heading="Conceptos Clave – ¿Quiénes son parte de la cartera de ProChile?",
        verbs=(Verb.DERIVE,),
        data="Exporta Más membership (from, to)",
        software=(
            "a member that fails a condition of DEF-03 raises a data-quality alert naming the failed "
            "condition; membership alone does not make it cartera"
        ),
        ambiguities=("AMB-38",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-05",
        family="DEF",
        title="User company (empresa usuaria)",
        title_es="Qué es una empresa usuaria",
        statement=(
            "Companies that (a) are registered in CRM, (b) have start of activities at SII (in the case of "
            "Chile), and (c) have done with ProChile an activity that counts towards being a user, "
            "registered in CRM by a regional or commercial executive, within the calendar year "
            "January–December."
        ),
        quote="que han realizado con ProChile una actividad que sume para ser usuaria",
        heading="Conceptos Clave – ¿Quiénes son nuestras empresas usuarias?",
        verbs=(Verb.DERIVE,),
        data="CRM id, SII start of activities, registered actions (date, type counts, registrar role)",
        software=(
            "derive isUsuaria(onDate) and isUsuaria(year) from the actions of that calendar year; expose "
            "the action that made it so"
        ),
        ambiguities=("AMB-07", "AMB-37", "AMB-60"),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-06",
        family="DEF",
        title="The status is per calendar year",
        title_es="La condición de usuaria dura el año calendario",
        statement=(
            "The activity must fall in the calendar year January–December; the status therefore lapses on "
            "1 January unless a new counting activity is registered."
        ),
        quote="dentro del año calendario enero-diciembre",
        heading="Conceptos Clave – ¿Quiénes son nuestras empresas usuarias?",
        verbs=(Verb.DERIVE, Verb.TIMER),
        data="today's date, action dates",
        software=(
            "status is computed from the date asked about, never stored as a flag that needs a yearly job; "
            'a year-change shows the reason "no counting activity in YEAR"'
        ),
        ambiguities=("AMB-07",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-07",
        family="DEF",
        title="Potential account (cuenta potencial)",
        title_es="Qué es una cuenta potencial",
        statement=(
            "Potential accounts are companies registered in CRM 365 by any ProChile executive that do not "
            "have all their information fields complete: partial data (red asterisk in CRM), from a "
            "business card for example, loaded to contact them in future if necessary."
        ),
        quote=(
            "empresas registradas en CRM 365 por cualquier ejecutivo/a de ProChile, que no tienen todos "
            "sus campos de información completos"
        ),
        heading="Ruta de atención – Proceso de captación cuentas potenciales",
        verbs=(Verb.DERIVE,),
        data="mandatory field list, filled fields, registering executive",
        software="derive class CUENTA_POTENCIAL while a mandatory field is missing; list the missing fields",
        ambiguities=("AMB-40",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-08",
        family="DEF",
        title="Former user company (antigua empresa usuaria)",
        title_es="Qué es una antigua empresa usuaria",
        statement=(
            "A company that worked with ProChile for the last time 3 years ago or more and wants to be attended again."
        ),
        quote="Si una empresa trabajó con ProChile por última vez hace 3 años o más, y desea volver a ser atendida",
        heading="Antiguas Empresas Usuarias – Proceso de captación",
        verbs=(Verb.DERIVE,),
        data="date of last registered action",
        software="derive ANTIGUA_USUARIA when last action + 3 years ≤ date asked about",
        ambiguities=("AMB-07", "AMB-08"),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-09",
        family="DEF",
        title="Foreign user company",
        title_es="Cuándo es usuaria una empresa extranjera",
        statement=(
            "A foreign company is a ProChile user when it is registered in CRM and has done, and has "
            "registered, an activity that counts within the calendar year."
        ),
        quote="Haber realizado con ProChile una actividad que sume para ser usuario dentro del año calendario",
        heading="Empresas Extranjeras – Proceso de captación",
        verbs=(Verb.DERIVE,),
        data="CRM registration, actions",
        software="as DEF-05 without the SII condition",
        ambiguities=("AMB-36",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-10",
        family="DEF",
        title="Already-user national company",
        title_es="Cuándo una empresa nacional ya es usuaria",
        statement=(
            "A company is already a user when it has received a service or taken part in an activity in "
            "the calendar year, registered in CRM."
        ),
        quote=(
            "ha recibido un servicio o participado de una actividad en el año calendario que ha sido registrada en CRM"
        ),
        heading="Atención a Empresas Nacionales ya usuarias",
        verbs=(Verb.DERIVE,),
        data="actions of the year",
        software="same derivation as DEF-05; drives USR routing",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-11",
        family="DEF",
        title="Exporter / non-exporter declaration",
        title_es="Cuándo una empresa se considera exportadora o no exportadora",
        statement=(
            "The test is mandatory only if the company declares in the ficha that it has not exported in "
            'the last 3 years; that declaration is what "No exportadora" means.'
        ),
        quote=(
            "obligatorio solo si la empresa declara en su ficha de caracterización que no ha exportado en "
            "los últimos 3 años"
        ),
        heading="Ruta de atención – Proceso de captación nuevas empresas",
        verbs=(Verb.DERIVE,),
        data="ficha: exportedLast3Years (yes/no), ficha date",
        software=(
            "nonExporter = not exportedLast3Years as declared on the ficha date; the declaration is kept with its date"
        ),
        ambiguities=("AMB-09",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-12",
        family="DEF",
        title="Export potential levels",
        title_es="El potencial exportador es alto, medio o bajo",
        statement="The self-diagnosis test determines the export potential, which can be High, Medium or Low.",
        quote="determinar su potencialidad exportadora, que podrá ser Alta, Media o Baja",
        heading="Empresas No Usuarias con Potencial Exportador",
        verbs=(Verb.DERIVE,),
        data="test answers or level received, scoring version",
        software="three levels; scoring table exchangeable and versioned; level may also come from the portal",
        ambiguities=("AMB-10",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-13",
        family="DEF",
        title="Types of company for the answer: national non-user",
        title_es="Tipos de empresa nacional no usuaria, según la respuesta que damos",
        statement="National non-user company: exporting; with export potential; or with low export potential.",
        quote="Empresa no usuaria nacional",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.DERIVE,),
        data="DEF-05, DEF-11, DEF-12",
        software="sub-type shown with the procedure to transmit (COM-02)",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-14",
        family="DEF",
        title="Types of company for the answer: national user",
        title_es="Tipos de empresa nacional usuaria, según la respuesta que damos",
        statement=(
            "National user company: exporter that wants to diversify supply, markets and/or clients; "
            "company with potential that wants to start exporting; company that expects to export again."
        ),
        quote="Exportadora que busca diversificar oferta exportable, mercados y/o clientes",
        heading="Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?",
        verbs=(Verb.DERIVE,),
        data="declared purpose (diversify / start / resume)",
        software="sub-type is declared at request time and recorded",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-15",
        family="DEF",
        title="Pillars of attention",
        title_es="Los tres pilares: captación, atención personalizada y acompañamiento",
        statement=(
            "Quality service means advising and accompanying in three phases: capture/entry; personalised "
            "attention; accompaniment and follow-up of results."
        ),
        quote="Acompañamiento y seguimiento de resultados",
        heading="Conceptos clave – ¿Cuáles son nuestros pilares de atención?",
        verbs=(Verb.DERIVE, Verb.MEASURE),
        data="account stage",
        software=(
            "every account has one current phase (CAPTACION / ATENCION_PERSONALIZADA / ACOMPANAMIENTO) "
            "derived from its facts; reports by phase"
        ),
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-16",
        family="DEF",
        title="Force majeure",
        title_es="Qué es caso fortuito o fuerza mayor",
        statement=(
            "Fortuitous case or force majeure: a cause entirely foreign to the company's will, that could "
            "not be foreseen in ordinary and current calculations, or that could not be avoided."
        ),
        quote=(
            "una causa enteramente ajena a su voluntad; que no se haya podido prever dentro de los "
            "cálculos ordinarios y corrientes"
        ),
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.RECORD,),
        data="three answers (foreign to its will / not foreseeable / not avoidable), evidence, decider",
        software="guided decision with the three answers recorded",
        ambiguities=("AMB-23",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-17",
        family="DEF",
        title="Solid justification to decline an agenda",
        title_es="Qué es una justificación sólida para no organizar una agenda",
        statement=(
            "Solid justification means lack of real opportunities for the product or service in the "
            "market, or lack of interest of importers (with their arguments, verbatim)."
        ),
        quote=(
            "la falta de oportunidades reales para el producto o servicio en el mercado o falta de interés "
            "de importadores"
        ),
        heading="Atención a Empresas Nacionales",
        verbs=(Verb.RECORD,),
        data="reason code (2 values), verbatim text",
        software="only these two codes are accepted; text mandatory when importers' lack of interest",
        ambiguities=("AMB-25",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="DEF-18",
        family="DEF",
        title='Public formerly called "beneficiarios"',
        title_es="Antes se decía «beneficiarios»; ahora, usuarios y usuarias",
        statement="Users were formerly called beneficiaries; CRM modules may keep the old word.",
        quote='anteriormente llamados "beneficiarios/as"',
        heading="Conceptos Clave – ¿Cuáles son los canales de contacto con nuestro público?",
        verbs=(Verb.NONE,),
        data="",
        software="connector mapping may use old module names; the API uses usuario/a",
        ambiguities=(),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.CONFIGURATION,
    ),
    Rule(
        id="GRP-01",
        family="GRP",
        title="Four target groups",
        title_es="Nuestros cuatro públicos",
        statement=(
            "The four groups are: portfolio companies exporting/non-exporting; public and private "
            "institutions and associations; foreign companies; companies exporting/non-exporting with no "
            "work with ProChile."
        ),
        quote="Estos 4 grupos son los protagonistas de nuestra labor",
        heading="Conceptos clave – ¿Quiénes conforman nuestro público objetivo?",
        verbs=(Verb.DERIVE,),
        data="DEF classes",
        software='every account maps to exactly one group or to "público general"; group is a report dimension',
        ambiguities=("AMB-41",),
        obligation=Obligation.INFORMATIVE,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="GRP-02",
        family="GRP",
        title="The general public must also be answered",
        title_es="También respondemos al público general",
        statement=(
            "Queries of the general public must be answered too, specially through the Centro de Ayuda, "
            "Atención Ciudadana and social networks."
        ),
        quote="no podemos dejar de responder las consultas del público general",
        heading="Conceptos clave – ¿Quiénes conforman nuestro público objetivo?",
        verbs=(Verb.ROUTE,),
        data="person not linked to a company",
        software="PUB triage; counted apart from the four groups",
        ambiguities=("AMB-47",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
)
