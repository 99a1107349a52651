"""
What one request is about to show of natural persons, gathered where records are loaded (POL-07).

Each place that hands out a record with personal fields (`domain.protocol.access.personal_data`) notes it here, with the
fields selected on it that have a value; what was noted is recorded before the answer leaves (`record_shown`).
Nothing is noted of what was not selected, nor of a request that was refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.model.accounts import Account, Fact, PersonType
from domain.model.cases import Case, CaseEvent
from domain.model.exchange.conflicts import Conflict
from domain.model.exchange.crm_records import RecordKind
from domain.model.exchange.held_back import HeldBack
from domain.model.history.field_changes import FieldChange
from domain.model.history.profiles import Profile, ProfileKind
from domain.model.institution.people import Actor
from domain.model.messages import Message
from domain.model.personal_data import PersonalData, PersonalRead
from domain.model.representations import Representation
from domain.ports.reading import AccountQuery, AccountRow, PageRequest
from domain.protocol.access import personal_data as table
from domain.protocol.flows import FLOWS
from domain.protocol.history.profiles import profile_kind
from schema.lookahead import Selection

if TYPE_CHECKING:
    from datetime import datetime

    from schema.context import Context
    from schema.journeys.types import JourneyEvent

Fields = Mapping[str, PersonalData]
_ORDER: Final = {kind: place for place, kind in enumerate(PersonalData)}
_DISPUTED: Final = frozenset({"agreed", "local", "remote"})
_CHANGED: Final = frozenset({"before", "after"})


class _Place(NamedTuple):
    """One row of the record: whose data, and through what."""

    field: str
    operation: str | None
    account_id: str | None
    case_id: str | None


class ShownPersonalData:
    """What one request is about to show."""

    __slots__ = ("_shown",)

    def __init__(self) -> None:
        self._shown: dict[_Place, set[PersonalData]] = {}

    def note(
        self, selection: Selection, kinds: Iterable[PersonalData], account_id: str | None, case_id: str | None = None
    ) -> None:
        """These kinds of data of this account or case are shown, through the root field of *selection*."""
        found = set(kinds)
        if found:
            case_id = None if account_id else case_id
            place = _Place(selection.root_field, selection.operation_name, account_id, case_id)
            self._shown.setdefault(place, set()).update(found)

    def reads(self, actor: Actor, at: datetime) -> list[PersonalRead]:
        """As it is recorded."""
        return [
            PersonalRead(
                at=at,
                by=actor.id,
                role=actor.role.value,
                kinds=tuple(sorted(kinds, key=_ORDER.__getitem__)),
                field=place.field,
                operation=place.operation,
                account_id=place.account_id,
                case_id=place.case_id,
            )
            for place, kinds in self._shown.items()
        ]


async def record_shown(context: Context) -> None:
    """
    Record what the request shows, before it is shown.

    Whoever asks over the API is recorded, a service account too: another system passes on what it reads. The
    synchronisation and the timers do not come this way; nobody sees what they read.

    Raises:
        Exception: It could not be stored; the answer must not leave.

    Source: POL-07.
    """
    if context.audits_reads:
        reads = context.shown.reads(context.actor, context.machine_now())
        if reads:
            await context.personal_reads.record(reads)


@dataclass(frozen=True, slots=True)
class _Names:
    """A table of the domain, by the names of the API."""

    fields: Mapping[str, tuple[str, PersonalData]]

    @classmethod
    def of(cls, fields: Fields) -> _Names:
        return cls(MappingProxyType({_camel(name): (name, kind) for name, kind in fields.items()}))

    def selected(self, selection: Selection) -> Fields:
        """The personal fields that are selected, by their Python name."""
        return dict(self.fields[name] for name in selection.names() if name in self.fields)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


CONTACT: Final = _Names.of(table.OF_CONTACT)
NATURAL_PERSON: Final = _Names.of(table.OF_NATURAL_PERSON)
CASE: Final = _Names.of(table.OF_CASE)
REPRESENTATION: Final = _Names.of(table.OF_REPRESENTATION)
JOURNEY: Final = _Names.of(table.OF_JOURNEY)
MESSAGE: Final = _Names.of(table.OF_MESSAGE)
PROFILE: Final = _Names.of(table.OF_PROFILE)
JOIN: Final = _Names.of(table.OF_JOIN)
LETTER: Final = _Names.of(table.OF_LETTER)
TAX_ANSWER: Final = _Names.of(table.OF_TAX_ANSWER)


def _present(record: object, fields: Fields) -> Iterable[PersonalData]:
    return (kind for name, kind in fields.items() if getattr(record, name))


def _present_data(data: Mapping[str, object]) -> Iterable[PersonalData]:
    return (kind for name, kind in table.OF_CASE_DATA.items() if data.get(name))


def note_accounts(context: Context, selection: Selection, rows: Sequence[AccountRow]) -> None:
    """Accounts that are natural persons."""
    fields = NATURAL_PERSON.selected(selection)
    if fields:
        for row in rows:
            if row.person_type == PersonType.NATURAL:
                context.shown.note(selection, _present(row, fields), row.id)


def note_former_names(context: Context, selection: Selection, accounts: Iterable[Account]) -> None:
    """The names by which natural persons went before."""
    for account in accounts if "formerNames" in selection.names() else ():
        if account.former_names and account.person_type is PersonType.NATURAL:
            context.shown.note(selection, (PersonalData.NAME,), account.id)


def note_contacts(context: Context, selection: Selection, account_id: str, contacts: Iterable[object]) -> None:
    """Contacts of an account; *selection* is of the contacts."""
    fields = CONTACT.selected(selection)
    if fields:
        for contact in contacts:
            context.shown.note(selection, _present(contact, fields), account_id)


def note_cases(context: Context, selection: Selection, cases: Sequence[Case]) -> None:
    """Persons that cases name; *selection* is of the cases."""
    fields, data = CASE.selected(selection), "data" in selection.names()
    if fields or data:
        for case in cases:
            kinds = {*_present(case, fields), *(_present_data(case.data) if data else ())}
            context.shown.note(selection, kinds, case.account_id, case.id)
    for step in selection.below("nextStep", "NextStep"):
        for case in cases:
            note_next_step(context, step, case)


def note_next_step(context: Context, selection: Selection, case: Case) -> None:
    """The person whom the text of a case's next step calls by name; *selection* is of the step."""
    if "text" in selection.names():
        text = FLOWS[case.flow].states[case.state].text
        kinds = [kind for name, kind in table.OF_CASE_DATA.items() if case.data.get(name) and f"{{{name}}}" in text]
        context.shown.note(selection, kinds, case.account_id, case.id)


