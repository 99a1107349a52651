"""
Checks of what people type: a value of the right kind, that exists, on a possible day. Each names its field.

Belongs here: what can be said of a value by itself or by the settings. Does not belong here: whether a step is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar

from domain.errors import InvalidValue, MissingData, Mistakes, ProtocolError, all_of, beneath
from domain.model.account_fields import ACCOUNT_FIELDS, FieldKind, names
from domain.model.accounts import Organisation, PersonType, Purpose, TaxCategory
from domain.model.history.actions import LONGEST_PRODUCT
from domain.model.institution.channels import CHANNEL_OF, Channel, PointOfContact
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Role
from domain.model.places.countries import COUNTRIES
from domain.model.places.regions import region_by_cut
from domain.model.rut import Rut
from domain.model.words import LONGEST_ADDRESS, LONGEST_LINE, LONGEST_PROSE, is_address
from domain.protocol.access.permissions import GRANTS, Permission
from domain.protocol.classes.reference_day import FIELD_LABELS

FieldInput = str | bool | date | Rut | frozenset[Purpose] | None
"""What may be given for a field of an account; None or "" empties it. Enumerations may come as text."""


E = TypeVar("E", bound=StrEnum)


def checked_email(text: str, field: str = "email") -> str:
    """
    An e-mail address without spaces around it; its shape is checked, not that somebody reads it.

    Raises:
        InvalidValue: It has no shape of an address.
    """
    address = text.strip()
    if not is_address(address):
        raise InvalidValue(
            f"«{text[:LONGEST_ADDRESS]}» no es una dirección de correo: revísela.", rule="DEF-03", field=(field,)
        )
    return address


def checked_text(text: str, field: str, longest: int | None = None) -> str:
    """Text without spaces around it, of at most *longest* characters (`LONGEST_LINE`)."""
    plain, most = text.strip(), longest or LONGEST_LINE
    if len(plain) > most:
        raise InvalidValue(f"El texto tiene más de {most} caracteres: abrévielo.", field=(field,))
    return plain


def needed_text(text: str | None, field: str, label: str) -> str:
    """
    Text that must be there.

    Raises:
        MissingData: It is empty.
    """
    plain = checked_text(text or "", field)
    if not plain:
        raise MissingData(f"Falta {label}.", missing=(field,), field=(field,))
    return plain


def require_short(asked: object) -> None:
    """
    Let pass what is asked when no text of it is longer than any may be, whatever field it stands in.

    Args:
        asked: What a person asks for, a dataclass. The data of a fact are looked at by their rows.

    Raises:
        InvalidValue, Mistakes: Some are.
    """
    require_all(*(((), partial(checked_text, text, path, LONGEST_PROSE)) for path, text in _texts(asked)))


def _texts(asked: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text, with the field of *asked* in which it is."""
    if isinstance(asked, str):
        yield name, asked
    elif isinstance(asked, Mapping):
        for key, value in asked.items():
            yield from _texts(value, str(key))
    elif isinstance(asked, tuple | list):
        for each in asked:
            yield from _texts(each, name)
    elif is_dataclass(asked):
        for field in fields_of(asked):
            if field.name != "data":
                yield from _texts(getattr(asked, field.name), field.name)


def checked_product(text: str | None) -> str | None:
    """
    A product or service in words, with single spaces; None: none is told.

    Raises:
        InvalidValue: It has more than 100 characters.

    Source: POL-15.
    """
    plain = " ".join((text or "").split())
    if len(plain) > LONGEST_PRODUCT:
        raise InvalidValue(
            f"El producto o servicio tiene más de {LONGEST_PRODUCT} caracteres: abrévielo.",
            rule="POL-15",
            field=("product",),
        )
    return plain or None


def checked_country(code: str, field: str = "country") -> str:
    """ISO 3166-1 alpha-2 code, in capitals. Raises InvalidValue for one that does not exist."""
    country = code.strip().upper()
    if country not in COUNTRIES:
        raise InvalidValue(f"«{code}» no es un código de país: use dos letras, como CL o CN.", field=(field,))
    return country


def checked_region(cut: str, field: str = "region") -> str:
    """CUT code of a region of Chile. Raises InvalidValue for one that does not exist. Source: RTE-01."""
    code = cut.strip()
    if region_by_cut(code) is None:
        raise InvalidValue(f"«{cut}» no es el código de una región de Chile (01 a 16).", rule="RTE-04", field=(field,))
    return code


def checked_sector(code: str, config: ProtocolConfiguration, field: str = "sector") -> str:
    """Sector code of the configuration. Raises InvalidValue for one that is not there. Source: DEF-03."""
    sector = code.strip()
    if sector not in config.sectors:
        raise InvalidValue(f"El sector «{code}» no existe: elija uno de la lista.", rule="DEF-03", field=(field,))
    return sector


