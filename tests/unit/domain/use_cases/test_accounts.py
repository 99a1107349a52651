"""Registering and changing accounts and contacts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import (
    DuplicateRecord,
    InvalidValue,
    MissingData,
    NotAuthorised,
    RecordNotFound,
    VersionConflict,
)
from domain.model.accounts import Organisation, Purpose
from domain.model.history.decisions import DecisionKind
from domain.model.history.former_names import FormerName
from domain.model.institution.people import Actor, Role
from domain.use_cases.accounts.contacts import AddContact, NewContact, UpdateContact, add_contact, update_contact
from domain.use_cases.accounts.create_account import CreateAccount, create_account
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from tests.support.builders import (
    ANALYST,
    COMMERCIAL,
    HEAD,
    HELP_CENTRE,
    OFFICER,
    OTHER_REGIONAL,
    REGIONAL,
    RUT,
    a_configuration,
    a_contact,
    an_account,
)
from tests.support.cases.desk import Desk


async def test_a_business_card_becomes_a_potential_account_and_tells_what_is_missing() -> None:
    """DEF-07: any executive may register one with partial data; it is registered today at its region's office."""
    desk = Desk()
    asked = CreateAccount("  Viñas del Itata  ", {"region": "08", "email": "ventas@itata.cl"})

    done = await create_account(desk.services, HELP_CENTRE, asked)

    assert done.account.name == "Viñas del Itata"
    assert (done.account.registered_on, done.account.registered_by) == (date(2024, 9, 13), "cda")
    assert done.account.office == "OFIREG-08"
    assert done.classes.primary == "CUENTA_POTENCIAL"
    assert [m.name for m in done.classes.registration.reasons[0].missing] == ["rut", "phone", "sector"]
    assert [(c.before.registration.value, c.after.registration.value) for c in done.changes] == [
        ("NO_REGISTRADA", "CUENTA_POTENCIAL")
    ]
    assert [(d.what, d.by, d.rule) for d in desk.decisions] == [("create_account", "cda", "DEF-02")]


async def test_the_day_is_that_of_the_office() -> None:
    """AMB-52: 13 September 22:30 in Concepción is already the 14th in UTC."""
    desk = Desk()
    desk.clock.at = desk.clock.at.replace(hour=1, day=14)

    done = await create_account(desk.services, REGIONAL, CreateAccount("Empresa"))

    assert done.account.registered_on == date(2024, 9, 13)


async def test_a_rut_is_unique_and_valid() -> None:
    """AMB-63, DAT-01: the second account is told which one exists; a wrong digit is refused."""
    desk = Desk()
    first = desk.put(an_account())

    with pytest.raises(DuplicateRecord) as refused:
        await create_account(desk.services, REGIONAL, CreateAccount("Otra", {"rut": "76012345-5"}))
    assert refused.value.existing_id == first.id
    with pytest.raises(InvalidValue, match="dígito verificador"):
        await create_account(desk.services, REGIONAL, CreateAccount("Otra", {"rut": "76012345-4"}))
    assert list(desk.store.rows.accounts) == [first.id]
    assert refused.value.message.startswith("Ya existe una cuenta con RUT 76.012.345-5: ")


@pytest.mark.parametrize(
    ("actor", "fields", "allowed"),
    [
        (OFFICER, {"organisation": "INSTITUTION"}, True),
        (REGIONAL, {"organisation": "INSTITUTION"}, True),
        (HELP_CENTRE, {"organisation": "INSTITUTION"}, False),
        (COMMERCIAL, {"country": "CN"}, True),
        (REGIONAL, {"country": "CN"}, False),
        (REGIONAL, {"country": "CN", "rut": "76.012.345-5"}, True),
        (ANALYST, {}, False),
    ],
)
async def test_who_registers_what(actor: Actor, fields: dict[str, str], allowed: bool) -> None:
    """DEF-07, EXT-01, INS-01, SPC-03: an account abroad with RUT is the region's."""
    desk = Desk()
    asked = CreateAccount("Cuenta", fields)

    if allowed:
        assert (await create_account(desk.services, actor, asked)).account.version == 1
    else:
        with pytest.raises(NotAuthorised):
            await create_account(desk.services, actor, asked)
        assert desk.store.rows.accounts == {}


async def test_a_foreign_company_belongs_to_the_office_of_who_registers_it() -> None:
    """EXT-01, DEF-01."""
    desk = Desk()
    fields = {"country": "cn", "purposes": frozenset({Purpose.IMPORT})}

    done = await create_account(desk.services, COMMERCIAL, CreateAccount("Shanghai Foods", fields))

    assert (done.account.office, done.account.country) == ("OFICOM-CN-SHA", "CN")
    assert done.account.purposes == {Purpose.IMPORT}


