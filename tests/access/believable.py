"""
Inputs made from the SDL's input types and a table of believable values, so that a request gets past validation.

Belongs here: what a person would write in a field. Does not belong here: whom it is about (`tests.access.world`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLScalarType,
    Undefined,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

Word = str | int | bool | Sequence[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """
    Whom a request is about: an account with all that hangs on it, or one that does not exist.

    Attributes:
        label: "own", "another's", "no office", "unknown".
        ids: Global ids by kind of node; those of cases as "Case/CAPTURE".
        versions: By the same keys.
        words: What a person would say of it: rut, name, region, market, office, marker …
    """

    label: str
    ids: Mapping[str, str]
    versions: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


KINDS_OF_IDS: Final[Mapping[str, str]] = {
    "absorbedId": "Account/absorbed",
    "accountId": "Account",
    "accountIds": "Account",
    "actionId": "Action",
    "activityId": "Activity",
    "association": "Account",
    "caseId": "Case",
    "caseIds": "Case",
    "callId": "Call",
    "conflictId": "SyncConflict",
    "documentId": "CaseDocument",
    "contactId": "Contact",
    "messageId": "Message",
    "representationId": "Representation",
    "improvementId": "ImprovementAction",
    "originId": "Suggestion",
    "suggestionId": "Suggestion",
    "suppliers": "Account",
    "survivorId": "Account",
    "termId": "Term",
    "userCompany": "Account",
}
"""What each field of type ID names; `id` is the field's own business."""

_CASES: Final = ("Case/CAPTURE", "Case/DEMAND", "Case/INSTITUTION")
"""The case that is meant where any would do: one that is its office's."""

OMITTED: Final = frozenset(
    {"clientKey", "occurredAt", "channel", "telephone", "siiCheckedOn", "commune", "value", "receivedAt"}
    | {"expectedOn", "exceptionGround", "level", "fromPerson", "measure", "doneOn", "sequence"}
)
"""Left out wherever that is allowed: the instant is now, the channel follows from the point of contact."""

SAYS: Final[Mapping[str, Word]] = {
    # days; the clock stands on Monday 15 June 2026
    "activityEndsOn": "2026-07-21", "activityOn": "2026-09-21", "activityStartsOn": "2026-07-20",
    "agendaEndsOn": "2026-09-15", "agendaStartsOn": "2026-09-14", "agreedOn": "2026-08-03", "applyBy": "2026-07-20",
    "endedOn": "2026-06-10", "endsOn": "2026-09-12", "exceptionFrom": "2026-06-16", "exceptionUntil": "2026-08-16",
    "feedbackReceivedOn": "2026-06-12", "invitedOn": "2026-06-12", "letterSentOn": "2026-06-11",
    "notifiedOn": "2026-06-12", "on": "2026-06-12", "postReceivedOn": "2026-06-12", "since": "2026-01-02",
    "siiStartedOn": "2015-03-02", "startedOn": "2026-06-09", "startsOn": "2026-09-10", "until": "2026-12-31",
    "dueOn": "2026-12-31", "visitEndsOn": "2026-09-24", "visitStartsOn": "2026-09-21", "wantedFrom": "2026-09-01",
    "wantedUntil": "2026-10-01",
    # words of the protocol's tables
    "actionType": "FERIA", "type": "FERIA", "category": "TRABAJO_HABITUAL", "kind": "COMPLAINT", "template": "NTF-05",
    "to": "CLIENT_MANAGEMENT", "leadUnit": "Departamento Sectorial", "urgencyLevel": "HIGH", "code": "DEF-03",
    "person": "ana.rojas", "link": "https://actividades.example.cl/1", "fichaVersion": "2024",
    "representativeRun": "12.345.678-5", "scoringVersion": "2024", "rule": "SLA-03", "companyStage": "Por comenzar",
    "plannedFrom": "2026-06-08", "plannedUntil": "2026-06-12", "topic": "COMO_EXPORTAR", "stage": "BASES",
    "questionnaire": "muestra-1", "question": "OFERTA", "option": "DEFINIDO",
    "username": "nadie.conocido", "zone": "America/Lima",
    # numbers
    "amountUsd": 1000, "expectedInMonths": 6, "leadTimeDays": 60, "score": 5, "days": 0, "hours": 1, "minutes": 0,
    # yes or no, where yes is not the way on
    "isMain": False, "concursos": False, "establishedAbroad": False, "isChilean": False, "openOnly": False,
    "hasChileanRut": False, "exempt": False, "send": False, "explained": True, "byMessage": True,
}  # fmt: skip
"""What each field says, whoever it is about; what is not here is text with the subject's marker."""

