"""Builds the standard tables from their rows: columns, what every table has, relationships and cascades."""

from __future__ import annotations

import re
from typing import Final

from standin.tables.schema import Column, ColumnType, DateBehavior, OneToMany, Option, Schema, Table
from standin.tables.standard_columns import ACTIVE, STANDARD_TABLES, TableRow

BASE_LANGUAGE: Final = 1033


# Collections whose names are part of the platform's folklore; the others follow <parent>_<child>_<column>.
_COLLECTIONS: Final = {
    ("contact", "parentcustomerid", "account"): "contact_customer_accounts",
    ("contact", "parentcustomerid", "contact"): "contact_customer_contacts",
    ("incident", "customerid", "account"): "incident_customer_accounts",
    ("incident", "customerid", "contact"): "incident_customer_contacts",
    ("account", "primarycontactid", "contact"): "account_primary_contact",
    ("account", "parentaccountid", "account"): "account_parent_account",
    ("annotation", "objectid", "account"): "Account_Annotation",
    ("annotation", "objectid", "contact"): "Contact_Annotation",
    ("annotation", "objectid", "incident"): "Incident_Annotation",
    ("annotation", "objectid", "task"): "Task_Annotation",
    ("solution", "publisherid", "publisher"): "publisher_solution",
    ("sdkmessagefilter", "sdkmessageid", "sdkmessage"): "sdkmessageid_sdkmessagefilter",
}
_ACTIVITY_COLLECTIONS: Final = {
    "task": "Tasks",
    "appointment": "Appointments",
    "phonecall": "Phonecalls",
    "email": "Emails",
}
_WORD = re.compile(r"(\w+):(\w)([^/!=(]*)(?:/(\w+))?(?:\((.*)\))?([!=]?)$", re.DOTALL)
_NAVS: dict[tuple[str, str], str] = {("sdkmessageprocessingstep", "eventhandler"): "eventhandler_serviceendpoint"}
_SIMPLE: Final = {
    "g": ColumnType.UNIQUEIDENTIFIER,
    "e": ColumnType.ENTITY_NAME,
    "b": ColumnType.BOOLEAN,
    "d": ColumnType.DECIMAL,
    "f": ColumnType.DOUBLE,
    "m": ColumnType.MONEY,
    "i": ColumnType.INTEGER,
}


def build_standard_schema() -> Schema:
    """Return a fresh schema with every standard table, their system columns and relationships."""
    schema = Schema()
    for row in STANDARD_TABLES:
        schema.add_table(_build_table(row))
    for table in schema.tables.values():
        add_system_relationships(schema, table)
    for table in schema.tables.values():
        for column in table.columns.values():
            if column.targets and not schema.relationships_of_lookup(column):
                _relate(schema, table, column)
    return schema


def _build_table(row: TableRow) -> Table:
    label = {BASE_LANGUAGE: re.sub(r"(?<!^)(?=[A-Z])", " ", row.schema_name)}
    table = Table(
        name=row.name,
        schema_name=row.schema_name,
        set_name=row.set_name,
        primary_id=row.primary_id or f"{row.name}id",
        primary_name=row.primary_name or None,
        ownership=row.ownership,
        object_type_code=row.type_code,
        is_activity=row.is_activity,
        change_tracking=row.tracked,
        labels=label,
        plural_labels={BASE_LANGUAGE: f"{label[BASE_LANGUAGE]}s"},
        has_notes=True,
        has_activities=not row.is_activity,
    )
    table.add(
        Column(
            table.name,
            table.primary_id,
            table.primary_id,
            ColumnType.UNIQUEIDENTIFIER,
            can_update=False,
            is_primary_id=True,
            required="SystemRequired",
            labels=label,
        )
    )
    for word in re.findall(r"\w+:(?:\([^)]*\)|[^\s(])+", row.columns):
        table.add(_column(table, word))
    if row.primary_name:
        table.columns[row.primary_name].is_primary_name = True
    add_system_columns(table, _states(row.states))
    return table


