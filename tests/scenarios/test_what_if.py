"""What a period would have looked like under a draft of the protocol, over GraphQL (LIN-05, MEA-01)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Role
from domain.use_cases.terms.track_term import OpenTerm, StopTerm, open_term, stop_term
from schema.ids import key_of
from tests.scenarios.conftest import Story
from tests.scenarios.test_measures import measured

SIMULATE = """query($changes: [DraftTermInput!]!, $by: [MeasureDimension!]) {
  simulate(changes: $changes, since: "2025-03-01", until: "2025-03-31") {
    finished total done changes
    measure { name rules }
    rows(by: $by) {
      before { groups { code } figure n records(first: 10) { nodes { recordId } } }
      after { figure n parts { name count counted } }
    }
    changed(first: 10) { totalCount nodes { termId rule office dueBefore dueAfter before after } }
  }
}"""


async def test_last_march_under_a_term_of_two_days(story: Story) -> None:
    """
    SLA-03: five terms from Monday 3 March 2025 end on Thursday the 6th. By the digital channel three were met on the
    5th and one at 23:30 of the 6th; by telephone one on the 10th, late. Of two days, until the 5th, the one of the 6th
    is late, too: 3 of 4 and 0 of 1. The figures as they were are those of `measure`.
    """
    await story.at("2026-06-15 12:00")
    account = key_of(await story.company("Coihue del Sur SpA"), "Account", "account_id")
    services, here = story.desk.runtime.services, story.desk.actor

    async def term(channel: Channel, stopped: str) -> None:
        point = PointOfContact.CORREO if channel is Channel.DIGITAL else PointOfContact.TELEFONO
        started = datetime.fromisoformat("2025-03-03T10:00:00-03:00")
        asked = OpenTerm(account, "SLA-03", started, channel=channel, point_of_contact=point)
        opened = (await open_term(services, here, asked)).term.id
        await stop_term(services, here, StopTerm(opened, datetime.fromisoformat(stopped)))

    for _ in range(3):
        await term(Channel.DIGITAL, "2025-03-05T23:59:00-03:00")
    await term(Channel.DIGITAL, "2025-03-06T23:30:00-03:00")
    await term(Channel.TELEPHONE, "2025-03-10T10:00:00-03:00")

    analyst = story.as_(Role.ANALYST, "CENTRAL")
    shorter: list[dict[str, Any]] = [{"rule": "SLA-03", "quantity": 2}]
    found = (await analyst.ask(SIMULATE, changes=shorter, by=["CHANNEL"]))["simulate"]
    assert (found["finished"], found["total"], found["done"], found["changes"]) == (True, 5, 5, 1)
    told = [
        (row["before"]["groups"][0]["code"], row["before"]["figure"], row["after"]["figure"]) for row in found["rows"]
    ]
    assert told == [("DIGITAL", 1.0, 0.75), ("TELEPHONE", 0.0, 0.0)]
    assert [len(row["before"]["records"]["nodes"]) for row in found["rows"]] == [4, 1]
    (moved,) = found["changed"]["nodes"]
    assert (moved["rule"], moved["dueBefore"], moved["dueAfter"]) == ("SLA-03", "2025-03-06", "2025-03-05")
    assert (moved["before"], moved["after"]) == ("MET", "MET_LATE")

    as_it_was = await measured(story, "TERM_COMPLIANCE", "2025-03-01", "2025-03-31", "CHANNEL")
    assert [row["figure"] for row in as_it_was["rows"]] == [row["before"]["figure"] for row in found["rows"]]

    excepted = [*shorter, {"rule": "SLA-03", "exempt": True, "offices": ["OFIREG-08"]}]
    found = (await analyst.ask(SIMULATE, changes=excepted, by=["OFFICE"]))["simulate"]
    ((before, after),) = [(row["before"], row["after"]) for row in found["rows"]]
    assert (before["figure"], before["n"], after["figure"], after["n"]) == (0.8, 5, None, 0)
    assert after["parts"] == [{"name": "Eximido, con motivo", "count": 5, "counted": False}]
    again = await measured(story, "TERM_COMPLIANCE", "2025-03-01", "2025-03-31", "CHANNEL")
    assert again["rows"] == as_it_was["rows"]


async def test_who_may_not_read_figures_and_what_cannot_be_meant_is_told(story: Story) -> None:
    """POL-04, MEA-01: nothing is read before."""
    refused = await story.desk.acting_as(Role.HELP_CENTRE, "CENTRAL").answer(
        SIMULATE, changes=[{"rule": "SLA-03", "quantity": 2}]
    )
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    analyst = story.desk.acting_as(Role.ANALYST, "CENTRAL")
    for change in (
        {"rule": "SLA-03"},
        {"rule": "SLA-03", "quantity": 2, "exempt": True},
        {"rule": "XX", "quantity": 2},
    ):
        wrong = await analyst.answer(SIMULATE, changes=[change])
        assert wrong["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT", change