def checked_office(code: str, config: ProtocolConfiguration, field: str = "office") -> str:
    """Office code of the configuration. Raises InvalidValue for one that is not there. Source: SYS-04."""
    office = code.strip()
    if office not in config.offices:
        raise InvalidValue(f"La oficina «{code}» no existe: elija una de la lista.", rule="SYS-04", field=(field,))
    return office


def checked_person(person_id: str | None, directory: Directory, field: str = "person") -> Person:
    """
    Somebody of the directory: whoever is put in charge of anything is one of ProChile's people.

    Raises:
        MissingData: Nobody is named.
        InvalidValue: The directory does not know the person; or, being that of a company, they declared a conflict of
            interest with it.

    Source: RTE-05, USR-01, AMB-68, AMB-72.
    """
    named = needed_text(person_id, field, "la persona")
    person = directory.person(named)
    if person is None:
        raise InvalidValue(
            f"«{named}» no está en el directorio: elija a una persona de la lista.", rule="RTE-05", field=(field,)
        )
    if person.id in directory.barred:
        raise InvalidValue(
            f"{person.name} declaró un conflicto de interés con esta empresa, y sigue en pie: elija a otra persona.",
            rule="POL-07",
            field=(field,),
        )
    return person


def checked_charge(person_id: str | None, directory: Directory, field: str = "person") -> Person:
    """
    `checked_person`, of whoever may have cases.

    Raises:
        MissingData, InvalidValue: As `checked_person`; also somebody whose role has none.

    Source: POL-05, RTE-05.
    """
    person = checked_person(person_id, directory, field)
    if person.role not in GRANTS[Permission.HAVE_CASES].roles:
        raise InvalidValue(
            f"{person.name} ({person.role.es}) no tiene casos a cargo: elija a alguien que atienda.",
            rule="POL-05",
            field=(field,),
        )
    return person


def checked_addressee(to: str, config: ProtocolConfiguration, directory: Directory) -> str:
    """
    Whom a case is handed to: "office:CODE", "person:ID", "unit:NAME" or the name of a role that has cases.

    Raises:
        MissingData: Nobody is named.
        InvalidValue: There is no such office, person or role, or it has no cases.

    Source: POL-05, AMB-68.
    """
    kind, _, name = needed_text(to, "to", "a quién se deriva").partition(":")
    if kind == "office":
        return f"office:{checked_office(name, config, 'to')}"
    if kind == "person":
        return f"person:{checked_charge(name, directory, 'to').id}"
    if kind == "unit":
        return f"unit:{needed_text(name, 'to', 'la unidad a la que se deriva')}"
    if kind in Role.__members__ and not name and Role(kind) in GRANTS[Permission.HAVE_CASES].roles:
        return kind
    raise InvalidValue(
        f"«{to}» no es una oficina, una persona, una unidad ni un rol que atienda casos.", rule="POL-05", field=("to",)
    )


def not_in_future(day: date, today: date, field: str, what: str) -> date:
    """*day*, when it is no later than *today*. Raises InvalidValue otherwise; *what* begins the sentence."""
    if day > today:
        raise InvalidValue(
            f"{what} no puede ser posterior a hoy ({today:%d-%m-%Y}); usted indicó el {day:%d-%m-%Y}.", field=(field,)
        )
    return day


def not_before_start(begins: date, ends: date, field: str, rule: str | None = None) -> None:
    """Let pass an end that is not before its start. Raises InvalidValue otherwise, for the *field* of the end."""
    if ends < begins:
        told = f"El término ({ends:%d-%m-%Y}) es anterior al inicio ({begins:%d-%m-%Y})."
        raise InvalidValue(told, rule=rule, field=(field,))


def checked_period(started_on: date, ended_on: date, today: date) -> None:
    """
    An activity that happened: its end is not before its start, nor after today.

    Raises:
        InvalidValue: One of the days is not possible.

    Source: AMB-61.
    """
    not_before_start(started_on, ended_on, "endedOn")
    not_in_future(ended_on, today, "endedOn", "El término de la actividad")


def checked_contact_point(
    channel: Channel | None, point: PointOfContact | None
) -> tuple[Channel | None, PointOfContact | None]:
    """
    Channel and point of contact that belong together; the channel follows from the point.

    Raises:
        MissingData: A channel without a point of contact.
        InvalidValue: The point belongs to another channel.

    Source: CHN-01, CHN-02, CHN-03, CHN-04.
    """
    if point is None:
        if channel is not None:
            raise MissingData(
                "Indique también el punto de contacto del canal.",
                missing=("pointOfContact",),
                rule="CHN-01",
                field=("pointOfContact",),
            )
        return None, None
    belongs = CHANNEL_OF[point]
    if channel is not None and channel is not belongs:
        raise InvalidValue(
            f"El punto de contacto {point.value} no pertenece a ese canal: revise uno de los dos.",
            rule="CHN-01",
            field=("pointOfContact",),
        )
    return belongs, point