async def test_the_same_client_key_does_not_register_twice() -> None:
    """Idempotency: the second call gives the first account; other input under the key is refused."""
    desk = Desk()
    asked = CreateAccount("Empresa", {"region": "08", "sector": "ALIMENTOS"}, client_key="k1")

    first = await create_account(desk.services, REGIONAL, asked)
    again = await create_account(
        desk.services, REGIONAL, replace(asked, fields={"sector": "ALIMENTOS", "region": "08"})
    )

    assert (again.account.id, again.repeated, again.changes) == (first.account.id, True, ())
    assert len(desk.store.rows.accounts) == 1
    with pytest.raises(InvalidValue):
        await create_account(desk.services, REGIONAL, replace(asked, name="Otra"))
    assert (await create_account(desk.services, HEAD, asked)).account.id != first.account.id


async def test_completing_the_fields_ends_the_potential_account() -> None:
    """DEF-07, AMB-40: the change of class is told with its reason."""
    desk = Desk()
    account = desk.put(an_account(phone=None))

    done = await update_account(desk.services, REGIONAL, UpdateAccount(account.id, 1, {"phone": "+56 41 1"}))

    assert (done.account.phone, done.account.version) == ("+56 41 1", 2)
    assert [(c.before.registration.value, c.after.registration.value, c.reason.rule) for c in done.changes] == [
        ("CUENTA_POTENCIAL", "EN_CAPTACION", "CAP-07")
    ]
    assert done.account.provenance["phone"].by == REGIONAL.id
    assert desk.decisions[-1].inputs == {"fields": "phone"}


async def test_only_the_given_fields_are_touched_and_none_empties() -> None:
    """SYS-01: a partial change."""
    desk = Desk()
    account = desk.put(an_account(trade_name="Del Sur"))

    done = await update_account(
        desk.services, REGIONAL, UpdateAccount(account.id, 1, {"trade_name": None, "sii_started": False})
    )

    former = (FormerName("Del Sur", date(2024, 9, 13)),)
    expected = replace(account, trade_name=None, sii_started=False, version=2, former_names=former)
    assert done.account == replace(expected, provenance=done.account.provenance)


async def test_the_second_of_two_people_to_save_is_told() -> None:
    """Nobody's change is overwritten in silence: the current account comes with the refusal."""
    desk = Desk()
    account = desk.put(an_account())
    await update_account(desk.services, REGIONAL, UpdateAccount(account.id, 1, {"phone": "1"}))

    with pytest.raises(VersionConflict) as refused:
        await update_account(desk.services, HEAD, UpdateAccount(account.id, 1, {"phone": "2"}))

    assert (refused.value.seen, refused.value.current_version) == (1, 2)
    assert refused.value.current == desk.account(account)
    assert desk.account(account).phone == "1"


async def test_a_change_that_changes_nothing_writes_nothing() -> None:
    """No new version and no decision."""
    desk = Desk()
    account = desk.put(an_account())

    done = await update_account(desk.services, REGIONAL, UpdateAccount(account.id, 1, {"region": "08"}))

    assert (done.account.version, desk.decisions) == (1, [])


async def test_a_new_region_moves_the_account_and_records_it() -> None:
    """RTE-04: a change of region re-routes; an account put with another office on purpose stays there."""
    desk = Desk()
    moved = desk.put(an_account())
    kept = desk.put(an_account(rut=None, office="CENTRAL"))

    done = await update_account(desk.services, REGIONAL, UpdateAccount(moved.id, 1, {"region": "15"}))
    assert done.account.office == "OFIREG-15"
    trace = desk.decisions[-1]
    assert (trace.kind, trace.rule, trace.inputs) == (
        DecisionKind.TRACE,
        "RTE-04",
        {"region_before": "08", "region_after": "15"},
    )
    stayed = await update_account(desk.services, OFFICER_CENTRAL, UpdateAccount(kept.id, 1, {"region": "15"}))
    assert stayed.account.office == "CENTRAL"


OFFICER_CENTRAL = Actor("olga", "Olga", Role.SECTOR_OFFICER, "CENTRAL")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"sector": "NADA"}, "sector"),
        ({"region": "17"}, "region"),
        ({"country": "XX"}, "country"),
        ({"email": "sin-arroba"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"office": "OFIREG-99"}, "office"),
        ({"organisation": "CLUB"}, "organisation"),
        ({"sii_started": "si"}, "sii_started"),
        ({"sii_started_on": "ayer"}, "sii_started_on"),
        ({"regional_executive": "x"}, "regional_executive"),
        ({"name": "n" * 401}, "name"),
    ],
)
async def test_a_value_that_does_not_exist_is_refused_with_its_field(fields: dict[str, str], field: str) -> None:
    """DEF-03, RTE-04, SYS-04: nothing is written."""
    desk = Desk()
    account = desk.put(an_account())

    with pytest.raises(InvalidValue) as refused:
        await update_account(desk.services, REGIONAL, UpdateAccount(account.id, 1, fields))

    assert refused.value.field == (field,)
    assert desk.account(account) == account


