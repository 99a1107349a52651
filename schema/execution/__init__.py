"""
Runs GraphQL documents: parse and validate once, measure, compile what is plain, answer.

- `graphql_engine` is the way in: one text, its variables, a context, and an `Outcome` out.
- `documents` keeps what was learned of each text.
- `executors` are the classes that graphql-core runs an operation with; `query_plans` writes the Python
  they run.

Knows nothing of HTTP, nor of the trade: it works for any Strawberry schema.

Belongs here: running any document on any Strawberry schema. Does not belong here: HTTP (`api.http`), and limits of this
service (`schema.limits`).
"""

from schema.execution.graphql_engine import Engine, GraphQLRequest, Outcome, Stage, schema_options

__all__ = ["Engine", "GraphQLRequest", "Outcome", "Stage", "schema_options"]
