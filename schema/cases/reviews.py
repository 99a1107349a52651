"""The quarterly review: the foreign companies that each commercial executive should call, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import strawberry

from domain.protocol.access.permissions import Permission, require
from domain.protocol.access.roles import ROLES, Reach
from domain.protocol.follow_up.quarterly_review import ReviewItem, ReviewList, ReviewPriority, open_quarter
from domain.use_cases.follow_up.review_lists import review_lists
from schema.accounts.types import Account
from schema.context import Context, Info
from schema.enums import described
from schema.ids import global_id
from schema.languages.spoken import SAID
from schema.links.following import LazyAccount, find
from schema.links.people import Person, person_named
from schema.lookahead import selected
from schema.offices.types import Office, office_node

described(
    ReviewPriority,
    "Who is called first (EXT-05).",
    {
        "PROJECTED_BUSINESS": "Respondió la encuesta y proyectó negocios.",
        "SURVEY_ANSWERED": "Respondió la encuesta.",
        "OCI_CONTACTS": "Recibió contactos de empresas chilenas vía One Click Import.",
        "ATTENDED": "Fue atendida o participó en una actividad.",
    },
)


@strawberry.type(description="Why a company is in the list.")
class ReviewReason:
    text: str = strawberry.field(description="In one sentence; in Spanish or English.", metadata=SAID)
    rule: str = strawberry.field(description="Rule id.")


@strawberry.type(description="A company to call.")
class ReviewCompany:
    account_id: strawberry.ID = strawberry.field(description="Global id of the account.")
    account: LazyAccount | None = strawberry.field(description="The account.")
    name: str = strawberry.field(description="Nombre.")
    priority: ReviewPriority = strawberry.field(description="How soon.")
    reasons: list[ReviewReason] = strawberry.field(description="Why, the most telling first.")
    last_on: date = strawberry.field(description="Last day on which it was attended in the quarter.")
    done_on: date | None = strawberry.field(description="Day on which the result was registered; none: not yet.")


@strawberry.type(description="The companies of one commercial executive, in the order of the calls (suggested).")
class QuarterlyReview:
    executive: Person | None = strawberry.field(description="The executive; none: nobody has them.")
    office_code: str | None = strawberry.field(description="Code of the commercial office.")
    office: Office | None = strawberry.field(description="Commercial office.")
    first_on: date = strawberry.field(description="First day of the quarter.")
    cut_on: date = strawberry.field(description="Last day of the quarter: the list is cut on it.")
    opens_on: date = strawberry.field(description="Next business day, on which the task opens (AMB-33).")
    companies: list[ReviewCompany] = strawberry.field(description="Whom to call.")


def _company(item: ReviewItem, accounts: Mapping[str, Account]) -> ReviewCompany:
    return ReviewCompany(
        account_id=strawberry.ID(global_id("Account", item.account_id)),
        account=accounts.get(item.account_id),
        name=item.name,
        priority=item.priority,
        reasons=[ReviewReason(text=reason.text, rule=reason.rule) for reason in item.reasons],
        last_on=item.last_on,
        done_on=item.done_on,
    )


def _review(context: Context, found: ReviewList, accounts: Mapping[str, Account]) -> QuarterlyReview:
    return QuarterlyReview(
        executive=person_named(found.executive, context),
        office_code=found.office,
        office=office_node(found.office, context.configuration, context.services.book),
        first_on=found.quarter.first_on,
        cut_on=found.quarter.cut_on,
        opens_on=found.quarter.opens_on,
        companies=[_company(item, accounts) for item in found.items],
    )


@strawberry.type
class ReviewQueries:
    @strawberry.field(description="Quarterly review of foreign companies, a list for each executive (EXT-04, SLA-19).")
    async def quarterly_reviews(
        self,
        info: Info,
        on: Annotated[
            date | None,
            strawberry.argument(description="Day of the quarter; none: the list open today."),
        ] = None,
        office: Annotated[str | None, strawberry.argument(description="Only of this commercial office.")] = None,
    ) -> list[QuarterlyReview]:
        context = info.context
        require(context.actor, Permission.READ_DECISIONS)
        if ROLES[context.actor.role].reach is Reach.MARKET:
            office = context.actor.office
        day = on or open_quarter(context.today(), context.services.book.national).cut_on
        found = await review_lists(context.services, context.read, context.case_read, day, office=office)
        asked = selected(info, "QuarterlyReview").path(("companies", "ReviewCompany"), ("account", "Account"))
        keys = [item.account_id for each in found for item in each.items] if asked else []
        accounts = await find(context, "Account", keys, asked)
        return [_review(context, each, accounts) for each in found]