def _column(table: Table, word: str) -> Column:
    match = _WORD.match(word)
    if match is None:
        raise ValueError(f"standard table {table.name}: cannot read {word!r}")
    name, letter, bounds, text_format, inner, mark = match.groups()
    title = {BASE_LANGUAGE: name.replace("_", " ").capitalize()}
    column = Column(table.name, name, name, ColumnType.STRING, labels=title, format=text_format)
    if letter in _SIMPLE:
        column.type = _SIMPLE[letter]
        column.default = False if letter == "b" else None
        column.precision = {"m": 4, "f": 5, "d": 10}.get(letter)
        column.precision_source = 2 if letter == "m" else None
        if letter == "d" and bounds in {"0", "f"}:
            column.type, column.precision = ColumnType.DATETIME, None
            column.format = "DateOnly"
            column.behavior = DateBehavior.DATE_ONLY if bounds == "0" else DateBehavior.USER_LOCAL
        elif ".." in bounds:
            low, high = bounds.split("..")
            column.minimum, column.maximum = float(low), float(high)
        elif letter == "i":
            column.minimum, column.maximum = -2147483648, 2147483647
    elif letter in {"s", "t"}:
        column.type = ColumnType.MEMO if letter == "t" else ColumnType.STRING
        column.max_length = int(bounds)
    elif letter == "D":
        column.type, column.format = ColumnType.DATETIME, "DateAndTime"
    elif letter == "p":
        column.type = ColumnType.PICKLIST
        pairs = (pair.split("=", 1) for pair in inner.split("|"))
        column.options = [Option(int(value), {BASE_LANGUAGE: text}) for value, text in pairs]
    elif letter == "c":
        column.type, column.targets = ColumnType.CUSTOMER, ("account", "contact")
    else:
        column.type = ColumnType.LOOKUP
        column.targets = tuple(inner.split(">")[0].split("|"))
    column.required = "SystemRequired" if mark == "!" else "None"
    column.can_create = column.can_update = mark != "="
    return column


def _states(text: str) -> list[tuple[Option, list[Option]]]:
    states = []
    for part in filter(None, text.split(";")):
        head, statuses = part.rstrip(")").split("(")
        value, label = head.split(" ", 1)
        state = Option(int(value), {BASE_LANGUAGE: label})
        options = [
            Option(int(status.split(" ", 1)[0]), {BASE_LANGUAGE: status.split(" ", 1)[1]}, state=state.value)
            for status in statuses.split("|")
        ]
        states.append((state, options))
    return states


def default_states() -> list[tuple[Option, list[Option]]]:
    """Return the states a new custom table gets: active and inactive."""
    return _states(ACTIVE)


def add_system_columns(table: Table, states: list[tuple[Option, list[Option]]]) -> None:
    """Give *table* what every table has: who, when, version, owner, state, currency."""

    def system(name: str, kind: ColumnType, *, writable: bool = False, targets: tuple[str, ...] = ()) -> Column:
        column = Column(
            table.name,
            name,
            name,
            kind,
            can_create=writable,
            can_update=writable,
            targets=targets,
            labels={BASE_LANGUAGE: name.capitalize()},
        )
        if kind is ColumnType.DATETIME:
            column.format = "DateAndTime"
        table.add(column)
        return column

    system("createdon", ColumnType.DATETIME)
    system("modifiedon", ColumnType.DATETIME)
    system("overriddencreatedon", ColumnType.DATETIME).can_create = True
    for name in ("createdby", "modifiedby", "createdonbehalfby", "modifiedonbehalfby"):
        system(name, ColumnType.LOOKUP, targets=("systemuser",))
    system("versionnumber", ColumnType.BIGINT)
    imported = system("importsequencenumber", ColumnType.INTEGER, writable=True)
    imported.minimum, imported.maximum = -2147483648, 2147483647
    for name in ("timezoneruleversionnumber", "utcconversiontimezonecode"):
        system(name, ColumnType.INTEGER, writable=True)
    if table.ownership == "UserOwned":
        system("ownerid", ColumnType.OWNER, writable=True, targets=("systemuser", "team"))
        system("owninguser", ColumnType.LOOKUP, targets=("systemuser",))
        system("owningteam", ColumnType.LOOKUP, targets=("team",))
        system("owningbusinessunit", ColumnType.LOOKUP, targets=("businessunit",))
    if states:
        state = system("statecode", ColumnType.STATE, writable=True)
        state.options = [option for option, _ in states]
        status = system("statuscode", ColumnType.STATUS, writable=True)
        status.options = [option for _, options in states for option in options]
    if table.has_money:
        add_currency_columns(table)


