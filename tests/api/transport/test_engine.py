"""One request to one outcome: what is kept between requests, what each stage answers, what is masked."""

from __future__ import annotations

import gc
import logging
import random
from collections.abc import Iterator

import pytest
import strawberry
from graphql import get_introspection_query
from strawberry.extensions import ParserCache

from schema.execution import Engine, GraphQLRequest, Outcome, Stage
from schema.faults import INTERNAL_MESSAGE, Fault, FaultCode
from schema.limits import Limits
from tests.api.transport.test_executor_equivalence import DOCUMENTS, a_thing
from tests.api.transport.toy_schema import Row, toy_schema


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(toy_schema(), introspection=True)


def codes(outcome: Outcome) -> list[object]:
    found = []
    for error in outcome.errors:
        extensions = error["extensions"]
        assert isinstance(extensions, dict)
        found.append(extensions["code"])
    return found


@pytest.fixture
def frozen_heap() -> Iterator[None]:
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.parametrize("compiled", [True, False])
async def test_a_request_leaves_nothing_for_the_garbage_collector(compiled: bool, frozen_heap: None) -> None:
    """Cycles would keep each request's context alive until a full collection, seen as slow answers (B.2, 5)."""
    rnd = random.Random(5)
    engine = Engine(toy_schema(compiled=compiled))
    context = {"greeting": "hi", "things": [a_thing(rnd) for _ in range(4)]}
    clean = [0, 3, 4, 8, 9, 10, 13, 14, 16]
    requests = [GraphQLRequest(DOCUMENTS[number], {"n": 1}) for number in clean]
    for request in requests:  # what is kept on purpose: documents, plans
        await engine.run(request, context)
    gc.collect()
    for _ in range(20):
        for request in requests:
            await engine.run(request, dict(context))
    assert gc.collect() == 0


async def test_a_request_with_errors_leaves_nothing_either(frozen_heap: None, caplog: pytest.LogCaptureFixture) -> None:
    """Tracebacks hold frames, and frames hold the error: they are let go once logged."""
    caplog.set_level(logging.CRITICAL + 1)
    engine = Engine(toy_schema())
    texts = ["{ broken hello }", "{ forbidden }", "{ nope }", "{", "query($n: Int!) { page(first: $n) { totalCount } }"]
    texts += ["{ things { boom(at: -1) name } }", "{ brokenHard }", "query A { hello } query B { hello }"]
    rnd = random.Random(6)
    things = [a_thing(rnd) for _ in range(3)]
    for _ in range(2):
        for text in texts:
            await engine.run(GraphQLRequest(text), {"greeting": "", "things": things})
    gc.collect()
    for _ in range(10):
        for text in texts:
            await engine.run(GraphQLRequest(text), {"greeting": "", "things": things})
    assert gc.collect() == 0


async def test_a_document_is_parsed_and_validated_once(engine: Engine) -> None:
    """The second request with the same text finds the same tree; one with errors is kept as well."""
    good, bad = "{ hello }", "{ nope }"
    assert engine.documents.get(good) is engine.documents.get(good)
    assert engine.documents.get(bad) is engine.documents.get(bad)
    assert codes(await engine.run(GraphQLRequest(bad), None)) == ["GRAPHQL_VALIDATION_FAILED"]


async def test_the_document_cache_is_bounded_in_number_and_in_size() -> None:
    """A client that sends a new text each time does not fill the memory."""
    engine = Engine(toy_schema(), Limits(documents=3, document_characters=10_000))
    for number in range(10):
        await engine.run(GraphQLRequest(f"{{ a{number}: hello }}"), None)
    assert len(engine.documents) == 3
    await engine.run(GraphQLRequest("{ hello }" + " " * 9_990), None)
    assert len(engine.documents) == 1


async def test_the_document_used_last_is_kept() -> None:
    """Least recently used goes first."""
    engine = Engine(toy_schema(), Limits(documents=2))
    first = engine.documents.get("{ hello }")
    engine.documents.get("{ a: hello }")
    engine.documents.get("{ hello }")
    engine.documents.get("{ b: hello }")
    assert engine.documents.get("{ hello }") is first