def note_events(context: Context, selection: Selection, case: Case, events: Iterable[CaseEvent]) -> None:
    """Persons that entries of a timeline name; *selection* is of the entries."""
    if "data" in selection.names():
        for event in events:
            context.shown.note(selection, _present_data(event.data), case.account_id, case.id)


def note_facts(context: Context, selection: Selection, account_id: str, facts: Iterable[Fact]) -> None:
    """Persons that the details of dated facts name, such as the representative; *selection* is of the facts."""
    if "details" in selection.names():
        for fact in facts:
            context.shown.note(selection, _present_data(fact.detail), account_id)


def note_representations(context: Context, selection: Selection, records: Iterable[Representation]) -> None:
    """Who declared to represent a company, and the persons whom she named; *selection* is of the representations."""
    fields = REPRESENTATION.selected(selection)
    for record in records:
        context.shown.note(selection, _present(record, fields), record.account_id, record.case_id)
        draft = record.draft.account if record.draft else None
        for told in selection.below("declared", "DeclaredCompany") if draft else ():
            for below in told.below("contacts", "Contact"):
                for contact in draft.contacts if draft else ():
                    kinds = _present(contact, CONTACT.selected(below))
                    context.shown.note(below, kinds, record.account_id, record.case_id)
            for below in told.below("facts", "Fact"):
                if "details" in below.names():
                    for fact in draft.facts if draft else ():
                        context.shown.note(below, _present_data(fact.detail), record.account_id, record.case_id)


def note_journeys(context: Context, selection: Selection, row: AccountRow, events: Iterable[JourneyEvent]) -> None:
    """Events of an account that are about a natural person; *selection* is of the events."""
    fields = JOURNEY.selected(selection)
    for event in events if fields else ():
        if PersonType.NATURAL in {row.person_type, event.person_type}:
            context.shown.note(selection, _present(event, fields), row.id)


def note_tax_answers(context: Context, selection: Selection, row: AccountRow, answers: Iterable[object]) -> None:
    """What the tax registry said of an account that is a natural person; *selection* is of the answers."""
    fields = TAX_ANSWER.selected(selection)
    for answer in answers if fields and row.person_type == PersonType.NATURAL else ():
        context.shown.note(selection, _present(answer, fields), row.id)


def note_profile(context: Context, selection: Selection, profile: Profile) -> None:
    """A profile, and the decisions on its addresses; *selection* is of the profile."""
    is_person = profile.kind is ProfileKind.PERSON
    kinds = {*_of_a_person(PROFILE.selected(selection), is_person)}
    for below in selection.below("joins", "ProfileJoin"):
        kinds |= {*_of_a_person(JOIN.selected(below), is_person)}
    context.shown.note(selection, kinds if profile.emails else kinds - {PersonalData.EMAIL}, profile.account_id)


