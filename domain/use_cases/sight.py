"""Of which accounts a reader may know ("lo que alcanza a ver"): what every bound read asks (COM-02)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.model.institution.people import Actor
from domain.protocol.access.permissions import accounts_of, sees_account, sees_all

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Sight:
    """Of which accounts the reader may know."""

    reader: Actor

    def seen(self, account_ids: Sequence[str]) -> list[str]:
        """Those of them that it sees."""
        return [each for each in account_ids if sees_account(self.reader, each)]

    def among(self, account_ids: frozenset[str] | None) -> frozenset[str] | None:
        """The accounts of a list: those asked for that it sees; None: all."""
        if sees_all(self.reader):
            return account_ids
        own = accounts_of(self.reader)
        return own if account_ids is None else own & account_ids

    def of(self, account_id: str | None) -> bool:
        """Whether it sees a record of that account; one of no account is for who sees all."""
        return sees_all(self.reader) if account_id is None else sees_account(self.reader, account_id)

    def keep(self, found: Mapping[str, _Found], account_of: Callable[[_Found], str | None]) -> Mapping[str, _Found]:
        """Those of *found* that it sees, by the account that each is of."""
        return {key: each for key, each in found.items() if self.of(account_of(each))}
