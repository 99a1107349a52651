"""
Who attends a company and has a conflict of interest with it ("a cargo, con conflicto de interés"): another is named.

Worked out from the account as it is on the day, so that it is asked whichever came first, the conflict or the charge,
and by whichever door, and no longer once another is named or the conflict ended. Belongs here: whom that is, and the
step of the head. Does not belong here: what becomes of open cases (`engine.following`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.model.account_fields import PEOPLE, AccountField
from domain.model.accounts import Account
from domain.model.cases import NextStep
from domain.model.institution.people import PORTAL_ROLES
from domain.protocol.access.conflict_of_interest import RULE, standing_of
from domain.protocol.catalogue import RULES
from domain.protocol.engine.following import who_chooses
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import office_mailbox
from domain.protocol.routing.offers import withheld

STEP: Final = "assign_executive"
"""Name of the step, which is the mutation that takes it."""
_RULES: Final = (RULE, "RTE-05")


@dataclass(frozen=True, slots=True)
class Charge:
    """
    A field of the account that names somebody in conflict.

    Attributes:
        person: Their id.
        conflict: Id of the conflict of interest that stands.
    """

    field: AccountField
    person: str
    conflict: str


def charges_in_conflict(account: Account, on: date) -> Sequence[Charge]:
    """Who attends the account and has a conflict of interest with it that stands on the day. Source: AMB-72."""
    found = ((field, standing_of(account, getattr(account, field.name), on)) for field in PEOPLE)
    return [Charge(field, standing.person, standing.id) for field, standing in found if standing is not None]


def another_executive(situation: Situation) -> list[NextStep]:
    """
    The step of the head, to name another for each of them; what a portal shows is a company's, which is not told of it.

    Source: AMB-72, POL-07, RTE-05.
    """
    account = situation.account
    if account is None or account.merged_into is not None or situation.actor.role in PORTAL_ROLES:
        return []
    return [_step(situation, charge) for charge in charges_in_conflict(account, situation.today)]


def asked_es(situation: Situation, charge: Charge) -> str:
    """What the head is asked, in Spanish."""
    person, account = situation.directory.person(charge.person), situation.account
    who = "Quien la atiende" if person is None else person.name
    company = "la empresa" if account is None else account.name
    return (
        f"{who}, {charge.field.es} de {company}, declaró un conflicto de interés con la empresa y no decide nada sobre "
        "ella: nombre a otra persona."
    )


def _step(situation: Situation, charge: Charge) -> NextStep:
    head = who_chooses(situation)
    return NextStep(
        step=STEP,
        title=f"Nombrar a otra persona como {charge.field.es}",
        responsible="la dirección de la oficina" if head is None else head.name,
        text=asked_es(situation, charge),
        rule=RULE,
        heading=RULES[RULE].heading,
        responsible_role=None if head is None else head.role,
        responsible_id=None if head is None else head.id,
        office=situation.office,
        mailbox=office_mailbox(situation.office, situation),
        rules=_RULES,
        withheld=withheld(situation),
    )
