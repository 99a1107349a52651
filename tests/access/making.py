"""
How the data set of the tests of access is made: over the API, as staff would; what nobody can report is inserted.

Belongs here: the order in which it is made. Does not belong here: what it is (`houses`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid4, uuid5

from graphql import GraphQLInputObjectType, get_nullable_type

from domain.model.institution.people import SYSTEM, Actor
from domain.model.representations import Decided, Representation
from domain.model.rut import Rut
from schema.ids import global_id, read_global_id
from tests.access.believable import Believable, Subject
from tests.access.houses import HOUSES, KINDS, Told, World, declarant, former, words_of
from tests.access.ids import with_ids
from tests.access.sdl import mutations
from tests.access.world import NOW, Api, company, staff

FLOWS: Final = """{ flows { flow states { name facts isFinal } facts { name mutation roles } } }"""
_CREATORS: Final = {
    "national": "REGIONAL_EXECUTIVE",
    "foreign": "COMMERCIAL_EXECUTIVE",
    "institution": "SECTOR_OFFICER",
}
_WITH_DOCUMENT: Final = ("CAPTURE", "DEMAND", "INSTITUTION")
_STEPS: Final = 3
"""How many facts a case of the data set is led on, where its state takes them."""


async def build(api: Api) -> World:
    """Make all houses."""
    world = World(api, {}, {}, sqlite3.connect(":memory:"))
    for house in HOUSES:
        for kind in KINDS:
            world.subjects[house, kind] = await _account(api, house, kind)
    for house, kind in world.subjects:
        await _records(world, house, kind)
    for house in HOUSES:
        await _twin(world, house)
        await _representation(world, house)
    spec = (await api.ask(staff("ADMINISTRATOR"), FLOWS))["flows"]
    for flow in spec:
        await _flow(world, flow)
    _conflicts(world)
    _documents(world)
    for (house, kind), subject in list(world.subjects.items()):
        await _read_by_staff(world, house, subject)
        world.subjects[house, kind] = with_ids(api.file, subject)
    improvements = await _improvements(api)
    for (house, kind), subject in list(world.subjects.items()):
        declared = world.subjects[house, "national"].ids["Representation"]
        world.subjects[house, kind] = replace(subject, ids={"Representation": declared, **improvements, **subject.ids})
    with sqlite3.connect(api.file) as live:
        live.backup(world.content)
    return world


async def _improvements(api: Api) -> dict[str, str]:
    """An improvement action, a review of a process and a call, which are of no house."""
    planned = {
        "what": "Responder antes", "unit": "Informática", "dueOn": "2026-12-31", "line": "LIN-06",
        "measure": "TERM_COMPLIANCE",
    }  # fmt: skip
    action = await do(api, staff("ADMINISTRATOR"), "planImprovement", planned, "improvement { id }")
    review = await do(api, staff("ADMINISTRATOR"), "reviewProcess", {"flow": "CAPTURE"}, "review { id }")
    stages = [{"stage": "BASES", "unit": "Informática"}]
    opened = {"title": "Concurso de ferias", "unit": "Convocatorias", "stages": stages}
    call = await do(api, staff("ADMINISTRATOR"), "openCall", opened, "call { id }")
    return {
        "ImprovementAction": action["improvement"]["id"],
        "ProcessReview": review["review"]["id"],
        "Call": call["call"]["id"],
    }


async def do(api: Api, actor: Actor, mutation: str, asked: Mapping[str, Any], shown: str = "") -> dict[str, Any]:
    """Run a mutation; its payload."""
    kind = get_nullable_type(mutations()[mutation].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    document = f"mutation($i: {kind.name}!) {{ {mutation}(input: $i) {{ {shown} userErrors {{ code message }} }} }}"
    found: dict[str, Any] = (await api.ask(actor, document, {"i": asked}))[mutation]
    return found


def input_of(mutation: str, by: Believable) -> dict[str, Any]:
    """A believable input of a mutation."""
    kind = get_nullable_type(mutations()[mutation].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    return by.of(kind)


async def _done(api: Api, actor: Actor, mutation: str, subject: Subject, **instead: Any) -> dict[str, Any]:
    asked = input_of(mutation, Believable(subject, instead=instead))
    shown = "account { id version contacts { id version } }" if "Account" in mutation else ""
    done = await do(api, actor, mutation, asked, shown)
    assert done["userErrors"] == [], (mutation, asked, done["userErrors"])
    return done


async def _account(api: Api, house: str, kind: str) -> Subject:
    words = words_of(house, kind)
    empty = {name for name in ("region", "office", "sector") if not words[name]}
    fields: dict[str, Any] = {
        "country": words["country"], "email": words["email"], "phone": words["phone"], "website": words["website"],
        "tradeName": f"Fantasía {words['marker']}", "address": f"Calle {words['marker']} 1", "sector": words["sector"],
        "region": words["region"], "rut": words["rut"], "siiStarted": True,
        "organisation": "INSTITUTION" if kind == "institution" else "COMPANY",
    }  # fmt: skip
    if kind == "foreign":
        fields |= {"office": words["office"], "purposes": ["IMPORT", "INVEST"]}
        fields = {name: value for name, value in fields.items() if name not in {"region", "rut", "siiStarted"}}
    asked = {
        "name": words["name"],
        "fields": {name: value for name, value in fields.items() if name not in empty and value != ""},
        "contacts": [
            {"name": f"Eva {words['marker']}", "email": f"eva@{words['marker'].lower()}.example.cl", "isMain": True,
             "phone": words["phone"], "position": f"Gerenta {words['marker']}"},
        ],
    }  # fmt: skip
    by = staff(_CREATORS[kind], house)
    done = await do(api, by, "createAccount", asked, "account { id version contacts { id version } }")
    assert done["userErrors"] == [], done
    made = done["account"]
    return Subject(house, {"Account": made["id"]}, {"Account": made["version"]}, words)


async def _records(world: World, house: str, kind: str) -> None:
    """Facts, actions, journeys and what else an account has besides cases."""
    api, subject = world.api, world.subjects[house, kind]
    clerk = staff("REGIONAL_EXECUTIVE" if kind != "foreign" else "COMMERCIAL_EXECUTIVE", house)
    title = f"Feria {subject.words['marker']}"
    await _done(api, clerk, "registerAction", subject, title=title, office=clerk.office)
    await _done(api, clerk, "declareExports", subject, exported=True)
    await _done(
        api, staff("SERVICE"), "recordJourneyEvents", subject,
        events=[{"source": "CERTO", "externalId": f"e-{subject.words['marker']}", "on": "2026-03-02",
                 "kind": f"Consulta {subject.words['marker']}", "rut": subject.words["rut"]}],
    )  # fmt: skip


async def _representation(world: World, house: str) -> None:
    """Somebody whom nobody confirmed yet says that she represents the company."""
    subject = world.subjects[house, "national"]
    words = subject.words
    asked = {"rut": words["rut"], "name": words["name"], "fields": {"phone": words["phone"], "region": "08"}}
    await do(world.api, declarant(house), "registerCompany", asked)
    at, account = datetime.fromisoformat(NOW), read_global_id(subject.ids["Account"])[1]
    decided = Decided("ana.rojas", at, "Ya no trabaja ahí.")
    ended = Representation(
        str(uuid4()), Rut.parse(former(house).run or ""), "antigua", "Antigua", Rut.parse(words["rut"]), at,
        account_id=account, confirmed=decided, closed=decided, since=at.date(), until=at.date(),
    )  # fmt: skip
    async with world.api.runtime.services.transactions(SYSTEM) as work:
        await work.representations.add(ended)


async def _twin(world: World, house: str) -> None:
    """Another account that looks like the company's, and an activity that may suit it."""
    subject = world.subjects[house, "national"]
    words = subject.words
    fields = {"website": words["website"], **({"region": words["region"]} if words["region"] else {})}
    clerk = staff("REGIONAL_EXECUTIVE", house)
    made = await do(world.api, clerk, "createAccount", {"name": f"{words['name']} Ltda.", "fields": fields},
                    "account { id version }")  # fmt: skip
    assert made["userErrors"] == [], made
    office = staff("REGIONAL_EXECUTIVE", house).office
    planned = await do(
        world.api, clerk, "planActivity",
        {"fields": {"type": "FERIA", "name": f"Feria de otoño {house.title()}", "startsOn": "2026-09-10",
                    "endsOn": "2026-09-12", "applyBy": "2026-07-20", "groups": ["CARTERA", "SIN_TRABAJO"],
                    "unit": "Oficina regional", "office": office, "rights": ["Asistir"], "obligations": ["Asistir"],
                    "link": "https://actividades.example.cl/1"}},
        "activity { id version }",
    )  # fmt: skip
    assert planned["userErrors"] == [], planned
    foreign = world.subjects[house, "foreign"].words
    abroad = {"country": foreign["country"], "website": foreign["website"], "purposes": ["IMPORT"]}
    if foreign["office"]:
        abroad["office"] = foreign["office"]
    asked = {"name": f"{foreign['name']} Inc.", "fields": abroad}
    similar = await do(
        world.api, staff("COMMERCIAL_EXECUTIVE", house), "createAccount", asked, "account { id version }"
    )
    assert similar["userErrors"] == [], similar
    for kind in KINDS:
        each, twin = world.subjects[house, kind], (similar if kind == "foreign" else made)["account"]
        more = {"Account/absorbed": twin["id"], "Activity": planned["activity"]["id"]}
        versions = {"Account/absorbed": twin["version"], "Activity": planned["activity"]["version"]}
        public = {"Office": words["office"], "Region": words["region"], "Rule": "DEF-03", "OpenPoint": "AMB-01"}
        more |= {name: global_id(name, key) for name, key in public.items() if key}
        world.subjects[house, kind] = replace(each, ids={**each.ids, **more}, versions={**each.versions, **versions})


