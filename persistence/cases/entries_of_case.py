"""
What is read of its case when an entry of a timeline is counted, kept beside the entry: its process and its office.

A million contacts are counted in their index alone then; to look up the case of each took three times as long.
Triggers keep it, so that no writer can forget it: with each entry, and when a case goes to another office. It can be
made again of the cases at any time.
"""

from __future__ import annotations

from typing import Final

KEPT_AGAIN: Final = (
    "UPDATE case_event SET flow = c.flow, office = c.office FROM protocol_case AS c WHERE c.id = case_event.case_id"
)
"""What makes it again, of every entry."""

_MOVED: Final = "UPDATE case_event SET office = new.office WHERE case_id = new.id"

SQLITE: Final = (
    (
        "CREATE TRIGGER case_event_of_case AFTER INSERT ON case_event BEGIN UPDATE case_event SET (flow, office) = "
        "(SELECT flow, office FROM protocol_case WHERE id = new.case_id) WHERE pk = new.pk; END"
    ),
    (
        "CREATE TRIGGER case_event_moved AFTER UPDATE OF office ON protocol_case WHEN old.office IS NOT new.office "
        f"BEGIN {_MOVED}; END"
    ),
)
DROP_SQLITE: Final = ("DROP TRIGGER case_event_of_case", "DROP TRIGGER case_event_moved")

POSTGRESQL: Final = (
    (
        "CREATE FUNCTION case_event_of_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "SELECT c.flow, c.office INTO new.flow, new.office FROM protocol_case AS c WHERE c.id = new.case_id; "
        "RETURN new; END $$"
    ),
    "CREATE TRIGGER case_event_of_case BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION case_event_of_case()",
    f"CREATE FUNCTION case_event_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_MOVED}; RETURN NULL; END $$",
    (
        "CREATE TRIGGER case_event_moved AFTER UPDATE OF office ON protocol_case FOR EACH ROW "
        "WHEN (old.office IS DISTINCT FROM new.office) EXECUTE FUNCTION case_event_moved()"
    ),
)
DROP_POSTGRESQL: Final = (
    "DROP TRIGGER case_event_of_case ON case_event",
    "DROP FUNCTION case_event_of_case()",
    "DROP TRIGGER case_event_moved ON protocol_case",
    "DROP FUNCTION case_event_moved()",
)
