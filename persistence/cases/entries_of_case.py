"""
What is read of its case when an entry of a timeline is counted, kept beside the entry: its process.

A million contacts are counted in their index alone then; to look up the case of each took three times as long.
A trigger keeps it, with each entry, so that no writer can forget it; it can be made again of the cases at any time. Who
had the case is a fact of the entry itself, and stays when the case is handed over (AMB-69).
"""

from __future__ import annotations

from typing import Final

KEPT_AGAIN: Final = "UPDATE case_event SET flow = c.flow FROM protocol_case AS c WHERE c.id = case_event.case_id"
"""What makes it again, of every entry."""

SQLITE: Final = (
    (
        "CREATE TRIGGER case_event_of_case AFTER INSERT ON case_event BEGIN UPDATE case_event SET flow = "
        "(SELECT flow FROM protocol_case WHERE id = new.case_id) WHERE pk = new.pk; END"
    ),
)
DROP_SQLITE: Final = ("DROP TRIGGER IF EXISTS case_event_of_case", "DROP TRIGGER IF EXISTS case_event_moved")

POSTGRESQL: Final = (
    (
        "CREATE FUNCTION case_event_of_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "SELECT c.flow INTO new.flow FROM protocol_case AS c WHERE c.id = new.case_id; RETURN new; END $$"
    ),
    "CREATE TRIGGER case_event_of_case BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION case_event_of_case()",
)
DROP_POSTGRESQL: Final = (
    "DROP TRIGGER IF EXISTS case_event_of_case ON case_event",
    "DROP FUNCTION IF EXISTS case_event_of_case()",
    "DROP TRIGGER IF EXISTS case_event_moved ON protocol_case",
    "DROP FUNCTION IF EXISTS case_event_moved()",
)
"""The triggers of a move are of before AMB-69 was kept by each entry."""