async def _flow(world: World, flow: Mapping[str, Any]) -> None:
    """A case of the flow in each house, for the kind of account that it takes, led on a little."""
    facts = [each for each in flow["facts"] if each["mutation"]]
    for kind in KINDS:
        opened = await _opened(world, "SUR", kind, flow["flow"], facts)
        if opened is not None:
            world.flow_kind[flow["flow"]] = kind
            break
    kind = world.flow_kind.setdefault(flow["flow"], "national")
    for house in HOUSES:
        for other in KINDS:
            if await _opened(world, house, other, flow["flow"], facts) is None and other == kind:
                _inserted(world, house, kind, flow)
        await _led_on(world, house, kind, flow)


async def _opened(world: World, house: str, kind: str, flow: str, facts: list[Mapping[str, Any]]) -> str | None:
    subject = world.subjects[house, kind]
    known = subject.ids.get(f"Case/{flow}")
    if known is not None:
        return known
    for fact in facts:
        asked = input_of(fact["mutation"], Believable(subject, flow, opens=True))
        for actor in _reporters(fact["roles"], house, subject):
            done = await do(world.api, actor, fact["mutation"], asked, "case { id flow }")
            if done.get("case"):
                world.subjects[house, kind] = _also(subject, f"Case/{flow}", done["case"]["id"])
                return str(done["case"]["id"])
            if not done["userErrors"] or done["userErrors"][0]["code"] != "NOT_AUTHORISED":
                break
    return None


