"""
The whole way of a request, over HTTP on loopback: the application beside a bare Starlette handler, in one run.

(a) a page of 100 accounts with six fields and five actions each, and the same page with classes and reasons;
(a') a page of 100 with name and e-mail of each contact, beside the same server that records no reads (POL-07);
(b) one account by id, its 99th percentile at 8 connections, and what it leaves for the garbage collector;
(c) at a million accounts, search by name with a filter by class on a date, beside a read by key.

Server, PostgreSQL and load generator are processes of their own. Bursts alternate (bare, real, bare, real...) and the
median of the pairs' ratios counts, so that a neighbour on the machine hits both. The processor time that the server
used for each request is printed beside it: it hardly depends on neighbours.
"""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any, Final

import httpx2
from sqlalchemy import select

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.load_client import Burst, LoadClient, load_client
from benchmarks.apparatus.made_accounts import PLACES, TRADES
from benchmarks.apparatus.row import Row
from benchmarks.apparatus.servers import Served, bearer, serving
from domain.ports.reading import AccountOrder
from persistence.accounts.query import KEYSETS
from persistence.database import Database, DatabaseKind
from persistence.tables import account
from schema.ids import global_id
from tests.support.system.databases import KINDS

PAGE_BAR: Final = 0.35
ONE_BAR: Final = 0.40
TAIL_BAR: Final = 3.0
SEARCH_BAR: Final = 5.0
CONNECTIONS: Final = 8

