"""
E-mail activities: a message left as a draft of the standard table `email`, beside its company.

The activity's GUID is the message's own id and the creation is conditional, so that a repetition after a lost answer
meets its own draft and leaves it alone. Addresses go as unresolved parties: whom each belongs to is for the CRM to say.
Whether it is more than a draft is the organisation's decision: a person or a flow there sends it, or, when a sender is
set, `SendEmail` is asked for once, after which the activity is no draft any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from connectors.dynamics365.mapping.rows import TableMapping
from connectors.dynamics365.mapping.texts import made_to_fit
from connectors.dynamics365.settings import EmailSender
from connectors.dynamics365.wire.client import DataverseClient
from connectors.dynamics365.wire.errors import Verdict
from connectors.dynamics365.wire.requests import Request, Unaddressable, guid, json_body, record_path
from domain.errors import InvalidRecord, RecordNotFound
from domain.model.exchange.crm_records import EmailActivity, RecordKind

_SET_NAME: Final = "emails"
_OPERATION: Final = "leave email"
_MOST_IN_SUBJECT: Final = 200
_MOST_IN_BODY: Final = 1_073_741_823
_SENDER, _TO, _CC = 1, 2, 3  # participationtypemask
_NO_SUCH_ROW: Final = 0x80040217
_DRAFT: Final = 1  # statuscode


class EmailLeaver:
    """
    Writes drafts in one environment.

    Args:
        accounts: How companies are kept there: the table that drafts are about.
        sender: From whom the CRM sends what is left; None: it stays a draft.
    """

    def __init__(self, client: DataverseClient, accounts: TableMapping, sender: EmailSender | None = None) -> None:
        self._client = client
        self._accounts = accounts
        self._sender = sender

    async def leave(self, email: EmailActivity) -> bool:
        """See `domain.ports.crm.EmailActivities.leave_email`."""
        is_new = await self._create(email)
        if self._sender is not None and (is_new or await self._is_draft(email.id)):
            await self._send(email.id)
        return is_new

    async def _create(self, email: EmailActivity) -> bool:
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

    async def _is_draft(self, key: str) -> bool:
        """An earlier attempt left it and did not come to send it."""
        path = f"{record_path(_SET_NAME, guid(key))}?$select=statuscode"
        answer = await self._client.call(Request("GET", path, "read email"))
        return answer.json().get("statuscode") == _DRAFT

    async def _send(self, key: str) -> None:
        """Never repeated blindly: who repeats looks first whether it is still a draft."""
        path = f"{record_path(_SET_NAME, guid(key))}/Microsoft.Dynamics.CRM.SendEmail"
        body = json_body({"IssueSend": True, "TrackingToken": ""})
        headers = {"Content-Type": "application/json"}
        await self._client.call(Request("POST", path, "send email", headers, body, repeatable=False))

    def _row(self, email: EmailActivity) -> Mapping[str, object]:
        row: dict[str, object] = {
            "subject": made_to_fit(email.subject, _MOST_IN_SUBJECT),
            "description": made_to_fit(email.html, _MOST_IN_BODY),
            "directioncode": True,  # outgoing
            "email_activity_parties": list(self._parties(email)),
        }
        if email.account_id is not None:
            table = self._accounts.table
            row[f"regardingobjectid_{table.name}_email@odata.bind"] = (
                f"/{record_path(table.set_name, guid(email.account_id))}"
            )
        return row

    def _parties(self, email: EmailActivity) -> Iterator[Mapping[str, object]]:
        if self._sender is None:
            yield {"participationtypemask": _SENDER, "addressused": email.sender}
        else:
            row = f"/{record_path(self._sender.set_name, self._sender.id)}"
            yield {"participationtypemask": _SENDER, f"partyid_{self._sender.table}@odata.bind": row}
        for kind, addresses in ((_TO, email.to), (_CC, email.cc)):
            for address in addresses:
                yield {"participationtypemask": kind, "addressused": address}
