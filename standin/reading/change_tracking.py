"""
Delta reads: a first full set ends with a link that later brings what changed and what was deleted since.

The token is `<version>!<server time>`, opaque to clients. Source: dataverse-web-api.md section 4.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from standin.calls import Call, Reply, json_reply
from standin.config import DeltaTokenMoment
from standin.errors import DataverseFault, bad_request
from standin.organization import Organization
from standin.reading.paging import Cookie, read_skip_token
from standin.reading.queries import check_options
from standin.reading.rendering import RowRenderer
from standin.tables.schema import JsonObject, Table

_TOKEN = re.compile(r"(\d+)!(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)$")
_REFUSED: Final = ("$filter", "$orderby", "$expand", "$top", "$apply", "$count")
_APPLIED: Final = "odata.track-changes"


def is_tracked(call: Call) -> bool:
    """Say whether a GET of a collection asks for a delta link or follows one."""
    if "$deltatoken" in call.query:
        return True
    if "$skiptoken" in call.query:
        return read_skip_token(call.query["$skiptoken"]).tracking
    return "odata.track-changes" in call.preferences


def expired() -> DataverseFault:
    return DataverseFault(
        400, "0x80044352", "Version stamp associated with the client has expired. Please perform a full sync."
    )


class TrackedQuery:
    """One page of a first load under tracking, or of the changes after a token."""

    def __init__(self, organization: Organization, call: Call, table: Table) -> None:
        check_options(call)
        for name in _REFUSED:
            if name in call.query:
                raise bad_request(
                    f'The "{name}" query parameter isn\'t supported when Change Tracking is enabled.', "0x80060888"
                )
        if not table.change_tracking:
            raise bad_request(f"Change tracking is not enabled for entity [{table.name}].", "0x80072491")
        self._organization = organization
        self._call = call
        self._table = table
        self._rows = organization.store.of(table.name)
        self._renderer = RowRenderer(organization, table, call.query.get("$select"), call.annotations)
        self._size = call.page_size(organization.settings.max_page_size)

    def reply(self) -> Reply:
        cookie = read_skip_token(self._call.query["$skiptoken"]) if "$skiptoken" in self._call.query else None
        document = self._delta(cookie) if "$deltatoken" in self._call.query else self._full(cookie)
        return json_reply(document, Preference_Applied=_APPLIED)

    def count(self) -> int:
        """Return the number of changes after the token."""
        changed, gone = self._rows.changes_after(self._version())
        return len(changed) + len(gone)

    def _version(self) -> int:
        match = _TOKEN.match(self._call.query["$deltatoken"])
        if match is None:
            raise bad_request("The delta token is not valid.", "0x80040203")
        taken_at = datetime.strptime(match[2], "%m/%d/%Y %H:%M:%S").replace(tzinfo=UTC)
        if self._organization.delta_expired(int(match[1]), taken_at):
            raise expired()
        return int(match[1])

    def _context(self, suffix: str) -> str:
        names = self._renderer.context_names(self._call.query.get("$select"), ())
        return f"{self._call.api_root}/$metadata#{self._table.set_name}{names}{suffix}"

    def _link(self, **options: str) -> str:
        pieces = []
        if "$select" in self._call.query:
            pieces.append(f"$select={quote(self._call.query['$select'], safe=',')}")
        pieces += [f"${name}={text}" for name, text in options.items()]
        return f"{self._call.api_root}/{self._table.set_name}?{'&'.join(pieces)}"

    def _delta_link(self, version: int) -> str:
        moment = self._organization.now().astimezone(UTC).strftime("%m/%d/%Y %H:%M:%S")
        return self._link(deltatoken=quote(f"{version}!{moment}", safe=""))

    def _full(self, cookie: Cookie | None) -> JsonObject:
        last, started = cookie.last.split("|") if cookie else (None, str(self._organization.store.version))
        number = cookie.page if cookie else 1
        document: JsonObject = {"@odata.context": self._context("")}
        value: list[JsonObject] = []
        page_last, more = "", False
        for row_id in self._rows.ids_after(last):
            if len(value) == self._size:
                more = True
                break
            value.append(self._renderer.render(self._rows.rows[row_id]))
            page_last = row_id
        if more:
            token = Cookie(number + 1, f"{page_last}|{started}", tracking=True).skip_token()
            document["@odata.nextLink"] = self._link(skiptoken=token)
        else:
            first = self._organization.settings.delta_token_moment is DeltaTokenMoment.FIRST_PAGE
            document["@odata.deltaLink"] = self._delta_link(int(started) if first else self._organization.store.version)
        document["value"] = value
        return document

    def _delta(self, cookie: Cookie | None) -> JsonObject:
        """New and updated rows first, by version; then the deleted ones."""
        since = self._version()
        phase, last, upper = (
            cookie.last.split("|") if cookie else ("c", str(since), str(self._organization.store.version))
        )
        changed, gone = self._rows.changes_after(since)
        entries = [("c", self._rows.rows[row_id]["versionnumber"], row_id) for row_id in changed]
        entries += [("d", self._rows.deleted[row_id], row_id) for row_id in gone]
        rest = [entry for entry in entries if (entry[0], entry[1]) > (phase, int(last))]
        page = rest[: self._size]
        document: JsonObject = {"@odata.context": self._context("/$delta")}
        if len(rest) > self._size:
            token = Cookie((cookie.page if cookie else 1) + 1, f"{page[-1][0]}|{page[-1][1]}|{upper}", tracking=True)
            own = quote(self._call.query["$deltatoken"], safe="")
            document["@odata.nextLink"] = self._link(deltatoken=own, skiptoken=token.skip_token())
        else:
            document["@odata.deltaLink"] = self._delta_link(int(upper))
        document["value"] = [self._entry(kind, row_id) for kind, _, row_id in page]
        return document

    def _entry(self, kind: str, row_id: str) -> JsonObject:
        if kind == "c":
            return self._renderer.render(self._rows.rows[row_id])
        context = f"{self._call.api_root}/$metadata#{self._table.set_name}/$deletedEntity"
        return {"@odata.context": context, "id": row_id, "reason": "deleted"}
