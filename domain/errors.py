"""
Errors, named by what the caller can do about them.

AttentionError              everything raised on purpose
├─ ProtocolError            the protocol says no: rule id and a sentence for the person; becomes a userError
│    UnknownRule · NoRuleApplies · MissingData · InvalidValue · StepNotAllowed · NotAuthorised ·
│    NotConfigured · StepNotConfigured · ConflictOfInterestStands · Mistakes
├─ RecordError              the record asked for is not as the caller believes
│    RecordNotFound · VersionConflict · DuplicateRecord
├─ CrmError                 raised alike by every connector, with operation and request id
│  ├─ CrmUnavailable        try later; retry_after in seconds if the CRM said so
│  │    CrmThrottled
│  └─ CrmRejected           do not try again
│       CursorExpired · InvalidRecord · AccessDenied
├─ BudgetUsedUp             somebody asked more than is given in a time; retry_after in seconds
├─ RegistryUnavailable      the tax registry does not answer now; retry_after in seconds
├─ StoreUnavailable         the store cannot answer or keep anything now; retry_after in seconds
└─ ConfigurationError       stops the process at start, listing every wrong setting at once
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class AttentionError(Exception):
    """Everything raised on purpose."""


class ProtocolError(AttentionError):
    """
    The protocol, or plain sense, says no.

    Args:
        message: Spanish sentence for the person: what happened, to what, what to do next.
        rule: Rule id that supports it ("DEF-03"), when a rule does.
        field: Path of the input at fault, outermost first.
    """

    def __init__(self, message: str, *, rule: str | None = None, field: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.field = tuple(field)


class UnknownRule(ProtocolError):
    """No rule has that id."""


class NoRuleApplies(ProtocolError):
    """No row of the table covers the case."""


class MissingData(ProtocolError):
    """
    Data that the rule needs have not been given.

    Args:
        missing: The name of each.
        fields: The path of each in the input, in the same order; by default each lies where `field` does.
    """

    def __init__(
        self,
        message: str,
        *,
        missing: Sequence[str],
        rule: str | None = None,
        field: Sequence[str] = (),
        fields: Sequence[Sequence[str]] = (),
    ) -> None:
        super().__init__(message, rule=rule, field=field or (fields[0] if fields else ()))
        self.missing = tuple(missing)
        self.fields = tuple(tuple(path) for path in fields) or tuple((*self.field[:-1], name) for name in missing)


class InvalidValue(ProtocolError):
    """A value is not of its kind (a RUT with a wrong check digit, an end before its start)."""


class Mistakes(ProtocolError):
    """
    Several things are wrong with what was given, told at once; `members` are the refusals, in the order of the input.

    Source: POL-06.
    """

    def __init__(self, members: Sequence[ProtocolError]) -> None:
        first = members[0]
        super().__init__(" ".join(each.message for each in members), rule=first.rule, field=first.field)
        self.members = tuple(members)


def all_of(mistakes: Sequence[ProtocolError]) -> ProtocolError:
    """One mistake as it is, several as `Mistakes`."""
    return mistakes[0] if len(mistakes) == 1 else Mistakes(mistakes)


def beneath(mistake: ProtocolError, *steps: str) -> ProtocolError:
    """The mistake, told where it lies when what was checked stands below *steps* of the input."""
    mistake.field = (*steps, *mistake.field)
    if isinstance(mistake, MissingData):
        mistake.fields = tuple((*steps, *path) for path in mistake.fields)
    return mistake


class StepNotAllowed(ProtocolError):
    """
    The step is not open now.

    Args:
        step_to_take: The one that is, in Spanish.
        inputs: What was read to decide it, by name (POL-04).
    """

    def __init__(
        self,
        message: str,
        *,
        rule: str,
        step_to_take: str | None = None,
        field: Sequence[str] = (),
        inputs: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, rule=rule, field=field)
        self.step_to_take = step_to_take
        self.inputs = dict(inputs or {})


class AccountMerged(StepNotAllowed):
    """Nothing more happens with an account that was merged; `survivor_id` is the one that goes on (AMB-63)."""

    def __init__(self, survivor_id: str) -> None:
        super().__init__(
            "Esta cuenta se unió a otra y ya no cambia.",
            rule="CAP-04",
            step_to_take="Siga con la cuenta que quedó.",
        )
        self.survivor_id = survivor_id


class StepNotConfigured(StepNotAllowed):
    """The step is judged by a document that is not loaded: it is open to nobody until it is (section 6.2)."""


class NotAuthorised(ProtocolError):
    """The actor's role or office may not do this."""