@pytest.mark.parametrize(
    ("request_", "stage", "code"),
    [
        (GraphQLRequest("{"), Stage.PARSE, "GRAPHQL_PARSE_FAILED"),
        (GraphQLRequest("{ nope }"), Stage.VALIDATION, "GRAPHQL_VALIDATION_FAILED"),
        (GraphQLRequest("fragment F on Query { hello }"), Stage.VALIDATION, "GRAPHQL_VALIDATION_FAILED"),
        (GraphQLRequest("query A { hello } query B { hello }"), Stage.OPERATION, "OPERATION_RESOLUTION_FAILURE"),
        (GraphQLRequest("query A { hello }", None, "B"), Stage.OPERATION, "OPERATION_RESOLUTION_FAILURE"),
        (GraphQLRequest("{ hello }", None, ""), Stage.OPERATION, "OPERATION_RESOLUTION_FAILURE"),
        (
            GraphQLRequest("query($s: Float!) { slow(seconds: $s) }", {"s": "x"}),
            Stage.VARIABLES,
            "BAD_USER_INPUT",
        ),
    ],
)
async def test_a_request_error_has_a_code_and_no_data(
    engine: Engine, request_: GraphQLRequest, stage: Stage, code: str
) -> None:
    """GraphQL specification 7.1: the data entry is absent when execution never began."""
    outcome = await engine.run(request_, None)
    assert outcome.stage is stage
    assert codes(outcome)[:1] == [code]
    assert "data" not in outcome.body()


async def test_of_several_operations_the_named_one_runs(engine: Engine) -> None:
    """GraphQL specification 6.1, GetOperation()."""
    text = 'query A { hello } query B { hello(name: "B") }'
    assert (await engine.run(GraphQLRequest(text, None, "B"), None)).data == {"hello": "hello B"}


async def test_a_mutation_does_not_run_where_only_queries_may(engine: Engine) -> None:
    """And has no effect."""
    context: dict[str, object] = {}
    outcome = await engine.run(GraphQLRequest('mutation { add(text: "x") }'), context, mutations=False)
    assert (outcome.stage, codes(outcome), context) == (Stage.METHOD, ["METHOD_NOT_ALLOWED"], {})
    assert (await engine.run(GraphQLRequest('mutation { add(text: "x") }'), context)).data == {"add": ["x"]}


