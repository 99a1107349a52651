"""The story of an agenda: requested, confirmed, missed, noted, defended late, and asked for again (USR, AGD, BEH)."""

from __future__ import annotations

from domain.model.institution.people import Role
from tests.scenarios.conftest import Story


async def test_a_missed_agenda_ends_in_a_note_that_excludes_nobody(story: Story) -> None:
    """
    USR-01, USR-03, AGD-01..AGD-08, BEH-01..BEH-05, SLA-07, SLA-09, AMB-22, FUP-01.

    The post office receives the letter on Tuesday 23 June 2026: 24, 25 and Friday 26 are the three business days, so
    it counts as notified on the 26th. Monday 29 is San Pedro y San Pablo; the five days of the defence are 30 June, 1,
    2, 3 and 6 July.
    """
    oficom = story.as_(Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA")
    head = story.as_(Role.REGIONAL_HEAD, "OFIREG-08")
    await story.at("2026-05-04 10:00")
    account = await story.company("Mariscos Punta Coles SpA")
    await story.went_to(account, "FERIA", "2026-03-10")

    received = await story.as_(Role.HELP_CENTRE).fact(
        "receiveRequestInRequest",
        accountId=account, wants="OFICOM", matter="Queremos reunirnos con importadores", pointOfContact="TELEFONO",
    )  # fmt: skip
    request = received["case"]["id"]
    assert received["nextStep"]["step"] == "offer_alternatives"
    assert received["nextStep"]["dueOn"] == "2026-05-07"  # Tuesday 5, Wednesday 6, Thursday 7
    assert received["case"]["assignee"] == {"username": "ana.rojas"}
    await story.fact(
        "offerAlternativesInRequest", caseId=request, pointOfContact="TELEFONO", alternatives=["Agenda en Shanghái"]
    )
    chosen = await story.fact("recordChoiceInRequest", caseId=request, choice="AGENDA", market="CN", mode="IN_PERSON")
    (agenda,) = [case["id"] for case in chosen["openedCases"]]

    await story.fact("sendToOficomInAgenda", caseId=agenda)
    refused = await oficom.refusal("declineAgendaInAgenda", caseId=agenda, ground="NO_IMPORTER_INTEREST")
    assert refused["rule"] == "DEF-17"
    await oficom.fact(
        "confirmAgendaInAgenda", caseId=agenda,
        agendaStartsOn="2026-06-02", agendaEndsOn="2026-06-04", meetings=["Importadora Li", "Cadena Hema"],
    )  # fmt: skip
    await oficom.fact("announceParticipationInAgenda", caseId=agenda)
    await story.fact("reserveMeetingsInAgenda", caseId=agenda, reservedMeetings=["Importadora Li"])
    refused = await oficom.refusal(
        "recordOficomAttendanceInAgenda", caseId=agenda, attendedMeeting="Importadora Li", attendee="Wei Lagos"
    )
    assert refused["rule"] == "AGD-08"

    unregistered = 'query { unregisteredActivities(office: "OFIREG-08") { caseId flow activity endedOn } }'
    row = {"caseId": agenda, "flow": "AGENDA", "activity": "Agenda de negocios: China", "endedOn": "2026-06-04"}
    await story.at("2026-06-04 23:00")
    assert row not in (await story.ask(unregistered))["unregisteredActivities"]
    await story.at("2026-06-05 10:00")
    assert row in (await story.ask(unregistered))["unregisteredActivities"]
    await oficom.fact("recordAbsenceInAgenda", caseId=agenda, absence="No viajó ni avisó")
    refused = await story.refusal("recordHeldInAgenda", caseId=agenda, startedOn="2026-06-02", endedOn="2026-06-04")
    assert refused["stepToTake"] == "Decidir si hubo fuerza mayor (ejecutivo/a regional)"
    decided = await story.fact(
        "decideForceMajeureInAgenda", caseId=agenda,
        foreignToWill=False, unforeseeable=True, unavoidable=True, evidence="Correo de la empresa",
    )  # fmt: skip
    (note,) = [case["id"] for case in decided["openedCases"]]

    await story.fact("leaveNoteInBehaviourNote", caseId=note, notes="No asistió a su agenda en Shanghái")
    await story.at("2026-06-23 12:00")
    refused = await story.refusal("recordPostReceptionInBehaviourNote", caseId=note, postReceivedOn="2026-06-23")
    assert refused["rule"] == "BEH-03"
    await story.fact(
        "sendCertifiedLetterInBehaviourNote", caseId=note, letterNumber="CC-900", letterSentOn="2026-06-22"
    )
    notified = await story.fact("recordPostReceptionInBehaviourNote", caseId=note, postReceivedOn="2026-06-23")
    assert notified["nextStep"]["dueOn"] == "2026-07-06"
    mail = (await story.messages(account))[-1]
    assert (mail["template"], mail["recipients"]) == ("NTF-14", ["mariscos@example.cl"])
    assert "6 de julio de 2026" in mail["text"]

    await story.at("2026-07-06 23:58")
    assert (await story.case(note))["state"] == "EN_PLAZO"
    await story.at("2026-07-07 00:01")
    assert (await story.case(note))["state"] == "CONFIRMADA"
    await story.fact("presentDefenceInBehaviourNote", caseId=note, defence="Vuelo cancelado")
    found = await story.case(note)
    assert (found["state"], found["timeline"][-1]["late"]) == ("CONFIRMADA", True)

    again = await story.fact(
        "requestAgendaInAgenda", accountId=account, market="JP", mode="VIRTUAL", pointOfContact="OFIREG"
    )
    assert again["case"]["state"] == "SOLICITADA"
    assert "nota de comportamiento confirmada: no la excluye" in again["nextStep"]["text"]

    withdrawn = await head.fact("withdrawNoteInBehaviourNote", caseId=note, reason="Consta la cancelación")
    assert withdrawn["case"]["isOpen"] is False


async def test_an_exception_needs_date_and_notice(story: Story) -> None:
    """AGD-02, AGD-03: the company knows reasons and date before the agenda is confirmed; it hears by NTF-13."""
    oficom = story.as_(Role.COMMERCIAL_EXECUTIVE, "OFICOM-CN-SHA")
    await story.at("2026-05-11 10:00")
    account = await story.company("Berries Ñielol SpA")
    await story.went_to(account, "TALLER", "2025-04-10")  # it worked with ProChile last year: it may be attended
    opened = await story.fact(
        "requestAgendaInAgenda", accountId=account, market="CN", mode="VIRTUAL", pointOfContact="OFIREG"
    )
    agenda = opened["case"]["id"]
    await story.fact("sendToOficomInAgenda", caseId=agenda)
    await oficom.fact(
        "declareHighImpactInAgenda", caseId=agenda, exceptionGround="HIGH_IMPACT",
        highImpactActivity="Semana de Chile en Shanghái", exceptionFrom="2026-05-15", exceptionUntil="2026-06-15",
    )  # fmt: skip
    confirmation = {"agendaStartsOn": "2026-06-22", "agendaEndsOn": "2026-06-23", "meetings": ["Cadena Hema"]}
    assert (await oficom.refusal("confirmAgendaInAgenda", caseId=agenda, **confirmation))["rule"] == "AGD-03"
    await story.fact("agreeDateInAgenda", caseId=agenda, agreedOn="2026-06-22")
    told = await story.fact(
        "informPostponementInAgenda", caseId=agenda, postponementReason="Semana de Chile en Shanghái"
    )
    assert told["case"]["state"] == "POSTERGADA"
    (mail,) = await story.messages(account)
    assert mail["template"] == "NTF-13"
    assert "22 de junio de 2026" in mail["text"]
    confirmed = await oficom.fact("confirmAgendaInAgenda", caseId=agenda, **confirmation)
    assert confirmed["case"]["state"] == "CONFIRMADA"
