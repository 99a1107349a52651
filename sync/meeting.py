"""
A meeting of both sides: the records of one kind that the CRM showed, one after the other, and what is to be written.

Nothing here is awaited: what must be known from the store is loaded before (`sync.reconcile`), and everything to write
is gathered, so that it goes to the store in a fixed number of statements.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from domain.errors import InvalidValue
from domain.exchange.encoding import MERGED_INTO, OWNER, message_payload
from domain.exchange.meaning import canonical_rut, same_value
from domain.exchange.merge import DELETED_FIELD, Difference, Sides, differences, merge
from domain.exchange.told import back, gone
from domain.exchange.values import CRM_AUTHOR, refused_values
from domain.model.accounts import Account
from domain.model.exchange.conflicts import Conflict, Side
from domain.model.exchange.crm_records import CrmRecord, RecordKind, Scalar
from domain.model.exchange.held_back import HeldBack
from domain.model.history.actions import Action
from domain.model.history.decisions import Decision, DecisionKind
from domain.model.history.field_changes import Author
from domain.model.history.joined import Joined
from domain.model.institution.directory import Directory
from domain.model.institution.people import Role
from domain.ports.sync import Agreement, Message, Move, Record, Replica, Values
from domain.protocol.routing.by_region import ROUTED, routed, routed_es
from sync.owners import told_by_owner, unknown_people
from sync.records import Policy, Reconciled, Work, applied, born_of, values_of

log = logging.getLogger("atencion.sync.meeting")

DELETED_REASON: Final = "eliminado en el CRM"
"""Why a record waits for a person: the CRM no longer has it."""
REMEDY: Final = "Corríjalo en el CRM: entra por sí solo en cuanto cambie."
UNKNOWN_PARENT: Final = "Su cuenta no existe en Atención ni en el CRM."
NO_PARENT: Final = "En el CRM quedó sin cuenta; aquí sigue en la que tenía."
HELD_PARENT: Final = "Su cuenta está en el CRM, y está retenida."
_REMEDIES: Final = {
    UNKNOWN_PARENT: "Asígnele en el CRM una cuenta que exista, o elimínelo ahí.",
    NO_PARENT: "Asígnele en el CRM la cuenta que corresponde, o elimínelo ahí.",
    HELD_PARENT: "Corrija primero su cuenta: este registro entra después por sí solo.",
}


@dataclass(slots=True)
class Meeting:
    """
    One meeting.

    Attributes:
        now: UTC instant of the store's clock.
        ruts: Compact RUT -> key of the account that has it, here or among the records met so far.
        orphans: Account ids that cannot be here, each with the reason: their children are held back.
        known_back: Records that are held back already, with the reason.
        parents: Accounts that the records name, each with the one that stands for it here.
        directory: Who may be put in charge; None: whoever the CRM says.
    """

    kind: RecordKind
    policy: Policy
    now: datetime
    ruts: dict[str, str] = field(default_factory=dict)
    orphans: Mapping[str, str] = field(default_factory=dict)
    known_back: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    directory: Directory | None = None
    work: Work = field(default_factory=Work)
    done: Reconciled = field(default_factory=Reconciled)

    def take_in(self, record: CrmRecord) -> None:
        """
        A record that the CRM created becomes ours; what we cannot hold of it is a conflict, not a loss.

        One that cannot be ours at all is held back, alone, until it changes there.
        """
        if owned := told_by_owner(record, None, self.directory):
            record = replace(record, values={**record.values, **owned})
        refused = self._refused(record, record.values, None)
        given = {n: v for n, v in record.values.items() if n not in refused} if refused else record.values
        account_id = record.key if self.kind is RecordKind.ACCOUNT else str(given.get("account_id") or "")
        try:
            born = self._born(record, given, account_id)
        except InvalidValue as wrong:
            self.done.refused += 1
            self.ruts = {rut: key for rut, key in self.ruts.items() if key != record.key}
            self.work.hold.append(held_back(record, wrong.message, _REMEDIES.get(wrong.message, REMEDY), self.now))
            if self.known_back.get(record.key) != wrong.message:
                self.trace("refuse_crm_record", wrong.message, record.key, None)
            return
        local = values_of(born)
        self.work.add.append(born)
        if isinstance(born, Action):
            self.work.acted.append((None, born))
        self._agree(record, account_id, {**local, **(given if record.merged_into else record.values)}, None)
        self.done.born += 1
        if record.merged_into is not None:
            self._joined(record, record.key, was_active=True)
        for name in () if record.merged_into else sorted(refused):
            theirs = record.values[name]
            if same_value(theirs, local.get(name)):
                continue  # it is refused for what its neighbour says: nobody decides between nothing and nothing
            difference = Difference(name, None, local.get(name), theirs, Side.ATENCION, refused[name])
            self._dispute(record, account_id, difference, None)
        completed = {n: local[n] for n in differences(self.kind, local, given) if given[n] is not None}
        self._queue(record, account_id, {**completed, **self._respelled(record, local)})

    def compare(self, record: CrmRecord, replica: Replica) -> None:
        """A record that both sides have: three-way merge, field by field; it follows to another account."""
        record = self._under_an_account(record, replica)
        named = account_named(record, replica)
        if _was_separated(record, replica):
            record = replace(record, merged_into=None)
        owned = told_by_owner(record, replica, self.directory)
        shown = replace(record, values={**record.values, **owned}) if owned else record
        sides = _sides(shown, replica)
        refused = self._refused(record, sides.differing, replica.record)
        result = merge(sides, self.policy.owners, refused)
        to = replica.account_id if named is None else self.parents.get(named, replica.account_id)
        agreed = {**result.agreed, **self._past(record, sides, refused)}
        followed = {name: person for name, person in owned.items() if name in result.take and name in record.values}
        agreed.update({name: record.values[name] for name in owned if name in record.values})  # what the column says
        self._agree(record, to, agreed, replica.shadow.version if replica.shadow else None)
        self.done.agreed += 1
        moved = self._moved(record, replica, to)
        if result.take or moved is not replica.record:
            self._change(record, replica.record, moved, result.take)
        if record.merged_into is not None and not _is_merged(replica.record) and not _is_known(record, replica):
            self._joined(record, replica.account_id, was_active=replica.local.get("active") is True)
        for difference in () if record.merged_into else result.conflicts:  # it has ended: nobody decides about it
            author = next((m for m in reversed(replica.pending) if difference.field in m.fields), None)
            self._dispute(record, replica.account_id, difference, author)
        if replica.shadow is not None and replica.shadow.deleted:
            self.trace("restored_in_crm", "El CRM tiene de nuevo este registro.", record.key, replica.account_id)
            self.work.tell(replica.account_id, back(self.kind, record.key))
        over = replica.held if record.merged_into else result.settled
        settled = sorted({*over, *({DELETED_FIELD} & set(replica.held))})
        self.work.close.extend((self.kind, record.key, name) for name in settled)
        if owned.keys() & result.take.keys():
            self._given(record, replica.account_id, owned)
        told = {**result.push, **self._respelled(record, replica.local), **followed}
        if told:  # changes that wait in the outbox anyway are not queued twice
            waiting = {name for message in replica.pending for name in message.fields}
            self._queue(record, replica.account_id, {n: v for n, v in told.items() if n not in waiting})

    def _under_an_account(self, record: CrmRecord, replica: Replica) -> CrmRecord:
        """One that was moved to an account that cannot be here, or to none, waits for a person where it is (F-44)."""
        if self.kind is RecordKind.ACCOUNT or "account_id" not in record.values:
            return record
        named = account_named(record, replica)
        why = NO_PARENT if not record.values["account_id"] else None if named is None else self.orphans.get(named)
        if why is None:
            return record
        self.done.refused += 1
        self.work.hold.append(held_back(record, why, _REMEDIES[why], self.now))
        known = replica.shadow.values.get("account_id") if replica.shadow else None
        return replace(record, values={**record.values, "account_id": known or replica.account_id})

    def _given(self, record: CrmRecord, account_id: str, owned: Mapping[str, str]) -> None:
        """Somebody gave the account to another owner there, who attends it now (RTE-05, AMB-68)."""
        for person_id in owned.values():
            person = self.directory.person(person_id) if self.directory is not None else None
            outcome = f"En el CRM la cuenta pasó a {person.name if person is not None else person_id}."
            self.trace("given_in_crm", outcome, record.key, account_id, "RTE-05")

    def _past(self, record: CrmRecord, sides: Sides, refused: Collection[str]) -> Values:
        """Of an account that was merged there: what cannot be held of it, and its RUT, matter no more to anybody."""
        if record.merged_into is None:
            return {}
        return {**{name: sides.local.get(name) for name in refused}, "rut": None}

    def _without_rut(self, account: Account) -> Account:
        """The RUT is of the account that goes on; the CRM keeps it on both."""
        self.ruts = {rut: key for rut, key in self.ruts.items() if key != account.id}
        return replace(account, rut=None)

    def _joined(self, record: CrmRecord, account_id: str, *, was_active: bool) -> None:
        """Merged in the CRM: it is joined here, too, with its cases (AMB-63, AMB-74)."""
        self.work.joined.append(Joined(account_id, str(record.merged_into), was_active))
        self.trace("merged_in_crm", f"En el CRM se unió a la cuenta {record.merged_into}.", record.key, account_id)

    def _respelled(self, record: CrmRecord, local: Values) -> Values:
        """Our spelling of the RUT, where the setting asks for it and the CRM has another (F-43)."""
        theirs, ours = record.values.get("rut"), local.get("rut")
        wanted = self.policy.normalises and theirs != ours and ours is not None and canonical_rut(theirs) == ours
        return {"rut": ours} if wanted else {}

    def mark_deleted(self, key: str, account_id: str) -> None:
        """Deleted there: kept here and marked for a person; never created again nor deleted here in silence."""
        self.work.dispute.append(
            Conflict(
                id=self.policy.new_id(),
                kind=self.kind,
                key=key,
                account_id=account_id,
                field=DELETED_FIELD,
                agreed=False,
                local=False,
                remote=True,
                detected_at=self.now,
                proposed=Side.ATENCION,
            )
        )
        self.trace("keep_deleted_in_crm", DELETED_REASON, key, account_id)
        self.work.tell(account_id, gone(self.kind, key))
        self.done.deleted += 1

    def _born(self, record: CrmRecord, given: Values, account_id: str) -> Record:
        if account_id in self.orphans:
            raise InvalidValue(self.orphans[account_id], field=("account_id",))
        by, at = self._author(record)
        return born_of(self.kind, record.key, given, by, at, self.policy.new_id)

    def _moved(self, record: CrmRecord, replica: Replica, to: str) -> Record:
        """The record under the account to which it was moved in the CRM, with a trace on both accounts (POL-07)."""
        ours, name = replica.record, str(replica.local.get("name") or replica.local.get("title"))
        if isinstance(ours, Account):
            return self._without_rut(ours) if record.merged_into is not None and ours.rut is not None else ours
        if to == replica.account_id:
            if _passed_there_too(record, replica):
                self.work.move.append(Move(self.kind, record.key, to))
            return ours
        self.work.move.append(Move(self.kind, record.key, to))
        what = "el contacto" if self.kind is RecordKind.CONTACT else "la acción"
        outcomes = {
            replica.account_id: f"En el CRM, {what} «{name}» pasó a otra cuenta.",
            to: f"En el CRM llegó {what} «{name}».",
        }
        for account_id, outcome in outcomes.items():
            self.trace("move_in_crm", outcome, record.key, account_id)
        return replace(ours, account_id=to)

    def _change(self, record: CrmRecord, before: Record, moved: Record, values: Values) -> None:
        by, at = self._author(record)
        after = applied(moved, values, by, at, self.policy.new_id)
        if isinstance(before, Account) and isinstance(after, Account):
            after = self._routed(record, before, after)
        self.work.save.append((before, after))
        self.work.authors[after.id] = Author(CRM_AUTHOR, by, None, at)
        if isinstance(before, Action) and isinstance(after, Action):
            self.work.acted.append((before, after))
        self.done.changed += 1

    def _routed(self, record: CrmRecord, before: Account, after: Account) -> Account:
        """The office follows a region that was changed in the CRM, and the CRM hears of it (RTE-04, AMB-68)."""
        moved = routed(before, after)
        if moved.office != after.office:
            self._queue(record, after.id, {"office": moved.office})
            self.trace(ROUTED, routed_es(before, moved), record.key, after.id, "RTE-04")
        return moved

    def _author(self, record: CrmRecord) -> tuple[str, datetime]:
        return record.modified_by or CRM_AUTHOR, record.modified_at or self.now

    def _refused(self, record: CrmRecord, values: Values, current: Record | None) -> dict[str, str]:
        """Fields of *values* the domain cannot hold; a RUT that another account bears is one (AMB-63)."""
        refused = refused_values(self.kind, values, current) if values else {}
        if self.kind is RecordKind.ACCOUNT and values:
            refused.update(unknown_people(values, self.directory))
        rut = canonical_rut(values.get("rut")) if self.kind is RecordKind.ACCOUNT else None
        if record.merged_into is not None and rut is not None:
            return {**refused, "rut": "Esta cuenta se unió a otra en el CRM, que lleva su RUT."}
        if rut is not None and self.ruts.setdefault(rut, record.key) != record.key:
            refused["rut"] = f"Otra cuenta tiene este RUT ({self.ruts[rut]}): corrija el RUT o una las dos cuentas."
        return refused

    def _agree(self, record: CrmRecord, account_id: str, values: Values, seen: str | None) -> None:
        if record.owner is not None:
            values = {**values, OWNER: record.owner}
        if self.kind is RecordKind.ACCOUNT and (record.merged_into or MERGED_INTO in values):
            values = {**values, MERGED_INTO: record.merged_into}
        self.work.agree.append(Agreement(self.kind, record.key, account_id, values, record.version, seen))

    def _queue(self, record: CrmRecord, account_id: str, values: Values) -> None:
        """What the CRM still has to be told."""
        if values:
            payload = message_payload(self.kind, record.key, values, actor=None, at=self.now)
            self.work.queue.append((account_id, payload))

    def _dispute(self, record: CrmRecord, account_id: str, difference: Difference, author: Message | None) -> None:
        """One field of *record* for a person to decide; *author* is who changed it here, if that still waits."""
        if difference.reason is not None:
            said = "value of the CRM not taken: %s %s, field %s: %s %s"
            log.warning(said, self.kind.value, record.key, difference.field, difference.reason, REMEDY)
        self.work.dispute.append(
            Conflict(
                id=self.policy.new_id(),
                kind=self.kind,
                key=record.key,
                account_id=account_id,
                field=difference.field,
                agreed=difference.agreed,
                local=difference.local,
                remote=difference.remote,
                detected_at=self.now,
                proposed=difference.proposed,
                reason=difference.reason,
                local_by=author.actor if author else None,
                local_at=author.at if author else None,
                remote_by=record.modified_by,
                remote_at=record.modified_at,
            )
        )
        self.done.conflicts += 1

    def trace(self, what: str, outcome: str, key: str, account_id: str | None, rule: str = "POL-07") -> None:
        """What the synchronisation did by itself, for the record of decisions (POL-07)."""
        self.work.trace.append(
            Decision(
                id=self.policy.new_id(),
                at=self.now,
                by="atencion",
                role=Role.SERVICE.value,
                kind=DecisionKind.TRACE,
                what=what,
                outcome=outcome,
                protocol_version=self.policy.protocol_version,
                rule=rule,
                account_id=account_id,
                inputs={"kind": self.kind.value, "key": key},
            )
        )


def _sides(record: CrmRecord, replica: Replica) -> Sides:
    shadow, pending = replica.shadow, replica.pending
    return Sides(
        record.kind,
        shadow.values if shadow else None,
        replica.local,
        record.values,
        held=replica.held - {DELETED_FIELD} if replica.held else (),
        refused=replica.refused,
        queued=_queued(pending) if pending else {},
        local_at=pending[-1].at if pending else None,
        remote_at=record.modified_at,
    )


def _queued(pending: Sequence[Message]) -> dict[str, list[Scalar]]:
    values: dict[str, list[Scalar]] = {}
    for name, value in (told for message in pending for told in message.values.items()):
        values.setdefault(name, []).append(value)
    return values


def held_back(record: CrmRecord, reason: str, remedy: str, at: datetime) -> HeldBack:
    """The record as it waits outside; the log tells it too (a person's name stays out of the log)."""
    name = str(record.values.get("name") or record.values.get("title") or "")
    told = "" if record.kind is RecordKind.CONTACT else f" «{name}»"
    log.warning("record of the CRM held back: %s %s%s: %s %s", record.kind.value, record.key, told, reason, remedy)
    parent = str(record.values.get("account_id") or "") or None
    return HeldBack(record.kind, record.key, name, parent, reason, remedy, record.values, at)


def _is_merged(record: Record) -> bool:
    return isinstance(record, Account) and record.merged_into is not None


def _is_known(record: CrmRecord, replica: Replica) -> bool:
    """Both sides have met since it was merged there."""
    return replica.shadow is not None and replica.shadow.values.get(MERGED_INTO) == record.merged_into


def _was_separated(record: CrmRecord, replica: Replica) -> bool:
    """Merged there as is known, and active here: a person separated them, and the CRM does not have it yet (AMB-74)."""
    told = record.merged_into is not None and _is_known(record, replica)
    return told and replica.local.get("active") is True and not _is_merged(replica.record)


def _passed_there_too(record: CrmRecord, replica: Replica) -> bool:
    """What passed here when accounts were joined was moved in the CRM: it is of the other account for itself."""
    agreed = replica.shadow.values.get("account_id") if replica.shadow else None
    return agreed not in {None, record.values.get("account_id", agreed)}


def account_named(record: CrmRecord, replica: Replica | None) -> str | None:
    """
    The account that must be here for this record: its own when the CRM bore it; the one to which it was moved, or the
    account itself was merged, there since both last agreed. None: it needs none.
    """
    if record.kind is RecordKind.ACCOUNT:
        return None if replica is not None and _is_merged(replica.record) else record.merged_into
    named = record.values.get("account_id")
    if not isinstance(named, str) or not named:
        return None
    if replica is None:
        return named
    agreed = replica.shadow.values.get("account_id") if replica.shadow else replica.account_id
    return None if named in {agreed, replica.account_id} else named