def add_currency_columns(table: Table) -> None:
    """Give a table with money columns its currency, rate and base amounts."""
    if "transactioncurrencyid" not in table.columns:
        table.add(
            Column(
                table.name,
                "transactioncurrencyid",
                "TransactionCurrencyId",
                ColumnType.LOOKUP,
                targets=("transactioncurrency",),
                labels={BASE_LANGUAGE: "Currency"},
            )
        )
        table.add(
            Column(
                table.name,
                "exchangerate",
                "ExchangeRate",
                ColumnType.DECIMAL,
                precision=10,
                can_create=False,
                can_update=False,
                labels={BASE_LANGUAGE: "Exchange rate"},
            )
        )
    for column in [found for found in table.columns.values() if found.type is ColumnType.MONEY]:
        base = f"{column.name}_base"
        if not column.name.endswith("_base") and base not in table.columns:
            table.add(
                Column(
                    table.name,
                    base,
                    f"{column.schema_name}_Base",
                    ColumnType.MONEY,
                    precision=4,
                    can_create=False,
                    can_update=False,
                    labels={BASE_LANGUAGE: f"{column.name} (base)"},
                )
            )


def add_system_relationships(schema: Schema, table: Table) -> None:
    """Relate the system lookups of *table*: authors, owner, currency."""
    for column in table.columns.values():
        if column.name in {
            "createdby",
            "modifiedby",
            "createdonbehalfby",
            "modifiedonbehalfby",
            "ownerid",
            "owninguser",
            "owningteam",
            "owningbusinessunit",
            "transactioncurrencyid",
        }:
            _relate(schema, table, column)


def _relate(schema: Schema, table: Table, column: Column) -> None:
    for target in column.targets:
        if target not in schema.tables:
            continue
        collection = _COLLECTIONS.get((table.name, column.name, target))
        if table.name == "activityparty":
            collection = f"{'system_user' if target == 'systemuser' else target}_activity_parties"
        if collection is None and column.name == "regardingobjectid":
            collection = f"{schema.tables[target].schema_name}_{_ACTIVITY_COLLECTIONS[table.name]}"
        collection = collection or f"{target}_{table.name}_{column.name}"
        schema.add_relationship(
            OneToMany(
                schema_name=collection,
                parent=target,
                parent_column=schema.tables[target].primary_id,
                child=table.name,
                child_column=column.name,
                lookup_nav=_lookup_nav(table, column, target),
                collection_nav=collection,
                on_delete=_on_delete(column),
            )
        )


def _lookup_nav(table: Table, column: Column, target: str) -> str:
    if (table.name, column.name) in _NAVS:
        return _NAVS[(table.name, column.name)]
    if column.name == "regardingobjectid":
        return f"regardingobjectid_{target}_{table.name}"
    if column.type is ColumnType.CUSTOMER or column.name == "objectid" or table.name == "activityparty":
        return f"{column.name}_{target}"
    return column.name


def _on_delete(column: Column) -> str:
    """Who goes with the parent: notes and activities do, a case's customer may not be deleted."""
    if column.name in {"objectid", "regardingobjectid", "parentcustomerid"}:
        return "Cascade"
    if column.table == "activityparty" and column.name == "activityid":
        return "Cascade"
    if column.table == "incident" and column.name == "customerid":
        return "Restrict"
    return (
        "NoCascade"
        if column.name
        in {
            "createdby",
            "modifiedby",
            "createdonbehalfby",
            "modifiedonbehalfby",
            "owninguser",
            "owningteam",
            "owningbusinessunit",
            "ownerid",
            "transactioncurrencyid",
            "businessunitid",
        }
        else "RemoveLink"
    )