def _one_of(kind: type[E], value: FieldInput, field: str) -> E:
    try:
        return kind(str(value))
    except ValueError as wrong:
        options = ", ".join(member.value for member in kind)
        raise InvalidValue(f"«{value}» no es un valor de este dato; use: {options}.", field=(field,)) from wrong


def _yes_no(value: FieldInput, field: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidValue("Responda sí o no.", field=(field,))
    return value


def _day(value: FieldInput, field: str) -> date:
    if not isinstance(value, date):
        raise InvalidValue("Indique una fecha.", field=(field,))
    return value


def _string(value: FieldInput, field: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue("Indique un texto.", field=(field,))
    return value


def _rut(value: FieldInput, field: str) -> Rut:
    return value if isinstance(value, Rut) else Rut.parse(_string(value, field))


def _purposes(value: FieldInput, field: str) -> frozenset[Purpose]:
    if not isinstance(value, frozenset):
        raise InvalidValue("Indique una lista de propósitos.", rule="DEF-01", field=(field,))
    return frozenset(_one_of(Purpose, purpose, field) for purpose in value)


_LONGEST_OF: Final = {field.name: field.longest for field in ACCOUNT_FIELDS}
Reader = Callable[[FieldInput, str, ProtocolConfiguration], object]


_READERS: Final[Mapping[FieldKind, Reader]] = {
    FieldKind.TEXT: lambda value, field, _: checked_text(_string(value, field), field, _LONGEST_OF.get(field)),
    FieldKind.EMAIL: lambda value, field, _: checked_email(_string(value, field), field),
    FieldKind.RUT: lambda value, field, _: _rut(value, field),
    FieldKind.COUNTRY: lambda value, field, _: checked_country(_string(value, field), field),
    FieldKind.REGION: lambda value, field, _: checked_region(_string(value, field), field),
    FieldKind.SECTOR: lambda value, field, config: checked_sector(_string(value, field), config, field),
    FieldKind.OFFICE: lambda value, field, config: checked_office(_string(value, field), config, field),
    FieldKind.YES_NO: lambda value, field, _: _yes_no(value, field),
    FieldKind.DAY: lambda value, field, _: _day(value, field),
    FieldKind.ORGANISATION: lambda value, field, _: _one_of(Organisation, value, field),
    FieldKind.PERSON_TYPE: lambda value, field, _: _one_of(PersonType, value, field),
    FieldKind.TAX_CATEGORY: lambda value, field, _: _one_of(TaxCategory, value, field),
    FieldKind.PURPOSES: lambda value, field, _: _purposes(value, field),
}

EDITABLE: Final[Mapping[str, Reader]] = {field.name: _READERS[field.kind] for field in ACCOUNT_FIELDS if field.editable}
"""Fields of an account that a person may write, and how each is read. Executives are assigned, facts are recorded."""

CONTACT_DATA: Final = frozenset(names(lambda field: field.by_company))
"""Contact data that a company may keep up to date by itself (DAT-07)."""

_NEVER_EMPTY: Final = frozenset(names(lambda field: field.needed))


def require_all(*checks: tuple[Sequence[str], Callable[[], object]]) -> None:
    """
    Let pass what passes every check.

    Args:
        checks: Each with the place in the input below which it looks.

    Raises:
        InvalidValue, MissingData, Mistakes: All that is wrong and missing, at once (POL-06).
    """
    wrong: list[ProtocolError] = []
    for place, check in checks:
        try:
            check()
        except ProtocolError as mistake:
            found = mistake.members if isinstance(mistake, Mistakes) else (mistake,)
            wrong += [beneath(each, *place) for each in found]
    if wrong:
        raise all_of(wrong)


def checked_fields(given: Mapping[str, FieldInput], config: ProtocolConfiguration) -> dict[str, object]:
    """
    The given fields as the account holds them, by name; a field that is not given is not touched.

    Raises:
        InvalidValue: A name that is not editable, or a value that is not of its kind.
        MissingData: A field that cannot be empty is emptied.
        Mistakes: Several of these.
    """
    found: dict[str, object] = {}

    def check(name: str) -> None:
        found[name] = _checked_field(name, given[name], config)

    require_all(*(((), partial(check, name)) for name in given))
    return found


def _checked_field(name: str, value: FieldInput, config: ProtocolConfiguration) -> object:
    reader = EDITABLE.get(name)
    if reader is None:
        raise InvalidValue(f"El dato «{name}» no se modifica así.", field=(name,))
    if value is not None and not (isinstance(value, str) and not value.strip()):
        return reader(value, name, config)
    if name in _NEVER_EMPTY:
        label = FIELD_LABELS.get(name, name)
        raise MissingData(f"No puede quedar vacío: {label}.", missing=(name,), field=(name,))
    return None
