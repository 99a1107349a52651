"""Figures and the records behind them, worked out by hand (MEA-01, MEA-02, MEA-04, POL-01)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.model.institution.channels import Channel, PointOfContact
from domain.model.institution.people import Actor, Role
from domain.use_cases.terms.track_term import OpenTerm, StopTerm, WaiveTerm, open_term, stop_term, waive_term
from schema.ids import key_of
from tests.api.exports.test_exports import file_of, table
from tests.scenarios.conftest import Story

MAGALLANES = ZoneInfo("America/Punta_Arenas")

MEASURE = """query($name: MeasureName!, $since: Date!, $until: Date!, $by: [MeasureDimension!], $f: [MeasureFilter!]) {
  measure(name: $name, since: $since, until: $until, by: $by, filter: $f) {
    measure { title unit rules howCounted }
    rows { groups { dimension code name } figure n small hidden parts { part name count counted }
           records(first: 100) { totalCount nodes { recordId day part } }
           late: records(first: 1, parts: ["MET_LATE"]) { totalCount } }
    total { figure n small records(first: 100) { totalCount nodes { recordId part } }
            late: records(first: 1, parts: ["MET_LATE"]) { totalCount } }
  }
}"""


def local(text: str) -> datetime:
    """A wall clock of Punta Arenas, three hours after UTC all year."""
    return datetime.fromisoformat(text).replace(tzinfo=MAGALLANES)


async def measured(story: Story, name: str, since: str, until: str, *by: str, **only: list[str]) -> dict[str, Any]:
    """What an analyst is told."""
    analyst = story.as_(Role.ANALYST, "CENTRAL")
    filters = [{"dimension": dimension, "groups": groups} for dimension, groups in only.items()]
    found = await analyst.ask(MEASURE, name=name, since=since, until=until, by=list(by), f=filters)
    answer: dict[str, Any] = found["measure"]
    return answer


async def test_compliance_of_ten_terms_of_contact_over_two_channels(story: Story) -> None:
    """
    MEA-01, SLA-03, AMB-58: six met, one late, one overdue, one running, one waived.

    All but one start on Monday 1 June 2026 and end on Thursday the 4th. By the digital channel four met and one late:
    4 of 5. By telephone two met and one overdue: 2 of 3. Together 6 of 8; the running and the waived one are judged by
    nobody.
    """
    await story.at("2026-06-15 12:00")
    account = key_of(await story.company("Lenga Austral SpA"), "Account", "account_id")
    services = story.desk.runtime.services
    here = story.desk.actor

    async def term(channel: Channel, start: str = "2026-06-01 10:00") -> str:
        point = PointOfContact.CORREO if channel is Channel.DIGITAL else PointOfContact.TELEFONO
        asked = OpenTerm(account, "SLA-03", local(start), unit="Mesa", channel=channel, point_of_contact=point)
        return (await open_term(services, here, asked)).term.id

    async def stopped(channel: Channel, at: str) -> None:
        await stop_term(services, here, StopTerm(await term(channel), local(at)))

    before = await measured(story, "TERM_COMPLIANCE", "2026-06-01", "2026-06-30", "CHANNEL", UNIT=["Mesa"])
    assert before["rows"] == []
    for _ in range(4):
        await stopped(Channel.DIGITAL, "2026-06-03 09:00")
    for _ in range(2):
        await stopped(Channel.TELEPHONE, "2026-06-04 23:30")
    await stopped(Channel.DIGITAL, "2026-06-08 09:00")
    await term(Channel.TELEPHONE)
    await term(Channel.DIGITAL, "2026-06-15 09:00")
    waived = await term(Channel.TELEPHONE)
    await waive_term(services, Actor("jefa", "Jefa", Role.REGIONAL_HEAD, "OFIREG-08"), WaiveTerm(waived, "Desistió"))

    found = await measured(story, "TERM_COMPLIANCE", "2026-06-01", "2026-06-30", "CHANNEL", UNIT=["Mesa"])
    assert found["measure"]["rules"][0] == "MEA-01"
    digital, telephone = found["rows"]
    assert (digital["groups"][0]["name"], digital["figure"], digital["n"]) == ("Canal digital", 0.8, 5)
    assert (telephone["groups"][0]["name"], telephone["n"], telephone["small"]) == ("Canal telefónico", 3, True)
    assert round(telephone["figure"], 4) == 0.6667
    assert (found["total"]["figure"], found["total"]["n"]) == (0.75, 8)
    apart = {part["name"]: part["count"] for row in found["rows"] for part in row["parts"] if not part["counted"]}
    assert apart == {"En curso": 1, "Eximido, con motivo": 1}

    for row in (*found["rows"], found["total"]):
        assert len({each["recordId"] for each in row["records"]["nodes"]}) == row["n"] == row["records"]["totalCount"]
        late = [each for each in row["records"]["nodes"] if each["part"] == "MET_LATE"]
        assert row["late"]["totalCount"] == len(late)
    late = [each for each in digital["records"]["nodes"] if each["part"] == "MET_LATE"]
    assert [each["day"] for each in late] == ["2026-06-04"]

    breaches = await measured(story, "BREACHES", "2026-06-01", "2026-06-30", "RULE", UNIT=["Mesa"])
    assert [(row["groups"][0]["code"], row["figure"]) for row in breaches["rows"]] == [("SLA-03", 2.0)]
    waivers = await measured(story, "WAIVED_TERMS", "2026-06-01", "2026-06-30", UNIT=["Mesa"])
    assert waivers["total"]["figure"] == 1.0


async def test_a_month_is_that_of_the_office_that_answers(story: Story) -> None:
    """
    AMB-77: three business days after Monday 27 April 2026 end on the 30th at 23:59:59 in Punta Arenas, when it is May
    in Greenwich: the month is April, in the group, in the filter by day and in the record.
    """
    await story.at("2026-06-15 12:00")
    account = key_of(await story.company("Coirón del Sur SpA"), "Account", "account_id")
    services, here = story.desk.runtime.services, story.desk.actor
    asked = OpenTerm(account, "SLA-03", local("2026-04-27 10:00"), office="OFIREG-12")
    await open_term(services, here, asked)

    april = await measured(story, "TERM_COMPLIANCE", "2026-04-30", "2026-04-30", "MONTH", OFFICE=["OFIREG-12"])
    assert [(row["groups"][0]["code"], row["groups"][0]["name"], row["n"]) for row in april["rows"]] == [
        ("2026-04", "abril de 2026", 1)
    ]
    assert [each["day"] for each in april["rows"][0]["records"]["nodes"]] == ["2026-04-30"]
    may = await measured(story, "TERM_COMPLIANCE", "2026-05-01", "2026-05-31", "MONTH", OFFICE=["OFIREG-12"])
    assert (may["rows"], may["total"]["n"], may["total"]["figure"]) == ([], 0, None)


async def test_satisfaction_is_a_mean_with_its_distribution(story: Story) -> None:
    """MEA-04, FUP-08: scores 5, 4 and 3 make 4.0 of three answers; so few are marked."""
    for score, name in ((5, "Ñirre Uno SpA"), (4, "Ñirre Dos SpA"), (3, "Ñirre Tres SpA")):
        await story.at("2026-10-13 10:00")
        account = await story.company(name)
        await story.went_to(account, "FERIA", "2026-10-10")
        cases = "query($a: ID!) { cases(first: 9, filter: { accountId: $a }) { nodes { id flow } } }"
        (follow_up,) = [each["id"] for each in (await story.ask(cases, a=account))["cases"]["nodes"]]
        await story.fact(
            "assignCategoryInFollowUp", caseId=follow_up, category="TRABAJO_HABITUAL", reason="Participa todos los años"
        )
        await story.fact("recordSurveyInFollowUp", caseId=follow_up, score=score)

    found = await measured(story, "SATISFACTION", "2026-10-13", "2026-10-13", "FLOW")
    (row,) = found["rows"]
    assert (row["groups"][0]["name"], row["figure"], row["n"], row["small"]) == (
        "Seguimiento de resultados", 4.0, 3, True,
    )  # fmt: skip
    assert {part["part"]: part["count"] for part in row["parts"]} == {"5": 1, "4": 1, "3": 1}
    assert len(row["records"]["nodes"]) == 3


async def test_what_is_asked_for_is_told_by_topic_and_channel_after_it_was_corrected(story: Story) -> None:
    """
    MEA-05, LIN-06: a contact by telephone about fairs, corrected to markets with the reason; and an action of no case
    about origin.
    """
    await story.at("2026-10-13 10:00")
    account = await story.company("Canelo Rojo SpA")
    capture = await story.fact(
        "receiveContactInCapture", accountId=account, pointOfContact="TELEFONO", topic="FERIAS_MISIONES"
    )
    registered = await story.ask(
        "mutation($i: RegisterActionInput!) { registerAction(input: $i) { action { topic } userErrors { message } } }",
        i={"accountId": account, "type": "TALLER", "title": "Taller", "startedOn": "2026-10-13",
           "endedOn": "2026-10-13", "pointOfContact": "OFIREG", "topic": "ORIGEN"},
    )  # fmt: skip
    assert registered["registerAction"]["action"]["topic"] == "ORIGEN"
    refused = await story.attempt("setTopic", caseId=capture["case"]["id"], topic="MERCADOS")
    assert [(error["code"], error["rule"]) for error in refused["userErrors"]] == [("MISSING_DATA", "MEA-05")]

    by = ("TOPIC", "CHANNEL")
    before = await measured(story, "REQUESTED_INFORMATION", "2026-10-13", "2026-10-13", *by)
    assert [([group["name"] for group in row["groups"]], row["n"]) for row in before["rows"]] == [
        (["Ferias, misiones y ruedas de negocios", "Canal telefónico"], 1),
        (["Certificación de origen", "Canal presencial"], 1),
    ]
    await story.fact(
        "setTopic", caseId=capture["case"]["id"], sequence=1, topic="MERCADOS", reason="Preguntó por China"
    )
    after = await measured(story, "REQUESTED_INFORMATION", "2026-10-13", "2026-10-13", "TOPIC")
    assert [(row["groups"][0]["code"], row["n"], len(row["records"]["nodes"])) for row in after["rows"]] == [
        ("MERCADOS", 1, 1), ("ORIGEN", 1, 1),
    ]  # fmt: skip
    topics = await story.ask("{ topics { code name sample } }")
    assert all(topic["sample"] for topic in topics["topics"])


CALL = "call { id stages { code name unit plannedDays realDays progress } } userErrors { code rule field }"


async def test_a_call_is_told_with_its_planned_and_real_days(story: Story) -> None:
    """
    LIN-02, MEA-08: bases planned from Monday 5 to Friday 9 October 2026, five business days, took from the 6th to the
    14th: 6, 7, 8, 9, 13 and 14, for Monday the 12th is a holiday; so late. An executive opens no call.
    """
    await story.at("2026-10-15 10:00")
    supervisor = story.as_(Role.CONCURSOS_SUPERVISOR, "CENTRAL-CONCURSOS")
    stages = [{"stage": "BASES", "unit": "Convocatorias", "plannedFrom": "2026-10-05", "plannedUntil": "2026-10-09"}]
    asked = {"title": "Ferias de 2027", "unit": "Convocatorias", "stages": stages}
    opening = f"mutation($i: OpenCallInput!) {{ openCall(input: $i) {{ {CALL} }} }}"
    refused = (await story.ask(opening, i=asked))["openCall"]
    assert (refused["call"], refused["userErrors"][0]["rule"]) == (None, "LIN-02")
    call = (await supervisor.ask(opening, i=asked))["openCall"]["call"]
    days = {"callId": call["id"], "version": 1, "stage": "BASES", "startedOn": "2026-10-06", "endedOn": "2026-10-14"}
    registering = f"mutation($i: RegisterCallStageInput!) {{ registerCallStage(input: $i) {{ {CALL} }} }}"
    done = (await story.as_(Role.ADMINISTRATOR, "CENTRAL").ask(registering, i=days))["registerCallStage"]
    assert done["userErrors"] == []
    assert done["call"]["stages"] == [
        {"code": "BASES", "name": "Elaboración de bases", "unit": "Convocatorias", "plannedDays": 5, "realDays": 6,
         "progress": "LATE"},
    ]  # fmt: skip
    for name, figure in (("CALL_TIME", 6.0), ("CALL_PLAN", 5.0), ("CALL_STAGES", 0.0)):
        found = await measured(story, name, "2026-10-14", "2026-10-14", "STAGE", UNIT=["Convocatorias"])
        (row,) = found["rows"]
        assert (row["groups"][0]["name"], row["figure"], row["n"]) == ("Elaboración de bases", figure, 1)
        assert [each["recordId"] for each in row["records"]["nodes"]] == [call["id"]]
    listed = await story.ask("{ calls(first: 5) { nodes { id title } } callStageNames { code sample } }")
    assert listed["calls"]["nodes"][0]["id"] == call["id"]


async def test_channels_of_an_office_with_the_business_days_on_which_nobody_came(story: Story) -> None:
    """
    MEA-07, AMB-78: the only contact in person of Atacama's office is a visit on Wednesday 3 June 2026. Of the business
    days 1 to 5 June one of five had a contact; each is told with its office.
    """
    await story.at("2026-06-03 10:00")
    account = await story.company("Cachiyuyo del Desierto SpA")
    done = await story.ask(
        """mutation($i: RegisterActionInput!) { registerAction(input: $i) { userErrors { message } } }""",
        i={"accountId": account, "type": "FERIA", "title": "Visita", "startedOn": "2026-06-03",
           "endedOn": "2026-06-03", "office": "OFIREG-03", "pointOfContact": "OFIREG"},
    )  # fmt: skip
    assert done["registerAction"]["userErrors"] == []
    await story.at("2026-06-08 10:00")

    whole, by, of = ("2026-06-01", "2026-06-07"), "CHANNEL", {"OFFICE": ["OFIREG-03"], "CHANNEL": ["IN_PERSON"]}
    found = await measured(story, "CHANNEL_OPERATION", *whole, by, **of)

    (row,) = found["rows"]
    assert (row["groups"][0]["code"], row["figure"], row["n"]) == ("IN_PERSON", 0.2, 5)
    assert {each["name"]: each["count"] for each in row["parts"]} == {"Días con contactos": 1, "Días sin contactos": 4}
    days = {each["day"]: each["part"] for each in row["records"]["nodes"]}
    assert days == {f"2026-06-0{day}": "TRAFFIC" if day == 3 else "SILENT" for day in range(1, 6)}
    assert {key_of(each["recordId"], "Office", "id") for each in row["records"]["nodes"]} == {"OFIREG-03"}
    assert "cuántos no tuvieron ninguno" in found["measure"]["howCounted"]


async def test_the_channels_most_used_come_first_when_that_is_asked(story: Story) -> None:
    """MEA-02: two contacts by telephone and one in person; in the order of the protocol the person comes first."""
    await story.at("2026-11-16 10:00")
    for name, point in (("Lingue Uno SpA", "TELEFONO"), ("Lingue Dos SpA", "TELEFONO"), ("Lingue Tres SpA", "OFIREG")):
        account = await story.company(name)
        await story.fact("receiveContactInCapture", accountId=account, pointOfContact=point)
    asked = """query($first: Boolean!) { measure(name: CONTACTS, since: "2026-11-16", until: "2026-11-16",
      by: [CHANNEL], highestFirst: $first) { rows { groups { code } figure } } }"""
    analyst = story.as_(Role.ANALYST, "CENTRAL")
    told = {
        first: [
            (row["groups"][0]["code"], row["figure"])
            for row in (await analyst.ask(asked, first=first))["measure"]["rows"]
        ]
        for first in (False, True)
    }
    assert told[False] == [("IN_PERSON", 1.0), ("TELEPHONE", 2.0)]
    assert told[True] == [("TELEPHONE", 2.0), ("IN_PERSON", 1.0)]


async def test_a_figure_is_the_same_in_query_series_comparison_page_and_file(story: Story) -> None:
    """
    AMB-77, MEA-02, MEA-13: of two contacts of Magallanes, at 23:30 of 30 April and half past midnight of 1 May in Punta
    Arenas (both of 1 May in Greenwich, and of 30 April in Santiago), one is of April and one of May.
    """
    await story.at("2026-05-04 12:00")
    there = story.as_(Role.REGIONAL_EXECUTIVE, "OFIREG-12")
    created = await there.ask(
        "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id } userErrors { message } } }",
        i={"name": "Centolla del Estrecho SpA", "fields": {"country": "CL", "region": "12"}},
    )
    account = created["createAccount"]["account"]["id"]
    told = {"accountId": account, "problem": "FICHA", "problemNotes": "No carga", "pointOfContact": "CORREO"}
    for moment in ("2026-04-30T23:30:00-03:00", "2026-05-01T00:30:00-03:00"):
        await there.fact("reportPortalProblemInPortalProblem", occurredAt=moment, **told)

    here = {"OFFICE": ["OFIREG-12"], "FLOW": ["PORTAL_PROBLEM"]}
    series = await measured(story, "CONTACTS", "2026-04-01", "2026-05-31", "MONTH", **here)
    assert [(row["groups"][0]["code"], row["figure"]) for row in series["rows"]] == [("2026-04", 1), ("2026-05", 1)]
    for since, until, day in (("2026-04-01", "2026-04-30", "2026-04-30"), ("2026-05-01", "2026-05-31", "2026-05-01")):
        month = await measured(story, "CONTACTS", since, until, **here)
        assert month["total"]["figure"] == 1
        filters = [{"dimension": dimension, "groups": groups} for dimension, groups in here.items()]
        given = {"name": "CONTACTS", "since": since, "until": until, "filter": filters}
        _, (row,), _ = await a_file(story, "registros", given)
        assert row[0] == day
        _, (figures,), _ = await a_file(story, "medida", {**given, "by": ["MONTH"]})
        assert (figures[1], figures[2]) == ("1,0", "1")
    compared = """query($f: [MeasureFilter!]) {
      comparedMeasure(name: CONTACTS, since: "2026-05-01", until: "2026-05-31", sinceBefore: "2026-04-01",
        untilBefore: "2026-04-30", filter: $f) { total { now { figure } before { figure } } }
    }"""
    analyst = story.as_(Role.ANALYST, "CENTRAL")
    found = (await analyst.ask(compared, f=filters))["comparedMeasure"]["total"]
    assert (found["now"]["figure"], found["before"]["figure"]) == (1, 1)


async def a_file(story: Story, wanted: str, variables: dict[str, Any]) -> Any:
    """Headings, rows and how it was made, of the CSV that an analyst is given."""
    return table(await file_of(story.as_(Role.ANALYST, "CENTRAL").desk, wanted, **variables))
