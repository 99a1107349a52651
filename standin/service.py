"""The Web API of one organisation: which handler answers which path, and how a refusal becomes an answer."""

from __future__ import annotations

import logging
from typing import Any

import orjson

from standin.batch import Batch
from standin.calls import Annotations, Call, Reply, fault_reply, json_reply
from standin.errors import DataverseFault, bad_request, method_not_allowed, not_imitated, segment_not_found
from standin.metadata import actions as metadata_actions
from standin.metadata.csdl import csdl_document
from standin.metadata.routes import MetadataRoutes
from standin.organization import Organization
from standin.reading.fetchxml import FetchQuery
from standin.reading.odata import GUID
from standin.reading.sql import SqlQuery
from standin.rows import RowRoutes
from standin.writing.bulk import run_bulk_delete
from standin.writing.merging import run_merge
from standin.writing.references import split_segment

_DEFINITIONS = frozenset({"EntityDefinitions", "GlobalOptionSetDefinitions", "RelationshipDefinitions"})
_MAX_URL = 32_768
_LOG = logging.getLogger(__name__)


class Service:
    """Answers calls, one at a time."""

    def __init__(self, organization: Organization) -> None:
        self.organization = organization

    def handle(self, call: Call) -> Reply:
        """Answer *call*; whatever it refuses is an answer too."""
        try:
            reply = self._dispatch(call)
        except DataverseFault as fault:
            reply = fault_reply(fault, Annotations(call.preferences.get("odata.include-annotations", "")))
        except RecursionError:
            deep = DataverseFault(400, "0x80060888", "The request is nested too deeply to be read.")
            reply = fault_reply(deep, Annotations(""))
        except Exception:  # a payload of a shape nobody foresaw: the service, too, only says UnExpected
            _LOG.exception("the stand-in failed on %s %s", call.method, call.path)
            unexpected = DataverseFault(500, "0x80040216", "An unexpected error occurred.")
            reply = fault_reply(unexpected, Annotations(""))
        reply.headers.setdefault("OData-Version", "4.0")
        return reply

    def _dispatch(self, call: Call) -> Reply:
        segments = call.segments
        if not segments:
            return self._service_document(call)
        if (
            call.method == "GET"
            and len(call.api_root) + len(call.path) + len(call.query_text) > _MAX_URL
            and ("content-length" in call.headers or "host" in call.headers)
        ):
            return Reply(414, {"Content-Type": "text/html"}, b"<html><body><h2>414 URI Too Long</h2></body></html>")
        name, inner = split_segment(segments[0])
        if name in _DEFINITIONS:
            return MetadataRoutes(self.organization, call).handle()
        special = getattr(self, f"_{name.lstrip('$').lower()}", None) if name in _SPECIAL else None
        if special is not None:
            answer: Reply = special(call, inner)
            return answer
        if name in metadata_actions.ACTIONS:
            if call.method != "POST":
                raise _wrong_method(call)
            return metadata_actions.run(self.organization, call, name)
        if name in self.organization.schema.by_set:
            return self._rows(call, name)
        if inner is None and name[:1].isupper() and call.method == "POST":
            raise not_imitated(f"the action {name}")
        schema = self.organization.schema
        is_table = name.lower() in schema.by_set or name.lower() in schema.tables
        if name[:1].isupper() and not is_table and not GUID.fullmatch(inner or ""):
            raise not_imitated(f"the function {name}")
        raise segment_not_found(name)

    def _rows(self, call: Call, set_name: str) -> Reply:
        if len(call.segments) == 1 and call.method == "GET" and "(" not in call.segments[0]:
            if "fetchXml" in call.query:
                return FetchQuery(self.organization, call, set_name).reply()
            if "sql" in call.query:
                return SqlQuery(self.organization, call, set_name).reply()
            for option in ("savedQuery", "userQuery"):
                if option in call.query:
                    raise not_imitated(f"the query option {option}")
        return RowRoutes(self.organization, call).handle()

    def _service_document(self, call: Call) -> Reply:
        sets = sorted(self.organization.schema.by_set)
        value = [{"name": name, "kind": "EntitySet", "url": name} for name in sets]
        return json_reply({"@odata.context": f"{call.api_root}/$metadata", "value": value})

    def _metadata(self, call: Call, _inner: str | None) -> Reply:
        body = csdl_document(self.organization.schema, annotated=call.query.get("annotations") == "true")
        return Reply(200, {"Content-Type": "application/xml"}, body)

    def _batch(self, call: Call, _inner: str | None) -> Reply:
        if call.method != "POST":
            raise method_not_allowed(call.method)
        return Batch(self.organization, call, self.handle).reply()

    def _whoami(self, call: Call, _inner: str | None) -> Reply:
        if call.method != "GET":
            raise _wrong_method(call)
        return json_reply(
            {
                "@odata.context": f"{call.api_root}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse",
                "BusinessUnitId": self.organization.business_unit_id,
                "UserId": call.caller.user_id,
                "OrganizationId": self.organization.id,
            }
        )

    def _retrievetotalrecordcount(self, call: Call, inner: str | None) -> Reply:
        names = argument(call, inner, "EntityNames")
        if not isinstance(names, list):
            raise bad_request("The parameter 'EntityNames' must be a collection of names.")
        counts = [len(self.organization.store.of(self.organization.schema.table(name).name).rows) for name in names]
        return json_reply(
            {
                "@odata.context": f"{call.api_root}/$metadata#Microsoft.Dynamics.CRM.RetrieveTotalRecordCountResponse",
                "EntityRecordCountCollection": {
                    "Count": len(names),
                    "IsReadOnly": False,
                    "Keys": names,
                    "Values": counts,
                },
            }
        )

    def _retrievemetadatachanges(self, call: Call, inner: str | None) -> Reply:
        return metadata_actions.retrieve_changes(self.organization, call, argument(call, inner, "Query"))

    def _merge(self, call: Call, _inner: str | None) -> Reply:
        if call.method != "POST":
            raise _wrong_method(call)
        return run_merge(self.organization, call)

    def _bulkdelete(self, call: Call, _inner: str | None) -> Reply:
        if call.method != "POST":
            raise _wrong_method(call)
        return run_bulk_delete(self.organization, call)


_SPECIAL = frozenset(
    {"$metadata", "$batch", "WhoAmI", "RetrieveTotalRecordCount", "RetrieveMetadataChanges", "BulkDelete", "Merge"}
)


def _wrong_method(call: Call) -> DataverseFault:
    return DataverseFault(
        404, "0x8006088A", f"No HTTP resource was found that matches the request URI '{call.api_root}/{call.path}'."
    )


def argument(call: Call, inner: str | None, name: str) -> Any:
    """Return the value of a function's parameter, in line or through an alias."""
    for piece in (inner or "").split(","):
        key, _, text = piece.partition("=")
        if key.strip() != name:
            continue
        text = call.query.get(text.strip(), "") if text.strip().startswith("@") else text
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as reason:
            raise bad_request(f"The value of the parameter '{name}' cannot be read.") from reason
    raise bad_request(f"The parameter '{name}' is missing.")