async def test_a_name_cannot_be_emptied() -> None:
    """DAT-07."""
    desk = Desk()
    account = desk.put(an_account())

    with pytest.raises(MissingData):
        await update_account(desk.services, REGIONAL, UpdateAccount(account.id, 1, {"name": "  "}))


async def test_an_account_keeps_its_rut_to_itself() -> None:
    """AMB-63: the RUT of another account is refused, its own is not."""
    desk = Desk()
    desk.put(an_account())
    other = desk.put(an_account(rut=None))

    with pytest.raises(DuplicateRecord):
        await update_account(desk.services, REGIONAL, UpdateAccount(other.id, 1, {"rut": str(RUT)}))


async def test_another_region_is_refused_and_a_company_writes_contact_data_only() -> None:
    """RTE-04, CAP-04."""
    desk = Desk()
    account = desk.put(an_account())
    company = Actor("rosa", "Rosa", Role.COMPANY, account_id=account.id)

    with pytest.raises(NotAuthorised):
        await update_account(desk.services, OTHER_REGIONAL, UpdateAccount(account.id, 1, {"phone": "1"}))
    with pytest.raises(NotAuthorised):
        await update_account(desk.services, company, UpdateAccount(account.id, 1, {"sector": "MINERIA"}))
    done = await update_account(desk.services, company, UpdateAccount(account.id, 1, {"phone": "1"}))
    assert done.account.phone == "1"


async def test_an_account_that_is_not_there_is_said_so() -> None:
    """RecordNotFound names what was looked for."""
    with pytest.raises(RecordNotFound, match="una cuenta con clave nada"):
        await update_account(Desk().services, REGIONAL, UpdateAccount("nada", 1, {}))


async def test_a_new_main_contact_completes_the_contact_data() -> None:
    """DEF-03 (a), DAT-07: the class changes with the contact; the old main contact loses the mark."""
    desk = Desk(configuration=a_configuration(mandatory=("main_contact",)))
    account = an_account()
    account = desk.put(replace(account, contacts=(a_contact(account, email=None),)))

    done = await add_contact(
        desk.services, REGIONAL, AddContact(account.id, NewContact("Luz", email=" luz@x.cl ", is_main=True))
    )

    assert (done.contact.email, done.contact.is_main) == ("luz@x.cl", True)
    assert [c.is_main for c in done.account.contacts] == [False, True]
    assert [c.after.registration.value for c in done.changes] == ["EN_CAPTACION"]


async def test_a_contact_is_changed_by_field_and_by_version() -> None:
    """The seen version guards the contact; only name, position, e-mail, phone and marks change."""
    desk = Desk()
    account = an_account()
    contact = a_contact(account)
    desk.put(replace(account, contacts=(contact,)))

    done = await update_contact(
        desk.services, REGIONAL, UpdateContact(account.id, contact.id, 1, {"phone": "1", "email": None})
    )
    assert (done.contact.phone, done.contact.email, done.contact.version) == ("1", None, 2)
    with pytest.raises(VersionConflict):
        await update_contact(desk.services, REGIONAL, UpdateContact(account.id, contact.id, 1, {"phone": "2"}))
    with pytest.raises(InvalidValue):
        await update_contact(desk.services, REGIONAL, UpdateContact(account.id, contact.id, 2, {"id": "x"}))
    with pytest.raises(MissingData):
        await update_contact(desk.services, REGIONAL, UpdateContact(account.id, contact.id, 2, {"name": ""}))


async def test_repeating_a_contact_does_not_add_another() -> None:
    """Idempotency by client key."""
    desk = Desk()
    account = desk.put(an_account())
    asked = AddContact(account.id, NewContact("Luz"), client_key="k")

    first = await add_contact(desk.services, REGIONAL, asked)
    again = await add_contact(desk.services, REGIONAL, asked)

    assert (again.contact.id, again.repeated) == (first.contact.id, True)
    assert len(desk.account(account).contacts) == 1


async def test_an_institution_by_enum_or_text() -> None:
    """INS-01: enumerations may come as text or as themselves."""
    desk = Desk()
    fields = {"organisation": Organisation.INSTITUTION}

    done = await create_account(desk.services, OFFICER, CreateAccount("Gremio", fields))

    assert done.classes.primary == "INSTITUCION"
