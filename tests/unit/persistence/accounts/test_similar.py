"""Accounts worth comparing, out of the search index of both databases (AMB-63)."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from sqlalchemy import text, update

from domain.exchange.similarity import Profile, SimilarityKind, clues, most_similar
from domain.model.accounts import Account
from domain.model.rut import Rut
from persistence.accounts.similar import EACH
from persistence.bulk import load_accounts
from persistence.database import Database
from persistence.migrations import configuration
from persistence.reading import SqlReadModel
from persistence.tables import account as account_table
from tests.support.builders import an_account


def registered(name: str, **fields: Any) -> Account:
    """Without RUT nor anything to compare but what is said."""
    return an_account(**{"name": name, "rut": None, "phone": None, "email": None, "website": None, **fields})


ROSALES = registered("Exportadora Frutas Rosales SpA", email="ventas@frutasrosales.cl")
BY_SITE = registered("Inversiones Los Canelos", website="https://www.frutasrosales.cl/contacto")
BY_PHONE = registered("Packing Tres Esquinas", phone="(41) 222 3333")
BY_TRADE_NAME = registered("Inmobiliaria Norte Grande", trade_name="Frutas Rosales")
WITH_RUT = registered("FRUTAS ROSALES EXPORTADORA LTDA.", rut=Rut.parse("76.012.345-5"))
CHINESE = registered("上海果品有限公司", country="CN", email="li@qq.com")
MANY = tuple(registered(f"Exportadora Número {number}") for number in range(2 * EACH))
OTHERS = (*MANY, ROSALES, BY_SITE, BY_PHONE, BY_TRADE_NAME, WITH_RUT, CHINESE)


@pytest.fixture
async def read(database: Database) -> SqlReadModel:
    """Reads them."""
    await load_accounts(database, [(each, []) for each in OTHERS])
    return SqlReadModel(database)


async def found(read: SqlReadModel, told: Profile) -> dict[str, tuple[SimilarityKind, ...]]:
    """The ids that are proposed, in order, with the kinds of reason."""
    rows = (await read.worth_comparing({"": clues(told)}))[""]
    assert len({row.id for row in rows}) == len(rows)
    return {row.id: tuple(reason.kind for reason in why.reasons) for row, why in most_similar(told, rows)}


async def test_each_datum_finds_who_has_it(read: SqlReadModel) -> None:
    """AMB-63: name, trade name, e-mail, website and telephone, however they are written."""
    name = await found(read, Profile("Exportadora de Frutas Rosáles Limitada", country="CL"))
    assert list(name)[:2] == sorted([ROSALES.id, WITH_RUT.id])
    assert set(name) == {ROSALES.id, WITH_RUT.id, BY_TRADE_NAME.id}

    site = await found(read, Profile(website="http://frutasrosales.cl"))
    assert site == {BY_SITE.id: (SimilarityKind.SAME_WEBSITE,), ROSALES.id: (SimilarityKind.EMAIL_OF_WEBSITE,)}

    mail = await found(read, Profile(email="gerencia@frutasrosales.cl"))
    assert mail == {ROSALES.id: (SimilarityKind.SAME_EMAIL_DOMAIN,), BY_SITE.id: (SimilarityKind.EMAIL_OF_WEBSITE,)}

    assert list(await found(read, Profile(phone="+56 41 2223333"))) == [BY_PHONE.id]
    assert list(await found(read, Profile("上海果品有限公司", country="CN"))) == [CHINESE.id]
    assert await found(read, Profile(email="zhang@qq.com")) == {}


async def test_a_common_word_gives_few_and_a_telling_one_is_not_lost(read: SqlReadModel) -> None:
    """The cost depends on the clues, never on how many accounts have a common word."""
    rows = (await read.worth_comparing({"": [("exporta",)]}))[""]
    assert len(rows) == EACH
    assert list(await found(read, Profile("Exportadora Rosales Frutas"))) == [
        *sorted([ROSALES.id, WITH_RUT.id]),
        BY_TRADE_NAME.id,
    ]


async def test_many_are_asked_about_in_one_statement(read: SqlReadModel, database: Database) -> None:
    """A page of accounts costs one statement; nothing asked, none."""
    with database.watch() as seen:
        rows = await read.worth_comparing({each.id: clues(each) for each in OTHERS[-6:]})
        assert await read.worth_comparing({"nothing": []}) == {"nothing": []}
    assert len(seen) == 1
    assert {ROSALES.id, WITH_RUT.id, BY_TRADE_NAME.id, BY_SITE.id} <= {row.id for row in rows[ROSALES.id]}


@pytest.mark.parametrize("odd", ['"; DROP', "%", "_", "'", "\\", "☎", "AND", "NEAR(a b)", "100% real_ly"])
async def test_no_text_breaks_the_question(read: SqlReadModel, odd: str) -> None:
    """What people type is never read as SQL, nor as the language of an index."""
    told = Profile(f"{odd} {odd}x", email=f"{odd.replace(' ', '')}@{odd.replace(' ', '')}.cl", website=odd, phone=odd)
    await found(read, told)


async def test_accounts_of_before_are_found_too(database: Database) -> None:
    """The migration adds the words of website and telephone to what was loaded earlier."""
    account = registered("Viña Sur", website="www.vina-sur.cl", phone="+56 9 8765 4321")
    await load_accounts(database, [(account, [])])
    async with database.begin() as tx:
        written = (await tx.execute(text("SELECT search FROM account"))).scalar_one()
        await tx.execute(update(account_table).values(search=" vina sur alimentos "))
        await tx.run_sync(lambda connection: command.downgrade(configuration(connection), "0007"))
        await tx.run_sync(lambda connection: command.upgrade(configuration(connection), "head"))
        again = (await tx.execute(text("SELECT search FROM account"))).scalar_one()
    assert sorted(again.split()) == sorted(written.split())
    read = SqlReadModel(database)
    assert list(await found(read, Profile(website="vina-sur.cl"))) == [account.id]
