"""By which names an account went before, and what its fields were (POL-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.model.accounts import Purpose
from domain.model.exchange.crm_records import RecordKind
from domain.model.history.field_changes import Author, field_changes
from domain.model.history.former_names import FormerName, with_names_of, without_names_of
from domain.model.rut import Rut
from domain.model.standing import remembering
from tests.support.builders import a_contact, an_account, at

MONDAY, TUESDAY = date(2024, 9, 16), date(2024, 9, 17)
HER = Author("atencion", "ana.rojas", "REGIONAL_EXECUTIVE", at(MONDAY, 12))


def test_a_name_that_was_given_up_is_kept_with_its_day() -> None:
    """POL-07: the name and the trade name, each on the day on which it was given up."""
    first = an_account(name="Pesquera Ñuble Ltda.", trade_name="Ñublemar")
    second = remembering(first, replace(first, name="Conservas del Sur SpA"), MONDAY)
    third = remembering(second, replace(second, trade_name=None), TUESDAY)

    assert third.former_names == (FormerName("Pesquera Ñuble Ltda.", MONDAY), FormerName("Ñublemar", TUESDAY))


def test_a_name_that_is_borne_again_is_no_former_one() -> None:
    """POL-07: there and back; the other one stays."""
    first = an_account(name="Pesquera Ñuble", trade_name=None)
    second = remembering(first, replace(first, name="Conservas"), MONDAY)
    back = remembering(second, replace(second, name="Pesquera Ñuble"), TUESDAY)

    assert back.former_names == (FormerName("Conservas", TUESDAY),)


def test_another_spelling_is_no_other_name() -> None:
    """POL-07: capitals, accents and dots make no former name; another word does."""
    first = an_account(name="pesquera nuble, ltda", trade_name=None)
    assert remembering(first, replace(first, name="Pesquera Ñuble Ltda."), MONDAY).former_names == ()
    assert remembering(first, replace(first, name="Pesquera Ñuble SpA"), MONDAY).former_names != ()


def test_joined_accounts_lend_their_names_until_they_are_separated() -> None:
    """AMB-63: also those that they had before; to join again adds nothing, another's stay."""
    gone = an_account(name="Mar Azul", trade_name="Azulmar", former_names=(FormerName("Mar Verde", MONDAY),))
    own = FormerName("Pesquera Ñuble", MONDAY)
    kept = an_account(name="Conservas", trade_name="AZULMAR", former_names=(own,))

    joined = replace(kept, former_names=with_names_of(gone, kept, TUESDAY))
    assert joined.former_names == (
        own,
        FormerName("Mar Verde", MONDAY, gone.id),
        FormerName("Mar Azul", TUESDAY, gone.id),
    )
    assert with_names_of(gone, joined, TUESDAY) == joined.former_names
    assert without_names_of(gone, joined) == (own,)


def test_each_changed_field_is_told_before_and_after() -> None:
    """POL-07: text, RUT, day, yes or no, choices, several at once; what did not change is not told."""
    before = an_account(rut=None, sii_started=None, region="08", phone="+56412345678")
    after = replace(
        before,
        rut=Rut.parse("76.354.771-K"),
        sii_started=True,
        sii_started_on=date(2020, 3, 1),
        purposes=frozenset({Purpose.INVEST, Purpose.IMPORT}),
        phone="",
        active=False,
    )
    told = [(each.field, each.before, each.after) for each in field_changes(before, after, HER)]
    assert told == [
        ("rut", None, "76.354.771-K"),
        ("phone", "+56412345678", None),
        ("sii_started", None, "sí"),
        ("sii_started_on", None, "2020-03-01"),
        ("purposes", None, "IMPORT, INVEST"),
        ("active", "sí", "no"),
    ]


def test_a_contact_is_told_under_its_account() -> None:
    """POL-07: its own fields, by its own key."""
    account = an_account()
    contact = a_contact(account)
    (told,) = field_changes(contact, replace(contact, email="r.diaz@conservas.cl", version=2), HER)
    assert (told.account_id, told.kind, told.key) == (account.id, RecordKind.CONTACT, contact.id)
    assert (told.field, told.before, told.after) == ("email", "rosa@conservas.cl", "r.diaz@conservas.cl")