def _reporters(roles: list[str], house: str, subject: Subject) -> Iterator[Actor]:
    yield from (staff(role, house) for role in roles if role != "COMPANY")
    if "COMPANY" in roles:
        yield company(read_global_id(subject.ids["Account"])[1])


def _also(subject: Subject, kind: str, key: str) -> Subject:
    return replace(subject, ids={**subject.ids, kind: key})


def _inserted(world: World, house: str, kind: str, flow: Mapping[str, Any]) -> None:
    """Where a flow is opened by other flows only: a case in the first state in which somebody reports a fact."""
    subject = world.subjects[house, kind]
    reported = {each["name"] for each in flow["facts"] if each["mutation"]}
    state = next(each for each in flow["states"] if not each["isFinal"] and reported.intersection(each["facts"]))
    key = str(uuid4())
    with sqlite3.connect(world.api.file) as live:
        live.row_factory = sqlite3.Row
        case = dict(live.execute("SELECT * FROM protocol_case LIMIT 1").fetchone())
        event = dict(live.execute("SELECT * FROM case_event WHERE case_id = ?", (case["id"],)).fetchone())
        account = read_global_id(subject.ids["Account"])[1]
        case |= {"pk": None, "id": key, "flow": flow["flow"], "state": state["name"], "account_id": account,
                 "office": subject.words["office"] or None, "data": json.dumps({}), "assignee": None,
                 "person": None, "single_key": None}  # fmt: skip
        event |= {"pk": None, "case_id": key, "sequence": 1, "from_state": "", "fact": flow["facts"][0]["name"],
                  "to_state": state["name"], "by": "quien.abrio",  # nobody who asks: what is another's is attempted
                  "data": json.dumps({}), "reason": f"Motivo {subject.words['marker']}"}  # fmt: skip
        _insert(live, "protocol_case", case)
        _insert(live, "case_event", event)
    world.subjects[house, kind] = _also(subject, f"Case/{flow['flow']}", global_id("Case", key))


