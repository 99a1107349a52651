"""
What the service answers when it says no: one exception, and the documented refusals as constructors.

A fault carries the HTTP status, the hexadecimal code Dataverse puts in `error.code`, and the message. Nothing else
in the stand-in builds an error body.
"""

from __future__ import annotations

from collections.abc import Mapping


class DataverseFault(Exception):
    """A refusal as the Web API words it."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


class ConnectionDropped(ConnectionResetError):
    """The stand-in was told to cut this connection; the client must see no answer."""


def bad_request(message: str, code: str = "0x0") -> DataverseFault:
    return DataverseFault(400, code, message)


def not_imitated(what: str) -> DataverseFault:
    """Whatever the stand-in does not imitate it refuses: never a plausible wrong answer."""
    return DataverseFault(501, "0x80040315", f"The stand-in Dataverse does not imitate {what}.")


def segment_not_found(segment: str) -> DataverseFault:
    return DataverseFault(404, "0x8006088A", f"Resource not found for the segment '{segment}'.")


def property_not_found(name: str, type_name: str) -> DataverseFault:
    return bad_request(f"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{type_name}'.")


def invalid_property(name: str, type_name: str, reason: str) -> DataverseFault:
    return bad_request(
        f"Error identified in Payload provided by the user for Entity :'{type_name}', Invalid property '{name}': "
        f"{reason}",
        "0x80048D19",
    )


def undeclared_property(name: str, type_name: str) -> DataverseFault:
    return bad_request(
        f"Error identified in Payload provided by the user for Entity :'{type_name}', For more information on this "
        f"error please follow this help link. InnerException : An undeclared property '{name}' which only has "
        "property annotations in the payload but no property value was found in the payload. In OData, only declared "
        "navigation properties and declared named streams can be represented as properties without values.",
        "0x80048D19",
    )


def row_not_found(table: str, row_id: str) -> DataverseFault:
    return DataverseFault(404, "0x80040217", f"{table} With Id = {row_id} Does Not Exist")


def row_not_found_by_key(table: str) -> DataverseFault:
    return DataverseFault(404, "0x80060891", f"A record with the specified key values does not exist in {table} entity")


def key_not_defined(names: str, table: str) -> DataverseFault:
    return DataverseFault(
        400,
        "0x80060890",
        f"The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM.{table}'. The names and number "
        f"of key properties ({names}) must match an alternate key that is defined and active.",
    )


def duplicate_key(key_name: str) -> DataverseFault:
    return DataverseFault(
        412,
        "0x80060892",
        f"A record that has the attribute values of key {key_name} already exists. "
        "The entity key requires that this set of attributes contains unique values. "
        "Select unique values and try again.",
    )


def duplicate_row() -> DataverseFault:
    return DataverseFault(412, "0x80040237", "A record with matching key values already exists.")


def unsupported_message(message: str, table: str) -> DataverseFault:
    return bad_request(
        f"The '{message}' method does not support entities of type '{table}'. MessageProcessorCache returned "
        "MessageProcessor.Empty.",
        "0x80040800",
    )


def version_mismatch() -> DataverseFault:
    return DataverseFault(
        412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided."
    )


def too_long(column: str, table: str, limit: int) -> DataverseFault:
    return bad_request(
        f"A validation error occurred.  The length of the '{column}' attribute of the '{table}' entity exceeded the "
        f"maximum allowed length of '{limit}'.",
        "0x80044331",
    )


def invalid_character(column: str, character: str) -> DataverseFault:
    """Texts pass through XML inside the service; what XML 1.0 cannot hold it refuses."""
    return bad_request(
        f"Invalid character in field '{column}': '{character}', hexadecimal value 0x{ord(character):02X}, is an "
        "invalid character.",
        "0x80040278",
    )


def bound_to_null() -> DataverseFault:
    return bad_request(
        "An error occurred while validating input parameters: Microsoft.OData.ODataException: The 'odata.bind' "
        "instance or property annotation has a null value. In OData, the 'odata.bind' instance or property annotation "
        "must have a non-null string value.",
        "0x80048D19",
    )


def created_in_the_future() -> DataverseFault:
    return bad_request("The date and time in 'overriddencreatedon' cannot be in the future.", "0x80040203")


def option_out_of_range(column: str, table: str, value: object) -> DataverseFault:
    return bad_request(
        f"A validation error occurred. The value {value} of '{column}' on record of type '{table}' is outside the "
        "valid range. Accepted Values are the options of the choice.",
        "0x8004431A",
    )


def value_out_of_range(column: str, value: object) -> DataverseFault:
    return bad_request(
        f"A validation error occurred. The value {value} of '{column}' is outside the valid range.", "0x80044330"
    )


def restricted_delete(table: str, child: str) -> DataverseFault:
    return DataverseFault(
        405,
        "0x80040227",
        f"The object you tried to delete is associated with another object and cannot be deleted. ({table} is "
        f"referenced by {child})",
    )


def method_not_allowed(method: str) -> DataverseFault:
    return DataverseFault(405, "0x0", f"The requested resource does not support http method '{method}'.")


def privilege_denied(user_id: str, privilege: str) -> DataverseFault:
    return DataverseFault(403, "0x80040220", f"Principal user (Id={user_id}, type=8) is missing {privilege} privilege.")


def metadata_not_found(what: str) -> DataverseFault:
    return DataverseFault(404, "0x8004024A", f"Could not find {what}.")
