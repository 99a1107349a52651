"""Messages left as e-mail activities on a stand-in, beyond the contract (issue 4, section 2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.contract.records import a_write, new_key
from connectors.dynamics365.connector import Dynamics365Connector
from connectors.dynamics365.environment.check import check_crm
from domain.errors import CrmUnavailable, InvalidRecord
from domain.model.exchange.check_report import Level
from domain.model.exchange.crm_records import EmailActivity
from standin import FaultKind, FaultPlan
from tests.contract.connector.dynamics import DynamicsColleague, Rehearsal


def an_email(**changes: str) -> EmailActivity:
    values = {"id": new_key(), "subject": "Hola", "html": "<p>Hola</p>", "sender": "de@x.example", **changes}
    return EmailActivity(to=("a@x.example",), **values)  # type: ignore[arg-type]  # texts by name


async def test_a_draft_is_outgoing_and_not_sent(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """Status Draft: sending is the organisation's decision; one request, conditional."""
    write = a_write()
    await dynamics.write([write])
    email = an_email(account_id=write.key)

    await dynamics.leave_email(email)

    row = standin.standin.organization().store.of("email").rows[email.id]
    asked = [entry for entry in standin.standin.trace if "/emails" in entry.url]
    assert (row["statecode"], row["statuscode"], row["directioncode"]) == (0, 1, True)
    assert [(entry.method, entry.headers["if-none-match"]) for entry in asked] == [("PATCH", "*")]


def _sender(standin: Rehearsal) -> str:
    """A user of the CRM, as the setting names it."""
    return f"user:{next(iter(standin.standin.organization().store.of('systemuser').rows))}"


def _sendings(standin: Rehearsal) -> list[int]:
    return [entry.status for entry in standin.standin.trace if entry.url.endswith("SendEmail")]


def _status(standin: Rehearsal, email: EmailActivity) -> int:
    return int(standin.standin.organization().store.of("email").rows[email.id]["statuscode"])


async def test_with_a_sender_the_crm_is_asked_to_send_it_once(standin: Rehearsal) -> None:
    """By setting: Pending send (6), from that user; a repetition asks for nothing."""
    async with standin.connector(EMAIL_SENDER=_sender(standin)) as dynamics:
        email = an_email()
        assert await dynamics.leave_email(email)
        assert not await dynamics.leave_email(email)

    assert (_status(standin, email), _sendings(standin)) == (6, [200])


@pytest.mark.parametrize(("path", "before", "asked"), [("SendEmail", 6, 1), (r"emails\([^/]*$", 1, 1)])
async def test_a_lost_answer_does_not_send_it_twice(standin: Rehearsal, path: str, before: int, asked: int) -> None:
    """Lost after the sending: seen by its state. Lost after the draft: the repetition sends it."""
    sender = _sender(standin)
    async with standin.connector(EMAIL_SENDER=sender, ATTEMPTS="3" if before == 6 else "1") as dynamics:
        email = an_email()
        standin.standin.faults.add(FaultPlan(FaultKind.DROP_AFTER, times=1, path=path))
        with pytest.raises(CrmUnavailable):
            await dynamics.leave_email(email)
        between = _status(standin, email)
        assert not await dynamics.leave_email(email)

    assert (between, _status(standin, email), len(_sendings(standin))) == (before, 6, asked)


async def test_a_draft_that_the_crm_will_not_send_is_told_and_stays(standin: Rehearsal) -> None:
    """No addressee: the reason goes to a person, and the draft is there to be mended."""
    async with standin.connector(EMAIL_SENDER=_sender(standin)) as dynamics:
        email = replace(an_email(), to=())
        with pytest.raises(InvalidRecord, match="no recipient"):
            await dynamics.leave_email(email)

    assert _status(standin, email) == 1


async def test_a_subject_that_is_too_long_is_cut_in_sight(dynamics: Dynamics365Connector) -> None:
    """The column takes 200 characters; the body says the rest."""
    await dynamics.leave_email(an_email(subject="ñ" * 201))

    (left,) = await DynamicsColleague(dynamics).emails()
    assert left.subject == "ñ" * 199 + "…"


async def test_an_id_that_is_no_guid_is_refused(dynamics: Dynamics365Connector) -> None:
    """It could not be found again after a lost answer."""
    with pytest.raises(InvalidRecord):
        await dynamics.leave_email(an_email(id="m-1"))


async def test_the_check_says_whether_messages_can_be_left(standin: Rehearsal, dynamics: Dynamics365Connector) -> None:
    """`crm check`: fine, or a note with its remedy; nothing stops for it."""
    fine = await check_crm(dynamics)
    refused = FaultPlan(FaultKind.STATUS, times=None, path="/emails", status=403, html=False, code="0x80040220")
    standin.standin.faults.add(refused)
    without = await check_crm(dynamics)

    levels = [next(line.level for line in report.lines if line.subject == "email") for report in (fine, without)]
    assert levels == [Level.FINE, Level.NOTE]
    assert without.ok == fine.ok
