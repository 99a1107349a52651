"""What the CRM and we say of a person apart, and what waits outside, is recorded when it is read (POL-07)."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from domain.model.exchange.conflicts import Conflict, Side
from domain.model.exchange.crm_records import RecordKind
from domain.model.exchange.held_back import HeldBack
from domain.model.institution.people import Role
from domain.model.personal_data import PersonalData
from schema.ids import read_global_id
from schema.personal_data import (
    ShownPersonalData,
    note_conflicts,
)
from tests.api.conftest import Desk
from tests.support.personal_reads import _Looked, _now, a_reader, recorded_of


async def test_disputed_values_are_recorded_when_they_are_about_a_person(api: Desk) -> None:
    """POL-07: of a contact, or of an account that is a natural person; not of a company, not when only counted."""
    nodes = (await api.ask("{ accounts(first: 100) { nodes { id personType } } }"))["accounts"]["nodes"]
    of = {node["personType"]: read_global_id(node["id"])[1] for node in nodes}

    def disputed(kind: RecordKind, account_id: str, field: str) -> Conflict:
        return Conflict("c", kind, account_id, account_id, field, None, "a", "b", _now(), Side.CRM)

    asked = [
        disputed(RecordKind.CONTACT, of["LEGAL"], "email"),
        disputed(RecordKind.ACCOUNT, of["NATURAL"], "phone"),
        disputed(RecordKind.ACCOUNT, of["NATURAL"], "sector"),
        disputed(RecordKind.ACCOUNT, of["LEGAL"], "phone"),
    ]
    asked[1] = replace(asked[1], remote="+56 9 x", reason="«+56 9 x» no es un valor de este campo.")
    asked[0] = replace(asked[0], reason="Este dato no puede quedar vacío.", remote=None)
    context = SimpleNamespace(read=api.runtime.read, shown=ShownPersonalData())
    await note_conflicts(context, _Looked(frozenset({"id", "field"})), asked)  # type: ignore[arg-type]  # as above
    assert context.shown.reads(api.actor, _now()) == []
    await note_conflicts(context, _Looked(frozenset({"reason"})), asked)  # type: ignore[arg-type]  # as above
    assert [(e.account_id, e.kinds) for e in context.shown.reads(api.actor, _now())] == [
        (of["NATURAL"], (PersonalData.PHONE,))
    ]
    await note_conflicts(context, _Looked(frozenset({"remote"})), asked)  # type: ignore[arg-type]  # as above
    assert {(each.account_id, each.kinds) for each in context.shown.reads(api.actor, _now())} == {
        (of["LEGAL"], (PersonalData.EMAIL,)),
        (of["NATURAL"], (PersonalData.PHONE,)),
    }


async def test_records_that_wait_outside_are_recorded_when_they_are_about_a_person(api: Desk) -> None:
    """POL-07: a contact, or an account of a person; what the CRM says of a company is not; a reason that repeats it."""

    def waiting(
        kind: RecordKind, key: str, account_id: str | None, reason: str = "No entra.", **values: str
    ) -> HeldBack:
        return HeldBack(kind, key, values["name"], account_id, reason, "Corríjalo.", values, _now())

    records = [
        waiting(RecordKind.CONTACT, "held-contact", "held-parent", name="Rosa", email="rosa@example.cl"),
        waiting(
            RecordKind.ACCOUNT,
            "held-person",
            None,
            "«11111119» no es un RUT.",
            name="Ana",
            rut="1.111.111-9",
            person_type="NATURAL",
        ),
        waiting(
            RecordKind.ACCOUNT, "held-company", None, "«2-7» no es un RUT.", name="Viña", rut="2-7", person_type="LEGAL"
        ),
    ]
    store = api.runtime.sync_store
    async with store.begin() as tx:
        await tx.hold_back(records)
    try:
        for what, kinds in (
            ("key remedy", []),
            ("key reason", ["RUN"]),
            ("name", ["NAME"]),
            ("values { field value }", ["NAME", "RUN", "EMAIL"]),
        ):
            reader = a_reader(api)
            await reader.ask(f"{{ heldBackRecords(first: 9) {{ nodes {{ {what} }} }} }}")
            entries = await recorded_of(api, reader)
            assert {kind for e in entries for kind in e["kinds"]} == set(kinds), what
            of = {"held-person"} if kinds == ["RUN"] else {"held-parent", "held-person"} if kinds else set()
            assert {read_global_id(e["accountId"])[1] for e in entries} == of
            assert {e["field"] for e in entries} <= {"heldBackRecords"}
        company = api.acting_as(Role.COMPANY)
        assert "errors" in await company.answer("{ heldBackRecords(first: 9) { nodes { values { value } } } }")
    finally:
        async with store.begin() as tx:
            for kind in (RecordKind.CONTACT, RecordKind.ACCOUNT):
                await tx.let_go(kind, [each.key for each in records])
