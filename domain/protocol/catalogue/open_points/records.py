"""AMB-33 to AMB-64: reviews, records, classes, identity, calendars and duplicates."""

from typing import Final

TEXT: Final = """
[AMB-33]
question: Quarter and day of the review
why: "Al término de cada trimestre", suggested.
resolution: Calendar quarters; cut on the last day; task opens next business day; recommended.

[AMB-34]
question: Names of CRM modules ("Registro de Acciones", "bitácora", "Empresas Activas Internacionales", "Beneficiario
    Internacional")
why: Table and column names of the real CRM are not public.
resolution: Connector mapping file; domain uses its own names.
setting: yes

[AMB-35]
question: Start of the 3 days for a request of a user company that entered through an Oficom or another channel
resolution: Start = first reception by ProChile at any point of contact; the hand-over time is shown inside. Stop =
    alternatives offered to the company.

[AMB-36]
question: Foreign user: SII?
why: "en el caso de Chile".
resolution: Not required.

[AMB-37]
question: Which activities count and who may register them?
why: "actividad que sume para ser usuaria"; "ya sea por un/a ejecutivo/a regional o comercial".
resolution: Action-type catalogue with the flag countsForUser, effective-dated. An action registered by another role
    does not count until a regional or commercial executive confirms it; the reason says so.
setting: yes

[AMB-38]
question: Exporta Más company that fails a portfolio condition
why: "Dentro de este grupo se encontrarán…"
resolution: Not cartera; data-quality alert.

[AMB-39]
question: "Capacidad exportadora": who has it?
why: Not defined.
resolution: Exporter, or level High/Medium, or potential confirmed by a regional executive in the interview (this is
    how a low score in the five regions may gain it).

[AMB-40]
question: Account with all fields filled but not validated
why: Neither potential nor portfolio.
resolution: Registration state EN_CAPTACION.

[AMB-41]
question: User company outside the portfolio, in which of the four groups?
why: Group 1 says portfolio, group 4 says no work with ProChile.
resolution: Group 1 for any national company with portfolio status or any past counting activity (sub-mark "fuera de
    cartera"); group 4 when it never had one.

[AMB-42]
question: Mailbox names do not follow region names
why: Some are cities (iquique@, copiapo@, laserena@, rancagua@, talca@, concepcion@, temuco@, valdivia@, ptomontt@,
    coyhaique@, ptaarenas@).
resolution: Fixed table; never derived from the name.

[AMB-43]
question: Text lost in images
why: Objectives, first line of attention, icons, process drawings, table of personalised attention.
resolution: Rules cover only what the text says; lost parts are listed as gaps of the source.

[AMB-44]
question: Role names: encargado/a del sector, sectorialista, jefe/a regional, director regional
why: Used as if synonyms.
resolution: sectorialista = encargado/a sectorial (regional or central by office); director regional = jefe/a
    regional.

[AMB-45]
question: Joining records of six systems
why: Keys are not given.
resolution: Automatic join by RUT/RUN only; by e-mail a proposal that a person confirms; every join can be undone; Ley
    de Lobby and Transparencia records enter as events without contents beyond date, kind and state.

[AMB-46]
question: An account fits several classes
why: E.g. cartera and usuaria, former user with incomplete data.
resolution: classes is a set, each with reasons; primaryClass by precedence: INSTITUCION, EXTRANJERA /
    CHILENA_EXTERIOR, CUENTA_POTENCIAL, CARTERA, USUARIA, USUARIA_ANTERIOR, ANTIGUA_USUARIA, NO_USUARIA.

[AMB-47]
question: General public
why: "como se describe en el último apartado", which is missing.
resolution: Only PUB-06, PUB-07 and POL-11 are enforced.

[AMB-48]
question: A complaint inside another request
why: One contact, two matters.
resolution: Split: the complaint is diverted (PUB-07); the rest goes on.

[AMB-49]
question: "Ser de capitales chilenos o empresa liderada por chilenos que pretendan comercializar…": does "que
    pretendan" qualify both?
why: Grammar.
resolution: It qualifies only the second alternative. Both wordings are shown to the decider.

[AMB-50]
question: Lead time for invitations
why: "conocer los plazos que se manejan en los mercados".
resolution: Given by the Oficom per market; not a fixed term.

[AMB-51]
question: Foreign company with more than one purpose (import and invest)
resolution: One request per purpose; each follows its own rules.

[AMB-52]
question: Time zones
why: Chile has several; one changed in 2025.
resolution: Instants stored in UTC; days counted in the zone of the responsible office: America/Santiago,
    America/Punta_Arenas (Magallanes), America/Coyhaique (Aysén, from 2025), with a tz database that knows it. Oficom
    markets keep theirs for display only.

[AMB-53]
question: Do institutions and associations need start of activities and tax category?
why: The relative clause may qualify only "persona jurídica o natural".
resolution: For INSTITUCION the condition is informative, not blocking; for companies and persons it blocks.

[AMB-54]
question: Does Clave Única prove that the person represents the company?
why: It identifies a person, not a power.
resolution: Representation is declared and marked "declarada" until the regional executive confirms it in the
    interview.

[AMB-55]
question: Term for gestión de clientes
why: None.
resolution: Trace and age only.

[AMB-56]
question: One-off regional holidays made by law some weeks before
why: Libraries lag (e.g. 8-Sep-2023 Antofagasta, 20-Sep-2023 Coquimbo).
resolution: Calendar = library base + dated local table kept by an administrator, with source; adding a holiday
    recomputes open timers, never closed ones, and leaves a trace.
setting: yes

[AMB-57]
question: Former user that exports: is the company e-mailed too?
why: Only the regional e-mail is mentioned (unlike EXP-01). In the High/Medium path too.
resolution: Mandatory: regional notice. The company notice is optional, off by default.
setting: yes

[AMB-58]
question: Company that cannot be reached
resolution: Timer stays overdue with the attempts visible; the regional head may waive it with a reason (state waived,
    reported apart).

[AMB-59]
question: "sectores abordados mediante la estrategia institucional"
why: List not given.
resolution: Dated table of strategic sectors (configuration).
setting: yes

[AMB-60]
question: Activity done in one year and registered in the next
why: Date done or date registered?
resolution: The activity date decides the year; registration is a condition. Late registration re-derives the past
    year with the reason and both dates.

[AMB-61]
question: Activity that lasts several days or crosses years
resolution: Its end date decides.

[AMB-62]
question: Two fichas or capture cases open for one company
resolution: One open capture case per RUT; a second attempt returns the first.

[AMB-63]
question: Duplicate accounts
why: Any executive may register potential accounts.
resolution: RUT unique for national accounts; without RUT, similarity proposal; merge keeps both histories and
    re-derives.

[AMB-64]
question: "periódicamente"
why: No interval.
resolution: Setting per category; default none (days since last contact are reported, nobody is late).
setting: yes
"""
