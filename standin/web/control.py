"""The control plane under /__standin__/: faults, trace, snapshots, reset, seeding. No password: local use only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson

from standin.calls import Reply, parse_query
from standin.errors import DataverseFault
from standin.standin import StandIn
from standin.web.faults import FaultPlan


def _answer(value: Any, status: int = 200) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, orjson.dumps(value))


class Control:
    """Answers one control request: `path` is what follows /__standin__/."""

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin

    def handle(self, method: str, path: str, query_text: str, body: bytes) -> Reply:
        try:
            document = orjson.loads(body) if body else {}
            return self._dispatch(method, path.strip("/"), parse_query(query_text), document)
        except DataverseFault as fault:
            return _answer({"error": fault.message, "code": fault.code}, 400)
        except (ValueError, TypeError, KeyError) as reason:
            return _answer({"error": f"{type(reason).__name__}: {reason}"}, 400)

    def _dispatch(self, method: str, path: str, query: dict[str, str], document: dict[str, Any]) -> Reply:
        standin = self._standin
        if (method, path) == ("GET", ""):
            return _answer(self._overview())
        if path == "faults":
            return self._faults(method, document)
        if path == "trace":
            return self._trace(method, query)
        if method != "POST":
            return _answer({"error": f"no control {method} {path}"}, 404)
        if path == "tokens/expire":
            standin.expire_tokens()
        elif path == "delta/expire":
            standin.expire_delta_links()
        elif path == "snapshot":
            standin.snapshot(str(document.get("name", "default")))
        elif path == "restore":
            standin.restore(str(document.get("name", "default")))
        elif path == "reset":
            standin.reset()
        elif path == "seed":
            return self._seed(document)
        else:
            return _answer({"error": f"no control {method} {path}"}, 404)
        return Reply(204)

    def _overview(self) -> dict[str, Any]:
        return {
            "organizations": {
                name: {
                    "tenant": organization.config.tenant_id,
                    "version": organization.store.version,
                    "rows": {table: len(rows.rows) for table, rows in organization.store.tables.items() if rows.rows},
                }
                for name, organization in self._standin.organizations.items()
            },
            "faults": [plan.describe() for plan in self._standin.faults.plans],
            "requests": len(self._standin.trace),
        }

    def _faults(self, method: str, document: dict[str, Any]) -> Reply:
        faults = self._standin.faults
        if method == "DELETE":
            faults.clear()
            return Reply(204)
        if method == "POST":
            if "seed" in document:
                faults.seed(int(document.pop("seed")))
            faults.add(FaultPlan.read(document))
            return Reply(204)
        return _answer([plan.describe() for plan in faults.plans])

    def _trace(self, method: str, query: dict[str, str]) -> Reply:
        if method == "DELETE":
            self._standin.trace.clear()
            return Reply(204)
        entries = list(self._standin.trace)[-int(query.get("limit", "100")) :]
        return _answer([asdict(entry) for entry in entries])

    def _seed(self, document: dict[str, Any]) -> Reply:
        organization = document.get("organization")
        generate = document.get("generate")
        if generate is not None:
            self._standin.generate(str(generate["table"]), int(generate["rows"]), organization)
            return Reply(204)
        created = {table: self._standin.seed(table, rows, organization) for table, rows in document["tables"].items()}
        return _answer(created)
