"""Runs GraphQL documents: parse and validate once, measure, compile what is plain, answer.

- `graphql_engine` is the way in: one text, its variables, a context, and an `Outcome` out.
- `documents` keeps what was learned of each text.
- `executors` are the classes that graphql-core runs an operation with; `query_plans` writes the Python
  they run.

Knows nothing of HTTP, nor of the trade: it works for any Strawberry schema.
"""

from schema.execution.graphql_engine import Engine, GraphQLRequest, Outcome, Stage, schema_options

__all__ = ["Engine", "GraphQLRequest", "Outcome", "Stage", "schema_options"]
