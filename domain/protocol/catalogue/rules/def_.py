"""DEF: definiciones y clases de una cuenta."""

from typing import Final

CODE: Final = "DEF"
TITLE: Final = "Definitions and derived account classes"
TITLE_ES: Final = "Definiciones y clases de una cuenta"

TEXT: Final = """
[DEF-01]
title_es: Quién puede trabajar con ProChile: empresas extranjeras
title: Who may work with ProChile: foreign company
says: Any foreign company that wants to import Chilean supply, associate with a Chilean company and/or invest in
    Chile.
quote: Toda empresa extranjera que busque importar oferta chilena, asociarse con una empresa chilena y/o invertir en
    Chile
heading: Conceptos Clave – ¿Quién puede trabajar con ProChile?
software: eligibility = eligible when at least one purpose holds; otherwise not eligible with reason
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-51, AMB-67

[DEF-02]
title_es: Quién puede trabajar con ProChile: asociaciones, instituciones y personas en Chile
title: Who may work with ProChile: national association, institution or person
says: Any association, institution and legal or natural person with start of activities in Chile, taxed in first or
    second category, and that responds to the institutional strategic objectives.
quote: iniciación de actividades en Chile, que tributa en primera o segunda categoría y que responda a los objetivos
    estratégicos institucionales
heading: Conceptos Clave – ¿Quién puede trabajar con ProChile?
software: eligibility with one reason per missing condition; never a bare yes/no
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-53

[DEF-03]
title_es: Qué es una empresa cartera
title: Portfolio company (empresa cartera)
says: A portfolio company (a) has all its contact data in CRM 365, (b) is active, (c) is validated by its regional
    executive, and (d) responds to the institutional objectives, that is: exporting company or company with export
    capacity that belongs to one of the sectors of the institutional strategy.
quote: todos sus datos de contacto en CRM 365, está activa y validada por su ejecutivo(a) regional
heading: Conceptos Clave – ¿Quiénes son parte de la cartera de ProChile?
software: derive isCartera as the conjunction of the four conditions; return the state of each with evidence;
    re-derive on every change
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-38, AMB-39

[DEF-04]
title_es: Las empresas de Exporta Más son parte de la cartera
title: Exporta Más companies are inside the portfolio
says: Inside this group are the companies of Exporta Más.
quote: Dentro de este grupo se encontrarán las empresas de Exporta Más
heading: Conceptos Clave – ¿Quiénes son parte de la cartera de ProChile?
software: a member that fails a condition of DEF-03 raises a data-quality alert naming the failed condition;
    membership alone does not make it cartera
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-38

[DEF-05]
title_es: Qué es una empresa usuaria
title: User company (empresa usuaria)
says: Companies that (a) are registered in CRM, (b) have start of activities at SII (in the case of Chile), and (c)
    have done with ProChile an activity that counts towards being a user, registered in CRM by a regional or
    commercial executive, within the calendar year January–December.
quote: que han realizado con ProChile una actividad que sume para ser usuaria
heading: Conceptos Clave – ¿Quiénes son nuestras empresas usuarias?
software: derive isUsuaria(onDate) and isUsuaria(year) from the actions of that calendar year; expose the action that
    made it so
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-07, AMB-37, AMB-60

[DEF-06]
title_es: La condición de usuaria dura el año calendario
title: The status is per calendar year
says: The activity must fall in the calendar year January–December; the status therefore lapses on 1 January unless a
    new counting activity is registered.
quote: dentro del año calendario enero-diciembre
heading: Conceptos Clave – ¿Quiénes son nuestras empresas usuarias?
software: status is computed from the date asked about, never stored as a flag that needs a yearly job; a year-change
    shows the reason "no counting activity in YEAR"
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE, TIMER
open: AMB-07

[DEF-07]
title_es: Qué es una cuenta potencial
title: Potential account (cuenta potencial)
says: Potential accounts are companies registered in CRM 365 by any ProChile executive that do not have all their
    information fields complete: partial data (red asterisk in CRM), from a business card for example, loaded to
    contact them in future if necessary.
quote: empresas registradas en CRM 365 por cualquier ejecutivo/a de ProChile, que no tienen todos sus campos de
    información completos
heading: Ruta de atención – Proceso de captación cuentas potenciales
software: derive class CUENTA_POTENCIAL while a mandatory field is missing; list the missing fields
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-40

[DEF-08]
title_es: Qué es una antigua empresa usuaria
title: Former user company (antigua empresa usuaria)
says: A company that worked with ProChile for the last time 3 years ago or more and wants to be attended again.
quote: Si una empresa trabajó con ProChile por última vez hace 3 años o más, y desea volver a ser atendida
heading: Antiguas Empresas Usuarias – Proceso de captación
software: derive ANTIGUA_USUARIA when last action + 3 years ≤ date asked about
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-07, AMB-08

[DEF-09]
title_es: Cuándo es usuaria una empresa extranjera
title: Foreign user company
says: A foreign company is a ProChile user when it is registered in CRM and has done, and has registered, an activity
    that counts within the calendar year.
quote: Haber realizado con ProChile una actividad que sume para ser usuario dentro del año calendario
heading: Empresas Extranjeras – Proceso de captación
software: as DEF-05 without the SII condition
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-36

[DEF-10]
title_es: Cuándo una empresa nacional ya es usuaria
title: Already-user national company
says: A company is already a user when it has received a service or taken part in an activity in the calendar year,
    registered in CRM.
quote: ha recibido un servicio o participado de una actividad en el año calendario que ha sido registrada en CRM
heading: Atención a Empresas Nacionales ya usuarias
software: same derivation as DEF-05; drives USR routing
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE

[DEF-11]
title_es: Cuándo una empresa se considera exportadora o no exportadora
title: Exporter / non-exporter declaration
says: The test is mandatory only if the company declares in the ficha that it has not exported in the last 3 years;
    that declaration is what "No exportadora" means.
quote: obligatorio solo si la empresa declara en su ficha de caracterización que no ha exportado en los últimos 3 años
heading: Ruta de atención – Proceso de captación nuevas empresas
software: nonExporter = not exportedLast3Years as declared on the ficha date; the declaration is kept with its date
binds: MANDATORY
kind: EXECUTABLE
verbs: DERIVE
open: AMB-09

[DEF-12]
title_es: El potencial exportador es alto, medio o bajo
title: Export potential levels
says: The self-diagnosis test determines the export potential, which can be High, Medium or Low.
quote: determinar su potencialidad exportadora, que podrá ser Alta, Media o Baja
heading: Empresas No Usuarias con Potencial Exportador
software: three levels; scoring table exchangeable and versioned; level may also come from the portal
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-10

[DEF-13]
title_es: Tipos de empresa nacional no usuaria, según la respuesta que damos
title: Types of company for the answer: national non-user
says: National non-user company: exporting; with export potential; or with low export potential.
quote: Empresa no usuaria nacional
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: sub-type shown with the procedure to transmit (COM-02)
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE

[DEF-14]
title_es: Tipos de empresa nacional usuaria, según la respuesta que damos
title: Types of company for the answer: national user
says: National user company: exporter that wants to diversify supply, markets and/or clients; company with potential
    that wants to start exporting; company that expects to export again.
quote: Exportadora que busca diversificar oferta exportable, mercados y/o clientes
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: sub-type is declared at request time and recorded
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE

[DEF-15]
title_es: Los tres pilares: captación, atención personalizada y acompañamiento
title: Pillars of attention
says: Quality service means advising and accompanying in three phases: capture/entry; personalised attention;
    accompaniment and follow-up of results.
quote: Acompañamiento y seguimiento de resultados
heading: Conceptos clave – ¿Cuáles son nuestros pilares de atención?
software: every account has one current phase (CAPTACION / ATENCION_PERSONALIZADA / ACOMPANAMIENTO) derived from its
    facts; reports by phase
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE, MEASURE

[DEF-16]
title_es: Qué es caso fortuito o fuerza mayor
title: Force majeure
says: Fortuitous case or force majeure: a cause entirely foreign to the company's will, that could not be foreseen in
    ordinary and current calculations, or that could not be avoided.
quote: una causa enteramente ajena a su voluntad; que no se haya podido prever dentro de los cálculos ordinarios y
    corrientes
heading: Atención a Empresas Nacionales
software: guided decision with the three answers recorded
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD
open: AMB-23

[DEF-17]
title_es: Qué es una justificación sólida para no organizar una agenda
title: Solid justification to decline an agenda
says: Solid justification means lack of real opportunities for the product or service in the market, or lack of
    interest of importers (with their arguments, verbatim).
quote: la falta de oportunidades reales para el producto o servicio en el mercado o falta de interés de importadores
heading: Atención a Empresas Nacionales
software: only these two codes are accepted; text mandatory when importers' lack of interest
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD
open: AMB-25

[DEF-18]
title_es: Antes se decía «beneficiarios»; ahora, usuarios y usuarias
title: Public formerly called "beneficiarios"
says: Users were formerly called beneficiaries; CRM modules may keep the old word.
quote: anteriormente llamados "beneficiarios/as"
heading: Conceptos Clave – ¿Cuáles son los canales de contacto con nuestro público?
software: connector mapping may use old module names; the API uses usuario/a
binds: INFORMATIVE
kind: CONFIGURATION
verbs: NONE
"""
