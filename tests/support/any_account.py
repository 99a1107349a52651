"""
Accounts of any kind with settings of any kind, drawn by hypothesis: what the classes of a day may depend on.

Belongs here: strategies. Does not belong here: what should come out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.model.accounts import FACT_VALUES, Account, Fact, FactKind, Organisation, Purpose
from domain.model.history.actions import Action, Annulment, Confirmation
from domain.model.institution.configuration import ActionType, Dated, ProtocolConfiguration
from domain.model.institution.people import Role
from domain.model.standing import remembering
from tests.support.builders import (
    EPOCH,
    FAIR,
    LOG,
    MEETING,
    a_configuration,
    a_contact,
    a_fact,
    an_account,
    an_action,
    at,
)

ASKED = st.sampled_from(
    [date(2024, 9, 13), date(2024, 1, 1), date(2023, 12, 31), date(2024, 2, 29), date(2023, 2, 28), date(2027, 3, 1)]
)
NEAR = st.sampled_from([-1097, -1096, -1095, -1094, -800, -366, -365, -257, -256, -59, -31, -30, -1, 0, 1, 40])
ORGANISATIONS = st.sampled_from([Organisation.COMPANY, Organisation.COMPANY, Organisation.INSTITUTION])
MAYBE = st.sampled_from([None, True, False])


def texts(*values: str) -> st.SearchStrategy[str | None]:
    """One of these, nothing, or empty text."""
    return st.sampled_from([*values, *values, None, ""])


@st.composite
def random_facts(draw: Callable[..., Any], on: date) -> tuple[Fact, ...]:
    """Up to six facts of any kind that a class reads, some ended, some told by others, some on one day.

    Half of them begin with what a portfolio company needs, so that its other conditions are put to the test.
    """
    kinds = [
        FactKind.EXPORT_DECLARATION,
        FactKind.TEST_LEVEL,
        FactKind.VERIFIED_POTENTIAL,
        FactKind.VALIDATION,
        FactKind.CATEGORY,
        FactKind.EXPORTA_MAS,
    ]
    found: list[Fact] = []
    if draw(st.booleans()):
        long_ago = on - timedelta(1200)
        found.append(a_fact(FactKind.EXPORT_DECLARATION, "YES", long_ago))
        found.append(a_fact(FactKind.VALIDATION, "VALIDATED", long_ago))
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(kinds))
        since = on + timedelta(draw(NEAR))
        until = draw(st.sampled_from([None, None, 0, 1, 30, 400]))
        found.append(
            a_fact(
                kind,
                draw(st.sampled_from(sorted(FACT_VALUES[kind]))),
                since,
                until=None if until is None else since + timedelta(until),
                role=draw(st.sampled_from([Role.REGIONAL_EXECUTIVE, Role.SECTOR_OFFICER])),
                at=at(since, number % 3),
            )
        )
    return tuple(sorted(found, key=lambda fact: (fact.on, fact.at)))


@st.composite
def random_action(draw: Callable[..., Any], on: date) -> Action:
    """An action of any type, by any role, confirmed or annulled or not."""
    ended_on = on + timedelta(draw(NEAR))
    role = draw(st.sampled_from([Role.REGIONAL_EXECUTIVE, Role.COMMERCIAL_EXECUTIVE, Role.HELP_CENTRE]))
    confirmer = draw(st.sampled_from([None, None, Role.REGIONAL_EXECUTIVE, Role.SECTOR_OFFICER]))
    return an_action(
        ended_on,
        type=draw(st.sampled_from([FAIR, FAIR, "MISION", MEETING, LOG, "NOBODY_KNOWS"])),
        registered_role=role,
        confirmation=None if confirmer is None else Confirmation("x", confirmer, at(ended_on)),
        annulment=Annulment("x", Role.REGIONAL_EXECUTIVE, at(ended_on), "x") if draw(st.integers(0, 4)) == 0 else None,
    )


@st.composite
def random_account(draw: Callable[..., Any], on: date) -> tuple[Account, tuple[Action, ...]]:
    """An account of any origin with its contacts, facts and actions."""
    account = an_account(
        registered_on=on + timedelta(draw(st.sampled_from([-900, -900, -900, -1, 0, 1]))),
        organisation=draw(ORGANISATIONS),
        country=draw(st.sampled_from(["CL", "CL", "CN"])),
        rut=None,
        region=draw(texts("08")),
        phone=draw(texts("1")),
        sector=draw(texts("ALIMENTOS", "ALIMENTOS", "MINERIA")),
        sii_started=draw(st.sampled_from([None, True, True, False])),
        sii_started_on=draw(st.sampled_from([None, None, on, on + timedelta(1)])),
        chilean_capital=draw(MAYBE),
        led_by_chileans=draw(MAYBE),
        sells_national=draw(MAYBE),
        active=draw(st.integers(0, 4)) > 0,
        purposes=draw(st.sampled_from([frozenset(), frozenset({Purpose.IMPORT})])),
        facts=draw(random_facts(on)),
    )
    contacts = tuple(
        a_contact(account, name=draw(st.sampled_from(["Rosa", "Rosa", ""])), email=draw(texts("r@x.cl")),
                  phone=draw(texts("1")), is_main=draw(st.booleans()), active=draw(st.booleans()))
        for _ in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    actions = draw(st.lists(random_action(on), max_size=4))
    return (
        replace(account, contacts=contacts),
        tuple(replace(action, account_id=account.id) for action in actions),
    )


STRATEGIES = st.sampled_from(
    [frozenset({"ALIMENTOS"}), frozenset({"ALIMENTOS", "MINERIA"}), frozenset({"ALIMENTOS"}), frozenset(), None]
)
FIELDS = st.sampled_from(
    [
        None,
        (),
        ("region", "phone"),
        ("sii_started",),
        ("main_contact",),
        ("rut", "region"),
        ("purposes", "sii_started_on"),
    ]
)


@st.composite
def random_configuration(draw: Callable[..., Any], on: date) -> ProtocolConfiguration:
    """Settings of any kind, dated ones among them; action types with overlapping rows."""
    types = (
        ActionType(FAIR, "Feria", "PROMOCION", draw(st.booleans()), on - timedelta(30), on - timedelta(1)),
        ActionType(FAIR, "Feria", "PROMOCION", counts=True, since=on - timedelta(1100)),
        ActionType("MISION", "Misión", "PROMOCION", counts=True, since=EPOCH, until=on),
        ActionType(MEETING, "Reunión", "GESTION", counts=False, since=EPOCH),
        ActionType(LOG, "Bitácora", "BITACORA", counts=True, since=EPOCH),
    )
    config = a_configuration(
        mandatory=draw(FIELDS),
        strategic=draw(STRATEGIES),
        test_validity_months=draw(st.sampled_from([None, 1, 12])),
        action_types=types,
    )
    if draw(st.booleans()):
        later = Dated(("phone",), on + timedelta(draw(st.sampled_from([0, 1]))), "prueba")
        values = (*config.mandatory_fields.values, later)
        config = replace(config, mandatory_fields=replace(config.mandatory_fields, values=values))
    return config


@st.composite
def remembered_account(draw: Callable[..., Any], on: date) -> tuple[Account, tuple[Action, ...]]:
    """The same, which remembers how it stood before some changes of undated data (AMB-69)."""
    account, actions = draw(random_account(on))
    account = replace(account, known_since=on - timedelta(draw(st.sampled_from([1200, 300, 30]))))
    for days in sorted(draw(st.sets(st.sampled_from([-800, -257, -31, -30, -1, 0]), max_size=3))):
        changed: dict[str, Any] = {
            "active": draw(st.booleans()),
            "phone": draw(texts("1")),
            "sector": draw(texts("ALIMENTOS", "MINERIA")),
            "sii_started": draw(MAYBE),
            "country": draw(st.sampled_from(["CL", "CL", "CN"])),
            "organisation": draw(
                st.sampled_from([Organisation.COMPANY, Organisation.COMPANY, Organisation.INSTITUTION])
            ),
        }
        account = remembering(account, replace(account, **changed), on + timedelta(days))
    return account, actions


@st.composite
def dated_configuration(draw: Callable[..., Any], on: date) -> ProtocolConfiguration:
    """Settings of which each may change on a day near *on*, before or after it."""
    config = draw(random_configuration(on))
    later = st.sampled_from([-400, -1, 0, 1, 40])
    if draw(st.booleans()):
        values = (
            Dated(draw(st.sampled_from([frozenset({"MINERIA"}), frozenset()])), on + timedelta(draw(later)), "p"),
        )
        sectors = config.strategic_sectors
        config = replace(config, strategic_sectors=replace(sectors, values=(*sectors.values, *values)))
    if draw(st.booleans()):
        months = config.test_validity_months
        valid = (*months.values, Dated(draw(st.sampled_from([1, 6])), on + timedelta(draw(later)), "p"))
        config = replace(config, test_validity_months=replace(months, values=valid))
    return config
