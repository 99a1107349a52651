"""The HTTP application: GraphQL, health, and the switches of development."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from api.documents.files import files_of
from api.documents.routes import document_routes
from api.exports.routes import export_routes
from api.http.budgets import Budgets
from api.http.entrance import Entrance, open_entrance
from api.http.examples import EXAMPLES
from api.http.graphql_endpoint import GraphQLEndpoint, GraphQLSettings, graphql_routes
from api.http.health import health_routes
from api.http.languages import Languages
from api.http.security_headers import SECURITY_HEADERS, SecurityHeaders
from api.http.trusted_documents import DocumentSource, PersistedQueries, TrustedDocuments
from api.identity.identification import Identification
from api.identity.representatives import CHOSEN, representative
from api.identity.tokens import SignedTokens
from api.public_pages.opt_out import opt_out_routes
from api.public_pages.survey import survey_routes
from api.sessions.door import HEADER
from api.sessions.routes import session_routes
from api.settings import Settings
from api.subscriptions.listening import Listening
from api.wiring import Runtime
from domain.errors import (
    AttentionError,
    BudgetUsedUp,
    CrmError,
    CrmUnavailable,
    NotAuthorised,
    ProtocolError,
    RecordError,
    RegistryUnavailable,
    StoreUnavailable,
)
from domain.model.institution.people import Actor
from domain.ports.changes import ChangeFeed
from domain.use_cases.documents.seen import SeenDocuments
from domain.use_cases.evidence.seen import SeenEvidence
from domain.use_cases.profiles.seen import SeenJourneys, SeenProfiles
from domain.use_cases.quality.seen import SeenQuality
from domain.use_cases.seen_by import (
    SeenAccounts,
    SeenActivities,
    SeenCases,
    SeenPersonalReads,
    SeenRepresentations,
)
from domain.use_cases.seen_changes import SeenChanges
from domain.use_cases.sessions import SeenSessions
from domain.use_cases.webhooks import SeenWebhooks
from pages import page_routes
from pages.documents import page_documents
from persistence.changes.shared import SharedFeed
from persistence.changes.webhook_desk import SqlWebhookDesk
from persistence.documents.repository import SqlDocumentReads
from persistence.evidence.reading import SqlEvidenceReads
from persistence.profiles.reading import SqlProfileReads
from persistence.quality.reading import SqlQualityReads
from schema.budgets import used_up
from schema.build import build_schema
from schema.cases.ready import ready_documents
from schema.context import Context
from schema.execution import Engine, schema_options
from schema.faults import INTERNAL_MESSAGE, Fault, FaultCode, unavailable
from schema.languages.spoken import wanted
from schema.limits import Limits
from schema.measures.simulations import Simulations
from schema.mistakes.refusing import refuse
from schema.personal_data import record_shown

OpenRuntime = Callable[[], AbstractAsyncContextManager[Runtime]]
_GC_THRESHOLDS: Final = (10_000, 20, 50)


_CRM_RETRY_AFTER: Final = 30.0


def fault_for(error: Exception) -> Fault | None:
    """The top-level fault for a failure that a query met; None: nobody foresaw it."""
    if isinstance(error, NotAuthorised):
        return Fault(FaultCode.FORBIDDEN, error.message, extensions={"rule": error.rule})
    if isinstance(error, ProtocolError):
        return Fault(FaultCode.BAD_USER_INPUT, error.message, extensions={"rule": error.rule})
    if isinstance(error, RecordError):
        return Fault(FaultCode.BAD_USER_INPUT, error.message)
    if isinstance(error, BudgetUsedUp):
        return used_up(error.message, error.retry_after)
    if isinstance(error, StoreUnavailable | RegistryUnavailable):
        return unavailable(error.message, error.retry_after)
    if isinstance(error, CrmError):
        asked = error.retry_after if isinstance(error, CrmUnavailable) else None
        return unavailable("El CRM no responde ahora; intente más tarde.", asked or _CRM_RETRY_AFTER)
    return Fault(FaultCode.INTERNAL, str(error)) if isinstance(error, AttentionError) else None


def create_app(
    settings: Settings,
    open_runtime: OpenRuntime,
    signed: SignedTokens | None,
    *,
    development_tokens: dict[str, str] | None = None,
    routes: Callable[[Runtime], list[BaseRoute]] = lambda _: [],
) -> Starlette:
    """
    The application; opens its runtime when it starts and closes it when it stops.

    Args:
        signed: Takes tokens of the shared secret (HS256); None: only those of the issuers in the identity file.
        development_tokens: Tokens to pick from in GraphiQL, by label; only shown in development.
        routes: More routes that need the runtime (the mock CRM's control).
    """
    holder: list[Runtime] = []
    simulations = Simulations()
    entrances: list[Entrance] = []

    shared: list[SharedFeed] = []

    async def actor_of(connection: HTTPConnection, *, active: bool) -> Actor:
        runtime = holder[0]
        known = await _known_actor(connection, entrances[0].identification, runtime.budgets, active=active)
        return await representative(known, connection, runtime.representations)

    async def context(request: Request) -> Context:
        return context_of(await actor_of(request, active=True), holder[0].changes)

    def context_of(actor: Actor, changes: ChangeFeed) -> Context:
        runtime = holder[0]
        return Context(
            actor=actor,
            services=runtime.services,
            read=SeenAccounts(runtime.read, actor),
            casework=runtime.casework,
            case_read=SeenCases(runtime.case_read, actor),
            activity_read=SeenActivities(runtime.activity_read, actor),
            operations=runtime,
            personal_reads=SeenPersonalReads(runtime.personal_reads, actor),
            journeys=SeenJourneys(runtime.journeys, actor),
            representations=SeenRepresentations(runtime.representations, actor),
            evidence=SeenEvidence(SqlEvidenceReads(runtime.database), actor),
            quality=SeenQuality(SqlQualityReads(runtime.database), actor),
            profiles=SeenProfiles(SqlProfileReads(runtime.database), actor),
            sessions=SeenSessions(entrances[0].sessions, actor),
            changes=SeenChanges(changes, actor, runtime.case_read),
            documents=SeenDocuments(SqlDocumentReads(runtime.database), actor),
            webhooks=SeenWebhooks(SqlWebhookDesk(runtime.database), actor),
            simulations=simulations,
            audits_reads=settings.audit_reads,
        )

    engine = Engine(
        build_schema(**schema_options(refuse=refuse)),
        Limits(),
        introspection=settings.development,
        translate=fault_for,
        before_answer=record_shown,
        meter=lambda asked, demand: holder[0].budgets.of_request(asked.actor, demand),
    )
    listening = Listening(
        engine,
        actor_of,
        lambda actor: context_of(actor, shared[0]),
        lambda handshake: entrances[0].door.admits_socket(handshake, settings.allowed_origins),
        lambda: shared[0],
        fault_for,
    )
    endpoint = GraphQLEndpoint(
        engine,
        context,
        GraphQLSettings(
            development=settings.development,
            documents=_documents(settings),
            examples=EXAMPLES,
            tokens=(development_tokens or {}) if settings.development else {},
        ),
        translate=fault_for,
        listening=listening,
    )

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_runtime() as runtime, open_entrance(runtime, signed) as entrance:
            holder.append(runtime)
            entrances.append(entrance)
            shared.append(SharedFeed(runtime.changes))
            runtime.changes.after_numbering(shared[0].wake)
            app.router.routes.extend(routes(runtime))
            # What start-up made lives as long as the process: the collector need not look at it again.
            gc.collect()
            gc.freeze()
            gc.set_threshold(*_GC_THRESHOLDS)
            gc.enable()  # a start goes without (api.commands.start_up)
            yield
            listening.stop()
            await simulations.close()
            for each in (holder, entrances, shared):
                each.clear()

    cors = [
        Middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST"],
            expose_headers=["ratelimit", "ratelimit-policy", "retry-after"],
            allow_headers=["authorization", "content-type", "traceparent", CHOSEN, HEADER],
            allow_credentials=True,  # for /session/token; elsewhere a session is taken from our own pages only
        )
    ]
    app = Starlette(
        routes=[
            *graphql_routes(endpoint),  # first: routes are tried in order
            *page_routes(wanted),
            *export_routes(engine, context),
            *document_routes(context, files_of(settings)),
            *health_routes(lambda: holder[0], lambda: entrances[0].issuers),
            *session_routes(lambda: entrances[0].desk),
            *opt_out_routes(lambda: holder[0]),
            *survey_routes(lambda: holder[0]),
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(Languages), *(cors if settings.allowed_origins else [])],
        exception_handlers={Exception: _broken},
        lifespan=lifespan,
    )
    app.state.listening = listening
    return app


def _broken(_request: Request, _error: Exception) -> Response:
    """The answer to what nobody foresaw; the server logs it. It leaves outside every middleware."""
    headers = {name.decode(): value.decode() for name, value in SECURITY_HEADERS}
    return JSONResponse({"error": INTERNAL_MESSAGE}, status_code=500, headers=headers)


async def _known_actor(
    request: HTTPConnection, identification: Identification, budgets: Budgets, *, active: bool
) -> Actor:
    """The actor of a request; a request of nobody known is taken from the budget of its address."""
    try:
        return await identification.actor_of(request, active=active)
    except Fault:
        budgets.of_stranger(request.client.host if request.client else "")
        raise


def _documents(settings: Settings) -> DocumentSource:
    """
    With a manifest its documents, those of our own pages and the ready ones alone; without one any: the ready ones by
    their id, and in development all by their hash too.
    """
    if settings.documents is None:
        ready = TrustedDocuments(ready_documents())
        return DocumentSource(ready, PersistedQueries() if settings.development else None)
    own = (*page_documents().values(), *ready_documents().values())
    return DocumentSource(TrustedDocuments.from_manifest(settings.documents).with_texts(own), only_trusted=True)


def signed_tokens(settings: Settings) -> SignedTokens:
    """Tokens of the shared secret of this installation, to issue them; `Settings.signed_tokens`: they are taken too."""
    return SignedTokens(settings.token_secret)
