"""Validation, declarations, test, Exporta Más, executives and categories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import (
    InvalidValue,
    MissingData,
    NoRuleApplies,
    NotAuthorised,
    NotConfigured,
    StepNotAllowed,
    VersionConflict,
)
from domain.model.accounts import FactKind, Organisation
from domain.model.history.decisions import DecisionKind
from domain.model.institution.configuration import Dated, Setting
from domain.model.institution.people import SYSTEM, Actor, Role
from domain.use_cases.accounts.assign import (
    AssignCategory,
    AssignedCategory,
    AssignExecutive,
    ExecutiveKind,
    assign_category,
    assign_executive,
)
from domain.use_cases.accounts.create_account import CreateAccount, create_account
from domain.use_cases.accounts.record_fact import (
    DeclareExports,
    RecordTestResult,
    SetExportaMas,
    declare_exports,
    record_test_result,
    set_exporta_mas,
)
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.accounts.validate_account import ValidateAccount, ValidationStep, validate_account
from tests.support.builders import (
    EPOCH,
    HEAD,
    OFFICER,
    OTHER_REGIONAL,
    REGIONAL,
    a_configuration,
    a_fact,
    an_account,
)
from tests.support.calendars import local
from tests.support.cases.desk import Desk, FrozenClock

EXPORTS = a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 2, 1))
NO_EXPORTS = a_fact(FactKind.EXPORT_DECLARATION, "NO", date(2024, 2, 1))


async def test_validation_makes_a_portfolio_company_and_shows_the_four_conditions() -> None:
    """DEF-03, CAP-07: the story of the core issue."""
    desk = Desk()
    account = desk.put(an_account(facts=(EXPORTS,)))

    done = await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 1))

    assert done.classes.primary == "CARTERA"
    assert [c.state.value for c in done.classes.portfolio.conditions] == ["MET"] * 4
    fact = done.account.facts[-1]
    assert (fact.kind, fact.value, fact.on, fact.by) == (
        FactKind.VALIDATION,
        "VALIDATED",
        date(2024, 9, 13),
        REGIONAL.id,
    )
    assert (done.changes[0].cause, done.changes[0].on) == (fact, date(2024, 9, 13))
    assert (desk.decisions[0].rule, desk.decisions[0].inputs) == ("CAP-07", {"primary_class": "CARTERA"})


async def test_an_incomplete_account_cannot_be_validated() -> None:
    """CAP-07, AMB-13: the missing fields and the step to take are named; nothing is written."""
    desk = Desk()
    account = desk.put(an_account(phone=None))

    with pytest.raises(StepNotAllowed) as refused:
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 1))

    assert refused.value.message == "Para validar la cuenta faltan datos obligatorios: teléfono."
    assert refused.value.step_to_take == "Completar los datos de la cuenta"
    assert (desk.account(account), desk.decisions) == (account, [])


async def test_a_non_exporter_needs_its_test_first() -> None:
    """AMB-13, CAP-05."""
    desk = Desk()
    account = desk.put(an_account(facts=(NO_EXPORTS,)))

    with pytest.raises(StepNotAllowed, match="Test de Autodiagnóstico"):
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 1))
    tested = desk.put(replace(account, facts=(NO_EXPORTS, a_fact(FactKind.TEST_LEVEL, "HIGH", date(2024, 3, 1)))))
    assert (await validate_account(desk.services, REGIONAL, ValidateAccount(tested.id, 1))).classes.primary == "CARTERA"


async def test_only_the_regional_executive_of_the_office_validates() -> None:
    """CAP-07: not the head, not the sector officer, not another region."""
    desk = Desk()
    account = desk.put(an_account())

    for actor in (HEAD, OFFICER, OTHER_REGIONAL):
        with pytest.raises(NotAuthorised):
            await validate_account(desk.services, actor, ValidateAccount(account.id, 1))


async def test_a_sector_officer_validates_an_institution_without_ficha_or_test() -> None:
    """INS-01."""
    desk = Desk()
    guild = desk.put(an_account(organisation=Organisation.INSTITUTION, rut=None, phone=None))

    done = await validate_account(desk.services, OFFICER, ValidateAccount(guild.id, 1))

    assert (done.classes.registration.value, desk.decisions[0].rule) == ("VALIDADA", "INS-01")


async def test_refusing_and_withdrawing_need_a_reason_and_the_right_moment() -> None:
    """CAP-07, POL-07."""
    desk = Desk()
    account = desk.put(an_account(facts=(EXPORTS,)))

    with pytest.raises(MissingData):
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 1, ValidationStep.REJECTED, " "))
    with pytest.raises(StepNotAllowed):
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 1, ValidationStep.WITHDRAWN, "x"))
    await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 1))
    with pytest.raises(StepNotAllowed, match="ya está validada desde el 13-09-2024"):
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 2))
    with pytest.raises(StepNotAllowed):
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 2, ValidationStep.REJECTED, "x"))
    done = await validate_account(
        desk.services, REGIONAL, ValidateAccount(account.id, 2, ValidationStep.WITHDRAWN, "cerró")
    )

    assert done.classes.portfolio.is_portfolio is False
    assert desk.decisions[-1].reason == "cerró"


async def test_a_decision_on_an_old_version_is_refused_and_repeating_one_is_not() -> None:
    """Versions and client keys."""
    desk = Desk()
    account = desk.put(an_account(version=4))
    asked = ValidateAccount(account.id, 4, client_key="k")

    with pytest.raises(VersionConflict):
        await validate_account(desk.services, REGIONAL, ValidateAccount(account.id, 3))
    await validate_account(desk.services, REGIONAL, asked)
    again = await validate_account(desk.services, REGIONAL, asked)

    assert (again.repeated, again.account.version, len(desk.decisions)) == (True, 5, 1)


async def test_a_declaration_is_kept_with_its_date() -> None:
    """DEF-11, AMB-09: by the company itself; not in the future; a later one holds."""
    desk = Desk()
    account = desk.put(an_account())
    company = Actor("rosa", "Rosa", Role.COMPANY, account_id=account.id)

    done = await declare_exports(desk.services, company, DeclareExports(account.id, 1, False, date(2024, 9, 1)))
    assert (done.classes.export.value, done.account.facts[0].on) == ("SIN_DECLARAR", date(2024, 9, 1))
    done = await declare_exports(desk.services, REGIONAL, DeclareExports(account.id, 2, True))
    assert done.classes.export.value == "EXPORTADORA"
    with pytest.raises(InvalidValue) as refused:
        await declare_exports(desk.services, REGIONAL, DeclareExports(account.id, 3, True, date(2024, 9, 14)))
    assert refused.value.field == ("on",)


async def test_a_declaration_told_late_takes_its_place_in_time() -> None:
    """DEF-11: one of an earlier day does not undo the present one."""
    desk = Desk()
    account = desk.put(an_account(facts=(a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 9, 10)),)))

    done = await declare_exports(desk.services, REGIONAL, DeclareExports(account.id, 1, False, date(2024, 3, 1)))

    assert [fact.value for fact in done.account.facts] == ["NO", "YES"]
    assert done.classes.export.value == "EXPORTADORA"


async def test_a_test_result_comes_ready_or_from_the_configured_table() -> None:
    """DEF-12, AMB-10: highest limit reached; without a table nothing is invented."""
    scoring = Setting("test_scoring", "DEF-12", (Dated({"HIGH": 70, "MEDIUM": 40, "LOW": 0}, EPOCH, "prueba"),))
    desk = Desk(configuration=replace(a_configuration(), test_scoring=scoring))
    account = desk.put(an_account(facts=(NO_EXPORTS,)))

    done = await record_test_result(desk.services, SYSTEM, RecordTestResult(account.id, 1, score=69))
    assert (done.classes.export.value, done.account.facts[-1].detail) == ("POTENCIAL_MEDIA", {"score": "69"})
    done = await record_test_result(desk.services, REGIONAL, RecordTestResult(account.id, 2, score=70))
    assert done.classes.export.value == "POTENCIAL_ALTA"
    done = await record_test_result(desk.services, REGIONAL, RecordTestResult(account.id, 3, score=0))
    assert done.classes.export.value == "POTENCIAL_BAJA"
    done = await record_test_result(desk.services, REGIONAL, RecordTestResult(account.id, 4, level="HIGH"))
    assert done.classes.export.value == "POTENCIAL_ALTA"
    with pytest.raises(InvalidValue):
        await record_test_result(desk.services, REGIONAL, RecordTestResult(account.id, 5, level="ALTA"))
    with pytest.raises(InvalidValue):
        await record_test_result(desk.services, REGIONAL, RecordTestResult(account.id, 5, score=-1))
    with pytest.raises(MissingData):
        await record_test_result(desk.services, REGIONAL, RecordTestResult(account.id, 5))
    desk.configuration = a_configuration()
    with pytest.raises(NotConfigured) as refused:
        await record_test_result(desk.services, REGIONAL, RecordTestResult(account.id, 5, score=80))
    assert refused.value.rule == "DEF-12"


async def test_an_exporter_takes_no_test() -> None:
    """CAP-05: not applicable, not pending."""
    desk = Desk()
    account = desk.put(an_account(facts=(EXPORTS,)))

    with pytest.raises(StepNotAllowed) as refused:
        await record_test_result(desk.services, REGIONAL, RecordTestResult(account.id, 1, level="HIGH"))

    assert refused.value.rule == "CAP-05"


async def test_exporta_mas_is_category_1_from_its_first_to_its_last_day() -> None:
    """ATN-01, AMB-31, DEF-04: ended by telling its first day again with a last one."""
    desk = Desk()
    account = desk.put(an_account(facts=(EXPORTS,)))

    done = await set_exporta_mas(desk.services, REGIONAL, SetExportaMas(account.id, 1, date(2024, 9, 1)))
    assert done.classes.category.value == "1"
    assert [[m.name for m in alert.missing] for alert in done.classes.alerts] == [["validated"]]
    ended = await set_exporta_mas(
        desk.services, REGIONAL, SetExportaMas(account.id, 2, date(2024, 9, 1), date(2024, 9, 12), "renunció")
    )
    assert (ended.classes.category.value, ended.changes[0].axes) == ("NINGUNA", ("category",))
    with pytest.raises(InvalidValue):
        await set_exporta_mas(
            desk.services, REGIONAL, SetExportaMas(account.id, 3, date(2024, 9, 1), date(2024, 8, 31))
        )


async def test_exporta_mas_may_last_one_day() -> None:
    """ATN-01, DEF-04: its days are inclusive; a member today, and not tomorrow."""
    desk = Desk()
    account = desk.put(an_account(facts=(EXPORTS,)))
    today = date(2024, 9, 13)
    done = await set_exporta_mas(desk.services, REGIONAL, SetExportaMas(account.id, 1, today, today, "un día"))
    assert done.classes.category.value == "1"
    fact = done.account.facts[-1]
    assert (fact.on, fact.until) == (today, today)


async def test_exporta_mas_is_for_exporters_or_companies_with_potential() -> None:
    """ATN-03."""
    desk = Desk()
    account = desk.put(an_account())

    with pytest.raises(StepNotAllowed) as refused:
        await set_exporta_mas(desk.services, REGIONAL, SetExportaMas(account.id, 1, date(2024, 9, 1)))

    assert refused.value.rule == "ATN-03"


async def test_replacing_an_executive_is_an_override_with_a_reason() -> None:
    """RTE-05, POL-07: the head assigns; the first one needs no reason."""
    desk = Desk()
    account = desk.put(an_account())

    def asked(seen: int, person: str | None, reason: str | None = None) -> AssignExecutive:
        return AssignExecutive(account.id, seen, ExecutiveKind.REGIONAL, person, reason)

    done = await assign_executive(desk.services, HEAD, asked(1, "ana.rojas"))
    assert (done.account.regional_executive, desk.decisions[-1].kind) == ("ana.rojas", DecisionKind.DECISION)
    with pytest.raises(MissingData):
        await assign_executive(desk.services, HEAD, asked(2, OFFICER.id))
    await assign_executive(desk.services, HEAD, asked(2, OFFICER.id, "licencia"))
    assert desk.decisions[-1].kind is DecisionKind.OVERRIDE
    assert desk.decisions[-1].inputs == {
        "field": "regional_executive",
        "before": "ana.rojas",
        "after": OFFICER.id,
    }
    with pytest.raises(NotAuthorised):
        await assign_executive(desk.services, REGIONAL, asked(3, "ana.rojas", "x"))


@pytest.mark.parametrize("kind", list(ExecutiveKind))
async def test_nobody_outside_the_directory_is_put_in_charge(kind: ExecutiveKind) -> None:
    """USR-01, AMB-68: an unknown person is refused, and nothing changes."""
    desk = Desk()
    account = desk.put(an_account())

    with pytest.raises(InvalidValue) as refused:
        await assign_executive(desk.services, HEAD, AssignExecutive(account.id, 1, kind, "nadie.existe"))

    assert (refused.value.rule, refused.value.field) == ("RTE-05", ("person",))
    assert (desk.account(account).version, desk.decisions) == (1, [])


async def test_categories_2_and_3_are_assigned_with_a_reason_and_keep_their_history() -> None:
    """ATN-01, AMB-31."""
    desk = Desk()
    account = desk.put(an_account())

    def asked(seen: int, category: AssignedCategory, reason: str = "motivo") -> AssignCategory:
        return AssignCategory(account.id, seen, category, reason)

    with pytest.raises(MissingData):
        await assign_category(desk.casework, REGIONAL, asked(1, AssignedCategory.TRABAJO_HABITUAL, ""))
    await assign_category(desk.casework, REGIONAL, asked(1, AssignedCategory.TRABAJO_HABITUAL))
    with pytest.raises(StepNotAllowed):
        await assign_category(desk.casework, REGIONAL, asked(2, AssignedCategory.TRABAJO_HABITUAL))
    desk.clock.at = desk.clock.at.replace(day=14)
    done = await assign_category(desk.casework, SYSTEM, asked(2, AssignedCategory.TRABAJO_ESPORADICO))

    assert [fact.value for fact in done.account.facts] == ["2", "3"]
    assert done.classes.category.reasons[0].rule == "FUP-07"
    with pytest.raises(NotAuthorised):
        await assign_category(desk.casework, SYSTEM, asked(3, AssignedCategory.TRABAJO_HABITUAL))
    back = await assign_category(desk.casework, REGIONAL, asked(3, AssignedCategory.TRABAJO_HABITUAL))
    assert back.classes.category.value == "2"


async def test_a_member_of_exporta_mas_gets_no_other_category() -> None:
    """AMB-31."""
    desk = Desk()
    account = desk.put(an_account(facts=(a_fact(FactKind.EXPORTA_MAS, "MEMBER", date(2024, 1, 1)),)))

    with pytest.raises(StepNotAllowed) as refused:
        await assign_category(
            desk.casework, REGIONAL, AssignCategory(account.id, 1, AssignedCategory.TRABAJO_ESPORADICO, "motivo")
        )

    assert refused.value.rule == "ATN-01"


@pytest.mark.parametrize("verb", ["create", "update", "declare", "validate", "assign"])
async def test_on_a_day_without_protocol_nothing_is_decided_by_it(verb: str) -> None:
    """LIN-05: before the first edition every verb gives the answer of registering an action; nothing changes."""
    desk = Desk(clock=FrozenClock(local("2019-12-30 10:00")))
    account = desk.put(an_account(facts=(EXPORTS,)))
    verbs = {
        "create": lambda: create_account(desk.services, REGIONAL, CreateAccount("Nueva SpA", {"region": "08"})),
        "update": lambda: update_account(desk.services, REGIONAL, UpdateAccount(account.id, 1, {"phone": "1"})),
        "declare": lambda: declare_exports(desk.services, REGIONAL, DeclareExports(account.id, 1, False)),
        "validate": lambda: validate_account(
            desk.services, REGIONAL, ValidateAccount(account.id, 1, ValidationStep.REJECTED, "No exporta")
        ),
        "assign": lambda: assign_executive(
            desk.services, HEAD, AssignExecutive(account.id, 1, ExecutiveKind.REGIONAL, REGIONAL.id)
        ),
    }

    with pytest.raises(NoRuleApplies) as refused:
        await verbs[verb]()

    assert refused.value.rule == "LIN-05"
    assert (desk.store.rows.accounts, desk.decisions) == ({account.id: account}, [])
