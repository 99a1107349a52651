"""The topics of consultation ("temas de consulta"): their list, and putting one on a case or a contact (MEA-05)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.model.institution.topics import Topic, topics_on
from domain.use_cases.quality.topics import SetTopic, set_topic
from schema.accounts.mutations import ClientKey
from schema.answers import answers
from schema.cases.payloads import CasePayload, attempt_on_case
from schema.context import Info
from schema.ids import key_of
from schema.languages.spoken import SAID


@strawberry.type(description="A topic of consultation («tema de consulta»): what a contact or a case asks about.")
class TopicShape:
    code: str = strawberry.field(description="Code, as contacts and cases carry it.")
    name: str = strawberry.field(description="Nombre; in Spanish or English.", metadata=SAID)
    since: date = strawberry.field(description="First day on which it holds.")
    until: date | None = strawberry.field(description="Last day, inclusive; none: it still holds.")
    sample: bool = strawberry.field(description="An example of this project, not the institution's word.")


answers(TopicShape)(Topic)


@strawberry.input(description="What a case, or one contact of it, asks about.")
class SetTopicInput:
    case_id: strawberry.ID = strawberry.field(description="Global id of the case.")
    topic: str | None = strawberry.field(default=None, description="Code, from `topics`; none: it has none.")
    sequence: int | None = strawberry.field(
        default=None, description="Of the contact's entry in the timeline; none: the case itself."
    )
    reason: str | None = strawberry.field(default=None, description="Why; needed when another topic is there.")
    version: int | None = strawberry.field(default=None, description="Version of the case that was seen.")
    client_key: str | None = ClientKey

    def asked(self) -> SetTopic:
        key = key_of(self.case_id, "Case", "case_id")
        return SetTopic(key, self.topic, self.sequence, self.reason, self.version, self.client_key)


@strawberry.type
class TopicQueries:
    @strawberry.field(description="The topics of consultation; empty: the list is not configured (MEA-05).")
    def topics(
        self,
        info: Info,
        on: Annotated[
            date | None, strawberry.argument(description="Only those that hold on this day; none: today's.")
        ] = None,
    ) -> list[Topic]:
        return list(topics_on(info.context.configuration.topics, on or info.context.today()))


@strawberry.type
class TopicMutations:
    @strawberry.mutation(
        description="Put a topic on a case or on one of its contacts, or correct it with the reason (MEA-05)."
    )
    async def set_topic(
        self, info: Info, input: Annotated[SetTopicInput, strawberry.argument(description="Which, and what.")]
    ) -> CasePayload:
        return await attempt_on_case(info, set_topic, input.asked)
