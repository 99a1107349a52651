"""AMB-01 to AMB-32: terms, capture, agendas, demands, visits and follow-up."""

from typing import Final

TEXT: Final = """
[AMB-01]
question: When do the "3 días hábiles" start?
why: The text ties the term to an automatic e-mail to the regional mailbox, but gives no start event.
resolution: Start = the instant of the fact that triggers the e-mail (ficha completed / test result / ficha updated).
    A late or failed e-mail never moves the start: the company must not bear it. Store both instants.

[AMB-02]
question: Does the hour matter? Is the start day counted?
why: Nothing is said on office hours or on events at night, on weekends or holidays.
resolution: Count whole days; the start day is day 0 whatever its hour or kind; day 1 is the next business day; the
    term ends at 23:59:59 of the last day, local time of the responsible office. (Same counting as Ley 19.880 art. 25
    and Código Civil arts. 48–49.)

[AMB-03]
question: Which days are "hábiles"? Which calendar?
why: The document does not define it; offices lie in 16 regions.
resolution: Monday–Friday except national legal holidays and the regional/communal holidays of the responsible office
    (7 June in Arica y Parinacota; 20 August in Chillán for the Ñuble office). Bank-only holidays (31 December) are
    business days. Saturdays never are. Central units (CDA, sector team, OCI) use the national calendar.

[AMB-04]
question: "15 días después" (potential) against "15 días corridos después" (exporters, former users)
why: Two of the three footnotes say "corridos", one does not.
resolution: Read all three as calendar days: same footnote, same step; and a term not said to be of business days
    includes holidays (Código Civil art. 50). Kind is a setting per rule.
setting: yes

[AMB-05]
question: What if day 15 is not a business day?
why: Nothing is said.
resolution: The term is not extended: "a más tardar" fixes an outer limit. The timer also shows the last business day
    inside it (for planning). Roll-over is a setting, off by default.
setting: yes

[AMB-06]
question: What counts as "contactarse" and as "establecer el contacto"?
why: The 3-day term says contact/communicate; the 15 days run from "establecer el contacto".
resolution: One event serves both: contact ESTABLISHED (the company was reached or answered) stops the 3-day timer and
    starts the 15 days. ATTEMPTED contacts are recorded and shown but stop nothing. A written message counts as
    ESTABLISHED only when the company answers it.

[AMB-07]
question: A company whose last counting activity was in a previous year but less than 3 years ago is neither "usuaria"
    nor "antigua usuaria"
why: The two definitions leave a gap of 0–3 years.
resolution: Derive a third value USUARIA_ANTERIOR (name of this project). It keeps its executive and is attended as
    USR-01/USR-03, without new ficha or test; the answer says that the current year has no counting activity and
    suggests reviewing the ficha.

[AMB-08]
question: "hace 3 años o más": exact date or calendar years?
resolution: Exact date: last activity date + 3 years ≤ date asked about (29 Feb → 28 Feb). The former-user class
    begins on the anniversary itself.

[AMB-09]
question: Four wordings: "no ha exportado en los últimos 3 años", "No exportadora", "declara que no exporta", "Si la
    empresa exporta"
why: They could classify differently a company that exported 2 years ago.
resolution: One declared datum: exportedLast3Years. No → non-exporter (test). Yes → exporter (no test). "Últimos 3
    años" are counted back from the ficha date.

[AMB-10]
question: Scale and cut-offs of the test
why: Only the three levels are named.
resolution: Scoring is an exchangeable, versioned table; the level may be received ready-made from the portal. No
    cut-off is invented: the sample table of the mock is marked as sample. Validity of a result is a setting (no
    expiry by default).
setting: yes

[AMB-11]
question: "Esta regla no aplicará solo en caso de que…": what happens then with a low score in the five regions? Which
    region counts?
why: The rule is only switched off; the alternative is not written.
resolution: Treat as High/Medium: notice to the regional mailbox and SLA-01; level stays Baja and the reason says
    "excepción regional". Region = region declared in the ficha for the head office, at the time of the result.

[AMB-12]
question: Two accountable units for one flow; nobody named for exporters and former users
why: Dirección Nacional for "todo el proceso de captación" (said in the high/medium section); Dirección de Desarrollo
    Estratégico for the low-potential process.
resolution: Not a contradiction: accountable unit depends on the path; "todo el proceso" is read as every path but the
    low one, exporters and former users included. A low score in the five regions follows the regional path, so
    Dirección Nacional.

[AMB-13]
question: Order of interview; content of preadmissibility
why: One sentence allows the interview right after registration; the diagrams put it after ficha/test.
    Preadmissibility is never described.
resolution: Interview may be recorded from registration on; the contact timers start only with ficha/test; validation
    needs complete ficha and, for non-exporters, a test result. Preadmissibility = checklist with settable items,
    completed after validation.
setting: yes

[AMB-14]
question: Account without executive, or CRM not reachable
why: Only "no access to CRM" is foreseen.
resolution: Both cases answer with the regional mailbox. Region unknown → ask the region first.

[AMB-15]
question: CDA: "atenderle" and start of the 4 days
resolution: Start = form submitted; stop = first substantive answer (an automatic receipt does not count).

[AMB-16]
question: Term for complaints, suggestions, congratulations (Atención Ciudadana)
why: The section "Atención a Público General" is not in the source text.
resolution: No term is judged until configured; state "plazo no definido en el protocolo". No legal default is
    assumed.
setting: yes

[AMB-17]
question: 48 hours / 5 continuous days
why: Hours: which clock? Days: counted how?
resolution: 48 hours are elapsed hours, to the minute, through weekends and holidays. 5 continuous days: entry day is
    day 0; ends at 23:59:59 of day 5, Santiago time.

[AMB-18]
question: Urgency levels other than urgent and medium
why: Only those two have a term.
resolution: Any other level is accepted and stored with state "no configurado"; it is listed so that it can be
    re-rated.

[AMB-19]
question: "Se recomienda" (2 and 5 days of monitoring)
why: Recommendation, kind of day not said.
resolution: Calendar days; obligation = recommended; late ones counted apart from breaches.

[AMB-20]
question: One Click Import → "Oportunidades Comerciales" in April 2024; "Beneficiario Internacional" carries the same
    asterisk
why: Day not given; which name holds is a matter of date.
resolution: Target module is a mapping effective-dated, change on 2024-04-01 by default. Same rules before and after.
setting: yes

[AMB-21]
question: Contents that live elsewhere: J-1144, Exporta Más requirements and minute, activities that count, mandatory
    CRM fields, strategic sectors
why: Not in the source.
resolution: Configuration with explicit "not configured" state; the software never invents a value and says so in the
    next step.
setting: yes

[AMB-22]
question: Behaviour note: from when run the 5 days? when does it take effect? how long does it last?
why: The sentence order mixes notice, defence and consequence.
resolution: Term runs from the day after the day deemed notified. That day is entered, or computed from the
    post-office reception date as its third following business day (Ley 19.880 art. 46, to be confirmed by Dirección
    Jurídica). Effect on priority only when CONFIRMED: term expired without defence, or defence rejected with reason.
    Until then it is visible as pending. Duration is a setting, none by default.
setting: yes

[AMB-23]
question: Force majeure: are the three elements cumulative?
why: The list is joined by ";" and "o".
resolution: External cause AND (not foreseeable OR not avoidable). A person decides; the three answers are stored.

[AMB-24]
question: Term for the agenda feedback
why: None given.
resolution: No term; a reminder margin is a setting. The agenda stays "awaiting feedback".
setting: yes

[AMB-25]
question: "Solid justification" judged by whom?
why: Two grounds are listed with "o".
resolution: Only the two grounds; the verbatim argument is mandatory for lack of interest and recommended for lack of
    opportunity; the Ofireg acknowledges.

[AMB-26]
question: Order between the priority rules (no representative / planned activities / behaviour note)
why: Three separate sentences; the first names companies without representatives and planned activities on a par
    ("tanto … como").
resolution: Two ranks: planned activities and companies without representative on a par; then companies with staff in
    the market; inside each, under high demand, those with a confirmed note go last. Ties by request time. Which of
    the two on a par goes first is a setting, none by default.
setting: yes

[AMB-27]
question: Start of the 7 business days in route A, where the sector team asks the macro-zone first
why: One term, two hops.
resolution: One term for the whole: from the Oficom's request to the sector team until the sector officer answers the
    Oficom.

[AMB-28]
question: "30 días antes"
why: Kind of day not said; recommended.
resolution: Calendar days; warning only; short notice needs the agreement of the offices (VIS-07).

[AMB-29]
question: "1 mes posterior" at month ends and on holidays
resolution: Same day number of the next month, or its last day (Código Civil art. 48); sent even on a non-business
    day, at a settable hour.
setting: yes

[AMB-30]
question: "Se dará opción de no recibir más… Si dice que no": no to what? is it monthly? does stage 2 stop?
why: "Mensual" against "1 mes posterior"; double negative.
resolution: "Says no" = does not want the communication any more. One message per finished activity (not a monthly
    series); several activities ended the same month for one account go in one message. Opt-out stops stage 1 only;
    stage 2 goes on unless that is refused too.

[AMB-31]
question: Who assigns categories 1–3, by what criteria?
why: Only the names are given.
resolution: Category 1 = active Exporta Más membership; 2 or 3 by the executive with a reason; the only automatic
    change is FUP-07. Return from 3 to 2 only by the executive.

[AMB-32]
question: Stage 2 without survey or without a date
resolution: No message; the case is listed. Never assume a date.
"""
