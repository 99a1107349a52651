"""Serve the toy schema of tests/api/transport on the port given, for the audits."""

from __future__ import annotations

import sys

import uvicorn

from api.http.graphql_endpoint import GraphQLSettings
from tests.api.transport.conftest import Toy

if __name__ == "__main__":
    toy = Toy(GraphQLSettings(development=True), introspection=True)
    uvicorn.run(toy.app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
