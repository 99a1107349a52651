"""Answers in English: the fields that the product says (`SAID`), told so where the request asks for it."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import Path
from strawberry.types.field import StrawberryField

from schema.execution.executors import AcyclicExecutor, with_refuse
from schema.execution.forms import Refuse
from schema.languages.spoken import in_english


class EnglishExecutor(AcyclicExecutor):
    """Answers as `AcyclicExecutor`, what the product says in English. Who asks for Spanish pays nothing for it."""

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: list[FieldDetails],
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete a value; a text that is said is told in English, where it has one."""
        completed = super().complete_value(return_type, field_details_list, info, path, result, position_context)
        if type(completed) is str and _is_said(info):
            return in_english(completed) or completed
        return completed


def _is_said(info: GraphQLResolveInfo[Any]) -> bool:
    field = info.parent_type.fields.get(info.field_name)  # None: __typename and the like
    made_of = field and field.extensions.get("strawberry-definition")
    return isinstance(made_of, StrawberryField) and "said" in made_of.metadata


def english_executor(refuse: Refuse | None) -> type[EnglishExecutor]:
    """An executor class that answers in English, and mistaken forms by *refuse*."""
    return type("EnglishExecutor", (EnglishExecutor,), with_refuse(refuse))