class ConflictOfInterestStands(NotAuthorised):
    """The actor declared a conflict of interest with the company, which stands: they decide nothing on it (AMB-72)."""


class NotConfigured(ProtocolError):
    """The protocol leaves the value to a document that is not loaded; it is never invented (section 6.2)."""


class ChangesForgotten(AttentionError):
    """Changes after that place of the feed are kept no more: read the records anew, then go on from *head*."""

    def __init__(self, head: int) -> None:
        super().__init__("the changes after that cursor are kept no more")
        self.head = head


class RecordError(AttentionError):
    """The record asked for is not as the caller believes."""

    def __init__(self, kind: str, key: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.key = key
        self.message = message


class RecordNotFound(RecordError):
    """There is no such record."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(kind, key, f"No existe {kind} con clave {key}.")


class VersionConflict(RecordError):
    """The record changed since the caller read it; `current` is its state now. Nothing was written."""

    def __init__(self, kind: str, key: str, seen: int, current: object, current_version: int) -> None:
        super().__init__(
            kind,
            key,
            f"Otra persona modificó este registro (versión {current_version}; usted vio la {seen}). "
            "Revise los datos actuales y vuelva a intentar.",
        )
        self.seen = seen
        self.current = current
        self.current_version = current_version


class DuplicateRecord(RecordError):
    """Another record already holds this key (AMB-63: RUT is unique among national accounts)."""

    def __init__(self, kind: str, key: str, existing_id: str, *, named: str = "clave") -> None:
        super().__init__(kind, key, f"Ya existe {kind} con {named} {key}: use la que existe, o revise el dato.")
        self.existing_id = existing_id


class CrmError(AttentionError):
    """Raised alike by every connector; `operation` and `request_id` find it in the CRM's own log."""

    def __init__(self, message: str, *, operation: str = "", request_id: str | None = None) -> None:
        super().__init__(message)
        self.operation = operation
        self.request_id = request_id


class CrmUnavailable(CrmError):
    """Down, cut or too slow: try later. `retry_after` in seconds when the CRM said so."""

    def __init__(
        self,
        message: str,
        *,
        operation: str = "",
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, operation=operation, request_id=request_id)
        self.retry_after = retry_after


class CrmThrottled(CrmUnavailable):
    """The CRM asks every worker to wait; nothing was written by the refused request."""


class CrmRejected(CrmError):
    """Trying again as it is cannot help."""


class CursorExpired(CrmRejected):
    """The CRM no longer knows this cursor: read everything again (full resync)."""


class InvalidRecord(CrmRejected):
    """The CRM refuses the record's data."""


class AccessDenied(CrmRejected):
    """Credentials or privileges are missing."""


class BudgetUsedUp(AttentionError):
    """
    More was asked than is given in a time; nothing was written.

    Args:
        message: Spanish sentence for the person.
        retry_after: Seconds after which it can be asked again.
    """

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after


class RegistryUnavailable(AttentionError):
    """The tax registry does not answer, or not in a way that can be read; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("the tax registry does not answer")
        self.message = "El registro tributario no responde ahora; intente más tarde."
        self.retry_after = 60.0


class StoreUnavailable(AttentionError):
    """
    The store cannot answer, or cannot keep anything, now; nothing was written.

    Args:
        message: Spanish sentence for the person.
        retry_after: Seconds after which it is worth asking again.
        reason: "away", "busy", "full" or "read only", for the operator.
    """

    def __init__(self, message: str, retry_after: float, reason: str) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after
        self.reason = reason


class ConfigurationError(AttentionError):
    """Stops the process at start; `problems` lists every wrong setting at once."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)
