"""What the CRM has against a rule comes in, with its trace in the record of decisions (POL-07, AMB-68)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import select

from domain.model.exchange.crm_records import RecordKind
from domain.use_cases.accounts.taken_from_crm import against_rules
from domain.use_cases.services import Services
from persistence.tables import decision
from sync.worker import SyncWorker
from tests.contract.sync_store.conftest import QUICK, Sides
from tests.support.builders import a_configuration, new_id
from tests.support.calendars import a_book, local
from tests.support.cases.desk import FrozenClock


async def test_a_result_of_an_exporter_and_an_action_of_no_type_are_taken_and_told(sides: Sides) -> None:
    """CAP-05, DEF-05: one trace each with the rule, and the values here; told once, whatever changes afterwards."""
    services = Services(sides.transactions, FrozenClock(local("2024-09-13 17:00")), a_book, a_configuration, new_id)
    guarded = replace(sides.policy, against=partial(against_rules, services))
    sides.worker = SyncWorker(sides.store, sides.crm, guarded, QUICK)
    account = await sides.register()
    await sides.settle()
    day = date(2024, 9, 10)

    sides.crm.edit(RecordKind.ACCOUNT, account.id, {"exported_last_3_years": True, "export_declared_on": day})
    await sides.settle()
    sides.crm.edit(RecordKind.ACCOUNT, account.id, {"test_level": "HIGH", "tested_on": day})
    action = {"account_id": account.id, "type": "INVENTADO", "title": "Charla", "started_on": day, "ended_on": day}
    key = new_id()
    sides.crm.create(RecordKind.ACTION, key, action)
    await sides.settle()
    sides.crm.edit(RecordKind.ACTION, key, {"title": "Charla abierta"})
    sides.crm.edit(RecordKind.ACCOUNT, account.id, {"phone": "+56 41 2"})
    await sides.settle()

    here = await sides.here(account.id)
    assert [fact.value for fact in here.facts] == ["YES", "HIGH"]
    told = select(decision.c.rule, decision.c.outcome).where(
        decision.c.what == "taken_against_rule", decision.c.account_id == account.id
    )
    rows = sorted((row.rule, row.outcome) for row in await sides.database.read(told))
    assert [rule for rule, _ in rows] == ["CAP-05", "DEF-05"]
    assert rows[0][1] == (
        "Se tomó lo que dice el CRM, aunque aquí no se aceptaría: La empresa declaró que exporta: el test no le "
        "corresponde."
    )
