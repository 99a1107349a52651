"""One environment: its definitions, its rows, its users and its clock. The handlers work on one of these."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from standin.calls import Call, Caller
from standin.config import OrganizationConfig, StandInConfig
from standin.errors import key_not_defined
from standin.reading.predicates import Scope
from standin.tables.schema import AlternateKey, Schema, Table, metadata_id
from standin.tables.standard import build_standard_schema
from standin.tables.store import Row, Store
from standin.tables.values import instant_text
from standin.writing.plans import WritePlan

MESSAGES: Final = ("Create", "Update", "Delete", "CreateMultiple", "UpdateMultiple")
_SYSTEM_USER: Final = "SYSTEM"


def seeded_id(*names: str) -> str:
    return metadata_id("row", *names)


@dataclass(frozen=True, slots=True)
class WriteEvent:
    """A write that webhooks may want to hear of; `values` are the stored values that were set."""

    message: str
    table: str
    row_id: str
    version: int
    values: Row
    caller: Caller
    at: str
    tag: str | None


class Organization:
    """Everything one environment holds. Used by one thread only, the server's."""

    def __init__(self, config: OrganizationConfig, settings: StandInConfig) -> None:
        self.config = config
        self.settings = settings
        self.id = seeded_id(config.name, "organization")
        self.business_unit_id = seeded_id(config.name, "businessunit")
        self.currency_id = seeded_id(config.name, "currency", config.currency_code)
        self.schema: Schema = build_standard_schema()
        self.store = Store(lambda name: self.schema.tables[name])
        self.metadata_log: list[dict[str, str]] = []  # writes to the definitions, in order: what a file keeps
        self.delta_floor = 0  # delta links older than this version have been expired by hand
        self.on_metadata: Callable[[int], None] | None = None
        self._events: list[WriteEvent] = []
        self.tag: str | None = None  # the `tag` of the request being answered
        self.store.on_rollback = self._events.clear
        self._plans: dict[str, WritePlan] = {}
        self.seed()

    # ---- time and people

    def now(self) -> datetime:
        return self.settings.clock()

    def now_text(self) -> str:
        return instant_text(self.now())

    def new_id(self) -> str:
        return str(uuid.uuid4())

    def caller_of_application(self, application_id: str) -> Caller | None:
        for user in self.config.users:
            if user.application_id == application_id:
                return self._caller(user.object_id)
        return None

    def _caller(self, object_id: str) -> Caller:
        user_id = seeded_id(self.config.name, "user", object_id)
        return Caller(user_id, None, self.business_unit_id, self.missing_privileges(user_id))

    def missing_privileges(self, user_id: str) -> frozenset[str]:
        """Return what the configuration takes away from this user."""
        for user in self.config.users:
            if seeded_id(self.config.name, "user", user.object_id) == user_id:
                return user.missing_privileges
        return frozenset()

    def scope(self, table: Table, caller: Caller) -> Scope:
        return Scope(
            self.schema,
            self.store,
            table,
            self.now(),
            caller.user_id,
            self.business_unit_id,
            self.settings.filter_ne_includes_null,
        )

    def write_plan(self, table: Table) -> WritePlan:
        """Return what a write to *table* must look at, as the definitions are now."""
        plan = self._plans.get(table.name)
        if plan is None or plan.schema_version != self.schema.version or plan.table is not table:
            plan = self._plans[table.name] = WritePlan.of(table, self.schema.version)
        return plan

    # ---- keys

    def refresh_keys(self, table: Table) -> None:
        """Build the index of every key whose time has come."""
        now: float | None = None
        rows = None
        for key in table.keys.values():
            if key.failed:
                continue
            rows = rows or self.store.of(table.name)
            if key.name in rows.key_indexes:
                continue
            now = self.now().timestamp() if now is None else now
            if key.status(now) == "Active":
                rows.build_key(key, tuple(table.columns[name].wire_name for name in key.columns))

    def key_for(self, table: Table, wire_names: frozenset[str]) -> AlternateKey:
        """
        Return the active alternate key made of exactly these columns.

        Raises:
            DataverseFault: 400, there is none, or its index is not ready.
        """
        self.refresh_keys(table)
        for key in table.keys.values():
            own = frozenset(table.columns[name].wire_name for name in key.columns)
            if own == wire_names and not key.failed and key.name in self.store.of(table.name).key_indexes:
                return key
        raise key_not_defined(",".join(sorted(wire_names)), table.name)

    # ---- the rows every environment has

    def seed(self) -> None:
        """Write the organisation's own rows: itself, its unit, currency, users, publisher, solution, messages."""
        name = self.config.name
        self._system_row(
            "organization",
            self.id,
            name=name,
            expirechangetrackingindays=self.config.delta_days,
            languagecode=self.config.language_code,
            _basecurrencyid_value=self.currency_id,
        )
        self._system_row("businessunit", self.business_unit_id, name=name, isdisabled=False)
        self._system_row(
            "transactioncurrency",
            self.currency_id,
            currencyname=self.config.currency_code,
            isocurrencycode=self.config.currency_code,
            currencysymbol="$",
            currencyprecision=2,
            exchangerate=1.0,
            statecode=0,
            statuscode=1,
        )
        self._system_row(
            "team",
            seeded_id(name, "team"),
            name=name,
            teamtype=0,
            isdefault=True,
            _businessunitid_value=self.business_unit_id,
        )
        self._system_row(
            "systemuser",
            seeded_id(name, "user", _SYSTEM_USER),
            fullname=_SYSTEM_USER,
            isdisabled=True,
            accessmode=3,
            _businessunitid_value=self.business_unit_id,
        )
        for user in self.config.users:
            values: dict[str, Any] = {"azureactivedirectoryobjectid": user.object_id.lower()}
            if user.application_id is not None:
                values["applicationid"] = user.application_id.lower()
            if user.email is not None:
                values |= {"internalemailaddress": user.email, "domainname": user.email}
            self._system_row(
                "systemuser",
                seeded_id(name, "user", user.object_id),
                fullname=user.full_name,
                isdisabled=False,
                accessmode=4 if user.application_id else 0,
                _businessunitid_value=self.business_unit_id,
                **values,
            )
        publisher = seeded_id(name, "publisher")
        self._system_row(
            "publisher",
            publisher,
            friendlyname=f"Default Publisher for {name}",
            uniquename=f"DefaultPublisher{name}",
            customizationprefix="new",
            customizationoptionvalueprefix=10000,
            isreadonly=False,
        )
        for unique in ("Default", "Active"):
            self._system_row(
                "solution",
                seeded_id(name, "solution", unique),
                friendlyname=f"{unique} Solution",
                uniquename=unique,
                version="1.0",
                ismanaged=False,
                isvisible=unique == "Default",
                _publisherid_value=publisher,
            )
        for message in (*MESSAGES, "UpsertMultiple"):
            self._system_row("sdkmessage", seeded_id("message", message), name=message)
        for table in self.schema.tables.values():
            self.offer_messages(table)

    def offer_messages(self, table: Table) -> None:
        """Say in `sdkmessagefilters` which messages *table* supports; UpsertMultiple has no row of its own."""
        for message in MESSAGES:
            self._system_row(
                "sdkmessagefilter",
                seeded_id("filter", table.name, message),
                name=f"{message} of {table.name}",
                primaryobjecttypecode=table.name,
                _sdkmessageid_value=seeded_id("message", message),
            )

    def withdraw_messages(self, table: Table) -> None:
        with self.store.transaction():
            for message in MESSAGES:
                row_id = seeded_id("filter", table.name, message)
                if row_id in self.store.of("sdkmessagefilter").rows:
                    self.store.delete("sdkmessagefilter", row_id)

    def _system_row(self, table: str, row_id: str, **values: Any) -> None:
        definition = self.schema.tables[table]
        now = self.now_text()
        row: Row = {definition.primary_id: row_id, "createdon": now, "modifiedon": now}
        author = seeded_id(self.config.name, "user", _SYSTEM_USER)
        row |= {"_createdby_value": author, "_modifiedby_value": author}
        row |= {name: value for name, value in values.items() if value is not None}
        with self.store.transaction():
            row["versionnumber"] = self.store.next_version()
            self.store.put(table, row_id, row)

    # ---- the memory of a state file

    def log_metadata(self, call: Call) -> None:
        """Remember a write to the definitions, so that a state file can repeat it."""
        self.metadata_log.append(
            {
                "method": call.method,
                "path": call.path,
                "query": call.query_text,
                "body": call.body.decode(),
                "solution": call.headers.get("mscrm.solutionuniquename", ""),
                "merge": call.headers.get("mscrm.mergelabels", ""),
            }
        )
        if self.on_metadata is not None:
            self.on_metadata(len(self.metadata_log) - 1)

    # ---- webhooks

    def note(self, message: str, table: Table, row: Row, caller: Caller, values: Row) -> None:
        """Remember a write for the webhooks, if there are any; a rollback forgets it."""
        if self.store.of("sdkmessageprocessingstep").rows:
            self._events.append(
                WriteEvent(
                    message,
                    table.name,
                    row[table.primary_id],
                    row["versionnumber"],
                    dict(values),
                    caller,
                    self.now_text(),
                    self.tag,
                )
            )

    def take_events(self) -> list[WriteEvent]:
        """Return the committed writes not yet taken."""
        events = list(self._events)
        self._events.clear()
        return events

    # ---- change tracking

    def delta_days(self) -> int:
        row = self.store.of("organization").rows[self.id]
        return int(row.get("expirechangetrackingindays", self.config.delta_days))

    def delta_expired(self, version: int, taken_at: datetime) -> bool:
        return version < self.delta_floor or self.now() - taken_at > timedelta(days=self.delta_days())
