"""What a row of history brings to an account that is there: what it lacks, and where the two differ (AMB-63)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain.model.account_fields import ACCOUNT_FIELDS
from domain.model.accounts import Account, PersonType
from domain.model.institution.configuration import ProtocolConfiguration
from domain.protocol.classes.reference_day import FIELD_LABELS
from domain.protocol.engine.data import value_es
from domain.use_cases.checks import FieldInput, checked_fields


@dataclass(frozen=True, slots=True)
class Beside:
    """
    A row beside the account that has its RUT.

    Attributes:
        lacking: Fields of the row that the account does not have, as they came.
        filled: The account with them.
        differences: Of each field that both have and not alike, a sentence: what is here and what the file says.
    """

    lacking: Mapping[str, FieldInput]
    filled: Account
    differences: tuple[str, ...]

    @property
    def lacking_es(self) -> str:
        """Names of what it lacks, in Spanish."""
        return ", ".join(FIELD_LABELS[name] for name in self.lacking)


def beside(account: Account, fields: Mapping[str, FieldInput], config: ProtocolConfiguration) -> Beside:
    """
    The row's fields beside those of *account*; nothing that is here gives way to a file.

    Raises:
        InvalidValue, MissingData, Mistakes: A field of the row is not of its kind.

    Source: AMB-63, POL-07.
    """
    checked = {name: value for name, value in checked_fields(fields, config).items() if value is not None}
    lacking = {name: fields[name] for name in checked if not account.has(name)}
    filled = replace(account, **{name: checked[name] for name in lacking})  # type: ignore[arg-type]  # read by field
    both = [name for name in checked if name not in lacking and getattr(account, name) != checked[name]]
    return Beside(lacking, filled, tuple(_difference(account, name, checked[name]) for name in both))


def _difference(account: Account, name: str, theirs: object) -> str:
    is_personal = account.person_type is PersonType.NATURAL and name in _PERSONAL
    ours = "otro (dato personal: véalo en su ficha)" if is_personal else f"«{_words(getattr(account, name))}»"
    return f"{FIELD_LABELS[name].capitalize()}: aquí {ours}, en el archivo «{_words(theirs)}»."


def _words(value: object) -> str:
    match value:
        case bool() | date():
            return value_es(None, value)
        case frozenset():
            return ", ".join(sorted(str(each) for each in value))
        case _:
            return str(value)


_PERSONAL = frozenset(field.name for field in ACCOUNT_FIELDS if field.personal is not None)
