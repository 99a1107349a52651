"""
Contract of `EmailActivities`: a message left as a draft beside its company, once, whatever happens on the way.

Issue 4, section 2: messages optionally left as e-mail activities in the CRM; exactly once per cause.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from connectors.contract.records import a_write, new_key
from connectors.contract.under_test import CrmUnderTest, Requirement
from domain.errors import AccessDenied, CrmThrottled, CrmUnavailable, RecordNotFound
from domain.model.exchange.crm_records import EmailActivity, RecordKind
from domain.ports.crm import EmailActivities

pytestmark = pytest.mark.asyncio

Requires = Callable[[Requirement], None]


@pytest.fixture
def emails(crm: CrmUnderTest, requires: Requires) -> EmailActivities:
    """The connector, where its CRM keeps e-mails."""
    requires(Requirement.EMAILS)
    assert isinstance(crm.connector, EmailActivities)
    return crm.connector


@pytest.fixture
async def company(crm: CrmUnderTest) -> str:
    """Key of a company that the CRM has."""
    write = a_write()
    await crm.connector.write([write])
    return write.key


def an_email(account_id: str | None, **changes: object) -> EmailActivity:
    """To two addresses, with a copy; accents, quotes and markup in its body."""
    email = EmailActivity(
        id=new_key(),
        subject='¿Cómo le fue? «Ñuñoa» & "Cía"',
        html="<p>Estimado equipo de Conservas Ñuñoa &amp; Cía:</p><p>¡Hasta pronto!</p>",
        sender="no-responder@prochile.example",
        to=("gerencia@conservas.example", "ventas@conservas.example"),
        cc=("concepcion@prochile.gob.cl",),
        account_id=account_id,
    )
    return replace(email, **changes)  # type: ignore[arg-type]  # the names are the caller's


async def left(crm: CrmUnderTest) -> list[EmailActivity]:
    """What a colleague sees in the CRM."""
    return list(await crm.colleague.emails())


async def test_a_message_is_a_draft_beside_its_company(
    crm: CrmUnderTest, emails: EmailActivities, company: str
) -> None:
    """Sender, addressees, copies, subject, body and the company that it is about."""
    email = an_email(company)

    assert await emails.leave_email(email)
    assert await left(crm) == [email]


async def test_a_message_about_nobody_in_particular_is_left_too(crm: CrmUnderTest, emails: EmailActivities) -> None:
    """A person without a company asked (PUB-06)."""
    email = an_email(None)

    assert await emails.leave_email(email)
    assert await left(crm) == [email]


async def test_the_same_message_again_changes_nothing(crm: CrmUnderTest, emails: EmailActivities, company: str) -> None:
    """Somebody may have gone on with the draft: what is there stays as it is."""
    email = an_email(company)
    await emails.leave_email(email)

    assert not await emails.leave_email(replace(email, subject="Otro asunto"))
    assert await left(crm) == [email]


async def test_a_lost_answer_leaves_one_draft(
    crm: CrmUnderTest, emails: EmailActivities, company: str, requires: Requires
) -> None:
    """It was left and nobody knows: the repetition finds it."""
    requires(Requirement.LOST_ANSWER)
    email = an_email(company)
    await crm.faults.lose_next_answer()

    with pytest.raises(CrmUnavailable):
        await emails.leave_email(email)
    await crm.faults.recover()

    assert await left(crm) == [email]
    assert not await emails.leave_email(email)
    assert await left(crm) == [email]


async def test_a_lost_request_is_made_again(
    crm: CrmUnderTest, emails: EmailActivities, company: str, requires: Requires
) -> None:
    """Nothing arrived: the repetition leaves it."""
    requires(Requirement.LOST_REQUEST)
    email = an_email(company)
    await crm.faults.lose_next_request()

    with pytest.raises(CrmUnavailable):
        await emails.leave_email(email)
    await crm.faults.recover()

    assert await left(crm) == []
    assert await emails.leave_email(email)
    assert await left(crm) == [email]


async def test_a_crm_that_is_down_or_asks_to_wait_says_so(
    crm: CrmUnderTest, emails: EmailActivities, company: str
) -> None:
    """CrmUnavailable, and CrmThrottled with the seconds to wait; nothing is left meanwhile."""
    await crm.faults.throttle(7)
    with pytest.raises(CrmThrottled) as told:
        await emails.leave_email(an_email(company))
    await crm.faults.recover()
    await crm.faults.go_down()
    with pytest.raises(CrmUnavailable):
        await emails.leave_email(an_email(company))
    await crm.faults.recover()

    assert told.value.retry_after == 7
    assert await left(crm) == []


async def test_wrong_credentials_are_told_apart(
    crm: CrmUnderTest, emails: EmailActivities, company: str, requires: Requires
) -> None:
    """AccessDenied: nobody's message is wrong."""
    requires(Requirement.DENIAL)
    await crm.faults.deny()

    with pytest.raises(AccessDenied):
        await emails.leave_email(an_email(company))


async def test_a_company_that_the_crm_does_not_have_yet_is_named(crm: CrmUnderTest, emails: EmailActivities) -> None:
    """Its creation may still be on its way: the same message is left once it is there."""
    write = a_write()
    email = an_email(write.key)

    with pytest.raises(RecordNotFound) as told:
        await emails.leave_email(email)
    assert (told.value.kind, told.value.key) == (RecordKind.ACCOUNT, write.key)
    assert await left(crm) == []

    await crm.connector.write([write])
    assert await emails.leave_email(email)
    assert await left(crm) == [email]
