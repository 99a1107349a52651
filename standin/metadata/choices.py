"""Writes to the definitions: the solution they go into, labels, and global choices."""

from __future__ import annotations

import re
from typing import Any, Final

from standin.calls import Call
from standin.errors import bad_request, metadata_not_found
from standin.metadata.documents import read_labels
from standin.organization import Organization
from standin.reading.odata import GUID
from standin.tables.schema import Choice, JsonObject, Labels, Option

SCHEMA_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{1,7}_\w+$")
_COMPONENT_TYPES: Final = {"table": 1, "column": 2, "choice": 9, "relationship": 10, "key": 14}


class ChoiceWrites:
    """Writes global choices; also what every other write to the definitions needs."""

    def __init__(self, organization: Organization, call: Call) -> None:
        self._organization = organization
        self._schema = organization.schema
        self._call = call
        self._solution = call.headers.get("mscrm.solutionuniquename") or call.query.get("SolutionUniqueName")
        self._merge = call.headers.get("mscrm.mergelabels", "false").lower() == "true"
        self._solution_id = self._find_solution()

    def _find_solution(self) -> str | None:
        if self._solution is None:
            return None
        for row_id, row in self._organization.store.of("solution").rows.items():
            if row.get("uniquename", "").lower() == self._solution.lower():
                return row_id
        raise bad_request(f"The solution with unique name '{self._solution}' was not found.", "0x80048537")

    def _changed(self, kind: str, metadata_id: str) -> None:
        self._schema.version += 1
        if self._solution_id is None:
            return
        store = self._organization.store
        with store.transaction():
            now, row_id = self._organization.now_text(), self._organization.new_id()
            store.put(
                "solutioncomponent",
                row_id,
                {
                    "solutioncomponentid": row_id,
                    "objectid": metadata_id,
                    "componenttype": _COMPONENT_TYPES[kind],
                    "_solutionid_value": self._solution_id,
                    "createdon": now,
                    "modifiedon": now,
                    "versionnumber": store.next_version(),
                },
            )

    def _labels(self, old: Labels, document: JsonObject, name: str) -> Labels:
        if document.get(name) is None:
            return old
        found = read_labels(document[name])
        return {**old, **found} if self._merge else found

    def _prefix(self) -> int:
        store = self._organization.store
        if self._solution_id is not None:
            publisher = store.of("solution").rows[self._solution_id].get("_publisherid_value", "")
            row = store.of("publisher").rows.get(publisher, {})
            return int(row.get("customizationoptionvalueprefix", 10000)) * 10000
        return 10000 * 10000

    # ---- choices

    def choice(self, key: str) -> Choice:
        """Return the global choice addressed by `Name='…'` or a MetadataId."""
        for choice in self._schema.choices.values():
            if key in {choice.metadata_id, f"Name='{choice.name}'"}:
                return choice
        raise metadata_not_found(f"an optionset with {key if not GUID.fullmatch(key) else 'MetadataId ' + key}")

    def create_choice(self, document: JsonObject) -> Choice:
        name = str(document.get("Name") or "")
        if not SCHEMA_NAME.match(name):
            raise bad_request(f"The name '{name}' of the option set does not start with a valid prefix.", "0x80047016")
        if any(choice.name.lower() == name.lower() for choice in self._schema.choices.values()):
            raise bad_request(f"An OptionSet with the specified name {name} already exists.", "0x80047010")
        choice = Choice(
            name,
            read_labels(document.get("DisplayName")),
            read_options(document.get("Options") or [], self._prefix()),
            description=read_labels(document.get("Description")),
        )
        self._schema.choices[name] = choice
        self._changed("choice", choice.metadata_id)
        return choice

    def update_choice(self, choice: Choice, document: JsonObject) -> None:
        choice.labels = self._labels(choice.labels, document, "DisplayName")
        choice.description = self._labels(choice.description, document, "Description")
        self._changed("choice", choice.metadata_id)

    def delete_choice(self, choice: Choice) -> None:
        for table in self._schema.tables.values():
            for column in table.columns.values():
                if column.choice is choice:
                    raise bad_request(
                        f"The OptionSet({choice.name}) component cannot be deleted because it is "
                        f"referenced by {table.name}.{column.name}.",
                        "0x8004F01F",
                    )
        del self._schema.choices[choice.name]
        self._schema.version += 1


def read_options(documents: list[Any], start: int) -> list[Option]:
    """Read options; one without a value gets the next free one of the publisher's range."""
    options: list[Option] = []
    for document in documents:
        value = document.get("Value")
        if value is None:
            value = max([start - 1, *(option.value for option in options)]) + 1
        if any(option.value == value for option in options):
            raise bad_request(f"The option value {value} occurs twice.", "0x80048403")
        options.append(Option(int(value), read_labels(document.get("Label")), color=document.get("Color")))
    return options