def _insert(live: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    columns = ", ".join(f'"{name}"' for name in row)
    live.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


async def _led_on(world: World, house: str, kind: str, flow: Mapping[str, Any]) -> None:
    """A few facts further, another number of them in each house."""
    subject = world.subjects[house, kind]
    facts = {each["name"]: each for each in flow["facts"] if each["mutation"]}
    states = {each["name"]: each for each in flow["states"]}
    case = subject.ids[f"Case/{flow['flow']}"]
    for _ in range(_STEPS if house == "NORTE" else 1):
        now = await world.api.ask(staff("ADMINISTRATOR"), "query($i: ID!) { case(id: $i) { state } }", {"i": case})
        expected = [facts[name] for name in states[now["case"]["state"]]["facts"] if name in facts]
        for fact in expected:
            if await _reported(world, house, subject, flow["flow"], fact):
                break
        else:
            return


async def _reported(world: World, house: str, subject: Subject, flow: str, fact: Mapping[str, Any]) -> bool:
    asked = input_of(fact["mutation"], Believable(subject, flow))
    for actor in _reporters(fact["roles"], house, subject):
        done = await do(world.api, actor, fact["mutation"], asked, "event { occurredAt }")
        if not done["userErrors"]:
            circumstances = {**asked.get("circumstances", {}), **done["event"]}
            world.told.append(Told(house, fact["mutation"], {**asked, "circumstances": circumstances}))
            return True
        if done["userErrors"][0]["code"] != "NOT_AUTHORISED":
            return False
    return False


async def _read_by_staff(world: World, house: str, subject: Subject) -> None:
    """Somebody looks at its contacts, which is recorded (POL-07)."""
    asked = "query($i: ID!) { account(by: { id: $i }) { name contacts { name email } } }"
    await world.api.ask(staff("REGIONAL_EXECUTIVE", house), asked, {"i": subject.ids["Account"]})


def _conflicts(world: World) -> None:
    """Each account has a field on which the CRM says otherwise."""
    with sqlite3.connect(world.api.file) as live:
        for subject in world.subjects.values():
            account = read_global_id(subject.ids["Account"])[1]
            row = {
                "id": str(uuid5(NAMESPACE_URL, account)), "kind": "account", "key": account, "account_id": account,
                "field": "phone", "agreed": json.dumps(None), "local": json.dumps(subject.words["phone"]),
                "remote": json.dumps(f"otro {subject.words['marker']}"), "detected_at": 1_780_000_000_000_000,
                "proposed": "CRM", "local_by": "ana.rojas", "remote_by": f"Colega {subject.words['marker']}",
            }  # fmt: skip
            _insert(live, "conflict", row)


def _documents(world: World) -> None:
    """The case that is its office's has a document, which nobody who asks added."""
    with sqlite3.connect(world.api.file) as live:
        for subject in world.subjects.values():
            case = next(subject.ids[f"Case/{flow}"] for flow in _WITH_DOCUMENT if f"Case/{flow}" in subject.ids)
            key, marker = read_global_id(case)[1], subject.words["marker"]
            row = {
                "id": str(uuid5(NAMESPACE_URL, f"document {key}")), "case_id": key, "purpose": "MINUTES",
                "name": f"Acta {marker}.pdf", "note": f"Nota {marker}", "format": "PDF", "size": 9, "sha256": "0" * 64,
                "file": str(uuid5(NAMESPACE_URL, f"file {key}")), "by": "quien.adjunto", "role": "REGIONAL_EXECUTIVE",
                "at": 1_780_000_000_000_000,
            }  # fmt: skip
            _insert(live, "case_document", row)
