"""
The tables every organisation starts with, as data: one line for each table, one word for each column.

A word is `name:type` with the type written as: `sN` text of N, `/Format` after it; `tN` memo; `i`, `iA..B` whole
number; `d` decimal; `f` double; `m` money; `b` yes/no; `p(1=Label|2=Label)` choice; `D` date and time, `d0` bare
date, `df` date format over an instant; `g` unique id; `l(table>nav)` lookup; `c`: customer; `r(tables)`: regarding.
A final `!` marks a column that may not be null, `=` one that only the service writes.
Source: dataverse-web-api.md section 9 and the Common Data Model's applicationCommon documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


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


ACTIVE: Final = "0 Active(1 Active);1 Inactive(2 Inactive)"
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
        ACTIVE,
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
        "parentaccountid:l(account) masterid:l(account)= merged:b=",
        ACTIVE,
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
        ACTIVE,
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
        "queue",
        "Queue",
        "queues",
        2020,
        "name",
        "name:s200! emailaddress:s100/Email description:t2000",
        ACTIVE,
    ),
    TableRow(
        "activityparty",
        "ActivityParty",
        "activityparties",
        135,
        "partyidname",
        "partyidname:s400= activityid:l(email|appointment|phonecall)! partyid:l(account|contact|queue|systemuser) "
        "addressused:s200 participationtypemask:p(1=Sender|2=To Recipient|3=CC Recipient|4=BCC Recipient|5=Required "
        "attendee|6=Optional attendee|7=Organizer|8=Regarding|9=Owner|10=Resource|11=Customer|12=Chat Participant|"
        "13=Related)",
        ownership="None",
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