def note_joins(context: Context, selection: Selection, joins: Iterable[tuple[str, str | None]]) -> None:
    """Joins or proposals, each by its RUT and account; *selection* is of them."""
    for rut, account_id in joins:
        is_person = profile_kind(rut, None) is ProfileKind.PERSON  # by its number, which says so rather too often
        context.shown.note(selection, _of_a_person(JOIN.selected(selection), is_person), account_id)


def _of_a_person(fields: Fields, is_person: bool) -> Iterable[PersonalData]:
    """What of these fields is personal: an address always, the rest of a natural person."""
    return [kind for kind in fields.values() if is_person or kind is PersonalData.EMAIL]


def note_messages(context: Context, selection: Selection, messages: Iterable[Message]) -> None:
    """Messages: to whom, and what they say."""
    fields = MESSAGE.selected(selection)
    for message in messages:
        context.shown.note(selection, fields.values(), message.account_id, message.case_id)


def note_letter(context: Context, selection: Selection, account: Account) -> None:
    """The text of an invitation to a contact, or to a natural person."""
    if any(contact.active for contact in account.contacts) or account.person_type is PersonType.NATURAL:
        context.shown.note(selection, LETTER.selected(selection).values(), account.id)


async def note_changes(context: Context, selection: Selection, changes: Sequence[FieldChange]) -> None:
    """Values that contacts, and accounts that are natural persons, had or have. At most one statement."""
    if _CHANGED.isdisjoint(selection.names()):
        return
    fields = {RecordKind.CONTACT: table.OF_CONTACT, RecordKind.ACCOUNT: table.OF_NATURAL_PERSON}
    personal = [each for each in changes if each.field in fields.get(each.kind, {})]
    legal = await _legal(context, {each.key for each in personal if each.kind is RecordKind.ACCOUNT})
    for each in personal:
        if each.kind is RecordKind.CONTACT or each.key not in legal:
            context.shown.note(selection, (fields[each.kind][each.field],), each.account_id)


async def _legal(context: Context, account_ids: Collection[str]) -> frozenset[str]:
    """Those of the accounts that stand and are legal persons. One statement, or none."""
    if not account_ids:
        return frozenset()
    page = await context.read.accounts(
        AccountQuery(account_ids=frozenset(account_ids)), PageRequest(first=len(account_ids))
    )
    return frozenset(row.id for row in page.items if row.person_type == PersonType.LEGAL)


async def note_conflicts(context: Context, selection: Selection, conflicts: Sequence[Conflict]) -> None:
    """
    Disputed values of contacts, and of accounts that are natural persons, also where the reason for which the CRM's is
    not taken repeats it. At most one statement.
    """
    selected = selection.names()
    if _DISPUTED.isdisjoint(selected):
        conflicts = [each for each in conflicts if "reason" in selected and _repeats(each.reason, each.remote)]
    fields = {RecordKind.CONTACT: table.OF_CONTACT, RecordKind.ACCOUNT: table.OF_NATURAL_PERSON}
    personal = [each for each in conflicts if each.field in fields.get(each.kind, {})]
    legal = await _legal(context, {each.account_id for each in personal if each.kind is RecordKind.ACCOUNT})
    for each in personal:
        if each.kind is RecordKind.CONTACT or each.account_id not in legal:
            context.shown.note(selection, (fields[each.kind][each.field],), each.account_id)


def note_held_back(context: Context, selection: Selection, records: Iterable[HeldBack]) -> None:
    """
    What the CRM says in records that cannot come in, and what of it the reason repeats; *selection* is of them.

    They are about a person when they are contacts, or accounts that the CRM does not say to be of a legal person.
    """
    selected = selection.names()
    for record in records if selected & {"name", "values", "reason"} else ():
        kinds = [
            kind
            for name, kind in _of_held_back(record).items()
            if (value := record.values.get(name))
            and (
                "values" in selected
                or (name == "name" and "name" in selected)
                or ("reason" in selected and _repeats(record.reason, value))
            )
        ]
        account_id = record.key if record.kind is RecordKind.ACCOUNT else record.account_id
        context.shown.note(selection, kinds, account_id)


def _repeats(sentence: str | None, value: object) -> bool:
    """Whether a sentence about a value says it, however it is spelled there."""
    said, told = ("".join(each for each in str(text or "").casefold() if each.isalnum()) for text in (sentence, value))
    return bool(told) and told in said


def _of_held_back(record: HeldBack) -> Fields:
    if record.kind is RecordKind.CONTACT:
        return table.OF_CONTACT
    legal = record.values.get("person_type") == PersonType.LEGAL.value
    return {} if legal or record.kind is not RecordKind.ACCOUNT else table.OF_NATURAL_PERSON
