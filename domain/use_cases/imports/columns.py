"""The columns of a table of history, and what a row asks for; each column by its name or as a person calls it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.errors import InvalidValue, MissingData
from domain.model.account_fields import ACCOUNT_FIELDS, AccountField, FieldKind
from domain.model.accounts import Purpose
from domain.model.institution.channels import PointOfContact
from domain.model.institution.days import day_written
from domain.use_cases.accounts.contacts import AddContact, NewContact
from domain.use_cases.accounts.create_account import CreateAccount
from domain.use_cases.actions.register_action import RegisterAction
from domain.use_cases.checks import FieldInput
from domain.use_cases.imports.table import Table

Texts = Mapping[str, str]
"""A row: text by column, without empty ones."""


ANYWAY: Final = "create_anyway"
"""Column of an account that is another one than those it looks like: "sí" creates it (AMB-63)."""

_CONTACT: Final = {
    "rut": "RUT de la cuenta",
    "name": "nombre",
    "position": "cargo",
    "email": "correo electrónico",
    "phone": "teléfono",
    "is_main": "contacto principal",
}
_ACTION: Final = {
    "rut": "RUT de la cuenta",
    "type": "tipo de acción",
    "title": "título",
    "started_on": "inicio",
    "ended_on": "término",
    "market": "mercado",
    "office": "oficina",
    "point_of_contact": "punto de contacto",
    "topic": "tema",
    "product": "producto o servicio",
    "notes": "notas",
}
_FIELDS: Final[Mapping[str, AccountField]] = {field.name: field for field in ACCOUNT_FIELDS if field.editable}
COLUMNS: Final[Mapping[Table, Mapping[str, str]]] = {
    Table.ACCOUNTS: {**{name: field.es for name, field in _FIELDS.items()}, ANYWAY: "crear aunque se parezca"},
    Table.CONTACTS: _CONTACT,
    Table.ACTIONS: _ACTION,
}
"""Name of each column, with how a person calls it; a heading may be either."""

_YES: Final = frozenset({"sí", "si", "yes", "true", "1", "x"})
_NO: Final = frozenset({"no", "false", "0"})


def texts_of(table: Table, row: Mapping[str, object] | None) -> Texts:
    """
    The row by the names of its columns.

    Raises:
        InvalidValue: It is no row of the table, or has a column that nobody knows.
    """
    known = {**{label.lower(): name for name, label in COLUMNS[table].items()}, **{n: n for n in COLUMNS[table]}}
    if row is None:
        raise InvalidValue("La fila no calza con los encabezados: revise que no le sobren celdas.")
    found: dict[str, str] = {}
    for heading, value in row.items():
        text = str(value).strip() if value is not None else ""
        name = known.get(heading.strip().lower())
        if name is None and text:
            raise InvalidValue(f"Columna desconocida: «{heading}». Se conocen: {', '.join(COLUMNS[table])}.")
        if name is not None and text:
            found[name] = text
    return found


def account_of(texts: Texts, key: str) -> CreateAccount:
    """The account that a row asks for. Raises InvalidValue: a text that is no value of its field."""
    given = {name: text for name, text in texts.items() if name not in {"name", ANYWAY}}
    fields = {name: _field(_FIELDS[name], text) for name, text in given.items()}
    return CreateAccount(texts.get("name", ""), fields, client_key=key)


def contact_of(texts: Texts, account_id: str, key: str) -> AddContact:
    """The contact that a row asks for. Raises InvalidValue, as `account_of`."""
    is_main = "is_main" in texts and yes_or_no(texts["is_main"], "is_main")
    contact = NewContact(
        texts.get("name", ""), texts.get("position"), texts.get("email"), texts.get("phone"), is_main=is_main
    )
    return AddContact(account_id, contact, key)


def action_of(texts: Texts, account_id: str, key: str) -> RegisterAction:
    """The action that a row asks for; of one day when it has one. Raises InvalidValue, MissingData."""
    missing = [name for name in ("type", "ended_on") if name not in texts]
    if missing:
        labels = ", ".join(_ACTION[name] for name in missing)
        raise MissingData(f"Falta {labels}.", missing=missing, rule="ATN-05", field=(missing[0],))
    ended_on = _day(texts["ended_on"], "ended_on")
    return RegisterAction(
        account_id=account_id,
        type=texts["type"].upper(),
        title=texts.get("title", ""),
        started_on=_day(texts["started_on"], "started_on") if "started_on" in texts else ended_on,
        ended_on=ended_on,
        market=texts.get("market"),
        office=texts.get("office"),
        point_of_contact=_point(texts["point_of_contact"]) if "point_of_contact" in texts else None,
        topic=texts.get("topic"),
        product=texts.get("product"),
        notes=texts.get("notes"),
        client_key=key,
    )


def yes_or_no(text: str, field: str) -> bool:
    """Raises InvalidValue for anything but yes and no, as people write them."""
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise InvalidValue(f"«{text}» no es sí ni no.", field=(field,))


def _field(field: AccountField, text: str) -> FieldInput:
    match field.kind:
        case FieldKind.YES_NO:
            return yes_or_no(text, field.name)
        case FieldKind.DAY:
            return _day(text, field.name)
        case FieldKind.PURPOSES:
            named = [each.strip().upper() for each in text.split(",")]
            unknown = [each for each in named if each not in Purpose.__members__]
            if unknown:
                told = f"«{unknown[0]}» no es un propósito: use {', '.join(Purpose)}."
                raise InvalidValue(told, rule="DEF-01", field=(field.name,))
            return frozenset(Purpose(each) for each in named)
        case FieldKind.ORGANISATION | FieldKind.PERSON_TYPE | FieldKind.TAX_CATEGORY:
            return text.upper()
        case _:
            return text


def _day(text: str, field: str) -> date:
    try:
        return day_written(text)
    except ValueError as wrong:
        raise InvalidValue(str(wrong), field=(field,)) from None


def _point(text: str) -> PointOfContact:
    if text.upper() not in PointOfContact.__members__:
        raise InvalidValue(
            f"«{text}» no es un punto de contacto: use {', '.join(PointOfContact)}.",
            rule="CHN-01",
            field=("point_of_contact",),
        )
    return PointOfContact(text.upper())
