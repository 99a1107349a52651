"""
E-mail activities: a message left as a draft of the standard table `email`, beside its company.

The activity's GUID is the message's own id and the creation is conditional, so that a repetition after a lost answer
meets its own draft and leaves it alone. Addresses go as unresolved parties: whom each belongs to is for the CRM to say.
Nothing is sent from here: sending a draft (`SendEmail`) is the organisation's decision, by a person or a flow there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from connectors.dynamics365.client import DataverseClient
from connectors.dynamics365.errors import Verdict
from connectors.dynamics365.mapping import TableMapping
from connectors.dynamics365.requests import Request, Unaddressable, guid, json_body, record_path
from domain.errors import InvalidRecord, RecordNotFound
from domain.model.crm import EmailActivity, RecordKind

_SET_NAME: Final = "emails"
_OPERATION: Final = "leave email"
_MOST_IN_SUBJECT: Final = 200
_SENDER, _TO, _CC = 1, 2, 3  # participationtypemask
_NO_SUCH_ROW: Final = 0x80040217


class EmailLeaver:
    """
    Writes drafts in one environment.

    Args:
        accounts: How companies are kept there: the table that drafts are about.
    """

    def __init__(self, client: DataverseClient, accounts: TableMapping) -> None:
        self._client = client
        self._accounts = accounts

    async def leave(self, email: EmailActivity) -> bool:
        """See `domain.ports.crm.EmailActivities.leave_email`."""
        try:
            path = record_path(_SET_NAME, guid(email.id))
            body = json_body(self._row(email))
        except Unaddressable as wrong:
            raise InvalidRecord(str(wrong), operation=_OPERATION) from wrong
        headers = {"Content-Type": "application/json", "If-None-Match": "*"}
        answer = await self._client.send(Request("PATCH", path, _OPERATION, headers, body, records=1))
        fault = answer.fault
        if fault is None:
            return True
        if fault.verdict in {Verdict.STALE, Verdict.EXISTS}:
            return False
        if fault.code == _NO_SUCH_ROW and email.account_id is not None:
            raise RecordNotFound(RecordKind.ACCOUNT, email.account_id)
        raise fault.error(_OPERATION)

    def _row(self, email: EmailActivity) -> Mapping[str, object]:
        subject = email.subject
        row: dict[str, object] = {
            "subject": subject if len(subject) <= _MOST_IN_SUBJECT else f"{subject[: _MOST_IN_SUBJECT - 1]}…",
            "description": email.html,
            "directioncode": True,  # outgoing
            "email_activity_parties": list(_parties(email)),
        }
        if email.account_id is not None:
            table = self._accounts.table
            row[f"regardingobjectid_{table.name}_email@odata.bind"] = (
                f"/{record_path(table.set_name, guid(email.account_id))}"
            )
        return row


def _parties(email: EmailActivity) -> Iterator[Mapping[str, object]]:
    for kind, addresses in ((_SENDER, (email.sender,)), (_TO, email.to), (_CC, email.cc)):
        for address in addresses:
            yield {"participationtypemask": kind, "addressused": address}
