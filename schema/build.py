"""Joins the subjects into one schema."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

import schema.accounts.classes
import schema.enums
from schema.accounts.conflict_mutations import ConflictOfInterestMutations
from schema.accounts.fact_mutations import FactMutations
from schema.accounts.facts import Contact, Fact
from schema.accounts.mutations import AccountMutations
from schema.accounts.over_time import ClassHistoryQueries
from schema.accounts.queries import AccountQueries
from schema.actions.mutations import ActionMutations
from schema.actions.queries import ActionQueries
from schema.activities.mutations import ActivityMutations
from schema.activities.queries import ActivityQueries
from schema.cases.attention import AttentionQueries
from schema.cases.fact_mutations import fact_mutations
from schema.cases.mutations import CaseMutations
from schema.cases.queries import CaseQueries
from schema.cases.reviews import ReviewQueries
from schema.cases.steps import StepMutations, StepQueries
from schema.cases.topics import TopicMutations, TopicQueries
from schema.catalogue.queries import CatalogueQueries
from schema.changes.queries import ChangeQueries
from schema.changes.subscriptions import ChangeSubscriptions
from schema.decisions.changes import FieldChangeQueries
from schema.decisions.queries import DecisionQueries
from schema.documents.mutations import DocumentMutations
from schema.errors import USER_ERRORS
from schema.evidence.self_diagnosis import SelfDiagnosisMutations, SelfDiagnosisQueries
from schema.evidence.tax_registry import TaxRegistryMutations, TaxRegistryQueries
from schema.execution.defaults import take_null_for_default
from schema.execution.roots import root
from schema.institution.people import DirectoryMutations
from schema.institution.queries import InstitutionQueries
from schema.institution.register import RegisterMutations
from schema.journeys.mutations import JourneyMutations
from schema.journeys.queries import JourneyQueries
from schema.measures.comparing import ComparingQueries
from schema.measures.journey_review import JourneyReviewQueries
from schema.measures.queries import MeasureQueries
from schema.measures.what_if import WhatIfQueries
from schema.messages.queries import MessageQueries
from schema.offices.mutations import OfficeMutations
from schema.offices.queries import OfficeQueries
from schema.profiles.mutations import ProfileMutations
from schema.profiles.queries import ProfileQueries
from schema.quality.calls import CallMutations, CallQueries
from schema.quality.mutations import QualityMutations
from schema.quality.queries import QualityQueries
from schema.quality.survey_mutations import SurveyMutations
from schema.reads.queries import PersonalReadQueries
from schema.representations.mutations import RepresentationMutations
from schema.representations.queries import RepresentationQueries
from schema.scalars import SCALARS
from schema.sessions.mutations import SessionMutations
from schema.sessions.queries import SessionQueries
from schema.sync.mutations import SyncMutations
from schema.sync.queries import SyncQueries
from schema.terms.mutations import TermMutations
from schema.terms.queries import TermQueries
from schema.viewer.mutations import ClockMutations
from schema.viewer.queries import ViewerQueries
from schema.webhooks.mutations import WebhookMutations
from schema.webhooks.queries import WebhookQueries

__all__ = ["build_schema", "schema_sdl"]

_ = schema.accounts.classes, schema.enums  # publish the classes and the enums of the domain

QUERIES = (
    AccountQueries,
    ClassHistoryQueries,
    ActionQueries,
    ActivityQueries,
    ViewerQueries,
    TermQueries,
    CaseQueries,
    MessageQueries,
    ChangeQueries,
    StepQueries,
    TopicQueries,
    ReviewQueries,
    DecisionQueries,
    FieldChangeQueries,
    PersonalReadQueries,
    MeasureQueries,
    ComparingQueries,
    JourneyReviewQueries,
    WhatIfQueries,
    QualityQueries,
    ProfileQueries,
    CallQueries,
    SelfDiagnosisQueries,
    TaxRegistryQueries,
    AttentionQueries,
    OfficeQueries,
    InstitutionQueries,
    CatalogueQueries,
    SyncQueries,
    JourneyQueries,
    RepresentationQueries,
    SessionQueries,
    WebhookQueries,
)
MUTATIONS = (
    AccountMutations,
    FactMutations,
    ConflictOfInterestMutations,
    ActionMutations,
    ActivityMutations,
    TermMutations,
    CaseMutations,
    DocumentMutations,
    StepMutations,
    TopicMutations,
    OfficeMutations,
    DirectoryMutations,
    RegisterMutations,
    SyncMutations,
    JourneyMutations,
    RepresentationMutations,
    QualityMutations,
    ProfileMutations,
    SurveyMutations,
    CallMutations,
    SelfDiagnosisMutations,
    TaxRegistryMutations,
    SessionMutations,
    WebhookMutations,
    ClockMutations,
)
SUBSCRIPTIONS = (ChangeSubscriptions,)


def build_schema(**options: Any) -> strawberry.Schema:
    """
    The whole schema.

    Args:
        options: Extensions and execution context of the transport, as `strawberry.Schema` takes them.
    """
    schema = strawberry.Schema(
        query=root("Query", QUERIES, "Everything that can be read."),
        mutation=root("Mutation", (*MUTATIONS, fact_mutations()), "Everything that can be done."),
        subscription=root("Subscription", SUBSCRIPTIONS, "Everything that can be waited for."),
        types=[*USER_ERRORS, Contact, Fact],
        config=StrawberryConfig(scalar_map=SCALARS),
        **options,
    )
    take_null_for_default(schema._schema)
    return schema


def schema_sdl() -> str:
    """
    The SDL as it is committed and handed to front-end teams.

    Without the definition of @oneOf, which every client's tools know by themselves (GraphQL of September 2025).
    """
    return build_schema().as_str().replace("directive @oneOf on INPUT_OBJECT\n\n", "") + "\n"
