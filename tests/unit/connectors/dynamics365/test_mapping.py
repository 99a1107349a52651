"""Rows and records: what goes out comes back the same; documents are judged (AMB-20, AMB-34; issue 3, section 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import resources

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dynamics365.mapping.document import ColumnType
from connectors.dynamics365.mapping.names import NameParts, split_name
from connectors.dynamics365.mapping.reader import read_document, shipped_document
from connectors.dynamics365.mapping.rows import FieldRefused, TableMapping, likely_next_link, table_mappings
from connectors.dynamics365.wire.requests import json_body
from domain.errors import ConfigurationError, CrmRejected
from domain.model.exchange.crm_records import SYNCED_FIELDS, CrmDeletion, CrmRecord, RecordKind, Scalar

ACCOUNT, CONTACT, ACTION = RecordKind.ACCOUNT, RecordKind.CONTACT, RecordKind.ACTION
DEFAULT = shipped_document()
MAPPINGS = table_mappings(DEFAULT, date(2026, 1, 5))
KEY = "0a000000-0000-4000-8000-00000000000f"


def values_for(mapping: TableMapping) -> st.SearchStrategy[dict[str, Scalar]]:
    """Any values that the columns of this table hold, some fields left out."""
    text = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=30)
    days = st.dates(date(1753, 1, 1), date(9999, 12, 31))
    instants = st.datetimes(datetime(1753, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
    by_type: Mapping[ColumnType, st.SearchStrategy[Scalar]] = {
        ColumnType.BOOLEAN: st.booleans(),
        ColumnType.STATE: st.booleans(),
        ColumnType.INTEGER: st.integers(-(2**31), 2**31 - 1),
        ColumnType.DATE: st.none() | days,
        ColumnType.INSTANT: st.none() | instants.map(lambda at: at.replace(microsecond=0)),
        ColumnType.LOOKUP: st.uuids().map(str),
        ColumnType.FULL_NAME: st.lists(st.sampled_from(["María", "José", "Soto", "de", "Ñancupil"]), min_size=1).map(
            " ".join
        ),
    }
    fields: dict[str, st.SearchStrategy[Scalar]] = {}
    for column in mapping.columns.values():
        named = st.sampled_from([option.meaning for option in column.options]) if column.options else st.nothing()
        strategy = by_type.get(column.type, st.none() | text)
        if column.options:
            strategy = st.none() | named | st.integers(1, 10**9).map(lambda n: f"#{n}")
        fields[column.field] = strategy
    return st.fixed_dictionaries({}, optional=fields)


def as_the_service_answers(mapping: TableMapping, columns: Mapping[str, object]) -> bytes:
    """A page with one row that holds these columns, by names on the wire."""
    row: dict[str, object] = {mapping.table.id_column: KEY, "@odata.etag": 'W/"1"'}
    for name, value in columns.items():
        if name.endswith("@odata.bind"):
            column = next(c for c in mapping.columns.values() if f"{c.navigation}@odata.bind" == name)
            row[column.wire_name] = None if value is None else str(value).split("(")[1][:-1].upper()
        else:
            row[name] = value
    if "lastname" in row:
        row["fullname"] = " ".join(str(row[part]) for part in ("firstname", "lastname") if row.get(part))
    return json_body({"value": [row]})


@pytest.mark.parametrize("kind", list(RecordKind))
@given(data=st.data())
def test_what_goes_out_comes_back_the_same(kind: RecordKind, data: st.DataObject) -> None:
    """Any values of any column; nothing of them differs afterwards, so a repetition writes nothing."""
    mapping = MAPPINGS[kind]
    values = data.draw(values_for(mapping))

    page = mapping.read_page(as_the_service_answers(mapping, mapping.encode(values)))
    (record,) = mapping.records(page, {})

    known = [v for v in values.values() if isinstance(v, str) and v.startswith("#")]
    assert mapping.differing(values, record.values) == {} or known
    for name, value in values.items():
        number = isinstance(value, str) and value.startswith("#") and value[1:].isdecimal()
        if mapping.columns[name].options and number:
            option = {o.value: o.meaning for o in mapping.columns[name].options}.get(int(str(value)[1:]), value)
            assert record.values[name] == option
        else:
            assert record.values[name] == value
    assert record.values.keys() == mapping.columns.keys()


def test_a_lookup_is_emptied_by_its_navigation_property_alone() -> None:
    """F-51: with `@odata.bind` the service refuses a null, or passes it over."""
    columns = MAPPINGS[CONTACT].encode({"account_id": None})
    assert columns == {"parentcustomerid_account": None}


@given(st.binary(max_size=300))
def test_any_bytes_are_a_page_or_refused(noise: bytes) -> None:
    """Fuzz of the response parser: a page, or a domain error, nothing else."""
    for body in (noise, b'{"value":[' + noise + b"]}", b'{"value":[{"accountid":"a","statecode":' + noise + b"}]}"):
        likely_next_link(body)
        try:
            page = MAPPINGS[ACCOUNT].read_page(body)
        except CrmRejected:
            continue
        assert isinstance(MAPPINGS[ACCOUNT].records(page, {}), list)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_link_is_found_without_reading_and_no_text_is_taken_for_it(name: str, link: str) -> None:
    """A record may hold the very words of a link; the real one is found, or none."""
    rows = [{"accountid": KEY, "name": f'{name}"@odata.nextLink":"https://evil"'}]
    plain = json_body({"value": rows})
    assert likely_next_link(plain) is None
    address = "https://org.example/api?$skiptoken=" + "".join(c for c in link if c.isascii() and c.isalnum())
    assert likely_next_link(json_body({"value": rows, "@odata.nextLink": address})) == address


def test_a_page_of_changes_holds_each_key_once_deletions_included() -> None:
    """Rows first, tombstones after; a record changed and then deleted is deleted."""
    other = KEY.replace("0a", "0b", 1)
    rows: list[dict[str, object]] = [
        {"accountid": KEY, "@odata.etag": 'W/"1"', "name": "uno"},
        {"accountid": other, "@odata.etag": 'W/"2"', "name": "dos"},
        {"accountid": KEY, "@odata.etag": 'W/"3"', "name": "tres", "modifiedon": "2026-01-05T12:00:00Z"},
        {"@odata.context": "x/$deletedEntity", "id": other.upper(), "reason": "deleted"},
    ]
    mapping = MAPPINGS[ACCOUNT]

    changes = mapping.changes(mapping.read_page(json_body({"value": rows})), {})

    record, deletion = changes
    assert isinstance(record, CrmRecord)
    assert (record.values["name"], record.version) == ("tres", 'W/"3"')
    assert record.modified_at == datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert deletion == CrmDeletion(ACCOUNT, other)


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (ACCOUNT, {"nickname": "x"}, "no tiene el campo"),
        (ACCOUNT, {"name": 7}, "no admite el valor"),
        (ACCOUNT, {"name": True}, "no admite el valor"),
        (ACCOUNT, {"active": None}, "no puede quedar vacío"),
        (ACCOUNT, {"active": "yes"}, "no admite el valor"),
        (ACCOUNT, {"organisation": "CLUB"}, "no tiene la opción"),
        (ACCOUNT, {"registered_on": date(1752, 12, 31)}, "1753"),
        (ACCOUNT, {"registered_on": datetime(2026, 1, 1, tzinfo=UTC)}, "no admite el valor"),
        (ACCOUNT, {"name": "\ud800"}, "no admite"),
        (ACCOUNT, {"address": "Colón 1\x0b"}, "«address» tiene caracteres"),
        (CONTACT, {"name": "Ana\x00 Soto"}, "«name» tiene caracteres"),
        (ACTION, {"registered_at": datetime(2026, 1, 1)}, "zona horaria"),  # noqa: DTZ001 - the mistake itself
        (CONTACT, {"account_id": "not a guid"}, "no es un identificador"),
    ],
)
def test_a_value_that_cannot_be_held_is_refused_with_a_sentence(
    kind: RecordKind, values: dict[str, Scalar], said: str
) -> None:
    """For a person, naming the field; nothing is sent."""
    with pytest.raises(FieldRefused, match=said):
        MAPPINGS[kind].encode(values)


def test_texts_that_mean_the_same_do_not_differ() -> None:
    """Empty and absent; a name whose blanks the CRM rewrites; an instant with parts of a second."""
    account, contact, action = MAPPINGS[ACCOUNT], MAPPINGS[CONTACT], MAPPINGS[ACTION]

    assert account.differing({"phone": ""}, {"phone": None}) == {}
    assert contact.differing({"name": "Rosa  Soto "}, {"name": "Rosa Soto"}) == {}
    at = datetime(2026, 1, 1, 12, 0, 0, 900_000, tzinfo=UTC)
    assert action.differing({"registered_at": at}, {"registered_at": at.replace(microsecond=0)}) == {}
    assert account.differing({"phone": "1"}, {"phone": "1 "}) == {"phone": "1"}
    assert account.differing({"sii_started": True}, {"sii_started": None}) == {"sii_started": True}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Rosa", ("", "Rosa")),
        ("Rosa Soto", ("Rosa", "Soto")),
        ("Juan Pérez Soto", ("Juan", "Pérez Soto")),
        ("Rosa María Soto Paredes", ("Rosa María", "Soto Paredes")),
        ("María José de la Fuente Ñancupil", ("María José", "de la Fuente Ñancupil")),
        ("Juan San Martín Pérez", ("Juan", "San Martín Pérez")),
        ("María del Carmen Soto Díaz", ("María del Carmen", "Soto Díaz")),
        ("Santa Rojas", ("Santa", "Rojas")),
        ("Rosa de", ("Rosa", "de")),
    ],
)
def test_a_name_is_split_in_given_names_and_two_surnames(name: str, parts: tuple[str, str]) -> None:
    """F-47: Chile writes two surnames; a particle belongs to the name that it introduces."""
    assert split_name(name) == parts


@pytest.mark.parametrize(
    ("name", "held", "parts"),
    [
        ("Ana María Soto", NameParts("Ana", "María", "Soto"), ("Ana María", "Soto")),  # only the rest changed
        ("Ana Luisa Soto", NameParts("Ana María", "", "Soto"), ("Ana Luisa", "Soto")),  # the surname stayed
        ("Ana María Soto Lagos", NameParts("Ana María", "", "Soto"), ("Ana María", "Soto Lagos")),  # the given names
        ("Anna Marí Sotto", NameParts("Ana María", "", "Soto"), ("Anna Marí", "Sotto")),  # as many words each
        ("Juan Pérez Soto", NameParts("Rosa María", "", "Díaz Lagos"), ("Juan", "Pérez Soto")),  # another person
    ],
)
def test_what_the_crm_has_split_stays_split(name: str, held: NameParts, parts: tuple[str, str]) -> None:
    """F-47: a colleague's «Ana María» | «Soto» is not undone by the next edit here."""
    assert split_name(name, held) == parts


