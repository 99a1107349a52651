"""
The tables every organisation starts with, as data: one line for each table, one word for each column.

A word is `name:type` with the type written as: `sN` text of N, `/Format` after it; `tN` memo; `i`, `iA..B` whole
number; `d` decimal; `f` double; `m` money; `b` yes/no; `p(1=Label|2=Label)` choice; `D` date and time, `d0` bare
date, `df` date format over an instant; `g` unique id; `l(table>nav)` lookup; `c`: customer; `r(tables)`: regarding.
A final `!` marks a column that may not be null, `=` one that only the service writes.
Source: dataverse-web-api.md section 9 and the Common Data Model's applicationCommon documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .schema import Column, ColumnType, DateBehavior, OneToMany, Option, Schema, Table

BASE_LANGUAGE: Final = 1033


@dataclass(frozen=True, slots=True)
class TableRow:
    """One standard table: names, kind, states and columns."""

    name: str
    schema_name: str
    set_name: str
    type_code: int
    primary_name: str
    columns: str
    states: str = ""  # "0 Active(1 Active) 1 Inactive(2 Inactive)"
    ownership: str = "UserOwned"
    primary_id: str = ""
    is_activity: bool = False
    tracked: bool = False


_ACTIVE: Final = "0 Active(1 Active);1 Inactive(2 Inactive)"
_INDUSTRIES: Final = "|".join(
    f"{number}={label}"
    for number, label in enumerate(
        (
            "Accounting",
            "Agriculture and Non-petrol Natural Resource Extraction",
            "Broadcasting Printing and Publishing",
            "Brokers",
            "Building Supply Retail",
            "Business Services",
            "Consulting",
            "Consumer Services",
            "Design, Direction and Creative Management",
            "Distributors, Dispatchers and Processors",
            "Doctor's Offices and Clinics",
            "Durable Manufacturing",
            "Eating and Drinking Places",
            "Entertainment Retail",
            "Equipment Rental and Leasing",
            "Financial",
            "Food and Tobacco Processing",
            "Inbound Capital Intensive Processing",
            "Inbound Repair and Services",
            "Insurance",
            "Legal Services",
            "Non-Durable Merchandise Retail",
            "Outbound Consumer Service",
            "Petrochemical Extraction and Distribution",
            "Service Retail",
            "SIG Affiliations",
            "Social Services",
            "Special Outbound Trade Contractors",
            "Specialty Realty",
            "Transportation",
            "Utility Creation and Distribution",
            "Vehicle Retail",
            "Wholesale",
        ),
        start=1,
    )
)


def _address(prefix: str) -> str:
    return " ".join(
        f"{prefix}_{word}"
        for word in (
            "name:s200",
            "line1:s250",
            "line2:s250",
            "line3:s250",
            "city:s80",
            "county:s50",
            "stateorprovince:s50",
            "postalcode:s20",
            "postofficebox:s20",
            "country:s80",
            "telephone1:s50/Phone",
            "telephone2:s50/Phone",
            "telephone3:s50/Phone",
            "fax:s50",
            "latitude:f-90..90",
            "longitude:f-180..180",
            "upszone:s4",
            "composite:t1000=",
        )
    )


_REACH: Final = (
    "emailaddress1:s100/Email emailaddress2:s100/Email emailaddress3:s100/Email telephone1:s50/Phone "
    "telephone2:s50/Phone telephone3:s50/Phone fax:s50 websiteurl:s200/Url ftpsiteurl:s200/Url donotemail:b "
    "donotphone:b donotfax:b donotpostalmail:b donotbulkemail:b donotsendmm:b "
    "preferredcontactmethodcode:p(1=Any|2=Email|3=Phone|4=Fax|5=Mail) description:t2000"
)
_PRIORITY: Final = "prioritycode:p(0=Low|1=Normal|2=High)"
_ACTIVITY: Final = (
    "subject:s200 scheduledstart:D scheduledend:D actualstart:df actualend:df actualdurationminutes:i0..2147483647 "
    "scheduleddurationminutes:i0..2147483647 activitytypecode:e= category:s250 subcategory:s250 sortdate:D "
    "regardingobjectid:r(account|contact|incident)"
)

STANDARD_TABLES: Final = (
    TableRow(
        "organization",
        "Organization",
        "organizations",
        1019,
        "name",
        "name:s160! expirechangetrackingindays:i0..365 languagecode:i localeid:i basecurrencyid:l(transactioncurrency)",
        ownership="None",
    ),
    TableRow(
        "businessunit",
        "BusinessUnit",
        "businessunits",
        10,
        "name",
        "name:s160! parentbusinessunitid:l(businessunit) isdisabled:b emailaddress:s100 divisionname:s100",
        ownership="BusinessOwned",
    ),
    TableRow(
        "systemuser",
        "SystemUser",
        "systemusers",
        8,
        "fullname",
        "fullname:s200 firstname:s256 lastname:s256 internalemailaddress:s100 domainname:s1024 "
        "azureactivedirectoryobjectid:g applicationid:g isdisabled:b accessmode:p(0=Read-Write|1=Administrative|"
        "2=Read|3=Support User|4=Non-interactive|5=Delegated Admin) businessunitid:l(businessunit) title:s128",
        ownership="BusinessOwned",
    ),
    TableRow(
        "team",
        "Team",
        "teams",
        9,
        "name",
        "name:s160! description:t2000 teamtype:p(0=Owner|1=Access) isdefault:b businessunitid:l(businessunit)",
        ownership="BusinessOwned",
    ),
    TableRow(
        "transactioncurrency",
        "TransactionCurrency",
        "transactioncurrencies",
        9105,
        "currencyname",
        "currencyname:s100! isocurrencycode:s5! currencysymbol:s13 currencyprecision:i0..4 exchangerate:d",
        _ACTIVE,
        ownership="OrganizationOwned",
    ),
    TableRow(
        "publisher",
        "Publisher",
        "publishers",
        7101,
        "friendlyname",
        "friendlyname:s256! uniquename:s256! customizationprefix:s8! customizationoptionvalueprefix:i10000..99999 "
        "description:t2000 isreadonly:b",
        ownership="OrganizationOwned",
    ),
    TableRow(
        "solution",
        "Solution",
        "solutions",
        7100,
        "friendlyname",
        "friendlyname:s256! uniquename:s65! version:s256! description:t2000 ismanaged:b isvisible:b "
        "publisherid:l(publisher)",
        ownership="OrganizationOwned",
    ),
    TableRow(
        "solutioncomponent",
        "SolutionComponent",
        "solutioncomponents",
        7103,
        "",
        "objectid:g componenttype:i solutionid:l(solution)",
        ownership="None",
    ),
    TableRow("sdkmessage", "SdkMessage", "sdkmessages", 4606, "name", "name:s256", ownership="OrganizationOwned"),
    TableRow(
        "sdkmessagefilter",
        "SdkMessageFilter",
        "sdkmessagefilters",
        4607,
        "name",
        "name:s256 primaryobjecttypecode:e secondaryobjecttypecode:e sdkmessageid:l(sdkmessage)",
        ownership="OrganizationOwned",
    ),
    TableRow(
        "serviceendpoint",
        "ServiceEndpoint",
        "serviceendpoints",
        4618,
        "name",
        "name:s160! contract:p(1=OneWay|2=Queue|4=TwoWay|5=Topic|7=Event Hub|8=Webhook|9=Event Grid) url:s1024 "
        "authtype:p(2=SASKey|3=SASToken|4=WebhookKey|5=HttpHeader|6=HttpQueryString) authvalue:t2048 "
        "description:t2000",
        ownership="OrganizationOwned",
    ),
    TableRow(
        "sdkmessageprocessingstep",
        "SdkMessageProcessingStep",
        "sdkmessageprocessingsteps",
        4608,
        "name",
        "name:s256 stage:p(10=Pre-validation|20=Pre-operation|40=Post-operation) mode:p(0=Synchronous|"
        "1=Asynchronous) rank:i supporteddeployment:p(0=Server Only|1=Microsoft Dynamics 365 Client for Outlook "
        "Only|2=Both) asyncautodelete:b filteringattributes:t100000 eventhandler:l(serviceendpoint>"
        "eventhandler_serviceendpoint) sdkmessageid:l(sdkmessage) sdkmessagefilterid:l(sdkmessagefilter)",
        "0 Enabled(1 Enabled);1 Disabled(2 Disabled)",
        ownership="OrganizationOwned",
    ),
    TableRow(
        "asyncoperation",
        "AsyncOperation",
        "asyncoperations",
        4700,
        "name",
        "name:s256 operationtype:i message:t1073741823",
        "0 Ready(0 Waiting For Resources);1 Suspended(10 Waiting);2 Locked(20 In Progress|21 Pausing|22 "
        "Canceling);3 Completed(30 Succeeded|31 Failed|32 Canceled)",
    ),
    TableRow(
        "account",
        "Account",
        "accounts",
        1,
        "name",
        "name:s160 accountnumber:s20 "
        + _REACH
        + " "
        + _address("address1")
        + " "
        + _address("address2")
        + " revenue:m0..100000000000000 creditlimit:m0..100000000000000 marketcap:m0..100000000000000 "
        f"numberofemployees:i0..1000000000 sharesoutstanding:i0..1000000000 industrycode:p({_INDUSTRIES}) "
        "customertypecode:p(1=Competitor|2=Consultant|3=Customer|4=Investor|5=Partner|6=Influencer|7=Press|"
        "8=Prospect|9=Reseller|10=Supplier|11=Vendor|12=Other) accountcategorycode:p(1=Preferred Customer|"
        "2=Standard) ownershipcode:p(1=Public|2=Private|3=Subsidiary|4=Other) accountratingcode:p(1=Default "
        "Value) sic:s20 tickersymbol:s10 stockexchange:s20 primarycontactid:l(contact) "
        "parentaccountid:l(account)",
        _ACTIVE,
        tracked=True,
    ),
    TableRow(
        "contact",
        "Contact",
        "contacts",
        2,
        "fullname",
        "firstname:s50 lastname:s50! middlename:s50 fullname:s160= salutation:s100 suffix:s10 nickname:s100 "
        "jobtitle:s100 department:s100 mobilephone:s50/Phone pager:s50 business2:s50 home2:s50 company:s50 "
        "governmentid:s50 employeeid:s50 externaluseridentifier:s50 managername:s100 assistantname:s100 "
        "spousesname:s100 childrensnames:s255 birthdate:d0 anniversary:d0 gendercode:p(1=Male|2=Female) "
        "familystatuscode:p(1=Single|2=Married|3=Divorced|4=Widowed) accountrolecode:p(1=Decision Maker|"
        "2=Employee|3=Influencer) annualincome:m0..100000000000000 parentcustomerid:c "
        + _REACH
        + " "
        + _address("address1"),
        _ACTIVE,
        tracked=True,
    ),
    TableRow(
        "incident",
        "Incident",
        "incidents",
        112,
        "title",
        "title:s200! ticketnumber:s100 description:t2000 customerid:c! primarycontactid:l(contact) "
        "responsiblecontactid:l(contact) prioritycode:p(1=High|2=Normal|3=Low) caseorigincode:p(1=Phone|2=Email|"
        "3=Web|2483=Facebook|3986=Twitter) casetypecode:p(1=Question|2=Problem|3=Request) severitycode:p(1=Default"
        " Value) servicestage:p(0=Identify|1=Research|2=Resolve) customersatisfactioncode:p(1=Very Dissatisfied|"
        "2=Dissatisfied|3=Neutral|4=Satisfied|5=Very Satisfied) isescalated:b escalatedon:D= followupby:D "
        "resolveby:D responseby:D firstresponseslastatus:p(1=In Progress|2=Nearing Noncompliance|3=Succeeded|"
        "4=Noncompliant) resolvebyslastatus:p(1=In Progress|2=Nearing Noncompliance|3=Succeeded|4=Noncompliant) "
        "onholdtime:i= parentcaseid:l(incident) productserialnumber:s100 emailaddress:s100/Email",
        "0 Active(1 In Progress|2 On Hold|3 Waiting for Details|4 Researching);1 Resolved(5 Problem Solved|1000 "
        "Information Provided);2 Canceled(6 Canceled|2000 Merged)",
        tracked=True,
    ),
    TableRow(
        "task",
        "Task",
        "tasks",
        4212,
        "subject",
        _ACTIVITY + " " + _PRIORITY + " description:t2000 percentcomplete:i0..100",
        "0 Open(2 Not Started|3 In Progress|4 Waiting on someone else|7 Deferred);1 Completed(5 Completed);"
        "2 Canceled(6 Canceled)",
        primary_id="activityid",
        is_activity=True,
        tracked=True,
    ),
    TableRow(
        "appointment",
        "Appointment",
        "appointments",
        4201,
        "subject",
        _ACTIVITY + " " + _PRIORITY + " description:t1048576 location:s200 isalldayevent:b globalobjectid:s300",
        "0 Open(1 Free|2 Tentative);1 Completed(3 Completed);2 Canceled(4 Canceled);3 Scheduled(5 Busy|6 Out of "
        "Office)",
        primary_id="activityid",
        is_activity=True,
        tracked=True,
    ),
    TableRow(
        "phonecall",
        "PhoneCall",
        "phonecalls",
        4210,
        "subject",
        _ACTIVITY + " " + _PRIORITY + " description:t2000 phonenumber:s200 directioncode:b",
        "0 Open(1 Open);1 Completed(2 Made|4 Received);2 Canceled(3 Canceled)",
        primary_id="activityid",
        is_activity=True,
        tracked=True,
    ),
    TableRow(
        "email",
        "Email",
        "emails",
        4202,
        "subject",
        _ACTIVITY + " " + _PRIORITY + " description:t1073741823 sender:s250 torecipients:s500 messageid:s320 "
        "directioncode:b",
        "0 Open(1 Draft|8 Failed);1 Completed(2 Completed|3 Sent|4 Received|6 Pending Send|"
        "7 Sending);2 Canceled(5 Canceled)",
        primary_id="activityid",
        is_activity=True,
        tracked=True,
    ),
    TableRow(
        "annotation",
        "Annotation",
        "annotations",
        5,
        "subject",
        "subject:s500 notetext:t100000 isdocument:b filename:s255 mimetype:s256 documentbody:t1073741823 "
        "filesize:i= objectid:r(account|contact|incident|task)",
    ),
)

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
    return _states(_ACTIVE)


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
    if column.type is ColumnType.CUSTOMER or column.name == "objectid":
        return f"{column.name}_{target}"
    return column.name


def _on_delete(column: Column) -> str:
    """Who goes with the parent: notes and activities do, a case's customer may not be deleted."""
    if column.name in {"objectid", "regardingobjectid", "parentcustomerid"}:
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