OF_SUBJECT: Final[Mapping[str, Callable[[Mapping[str, str]], Word]]] = {
    "rut": lambda w: w["rut"],
    "name": lambda w: w["name"],
    "search": lambda w: w["name"],
    "tradeName": lambda w: f"Fantasía {w['marker']}",
    "associationName": lambda w: w["name"],
    "email": lambda w: w["email"],
    "mailbox": lambda w: w["email"],
    "phone": lambda w: w["phone"],
    "website": lambda w: w["website"],
    "country": lambda w: w["country"],
    "market": lambda w: w["market"],
    "markets": lambda w: [w["market"]],
    "planMarkets": lambda w: [w["market"]],
    "region": lambda w: w["region"],
    "regions": lambda w: [w["region"]],
    "confirmedRegions": lambda w: [w["region"]],
    "suggestedRegions": lambda w: [w["region"]],
    "macrozone": lambda w: w["macrozone"],
    "macrozones": lambda w: [w["macrozone"]],
    "macrozonesAsked": lambda w: [w["macrozone"]],
    "sector": lambda w: w["sector"],
    "sectors": lambda w: [w["sector"]],
    "office": lambda w: w["office"],
    "offices": lambda w: [w["office"]],
    "externalId": lambda w: f"ext-{w['marker']}",
}


@dataclass(frozen=True, slots=True)
class Believable:
    """Makes the input of a root field for a subject: what is generated of it, and what *instead* says otherwise."""

    subject: Subject
    flow: str | None = None
    opens: bool = False
    instead: Mapping[str, Any] = field(default_factory=dict)

    def of(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        """Every field of an input object that a person would fill in."""
        found = {}
        for name, each in kind.fields.items():
            needed = is_non_null_type(each.type) and each.default_value is Undefined
            if name == "version":
                value = self.subject.versions.get(_owner(kind), 1) if needed else Undefined
            else:
                value = self.value(name, each.type) if needed or name not in OMITTED else Undefined
            if value is not Undefined and (needed or value is not None):
                found[name] = value
        return {**found, **{k: v for k, v in self.instead.items() if k in kind.fields}}

    def value(self, name: str, kind: GraphQLInputType) -> Any:
        """What a person would write in the field; Undefined: nothing."""
        plain = get_nullable_type(kind)
        if is_list_type(plain):
            if name in OF_SUBJECT:
                return OF_SUBJECT[name](self.subject.words)
            inner = self.value(name, plain.of_type)
            return Undefined if inner is Undefined else [inner]
        if isinstance(plain, GraphQLInputObjectType):
            return self._one_of(plain) if plain.is_one_of else self.of(plain)
        if isinstance(plain, GraphQLEnumType):
            return self._choice(name, plain)
        assert isinstance(plain, GraphQLScalarType)
        return self._scalar(name, plain.name)

    def _one_of(self, kind: GraphQLInputObjectType) -> Any:
        """What a fact is about: its case, or the account for which it opens one; of others the first that is known."""
        said = {name: self.value(name, each.type) for name, each in kind.fields.items()}
        named = {name: value for name, value in said.items() if value is not Undefined}
        chosen = "accountId" if self.opens else "caseId"
        name = chosen if chosen in named else next(iter(named), None)
        return Undefined if name is None else {name: named[name]}

    def _choice(self, name: str, kind: GraphQLEnumType) -> Any:
        if name == "pointOfContact":
            return self.subject.words.get("pointOfContact", Undefined)
        said = self.instead.get(name, SAYS.get(name))
        return said if said in kind.values else next(iter(kind.values))

    def _scalar(self, name: str, kind: str) -> Any:
        if kind == "ID":
            return self._id(name)
        if name.endswith("ersion") and kind == "Int":
            return self._version(name)
        if name in OF_SUBJECT:
            return OF_SUBJECT[name](self.subject.words)
        match kind:
            case "Boolean":
                return SAYS.get(name, True)
            case "Int":
                return SAYS.get(name, 1)
            case "Date":
                return SAYS.get(name, "2026-06-12")
            case "DateTime":
                return "2026-06-12T15:00:00Z"
            case _:
                return SAYS.get(name, f"Texto de {self.subject.words['marker']}")

    def _id(self, name: str) -> Any:
        kind = KINDS_OF_IDS[name]
        if self.flow is not None and name == "caseId":  # the fact of a flow: on a case of it
            return self.subject.ids.get(f"Case/{self.flow}", Undefined)
        if kind == "Case":
            return next(self.subject.ids[key] for key in _CASES if key in self.subject.ids)
        return self.subject.ids[kind]

    def _version(self, name: str) -> Any:
        key = {"absorbedVersion": "Account/absorbed", "survivorVersion": "Account"}.get(name)
        return self.subject.versions.get(key, 1) if key else Undefined


def _owner(kind: GraphQLInputObjectType) -> str:
    """Whose version an input means: that of the most particular record it names."""
    named = ("contactId", "actionId", "activityId", "accountId")
    return next((KINDS_OF_IDS[name] for name in named if name in kind.fields), "Account")