@given(st.lists(st.sampled_from(["Ana", "de", "San", "Soto", "y", "Ñ"]), min_size=1).map(" ".join), st.booleans())
def test_no_word_of_a_name_is_lost(name: str, known: bool) -> None:
    """Both parts, joined, are the name, and the surname is never empty."""
    given_names, surnames = split_name(name, NameParts("Ana", "", "Soto") if known else None)
    assert f"{given_names} {surnames}".strip() == name
    assert surnames


def test_a_name_may_be_two_columns_that_nothing_joins() -> None:
    """F-47: without `name` the parts are read and put together here, whatever the CRM's own order of names is."""
    text = resources.files("connectors.dynamics365.mapping").joinpath("default.toml").read_text(encoding="utf-8")
    one = 'name = "fullname"\ntype = "full_name"\nfirst = "firstname"\nmiddle = "middlename"\nlast = "lastname"'
    assert one in text
    two = 'type = "full_name"\nfirst = "pch_nombres"\nlast = "pch_apellidos"'
    mapping = table_mappings(read_document(text.replace(one, two)), date(2026, 1, 5))[CONTACT]

    assert mapping.encode({"name": "Juan Pérez Soto"}) == {"pch_nombres": "Juan", "pch_apellidos": "Pérez Soto"}
    assert {"pch_nombres", "pch_apellidos"} <= set(mapping.select.split(","))
    assert "fullname" not in mapping.select
    row = {"contactid": KEY, "pch_nombres": "Juan", "pch_apellidos": "Pérez Soto"}
    (record,) = mapping.records(mapping.read_page(json_body({"value": [row]})), {})
    assert record.values["name"] == "Juan Pérez Soto"


