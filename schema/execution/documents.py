"""What was learned of each document, kept across requests: its tree, its errors, its operations and their cost.

Parsing and validating take most of the time of a small request, and clients send the same few texts. The cache is
bounded in documents and in characters; a text with errors is kept like any other, so that sending it again and
again costs no more.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graphql import (
    SKIP,
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VisitorAction,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.cost import Measured, count_writes, measure_cost
from schema.execution.forms import is_only_slips
from schema.execution.input_paths import with_paths
from schema.faults import Fault, FaultCode
from schema.limits import Limits, check_shape


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a valid document."""

    node: OperationDefinitionNode
    measured: Measured
    writes: int = 0
    """Fields that a mutation asks for; 0 for a query."""

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was looked at once. With `errors` it has no operations."""

    tree: DocumentNode | None
    operations: Mapping[str | None, Operation]
    """By name; the anonymous one, which is then the only one, under None."""
    errors: tuple[GraphQLError, ...] = ()
    error_code: FaultCode = FaultCode.VALIDATION_FAILED
    """For the errors that have no code of their own."""

    def operation(self, name: str | None) -> Operation:
        """
        Return the operation to run, as GetOperation() of the GraphQL specification.

        Raises:
            Fault: there is none of that name, or several and no name.
        """
        if name is None:
            if len(self.operations) == 1:
                return next(iter(self.operations.values()))
            message = (
                "The document has several operations; say which with 'operationName'."
                if self.operations
                else "The document has no operation to run."
            )
            raise Fault(FaultCode.OPERATION_NOT_FOUND, message)
        if name not in self.operations:
            raise Fault(FaultCode.OPERATION_NOT_FOUND, f"The document has no operation named '{name[:100]}'.")
        return self.operations[name]


class DocumentCache:
    """The documents seen last. Not shared between schemas, nor between threads."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, introspection: bool, forms: bool = False) -> None:
        """
        Begin empty.

        Args:
            forms: What a person may get wrong in arguments of mutations is answered by them: the document is valid.
        """
        self._schema = schema
        self._limits = limits
        self._hide_suggestions = not introspection
        self._rules: tuple[type[ASTValidationRule], ...] = (
            *((_ValuesButSlipsRule if forms and r is ValuesOfCorrectTypeRule else r) for r in specified_rules),
            MaybeNullValidationRule,
            OneOfInputValidationRule,
            *(() if introspection else (NoSchemaIntrospectionCustomRule,)),
        )
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._characters = 0

    def __len__(self) -> int:
        """Return how many documents are kept."""
        return len(self._documents)

    def get(self, text: str) -> Document:
        """Return what is known of *text*, finding out now if it is new."""
        found = self._documents.get(text)
        if found is not None:
            self._documents.move_to_end(text)
            return found
        document = self.examine(text)
        self._documents[text] = document
        self._characters += len(text)
        while len(self._documents) > self._limits.documents or (
            self._characters > self._limits.document_characters and len(self._documents) > 1
        ):
            forgotten, _ = self._documents.popitem(last=False)
            self._characters -= len(forgotten)
        return document

    def examine(self, text: str) -> Document:
        """Parse, check the limits, validate, measure; nothing is kept."""
        limits = self._limits
        try:
            tree = parse(
                text, max_lexical_tokens=limits.tokens, max_source_length=limits.source_characters, max_comments=1_000
            )
        except GraphQLError as error:
            error.__traceback__ = None
            return _refused([_parse_error(error, limits)], FaultCode.PARSE_FAILED)
        if errors := check_shape(tree, limits):
            return _refused(errors)
        if errors := validate(
            self._schema,
            tree,
            self._rules,
            max_errors=limits.validation_errors - 1,  # graphql-core adds one that says it gave up,
            hide_suggestions=self._hide_suggestions,
        ):
            return _refused(with_paths(errors, tree))
        operations = {
            node.name.value if node.name else None: Operation(
                node, measure_cost(self._schema, tree, node, limits), count_writes(tree, node)
            )
            for node in tree.definitions
            if isinstance(node, OperationDefinitionNode)
        }
        return Document(tree, MappingProxyType(operations))


class _ValuesButSlipsRule(ValuesOfCorrectTypeRule):
    """Values of their type; those of a mutation's own arguments but for what a person may get wrong."""

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        """Look at the value as a whole; nothing below it is visited."""
        of_mutation = self.context.get_parent_type() is self.context.schema.mutation_type
        if of_mutation and input_type is not None and is_only_slips(node, input_type):
            return SKIP
        return super().is_valid_value_node(node, input_type)


def _refused(errors: list[GraphQLError], code: FaultCode = FaultCode.VALIDATION_FAILED) -> Document:
    return Document(None, MappingProxyType({}), tuple(errors), code)


def _parse_error(error: GraphQLError, limits: Limits) -> GraphQLError:
    if "Document contains more than" in error.message or "Source contains more than" in error.message:
        return Fault(
            FaultCode.TOO_MANY_TOKENS,
            f"The document is too long: at most {limits.tokens} tokens in {limits.source_characters} characters.",
            extensions={"limit": limits.tokens},
        )
    return error