async def test_an_unexpected_error_is_masked_and_logged_once(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """The client gets a trace id and no detail; the log has both, and the traceback."""
    outcome = await engine.run(GraphQLRequest("{ broken hello }"), None, trace_id=lambda: "abc123")
    assert outcome.data == {"broken": None, "hello": "hello you"}
    (error,) = outcome.errors
    assert error["message"] == INTERNAL_MESSAGE
    assert error["path"] == ["broken"]
    assert error["extensions"] == {"code": "INTERNAL", "traceId": "abc123"}
    assert "secret" not in str(outcome)
    (record,) = caplog.records
    assert (record.levelno, record.exc_info is not None) == (logging.ERROR, True)
    assert "abc123" in record.getMessage()


async def test_the_same_failure_in_every_row_is_logged_in_full_only_once(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """A page of a hundred failing rows must not write a hundred tracebacks."""
    rnd = random.Random(7)
    things = [a_thing(rnd) for _ in range(5)]
    outcome = await engine.run(GraphQLRequest("{ things { boom(at: -1) } }"), {"things": things})
    assert codes(outcome) == ["INTERNAL"] * 5
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "5 times" in caplog.records[1].getMessage()


async def test_a_client_mistake_is_one_line_without_traceback(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    """It is no fault of ours; and a client cannot forge lines of the log."""
    caplog.set_level(logging.INFO, "atencion.graphql")
    await engine.run(GraphQLRequest("query A { hello }", None, "x\nERROR forged"), None)
    (record,) = caplog.records
    assert (record.levelno, record.exc_info) == (logging.INFO, None)
    assert "\n" not in record.getMessage()


async def test_a_mutation_runs_once_also_where_its_payload_is_odd() -> None:
    """Only what lies below the root may run twice: here `ok` is null where none may be, so the plan gives up."""
    context = {"things": [Row(name="n", ok=None, leaf=None)]}
    outcome = await Engine(toy_schema()).run(GraphQLRequest("mutation { create { name ok leaf { id } } }"), context)
    assert (outcome.data, codes(outcome)) == ({"create": None}, ["INTERNAL"])
    assert context["created"] == 1


async def test_a_translation_cannot_let_an_internal_message_through(caplog: pytest.LogCaptureFixture) -> None:
    """INTERNAL is always masked and logged, whoever says it."""
    engine = Engine(toy_schema(), translate=lambda error: Fault(FaultCode.INTERNAL, str(error)))
    outcome = await engine.run(GraphQLRequest("{ broken }"), None)
    assert (codes(outcome), outcome.errors[0]["message"]) == (["INTERNAL"], INTERNAL_MESSAGE)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_the_introspection_of_graphiql_stays_inside_the_limits(engine: Engine) -> None:
    """With everything it may ask for."""
    text = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )
    outcome = await engine.run(GraphQLRequest(text, None, "IntrospectionQuery"), None)
    assert not outcome.errors
    assert outcome.data is not None
    assert outcome.data["__schema"]["queryType"]["name"] == "Query"


async def test_a_fault_raised_by_a_resolver_keeps_its_code(engine: Engine) -> None:
    """What is raised for the client reaches the client."""
    outcome = await engine.run(GraphQLRequest("{ forbidden }"), None)
    assert (outcome.data, codes(outcome)) == ({"forbidden": None}, ["FORBIDDEN"])
    assert outcome.errors[0]["message"] == "Not for your role."


async def test_an_exception_of_the_domain_becomes_the_fault_of_the_table() -> None:
    """`translate` says which; the rest stays masked."""

    def translate(error: Exception) -> Fault | None:
        return Fault(FaultCode.UNAVAILABLE, "Try later.") if isinstance(error, RuntimeError) else None

    outcome = await Engine(toy_schema(), translate=translate).run(GraphQLRequest("{ broken }"), None)
    assert (codes(outcome), outcome.errors[0]["message"]) == (["UNAVAILABLE"], "Try later.")
    assert outcome.errors[0]["path"] == ["broken"]


async def test_an_operation_that_takes_too_long_is_stopped() -> None:
    """Limits.execution_seconds; half a second of sleep against a limit of one hundredth."""
    engine = Engine(toy_schema(), Limits(execution_seconds=0.01))
    outcome = await engine.run(GraphQLRequest("{ slow(seconds: 0.5) }"), None)
    assert (outcome.stage, codes(outcome)) == (Stage.TIMEOUT, ["EXECUTION_TIMEOUT"])


@pytest.mark.parametrize("text", ["{ __schema { queryType { name } } }", '{ __type(name: "Query") { name } }'])
async def test_introspection_is_refused_outside_development(text: str) -> None:
    """`__typename` stays: clients need it for unions."""
    engine = Engine(toy_schema())
    assert set(codes(await engine.run(GraphQLRequest(text), None))) == {"GRAPHQL_VALIDATION_FAILED"}
    assert (await engine.run(GraphQLRequest("{ __typename }"), None)).data == {"__typename": "Query"}


async def test_outside_development_a_mistake_does_not_spell_out_the_schema(engine: Engine) -> None:
    """`Did you mean …` would be introspection by guessing."""
    request = GraphQLRequest("{ helo }")
    assert "Did you mean" in str((await engine.run(request, None)).errors[0]["message"])
    assert "Did you mean" not in str((await Engine(toy_schema()).run(request, None)).errors[0]["message"])


def test_a_schema_the_engine_would_not_serve_in_full_is_refused() -> None:
    """Schema extensions would be ignored in silence."""
    with pytest.raises(ValueError, match="extensions"):
        Engine(toy_schema(extensions=[lambda: ParserCache(1)]))
    with pytest.raises(TypeError, match="schema_options"):
        Engine(strawberry.Schema(strawberry.type(type("Query", (), {"__annotations__": {"a": int}}))))
