"""
What the API is compared with: Starlette handlers that run the same SQL and write the same answer by hand.

The statements are the read model's own, run through SQLAlchemy Core on the same `Database`; the answer is written by
orjson; `gc.freeze()` as in the application. No token, no schema, no global ids: the least an endpoint can do.
"""

from __future__ import annotations

import contextlib
import gc
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any, Final

import orjson
from sqlalchemy.sql import Executable
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.ports.reading import AccountOrder
from persistence.accounts.reading import _ACCOUNT_BY_ID, _actions_of, _page_of_all
from persistence.database import Database
from persistence.records import list_value

PAGE: Final = 100
ACTIONS: Final = 5


def create_bare(url: str) -> Starlette:
    """The application: `/page?after=<pk>` and `/one/<uuid>`."""
    holder: list[Database] = []

    async def page(request: Request) -> Response:
        database = holder[0]
        parameters = {"after_0": int(request.query_params["after"]), "limit": PAGE + 1}
        rows = await database.read(_PAGE, parameters)
        shown = rows[:PAGE]
        ids = [row.id for row in shown]
        found = await database.read(
            _actions_of(database.kind, False, False, False, False),
            {"ids": list_value(database.kind, ids), "limit": ACTIONS + 1},
        )
        actions: defaultdict[str, list[Any]] = defaultdict(list)
        for row in found:
            actions[row.account_id].append(row)
        nodes = []
        for row in shown:
            latest = sorted(actions[row.id], key=_place, reverse=True)[:ACTIONS]
            nodes.append(_account(row) | {"actions": {"nodes": [_action(action) for action in latest]}})
        answer = {
            "data": {
                "accounts": {
                    "nodes": nodes,
                    "pageInfo": {"hasNextPage": len(rows) > PAGE, "endCursor": str(rows[len(shown) - 1].pk)},
                }
            }
        }
        return Response(orjson.dumps(answer), media_type="application/json")

    async def one(request: Request) -> Response:
        rows = await holder[0].read(_ACCOUNT_BY_ID, {"id": request.path_params["id"]})
        answer = {"data": {"account": _account(rows[0]) if rows else None}}
        return Response(orjson.dumps(answer), media_type="application/json")

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        database = await Database.open(url)
        holder.append(database)
        gc.collect()
        gc.freeze()
        yield
        await database.close()

    return Starlette(routes=[Route("/page", page), Route("/one/{id}", one)], lifespan=lifespan)


_PAGE: Final[Executable] = _page_of_all(AccountOrder.RELEVANCE, False, True, False)


def _place(row: Any) -> tuple[Any, str]:
    return (row.ended_on, row.id)


def _account(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "rut": row.rut,
        "regionCode": row.region,
        "sector": row.sector,
        "registeredOn": row.registered_on,
    }


def _action(row: Any) -> dict[str, Any]:
    return {"id": row.id, "type": row.type, "title": row.title, "endedOn": row.ended_on}
