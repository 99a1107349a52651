"""What a user may do, as `RetrieveUserPrivileges` tells it: every privilege but those a rehearsal takes away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from standin.calls import Call, Reply, json_reply
from standin.errors import method_not_allowed
from standin.organization import Organization, seeded_id
from standin.tables.schema import Schema

_VERBS: Final = ("Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign", "Share")
_OTHERS: Final = ("prvActOnBehalfOfAnotherUser", "prvOverrideCreatedOnCreatedBy", "prvPublishCustomization")


def retrieve_user_privileges(organization: Organization, call: Call, user_id: str) -> Reply:
    """Answer the function of a row of `systemuser`."""
    if call.method != "GET":
        raise method_not_allowed(call.method)
    missing = organization.missing_privileges(user_id)
    held = [name for name in _all(organization.schema) if name not in missing]
    return json_reply(
        {
            "@odata.context": f"{call.api_root}/$metadata#Microsoft.Dynamics.CRM.RetrieveUserPrivilegesResponse",
            "RolePrivileges": [
                {
                    "Depth": "Global",
                    "PrivilegeId": seeded_id(organization.config.name, "privilege", name),
                    "BusinessUnitId": organization.business_unit_id,
                    "PrivilegeName": name,
                }
                for name in held
            ],
        }
    )


def _all(schema: Schema) -> Iterator[str]:
    for table in schema.tables.values():
        for verb in _VERBS:
            yield f"prv{verb}{table.schema_name}"
    yield from _OTHERS