def test_the_default_model_maps_every_synced_field() -> None:
    """Nothing of ours is left out of the CRM by our own model."""
    for kind, fields in SYNCED_FIELDS.items():
        assert set(MAPPINGS[kind].columns) == {f.name for f in fields}


def test_the_example_moves_its_actions_to_another_table_on_a_date() -> None:
    """A mapping is dated: other names, other option values, another table from a day on."""
    example = shipped_document("example")

    assert example.tables_on(date(2024, 3, 31))[ACTION].name == "crm_gestion"
    assert example.tables_on(date(2024, 4, 1))[ACTION].name == "crm_registroaccion"
    account = table_mappings(example, date(2026, 1, 5))[ACCOUNT]
    assert account.encode({"rut": "761234560", "organisation": "COMPANY", "trade_name": "no se guarda"}) == {
        "accountnumber": "761234560",
        "crm_tipoorg": 100,
    }


def test_the_publisher_prefix_is_configurable() -> None:
    """Every name of ours starts with it, in its own case."""
    other = table_mappings(shipped_document(prefix="abc"), date(2026, 1, 5))

    assert other[ACTION].table.set_name == "abc_actions"
    assert other[ACTION].columns["account_id"].navigation == "abc_AccountId"
    assert "pch_" not in other[ACCOUNT].select