_SIX: Final = "id name rut regionCode sector registeredOn"
_ACTIONS: Final = "actions(first: 5) { nodes { id type title endedOn } }"
_REASON: Final = "reasons { rule text }"
_CLASSES: Final = (
    f"classes {{ classes origin {{ value {_REASON} }} registration {{ value {_REASON} }} "
    f"relation {{ value {_REASON} }} portfolio {{ isPortfolio conditions {{ name state {_REASON} }} }} }}"
)
_PAGE: Final = (
    "query Page($after: String) { accounts(first: 100, after: $after) "
    "{ nodes { %s } pageInfo { hasNextPage endCursor } } }"
)
PAGE: Final = _PAGE % f"{_SIX} {_ACTIONS}"
PAGE_WITH_CLASSES: Final = _PAGE % f"{_SIX} {_ACTIONS} {_CLASSES}"
PAGE_WITH_CONTACTS: Final = _PAGE % f"{_SIX} contacts {{ name email }}"
ONE: Final = f"query One($id: ID!) {{ account(by: {{ id: $id }}) {{ {_SIX} }} }}"
SEARCH: Final = (
    "query Search($filter: AccountFilter!) { accounts(first: 20, filter: $filter) { nodes { id name rut } } }"
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    accounts: int = 100_000
    actions_each: int = 5
    searched: int = 1_000_000
    pairs: int = 5
    seconds: float = 1.5


SMALL: Final = Scale(accounts=400, searched=400, pairs=1, seconds=0.05)


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Every figure on both databases, as it is there."""
    scale = SMALL if small else Scale()
    for kind in KINDS:
        url = await data.loaded(kind, scale.accounts, scale.actions_each)
        sample = await _sample(url)
        with (
            serving("bare", url) as bare,
            serving("real", url) as real,
            serving("unaudited", url) as unaudited,
            load_client() as client,
        ):
            for row in _Pairs(kind, sample, scale, bare, real, unaudited, client).rows():
                yield row
    for kind in KINDS:
        url = await data.loaded(kind, scale.searched, 1)
        sample = await _sample(url)
        with serving("real", url) as real, load_client() as client:
            for row in _searches(kind, sample, scale, real, client):
                yield row


@dataclass(frozen=True, slots=True)
class _Sample:
    """Keys of accounts all over the table."""

    ids: list[str]
    pks: list[int]
    names: list[str]


async def _sample(url: str, size: int = 200) -> _Sample:
    database = await Database.open(url)
    try:
        ends = await database.read(select(account.c.pk).order_by(account.c.pk.desc()).limit(1))
        chance = random.Random(5)
        rows: list[Sequence[Any]] = []
        for _ in range(size):
            after = chance.randrange(max(1, ends[0][0] - 120))
            found = select(account.c.id, account.c.pk, account.c.name).where(account.c.pk > after)
            rows += await database.read(found.order_by(account.c.pk).limit(1))
    finally:
        await database.close()
    return _Sample([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def _post(query: str, variables: Sequence[dict[str, object]]) -> list[bytes]:
    """GraphQL requests as they go over the wire."""
    token = bearer()
    requests = []
    for each in variables:
        body = json.dumps({"query": query, "variables": each}).encode()
        head = (
            "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/graphql-response+json\r\n"
            f"Content-Type: application/json\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head.encode() + body)
    return requests


def _get(paths: Sequence[str]) -> list[bytes]:
    return [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n".encode() for path in paths]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Bursts of one question asked of both servers, in pairs."""

    ratio: float
    cpu_ratio: float
    real: list[Burst]
    bare: list[Burst]

    def detail(self) -> str:
        real, bare = (median(burst.per_second for burst in side) for side in (self.real, self.bare))
        return f"{real:,.0f}/s against {bare:,.0f}/s; by processor time {self.cpu_ratio:.2f}"


class _Pairs:
    """(a) and (b) on one database."""

    def __init__(
        self,
        kind: DatabaseKind,
        sample: _Sample,
        scale: Scale,
        bare: Served,
        real: Served,
        unaudited: Served,
        client: LoadClient,
    ) -> None:
        self._kind = kind
        self._scale = scale
        self._servers = {"bare": bare, "real": real, "unaudited": unaudited}
        self._client = client
        encode = KEYSETS[AccountOrder.RELEVANCE].encode
        after: list[dict[str, object]] = [{"after": encode((pk,))} for pk in sample.pks]
        self._pages = _post(PAGE, after)
        self._pages_with_classes = _post(PAGE_WITH_CLASSES, after)
        self._pages_with_contacts = _post(PAGE_WITH_CONTACTS, after)
        self._bare_pages = _get([f"/page?after={pk}" for pk in sample.pks])
        self._ones = _post(ONE, [{"id": global_id("Account", key)} for key in sample.ids])
        self._bare_ones = _get([f"/one/{key}" for key in sample.ids])

    def rows(self) -> list[Row]:
        kind = self._kind
        page = self._compare(self._pages, self._bare_pages)
        classes = self._compare(self._pages_with_classes, self._bare_pages)
        contacts = self._compare(self._pages_with_contacts, self._pages_with_contacts, "unaudited")
        one = self._compare(self._ones, self._bare_ones)
        tail, bare_tail = (median(b.p99 / b.p50 for b in side) for side in (one.real, one.bare))
        times = f"p50 {median(b.p50 for b in one.real):.2f} ms; the bare handler {bare_tail:.1f}"
        left = self._unreachable()
        return [
            Row(f"{kind}: page of 100 with five actions each", page.ratio, "of bare", PAGE_BAR, detail=page.detail()),
            Row(f"{kind}: the same with classes and reasons", classes.ratio, "of bare", detail=classes.detail()),
            Row(
                f"{kind}: page of 100 with contacts, reads recorded", contacts.ratio, "of off", detail=contacts.detail()
            ),
            Row(f"{kind}: one account by id", one.ratio, "of bare", ONE_BAR, detail=one.detail()),
            Row(f"{kind}: one account, p99 at 8 connections", tail, "x p50", TAIL_BAR, most=True, detail=times),
            Row(f"{kind}: unreachable objects per request", left, "objects", 0.0, most=True),
        ]

    def _compare(self, real: list[bytes], other: list[bytes], against: str = "bare") -> _Compared:
        asked = {against: other, "real": real}
        for name, requests in asked.items():
            self._burst(name, requests, min(0.5, self._scale.seconds))
        bursts: dict[str, list[Burst]] = {name: [] for name in asked}
        used: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(self._scale.pairs):
            for name, requests in asked.items():
                before = self._servers[name].cpu_seconds()
                burst = self._burst(name, requests, self._scale.seconds)
                used[name].append((self._servers[name].cpu_seconds() - before) / burst.count)
                bursts[name].append(burst)
        pairs = zip(bursts["real"], bursts[against], strict=True)
        ratio = median(ours.per_second / theirs.per_second for ours, theirs in pairs)
        spent = median(used["real"])
        return _Compared(ratio, median(used[against]) / spent if spent else 0.0, bursts["real"], bursts[against])

    def _burst(self, server: str, requests: list[bytes], seconds: float) -> Burst:
        port = self._servers[server].port
        return self._client.burst(port, requests, connections=CONNECTIONS, seconds=seconds)

    def _unreachable(self) -> float:
        """Objects a request leaves that only the collector could free; pages and single accounts, half each."""
        address = f"http://127.0.0.1:{self._servers['real'].port}/unreachable?then=rest"
        requests = self._ones[:50] + self._pages[:50]
        self._burst("real", requests, 0.2)

        def left(asked: list[bytes]) -> tuple[int, int]:
            _fetch(address)
            count = self._burst("real", asked, self._scale.seconds).count
            return int(_fetch(address)), count

        # opening and closing connections leaves objects of the server's own, whatever was asked on them
        (found, count), (of_connections, _) = left(requests), left(_get(["/health/live"]))
        _fetch(address.removesuffix("?then=rest"))
        return max(0.0, round((found - of_connections) / count, 2))


def _fetch(address: str) -> str:
    return httpx2.get(address, timeout=30, trust_env=False).text


def _searches(kind: DatabaseKind, sample: _Sample, scale: Scale, real: Served, client: LoadClient) -> list[Row]:
    """(c): medians at one connection, in medians of a read by key; each request asks another day, most another word."""
    family = sample.names[50].split()[1].lower()
    chance = random.Random(3)

    def search(text: str | None, klass: str) -> list[bytes]:
        asked: list[dict[str, object]] = []
        for _ in range(200):
            day = date(2024, 1, 1) + timedelta(chance.randrange(300))
            words = text and text.format(trade=chance.choice(TRADES), place=chance.choice(PLACES))
            asked.append({"filter": {"search": words, "classes": [klass], "classesOn": day.isoformat()}})
        return _post(SEARCH, asked)

    def burst(requests: list[bytes]) -> Burst:
        return client.burst(real.port, requests, connections=1, seconds=scale.seconds)

    by_key = _post(ONE, [{"id": global_id("Account", key)} for key in sample.ids])
    asked: list[tuple[str, str | None, str, float | None]] = [
        ("search of a trade, class CARTERA", "{trade}", "CARTERA", SEARCH_BAR),
        ("search of a trade, class USUARIA", "{trade}", "USUARIA", SEARCH_BAR),
        ("search of a trade and a place, class USUARIA", "{trade} {place}", "USUARIA", SEARCH_BAR),
        (f"search of a rare name ({family}), class CARTERA", family, "CARTERA", SEARCH_BAR),
        (f"search of a trade and {family}, class USUARIA", f"{{trade}} {family}", "USUARIA", SEARCH_BAR),
        ("class CARTERA alone", None, "CARTERA", SEARCH_BAR),
        ("class EXTRANJERA alone, which nobody is", None, "EXTRANJERA", None),
        ("class INSTITUCION alone, which nobody is", None, "INSTITUCION", None),
    ]
    rows = []
    burst(by_key)
    for name, text, klass, bar in asked:
        requests = search(text, klass)
        pairs = [(burst(requests), burst(by_key)) for _ in range(max(1, scale.pairs // 2))]
        ratio = median(found.p50 / key.p50 for found, key in pairs)
        detail = f"p50 {median(f.p50 for f, _ in pairs):.2f} ms, by key {median(k.p50 for _, k in pairs):.2f} ms"
        rows.append(Row(f"{kind}, {scale.searched:,}: {name}", ratio, "x by key", bar, most=True, detail=detail))
    return rows
