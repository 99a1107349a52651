"""
The notice that opens a quarterly review: to whom each list goes, and what it says ("revisión trimestral", suggested).

Not one of the 33 messages of section 5, which has none for it. The protocol suggests the review: so does the notice.

Source: EXT-03..EXT-06, SLA-19, AMB-33.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role
from domain.protocol.follow_up.quarterly_review import Quarter, ReviewItem, ReviewList
from domain.protocol.messages.compose import Composed
from domain.protocol.messages.senders import INSTITUTION_NAME
from domain.protocol.terms.explanation import day_es

QUARTER_REVIEW: Final = "AVISO-REVISION-TRIMESTRAL"
"""Template of the notice."""

_QUARTERS: Final = ("primer", "segundo", "tercer", "cuarto")


def compose_review(
    review: ReviewList, directory: Directory, config: ProtocolConfiguration, on: date
) -> Composed | None:
    """
    The notice of a list, to whoever calls: its executive or who stands in, else a commercial executive of the office,
    else the office's mailbox; to nobody when none is known. None: no call is left to make.

    Source: EXT-04, EXT-05, AMB-33.
    """
    companies = tuple(_company_es(item) for item in review.items if item.done_on is None)
    if not companies:
        return None
    person = _caller(review, directory, on)
    office = config.offices.get(review.office or "")
    mailbox = None if office is None else office.mailbox
    to = mailbox if person is None else person.email
    return Composed(
        to=() if to is None else (to,),
        parameters={
            "executive": None if person is None else person.name,
            "quarter": quarter_es(review.quarter),
            "first_on": day_es(review.quarter.first_on, with_year=False),
            "cut_on": day_es(review.quarter.cut_on),
            "companies": companies,
        },
        sender_name=INSTITUTION_NAME,
        reply_to=mailbox,
        automatic=True,
    )


def quarter_es(quarter: Quarter) -> str:
    """The quarter as a person says it: "tercer trimestre de 2026"."""
    return f"{_QUARTERS[quarter.cut_on.month // 3 - 1]} trimestre de {quarter.cut_on.year}"


def _caller(review: ReviewList, directory: Directory, on: date) -> Person | None:
    present = directory.standing_in(review.executive, on)
    if present is not None or review.office is None:
        return present
    colleagues = directory.holders(Role.COMMERCIAL_EXECUTIVE, office=review.office)
    return next((found for each in colleagues if (found := directory.standing_in(each.id, on)) is not None), None)


def _company_es(item: ReviewItem) -> str:
    return f"{item.name}: {' '.join(reason.text for reason in item.reasons)}"
