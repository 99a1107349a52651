"""
Domain records as the flat values that cross to the CRM, and back.

`account_values`, `contact_values` and `action_values` project a record onto `SYNCED_FIELDS` of its kind;
`apply_*_values` write what the CRM says into a record, and `*_born_in_crm` builds the record that the CRM created.
Mirrored dated facts are added, never rewritten: the CRM's new value becomes a new `Fact` with source "crm".
What the CRM says and the domain cannot hold is named by `refused_values`; callers leave those fields out.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Final, TypeVar
from unicodedata import category

from domain.errors import InvalidValue
from domain.exchange.facts import CRM_AUTHOR as CRM_AUTHOR  # others know it from here
from domain.exchange.facts import MIRRORED, MIRRORS, day_of, mirrored, new_fact, refused_facts
from domain.exchange.held import (
    COUNTRY_CODES,
    ENUMS,
    NEEDED,
    Values,
    annulment_of,
    canonical,
    confirmation_of,
    given,
    held,
    needed_text,
    optional_text,
    writable_values,
)
from domain.model.account_fields import ACCOUNT_FIELDS
from domain.model.accounts import (
    Account,
    Contact,
    Fact,
    Provenance,
)
from domain.model.exchange.crm_records import SYNCED_FIELDS, CrmRecord, RecordKind, Scalar
from domain.model.history.actions import LONGEST_PRODUCT, Action
from domain.model.institution.people import Role
from domain.model.places.regions import REGIONS
from domain.model.rut import Rut

Record = Account | Contact | Action
_Some = TypeVar("_Some", Account, Contact, Action)

_FIELDS: Final = {kind: tuple(each.name for each in fields(kind)) for kind in (Account, Contact, Action)}
_READ: Final = {kind: attrgetter(*names) for kind, names in _FIELDS.items()}

TYPES: Final = {kind: {f.name: f.type for f in fields} for kind, fields in SYNCED_FIELDS.items()}
FROM_TEXT: Final[Mapping[type, Callable[[str], date]]] = {date: date.fromisoformat, datetime: datetime.fromisoformat}
DATED: Final = {
    kind: tuple((f.name, FROM_TEXT[f.type]) for f in fields if f.type in FROM_TEXT)
    for kind, fields in SYNCED_FIELDS.items()
}


_CODES: Final[Mapping[str, Container[object]]] = {
    "region": frozenset(region.cut for region in REGIONS),
}
_LONGEST: Final = {
    "office": 32,
    "corrects": 36,
    "cause": 16,
    "topic": 40,
    "product": LONGEST_PRODUCT,
    **{field.name: field.longest for field in ACCOUNT_FIELDS if field.longest is not None},
}
"""Codes, ids and short names, which are never long."""
_PLAIN: Final = {
    kind: {
        name: each for name, each in types.items() if name not in {*ENUMS, *_CODES, *COUNTRY_CODES, *_LONGEST, "rut"}
    }
    for kind, types in TYPES.items()
}
"""Fields that hold any value of their type."""
_ENUM_VALUES: Final = {name: frozenset(member.value for member in members) for name, members in ENUMS.items()}
_NO_FACTS: Final[Values] = {name: None for mirror in MIRRORS for name in mirror.fields}
_EMPTY_ACTION: Final[Values] = dict.fromkeys((f.name for f in SYNCED_FIELDS[RecordKind.ACTION]), None)


def account_values(account: Account) -> dict[str, Scalar]:
    """Every synced field of the account; the latest dated fact of each mirrored kind; empty text is None."""
    values: dict[str, Scalar] = {
        "name": account.name,
        "trade_name": account.trade_name or None,
        "rut": account.rut.compact if account.rut else None,
        "organisation": account.organisation.value,
        "person_type": account.person_type.value,
        "country": account.country,
        "region": account.region or None,
        "commune": account.commune or None,
        "address": account.address or None,
        "phone": account.phone or None,
        "email": account.email or None,
        "website": account.website or None,
        "sector": account.sector or None,
        "company_size": account.company_size or None,
        "sii_started": account.sii_started,
        "sii_started_on": account.sii_started_on,
        "tax_category": account.tax_category.value if account.tax_category else None,
        "chilean_capital": account.chilean_capital,
        "led_by_chileans": account.led_by_chileans,
        "sells_national": account.sells_national,
        "active": account.active,
        "office": account.office or None,
        "regional_executive": account.regional_executive or None,
        "commercial_executive": account.commercial_executive or None,
        "registered_on": account.registered_on,
    }
    values.update(_NO_FACTS)
    if account.facts:
        latest = {fact.kind: fact for fact in account.facts}
        for mirror in MIRRORS:
            if mirror.kind in latest:
                values.update(mirrored(mirror, latest[mirror.kind]))
    return values


def contact_values(contact: Contact) -> dict[str, Scalar]:
    """Every synced field of the contact; empty text is None."""
    return {
        "account_id": contact.account_id,
        "name": contact.name,
        "position": contact.position or None,
        "email": contact.email or None,
        "phone": contact.phone or None,
        "is_main": contact.is_main,
        "active": contact.active,
    }


def action_values(action: Action) -> dict[str, Scalar]:
    """Every synced field of the action; empty text is None; the day of annulment is the one in America/Santiago."""
    confirmed, annulled = action.confirmation, action.annulment
    return {
        "account_id": action.account_id,
        "type": action.type,
        "title": action.title,
        "started_on": action.started_on,
        "ended_on": action.ended_on,
        "market": action.market or None,
        "office": action.office or None,
        "channel": action.channel.value if action.channel else None,
        "point_of_contact": action.point_of_contact.value if action.point_of_contact else None,
        "notes": action.notes or None,
        "registered_by": action.registered_by,
        "registered_role": action.registered_role.value,
        "registered_at": action.registered_at.astimezone(UTC).replace(microsecond=0),
        "confirmed_by": confirmed.by if confirmed else None,
        "confirmed_role": confirmed.role.value if confirmed else None,
        "annulled_on": day_of(annulled.at) if annulled else None,
        "annulment_reason": (annulled.reason or None) if annulled else None,
        "corrects": action.corrects or None,
        "cause": action.cause or None,
        "topic": action.topic or None,
        "product": action.product or None,
    }


def refused_values(kind: RecordKind, values: Values, current: Record | None) -> dict[str, str]:
    """
    Fields of *values* that the domain cannot hold, each with a Spanish sentence that says why.

    Args:
        values: What the CRM says; fields that are not there are not judged.
        current: The record here; None: it would be born from these values, and an empty field with a default is fine.
    """
    refused: dict[str, str] = {}
    plain, born = _PLAIN[kind], current is None
    for name, value in values.items():
        if type(value) is plain.get(name) and value != "":
            continue  # any value of its type will do
        if value is None and born:
            continue  # a record is born without it, or with the domain's default
        reason = _wrong(kind, name, value, born=born)
        if reason is not None:
            refused[name] = reason
    if kind is RecordKind.ACCOUNT:
        account = current if isinstance(current, Account) else None
        told = {n: v for n, v in values.items() if n in MIRRORED}
        if any(v is not None for v in told.values()) or (told and account is not None and account.facts):
            for mirror in MIRRORS:
                refused.update(refused_facts(mirror, told, account))
    elif isinstance(current, Action):
        refused.update(_refused_action(current, values))
    return refused


def storable(record: CrmRecord) -> CrmRecord:
    """
    The record with what no database keeps (a NUL, half a character) replaced by "�", as a reader would see it.

    A text of which nobody sees anything (spaces, marks without width) is none.
    """
    odd = {n: v for n, v in record.values.items() if type(v) is str and (v.isspace() or not v.isprintable())}
    shown = {n: _shown(v) for n, v in odd.items()}
    changed = {n: v for n, v in shown.items() if v != odd[n]}
    return replace(record, values={**record.values, **changed}) if changed else record


def _shown(text: str) -> str | None:
    if all(each.isspace() or category(each) == "Cf" for each in text):
        return None
    return "".join("\ufffd" if each == "\0" or "\ud800" <= each <= "\udfff" else each for each in text)


def apply_account_values(
    account: Account, values: Values, *, by: str, at: datetime, new_id: Callable[[], str]
) -> Account:
    """
    The account with what the CRM says written into it; read-only fields are left alone, `version` is unchanged.

    Args:
        values: Fields to take, none of them refused.
        by: Author in the CRM; provenance and new facts name it. The CRM's validation is, by its definition, the
            regional executive's (DEF-03 c); other facts carry the service role.
        at: UTC instant of the change in the CRM.
        new_id: Makes the id of a new fact.
    """
    taken = writable_values(RecordKind.ACCOUNT, values)
    plain = {n: held(n, v) for n, v in taken.items() if n not in MIRRORED}
    provenance = {**account.provenance, **dict.fromkeys(plain, Provenance(CRM_AUTHOR, by, at))}
    if len(plain) == len(taken):
        return _changed(account, {**plain, "provenance": provenance})
    facts = _facts_with(account.facts, taken, by, at, new_id)
    return _changed(account, {**plain, "facts": facts, "provenance": provenance})


def _facts_with(
    facts: tuple[Fact, ...], values: Values, by: str, at: datetime, new_id: Callable[[], str]
) -> tuple[Fact, ...]:
    """The facts, and those that make them show what the CRM says."""
    latest = {fact.kind: fact for fact in facts}
    told = (new_fact(mirror, values, latest.get(mirror.kind), by, at, new_id) for mirror in MIRRORS)
    new = [fact for fact in told if fact is not None]
    return tuple(sorted((*facts, *new), key=lambda fact: (fact.on, fact.at))) if new else facts


def apply_contact_values(contact: Contact, values: Values) -> Contact:
    """The contact with what the CRM says written into it; read-only fields are left alone."""
    taken = writable_values(RecordKind.CONTACT, values)
    return _changed(contact, {n: held(n, v) for n, v in taken.items()})


_STEPS: Final = frozenset({"confirmed_by", "confirmed_role", "annulled_on", "annulment_reason"})
_CHECKED_TOGETHER: Final = _STEPS | {"started_on", "ended_on"}


def apply_action_values(action: Action, values: Values, *, by: str, at: datetime) -> Action:
    """
    The action with what the CRM says written into it; read-only fields are left alone.

    An annulment of which the CRM tells only the day is dated *at* when that is the same day, else at noon of its day.
    """
    taken = writable_values(RecordKind.ACTION, values)
    changed = _changed(action, {n: held(n, v) for n, v in taken.items() if n not in _STEPS})
    if not taken.keys() & _STEPS:
        return changed
    whole: dict[str, Scalar] = {**action_values(action), **taken}
    if taken.keys() & {"confirmed_by", "confirmed_role"}:
        changed = replace(changed, confirmation=confirmation_of(whole, at))
    if taken.keys() & {"annulled_on", "annulment_reason"}:
        changed = replace(changed, annulment=annulment_of(whole, action.annulment, by, at))
    return changed


def account_born_in_crm(key: str, values: Values, *, by: str, at: datetime, new_id: Callable[[], str]) -> Account:
    """
    The account that the CRM created under *key*.

    Raises:
        InvalidValue: It has no name. Refused values must be left out by the caller.
    """
    registered_on = values.get("registered_on")
    name = needed_text(values, "name", "La cuenta creada en el CRM no tiene nombre.")
    told = {n: v for n, v in writable_values(RecordKind.ACCOUNT, values).items() if v is not None and v != ""}
    plain = {n: held(n, v) for n, v in told.items() if n not in MIRRORED}
    return Account(
        id=key,
        registered_on=registered_on if isinstance(registered_on, date) else day_of(at),
        registered_by=by,
        registered_role=Role.SERVICE,
        **{**plain, "name": name},
        facts=_facts_with((), told, by, at, new_id) if len(plain) < len(told) else (),
        provenance={"id": Provenance(CRM_AUTHOR, by, at)},
    )


def contact_born_in_crm(key: str, values: Values) -> Contact:
    """
    The contact that the CRM created under *key*.

    Raises:
        InvalidValue: It has no account or no name.
    """
    blank = Contact(
        id=key,
        account_id=needed_text(values, "account_id", "El contacto creado en el CRM no tiene cuenta."),
        name=needed_text(values, "name", "El contacto creado en el CRM no tiene nombre."),
    )
    return apply_contact_values(blank, given(RecordKind.CONTACT, values))


def action_born_in_crm(key: str, values: Values, *, by: str, at: datetime) -> Action:
    """
    The action that the CRM created under *key*. Without a title its type stands for it; without an end, its start.

    Raises:
        InvalidValue: It has no account, no type or no date.
    """
    started = values.get("started_on") or values.get("ended_on")
    if not isinstance(started, date):
        raise InvalidValue("La acción creada en el CRM no tiene fecha.", rule="DAT-20", field=("started_on",))
    ended, registered_at, role = (values.get(n) for n in ("ended_on", "registered_at", "registered_role"))
    kind = needed_text(values, "type", "La acción creada en el CRM no tiene tipo.")
    whole: dict[str, Scalar] = {**_EMPTY_ACTION, **values}
    return Action(
        id=key,
        account_id=needed_text(values, "account_id", "La acción creada en el CRM no tiene cuenta."),
        type=kind,
        title=optional_text(whole["title"]) or kind,
        started_on=started,
        ended_on=ended if isinstance(ended, date) else started,
        registered_by=str(values.get("registered_by") or by),
        registered_role=Role(role) if isinstance(role, str) else Role.SERVICE,
        registered_at=registered_at if isinstance(registered_at, datetime) else at,
        market=held("market", whole["market"]),
        office=optional_text(whole["office"]),
        channel=held("channel", whole["channel"]),
        point_of_contact=held("point_of_contact", whole["point_of_contact"]),
        notes=optional_text(whole["notes"]),
        confirmation=confirmation_of(whole, at),
        annulment=annulment_of(whole, None, by, at),
        corrects=optional_text(whole["corrects"]),
        cause=optional_text(whole["cause"]),
        topic=optional_text(whole["topic"]),
        product=optional_text(whole["product"]),
    )


def _refused_action(action: Action, values: Values) -> dict[str, str]:
    refused: dict[str, str] = {}
    if not values.keys() & _CHECKED_TOGETHER:
        return refused
    whole: dict[str, Scalar] = {**action_values(action), **values}
    if action.annulment is not None and whole["annulled_on"] is None and "annulled_on" in values:
        refused["annulled_on"] = "Una acción anulada no se reactiva: registre una nueva."
    if (whole["confirmed_by"] is None) is not (whole["confirmed_role"] is None):
        refused.update({n: "Falta quién confirma o su rol." for n in ("confirmed_by", "confirmed_role") if n in values})
    started, ended = whole["started_on"], whole["ended_on"]
    if isinstance(started, date) and isinstance(ended, date) and ended < started:
        refused.update({n: "El término es anterior al inicio." for n in ("started_on", "ended_on") if n in values})
    return refused


def _wrong(kind: RecordKind, name: str, value: Scalar, *, born: bool) -> str | None:
    expected = TYPES[kind].get(name)
    if expected is None:
        return None
    if value is None or value == "":
        needed = name in NEEDED[kind] and not born
        return "Este dato no puede quedar vacío." if needed else None
    if type(value) is not expected:
        return f"«{value}» no es un valor de este campo."
    if name in _ENUM_VALUES and value not in _ENUM_VALUES[name]:
        return f"«{value}» no es un valor del protocolo."
    if (name in _CODES and value not in _CODES[name]) or (name in COUNTRY_CODES and canonical(name, value) is None):
        return f"«{value}» no es un código de los que se usan aquí."
    if name in _LONGEST and len(str(value)) > _LONGEST[name]:
        return f"«{value}» es más largo que un código de los que se usan aquí."
    if name == "rut":
        try:
            Rut.parse(str(value))
        except InvalidValue as wrong:
            return wrong.message
    return None


def _changed(record: _Some, changes: Mapping[str, Any]) -> _Some:
    """`dataclasses.replace` with less work on each field: a page of changes is a thousand of these."""
    kind = type(record)
    whole: dict[str, Any] = dict(zip(_FIELDS[kind], _READ[kind](record), strict=True))
    whole.update(changes)
    return kind(**whole)
