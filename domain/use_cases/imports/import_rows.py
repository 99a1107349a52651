"""Bring in a table of history row by row, each by the use case that a person would call (DEF-07, DAT-07, ATN-05)."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace

from domain.errors import InvalidValue, MissingData, ProtocolError, RecordError, RecordNotFound
from domain.exchange.similarity import Profile as Described
from domain.exchange.similarity import clues, most_similar
from domain.model.accounts import Account
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from domain.model.worded import Worded
from domain.ports.reading import ReadModel
from domain.ports.store import Transactions, UnitOfWork
from domain.use_cases.accounts.contacts import add_contact
from domain.use_cases.accounts.create_account import CreateAccount, create_account
from domain.use_cases.accounts.update_account import UpdateAccount, update_account
from domain.use_cases.actions.register_action import register_action
from domain.use_cases.cases.load_situation import CaseServices
from domain.use_cases.imports.columns import (
    ANYWAY,
    Texts,
    account_of,
    action_of,
    contact_of,
    texts_of,
    yes_or_no,
)
from domain.use_cases.imports.filling import beside
from domain.use_cases.imports.table import Table


class ImportResult(Worded):
    """What came of a row."""

    CREATED = "CREATED", "Creado."
    JOINED = "JOINED", "Ya estaba: se unió a lo que había, sin cambiarlo."
    FILLED = "FILLED", "Ya estaba: se completó lo que le faltaba."
    DIFFERENT = "DIFFERENT", "Ya estaba, con otros datos: una persona decide."
    PROPOSED = "PROPOSED", "Puede ser un duplicado: una persona decide."
    REFUSED = "REFUSED", "Rechazado, con el motivo."


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """
    What came of a row.

    Attributes:
        place: Where the row is ("fila 7").
        what: Name or title, to know it again; empty: it has none.
        why: In Spanish; empty: it was created. Of one that was there, what was filled and what differs.
        record_id: Of what was created or joined; None: nothing, or a dry run.
        rule: That refused it; None: none did, or none is about it.
    """

    place: str
    result: ImportResult
    what: str = ""
    why: str = ""
    record_id: str | None = None
    rule: str | None = None


class _Rehearsed(Exception):
    """All of it would have been written."""


def rehearsing(transactions: Transactions) -> Transactions:
    """The same units of work, of which nothing stays: whatever a use case refuses, it refuses as it would."""

    @contextlib.asynccontextmanager
    async def begin(actor: Actor) -> AsyncIterator[UnitOfWork]:
        with contextlib.suppress(_Rehearsed):
            async with transactions(actor) as work:
                yield work
                raise _Rehearsed

    def opened(actor: Actor) -> AbstractAsyncContextManager[UnitOfWork]:
        return begin(actor)

    return opened


@dataclass(slots=True)
class Importing:
    """
    A table being brought in on behalf of a person of ProChile, by whose role and reach each row is judged.

    A row that was brought in before, word for word, is not brought in again: what was cut goes on by importing the same
    file. What is written is queued for the CRM in the same transaction, as by any use case. An account that is there
    gets what it lacks; what it has stays, and where the file says otherwise a person decides.

    Attributes:
        dry_run: Every row is judged and nothing is written.
    """

    services: CaseServices
    reads: ReadModel
    actor: Actor
    table: Table
    dry_run: bool = False
    _rehearsed: dict[str, Account] = field(default_factory=dict)
    """In a dry run: the accounts as the rows so far would have left them, by RUT."""

    def __post_init__(self) -> None:
        """In a dry run nothing stays."""
        if self.dry_run:
            core = replace(self.services.core, transactions=rehearsing(self.services.core.transactions))
            self.services = replace(self.services, core=core)

    async def row(self, place: str, row: Mapping[str, object] | None) -> RowOutcome:
        """What comes of one row; nothing that is wrong with it holds up the next."""
        what = ""
        try:
            texts = texts_of(self.table, row)
            what = texts.get("name") or texts.get("title") or ""
            outcome = await (self._account(texts) if self.table is Table.ACCOUNTS else self._of_account(texts))
            return replace(outcome, place=place, what=what)
        except ProtocolError as refused:
            return RowOutcome(place, ImportResult.REFUSED, what, refused.message, rule=refused.rule)
        except RecordError as refused:
            return RowOutcome(place, ImportResult.REFUSED, what, refused.message)

    async def _account(self, texts: Texts) -> RowOutcome:
        asked = account_of(texts, self._key(texts))
        rut = Rut.parse(texts["rut"]).compact if "rut" in texts else None
        existing = None if rut is None else await self._with_rut(rut)
        if existing is not None:
            return await self._join(existing, asked)
        if not (ANYWAY in texts and yes_or_no(texts[ANYWAY], ANYWAY)):
            alike = await self._alike(texts, rut)
            if alike is not None:
                return alike
        done = await create_account(self.services.core, self.actor, asked)
        self._keep(done.account)
        return self._made(done.account.id, repeated=done.repeated)

    async def _join(self, account: Account, asked: CreateAccount) -> RowOutcome:
        """
        The account that is there gets what it lacks; what it has stays.

        Source: AMB-63, POL-07.
        """
        found = beside(account, {"name": asked.name, **asked.fields}, self.services.core.configuration())
        told = [*found.differences]
        result = ImportResult.DIFFERENT if told else ImportResult.JOINED
        if found.lacking:
            if account.id not in {each.id for each in self._rehearsed.values()}:
                key = f"{asked.client_key}:{account.version}"
                change = UpdateAccount(account.id, account.version, found.lacking, client_key=key)
                await update_account(self.services.core, self.actor, change)
            self._keep(found.filled)
            told.insert(0, f"Se completó: {found.lacking_es}.")
            result = result if found.differences else ImportResult.FILLED
        why = " ".join(["Ya hay una cuenta con ese RUT.", *told])
        return RowOutcome("", result, why=why, record_id=account.id)

    def _keep(self, account: Account) -> None:
        """Of a dry run, for the rows to come."""
        if self.dry_run and account.rut is not None:
            self._rehearsed[account.rut.compact] = account

    async def _alike(self, texts: Texts, rut: str | None) -> RowOutcome | None:
        """The row as a proposal, when an account looks like it; one that this row itself made is not asked about."""
        if await self._is_known(texts):
            return None
        described = Described(
            name=texts.get("name", ""),
            trade_name=texts.get("trade_name"),
            country=(texts.get("country") or "CL").upper(),
            email=texts.get("email"),
            website=texts.get("website"),
            phone=texts.get("phone"),
            rut=rut,
        )
        worth = await self.reads.worth_comparing({"row": clues(described)})
        found = most_similar(described, worth["row"])
        if not found:
            return None
        other, similarity = found[0]
        reasons = " ".join(reason.text for reason in similarity.reasons)
        why = f"Se parece a «{other.name}». {reasons} Si es otra, ponga «sí» en la columna {ANYWAY}."
        return RowOutcome("", ImportResult.PROPOSED, why=why, record_id=other.id)

    async def _is_known(self, texts: Texts) -> bool:
        """Whether this very row was brought in before."""
        key = self._key(texts)
        async with self.services.core.transactions(self.actor) as work:
            try:
                return await work.idempotency.recall(key, "create_account", "") is not None
            except InvalidValue:  # it is there, of this row's own input
                return True

    async def _of_account(self, texts: Texts) -> RowOutcome:
        """A contact or an action, of the account that has its RUT."""
        if "rut" not in texts:
            raise MissingData("Falta el RUT de la cuenta.", missing=("rut",), rule="DAT-01", field=("rut",))
        rut = Rut.parse(texts["rut"])
        account = await self._with_rut(rut.compact)
        if account is None:
            raise RecordNotFound("una cuenta", str(rut))
        account_id = account.id
        key = self._key(texts)
        if self.table is Table.CONTACTS:
            made = await add_contact(self.services.core, self.actor, contact_of(texts, account_id, key))
            return self._made(made.contact.id, repeated=made.repeated)
        done = await register_action(self.services, self.actor, action_of(texts, account_id, key))
        return self._made(done.action.id, repeated=done.repeated)

    async def _with_rut(self, rut: str) -> Account | None:
        if self.table is Table.ACCOUNTS and rut in self._rehearsed:
            return self._rehearsed[rut]
        async with self.services.core.transactions(self.actor) as work:
            return await work.accounts.by_rut(Rut(rut))

    def _made(self, record_id: str, *, repeated: bool) -> RowOutcome:
        if repeated:
            return RowOutcome("", ImportResult.JOINED, why="Esta misma fila ya se había traído.", record_id=record_id)
        return RowOutcome("", ImportResult.CREATED, record_id=None if self.dry_run else record_id)

    def _key(self, texts: Texts) -> str:
        """The same for the same row, whatever its place: the client key of its use case."""
        said = repr((self.table.value, sorted((name, text) for name, text in texts.items() if name != ANYWAY)))
        return f"import:{hashlib.sha256(said.encode()).hexdigest()[:40]}"