def test_everything_wrong_with_a_document_is_told_at_once() -> None:
    """One sentence each."""
    document = """
        [publisher]
        name = "p"
        label = "P"
        option_prefix = 5
        [solution]
        name = "s"
        label = "S"
        [[table]]
        kind = "account"
        name = "account"
        set = "accounts"
        id = "accountid"
        primary_name = "name"
        until = "tomorrow"
        column = [
          { field = "name", name = "Name", type = "text" },
          { field = "colour", name = "colour", type = "text" },
          { field = "active", name = "state", type = "date" },
          { field = "region", name = "region", type = "choice" },
        ]
        [[table]]
        kind = "account"
        name = "again"
        set = "agains"
        id = "againid"
        primary_name = "name"
    """

    with pytest.raises(ConfigurationError) as told:
        read_document(document)

    text = "\n".join(told.value.problems)
    for said in (
        "option_prefix",
        "`until` debe ser una fecha",
        "el nombre lógico va en minúsculas",
        "«colour» no es un campo de account",
        "un campo bool no cabe en el tipo date",
        "la lista de opciones está vacía",
        "dos tablas de account valen el mismo día",
        "falta la tabla de contact",
        "falta la tabla de action",
    ):
        assert said in text


@given(st.text(max_size=80))
def test_any_text_is_a_document_or_refused(text: str) -> None:
    """Fuzz: ConfigurationError, never anything else."""
    with pytest.raises(ConfigurationError):
        read_document(text)


def test_the_encoder_speaks_json_of_days() -> None:
    """Days go as YYYY-MM-DD, without a time that a zone could move."""
    columns = MAPPINGS[ACCOUNT].encode({"registered_on": date(2026, 1, 5)})

    assert msgspec.json.decode(json_body(columns)) == {"pch_registeredon": "2026-01-05"}
