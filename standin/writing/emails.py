"""Bound actions of e-mail activities: `SendEmail`. Nothing leaves the stand-in; a sent e-mail stays pending."""

from __future__ import annotations

from typing import Final

from standin.calls import Call, Reply, json_reply
from standin.errors import bad_request, method_not_allowed
from standin.organization import Organization
from standin.writing.records import Records

_CODE: Final = "0x80040203"  # the service's own codes are not documented
_UNSENT: Final = frozenset({1, 8})  # Draft, Failed
_PENDING, _SENT = 6, 3
_SENDER: Final = 1
_RECIPIENTS: Final = frozenset({2, 3, 4})
_SENDING_TABLES: Final = frozenset({"systemuser", "queue"})


def send_email(organization: Organization, call: Call, row_id: str) -> Reply:
    """Mark a draft as waiting to be sent, or, without `IssueSend`, as sent by other means."""
    if call.method != "POST":
        raise method_not_allowed(call.method)
    issue = call.json().get("IssueSend")
    if not isinstance(issue, bool):
        raise bad_request("The parameter 'IssueSend' of the action 'SendEmail' must be true or false.", _CODE)
    row = organization.store.of("email").rows[row_id]
    if row.get("statuscode") not in _UNSENT:
        raise bad_request("The e-mail must be a draft, or have failed, to be sent.", _CODE)
    parties = organization.store.of("activityparty").rows.values()
    own = [party for party in parties if party.get("_activityid_value") == row_id]
    if not any(p.get("participationtypemask") == _SENDER and p.get("partyid!type") in _SENDING_TABLES for p in own):
        raise bad_request("The e-mail has no sender that is a user or a queue.", _CODE)
    if not any(party.get("participationtypemask") in _RECIPIENTS for party in own):
        raise bad_request("The e-mail has no recipient.", _CODE)
    email = organization.schema.table("email")
    Records(organization, call.caller).update(
        email, row_id, {"statecode": 1, "statuscode": _PENDING if issue else _SENT}
    )
    context = f"{call.api_root}/$metadata#Microsoft.Dynamics.CRM.SendEmailResponse"
    return json_reply({"@odata.context": context, "Subject": row.get("subject")})
