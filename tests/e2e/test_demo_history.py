"""The past of the demonstration: played by the use cases, the same for the same seed, in step with its CRM (F-65)."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.demo.history.build import WHOLE, make_past, places_of
from api.demo.history.goals import UNPLAYED
from api.demo.history.past import Size
from api.settings import Settings
from domain.protocol.flows import FLOWS
from tests.property.test_every_state import ELSEWHERE

NOW = datetime(2026, 6, 15, 16, tzinfo=UTC)
ON_A_DAY = datetime(2026, 12, 1, 15, tzinfo=UTC)
SMALL = Size(days=120, cases=60)


async def a_past(folder: Path, size: Size = SMALL, companies: int = 60, now: datetime = NOW) -> sqlite3.Connection:
    """One made in *folder*."""
    settings = Settings.from_env(
        {
            "ATENCION_MODE": "development",
            "ATENCION_DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
            "ATENCION_MOCK_FILE": str(folder / "crm.json"),
            "ATENCION_MOCK_COMPANIES": str(companies),
            "ATENCION_MOCK_REFERENCE_DATE": f"{now:%Y-%m-%d}",
            "ATENCION_MAIL": f"eml:{folder / 'mail'}",
        }
    )
    places = places_of(settings)
    assert places is not None
    await make_past(settings, places, now=now, size=size)
    assert places_of(settings) is None  # it is there: the next start only opens it
    return sqlite3.connect(folder / "demo.db")


def told(store: sqlite3.Connection) -> list[Any]:
    """Every entry of every case, with its terms."""
    events = "SELECT case_id, sequence, fact, to_state, occurred_at FROM case_event ORDER BY pk"
    terms = "SELECT rule_id, started_at, due_at, stopped_at FROM term ORDER BY id"
    return [store.execute(events).fetchall(), store.execute(terms).fetchall()]


def left_over(folder: Path) -> list[Path]:
    """What a making left behind."""
    return [*folder.rglob("*.making*")]


async def test_the_past_is_played_in_order_and_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    """F-65: cases of several flows in many states, terms that closed and terms that did not, nothing after now."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    store = await a_past(tmp_path / "one")
    again = await a_past(tmp_path / "two")
    assert told(store) == told(again)

    def one(question: str) -> int:
        found: int = store.execute(question).fetchone()[0]
        return found

    now = int(NOW.timestamp() * 1_000_000)
    assert one("SELECT count(DISTINCT flow) FROM protocol_case") >= 5
    assert one("SELECT count(DISTINCT flow || state) FROM protocol_case") >= 15
    assert one("SELECT count(*) FROM case_event") > one("SELECT count(*) FROM protocol_case") > 30
    assert one(f"SELECT count(*) FROM case_event WHERE at > {now} OR occurred_at > {now}") == 0
    assert one("SELECT count(*) FROM term WHERE stopped_at IS NOT NULL") > 0
    assert one("SELECT count(*) FROM term WHERE stopped_at IS NULL") > 0
    assert one("SELECT count(DISTINCT state) FROM suggestion") >= 2
    assert one("SELECT count(*) FROM process_review") >= 3
    assert one("SELECT count(DISTINCT topic) FROM protocol_case") >= 5
    assert one("SELECT count(*) FROM protocol_call") >= 3
    assert one("SELECT count(*) FROM call_stage WHERE ended_on > planned_until") > 0
    assert one("SELECT count(*) FROM case_event WHERE stage_days > 0") > 0
    assert one("SELECT count(*) FROM survey") > one("SELECT count(*) FROM survey WHERE answered_at IS NOT NULL") > 0
    assert one("SELECT count(DISTINCT source) FROM journey_event") == 5
    assert one("SELECT count(*) FROM journey_event WHERE email IS NOT NULL") > 0
    assert one("SELECT count(*) FROM protocol_case WHERE flow = 'ENQUIRY'") > 0
    assert one("SELECT count(*) FROM conflict_of_interest") > 0
    mine = "SELECT id FROM account WHERE office = 'OFIREG-08'"
    assert one(f"SELECT count(*) FROM conflict WHERE resolved_at IS NULL AND account_id IN ({mine})") > 0
    assert one("SELECT count(*) FROM conflict WHERE local = remote") == 0
    assert one("SELECT count(DISTINCT company_size) FROM account") >= 4
    assert one("SELECT count(*) FROM outbox_message") == 0  # the CRM has all of it
    assert left_over(tmp_path) == []


async def test_a_case_rests_in_every_state_that_the_facts_of_cases_lead_to(tmp_path: Path) -> None:
    """
    F-65: in 14 months of 300 companies; none rests where accounts are joined or who represents one is refused. On some
    days none rests either where a case stays but a few days, as the notes whose time for a defence runs.
    """
    store = await a_past(tmp_path, WHOLE, 300, ON_A_DAY)
    every = {(flow.value, state.name) for flow, rules in FLOWS.items() for state in rules.spec.states}
    rests = set(store.execute("SELECT DISTINCT flow, state FROM protocol_case").fetchall())
    assert every - rests == {(flow.value, state) for flow, state in UNPLAYED}
    assert {state for _, state in UNPLAYED} == ELSEWHERE

    def states_of(question: str) -> set[str]:
        return {row[0] for row in store.execute(question)}

    closed, waived = "stopped_at IS NOT NULL", "waived_at IS NOT NULL"
    now = int(ON_A_DAY.timestamp() * 1_000_000)
    for found in (
        f"SELECT rule_id FROM term WHERE {closed} AND stopped_at <= due_at",
        f"SELECT rule_id FROM term WHERE {closed} AND stopped_at > due_at",
        f"SELECT rule_id FROM term WHERE NOT {closed} AND NOT {waived} AND due_at < {now}",
        f"SELECT rule_id FROM term WHERE NOT {closed} AND NOT {waived} AND due_at > {now} AND at_risk_at <= {now}",
        f"SELECT rule_id FROM term WHERE {waived}",
    ):
        assert states_of(found), found
    assert states_of("SELECT state FROM suggestion") >= {"RECEIVED", "SHARED", "ACCEPTED", "CLOSED"}
