"""AMB-65 to AMB-82: what the first year of play asked: changes while a case runs, mistakes, measuring."""

from typing import Final

TEXT: Final = """
[AMB-65]
question: "asistir a las reuniones virtuales puntualmente": is arriving late an absence?
why: Only absence has a consequence.
resolution: Late arrival is recorded as such, with minutes, and is no absence; a setting may count it as one from a
    number of minutes, none by default.
setting: yes

[AMB-66]
question: An importer who knows neither the supply nor the zone, or only the zone
why: The text has two cases: supply clear and zone not; both clear.
resolution: The Oficom is asked to clarify the supply with the importer first (own step, cites AMB-66, not VIS-01);
    once clear, VIS-01 or VIS-03 applies.

[AMB-67]
question: A foreign company that wants to associate with a Chilean company (DEF-01)
why: No procedure is given for it.
resolution: Shown as a gap: "not configured", cites DEF-01 and AMB-67, next step the Oficom's own orientation; INV-03
    is not applied, since it is about investing.

[AMB-68]
question: Facts learnt elsewhere while a case runs: region, office, executive, activity or merger changed in the CRM
    or by an update
why: Only the ficha's region is foreseen.
resolution: What derives from the account is derived again: before contact is established the case, its office,
    assignee and term follow the account with notice to the new office and trace (RTE-04); after it the case stays and
    the change is a task to hand over. An executive who leaves hands over open cases; an unknown person is refused.

[AMB-69]
question: Classes on a past day read data that have no date: active, sector, country, answers on Chilean capital,
    mandatory fields, main contact
why: The source speaks of today.
resolution: What a class reads of such data is a dated fact, appended by every write, pull, join and erasure: for
    sector, active, origin the value; for mandatory fields and the main contact only *present or not* (no personal
    datum). A past day reads that day's; data from before the first such fact count as they were at the first load,
    and the answer says so. Erasing a person changes no class.

[AMB-70]
question: A fact of a case reported by mistake
why: Not foreseen; actions may be annulled.
resolution: It can be taken back by who reported it or the head, with a reason, while nothing that stands on it
    forbids it: states, terms and timers are computed again, the entry stays visible as taken back, messages already
    sent are listed to be explained.

[AMB-71]
question: Virtual and in-person contacts of one matter at two points of contact
why: Homogeneous service.
resolution: One case; each contact keeps its own channel; the term bears the channel of the contact that started it.

[AMB-72]
question: Conflict of interest declared (POL-07)
why: "evitando conflictos de interés".
resolution: Whoever declares one decides nothing on that company while it stands; open decisions pass to the head's
    choice; declared and ended with days and reason.

[AMB-73]
question: Region changed after a low result in an exempt region, or the other way round
why: LOW-06 speaks of the company's region.
resolution: The region at the time of the result fixes the path; the region of the day fixes the office (AMB-68).

[AMB-74]
question: Two open cases of one flow when accounts are joined; two categories
why: Not foreseen.
resolution: One case goes on with both timelines; of two running terms of one rule the earlier due date stays. The
    later assignment of a category stands; an opt-out always stands.

[AMB-75]
question: A company that withdraws
why: Not foreseen.
resolution: A running term ends as withdrawn and is not judged; one already overdue stays overdue.

[AMB-76]
question: The third business day of "deemed notified" (AMB-22): whose calendar?
resolution: That of the responsible office.

[AMB-77]
question: The month, quarter or year of a judged term (MEA-01)
resolution: That of its due day, in its office's zone; a term without due day is in none and listed apart.

[AMB-78]
question: "Permanent operation" of a channel (MEA-07)
resolution: Business days of the office with traffic, of those with none; the answer says so.

[AMB-79]
question: What counts as follow-up after a service (MEA-11)
resolution: A stage that was sent or a direct contact that was recorded; answers are counted apart.

[AMB-80]
question: Several activities of one month in one follow-up message (AMB-30)
resolution: It goes one month after the last of them ended.

[AMB-81]
question: At risk in terms of hours and calendar days
why: Margin of 20 %.
resolution: From the first instant at which 20 % of the term or less remains.

[AMB-82]
question: AMB-68 in flows without a contact
resolution: The case follows the account until the first act of its office is on record.
"""
