"""What one request may ask for, and how a document is measured before anything runs.

Two measures, both taken once for each document:

- `check_shape` looks at the text's tree alone (depth, aliases, directives, fields) and runs *before*
  validation, because validation itself takes quadratic time on a document made to hurt.
- `schema.cost.measure_cost` needs the schema, and the document must be valid.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.faults import Fault, FaultCode


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one request; every number is the largest value that still passes."""

    body_bytes: int = 256 * 1024
    tokens: int = 4_000
    """Lexical tokens of a document, comments not counted. GraphiQL's introspection query has about 400."""
    source_characters: int = 64_000
    depth: int = 18
    """Fields inside fields. A Relay list takes three: the connection, `edges`, `node`."""
    aliases: int = 50
    directives: int = 60
    fields: int = 1_000
    """Field selections in the document, fragments counted where they are written."""
    repeats: int = 30
    """Selections that the same selection set holds already: each is compared and merged for nothing."""
    validation_errors: int = 5
    """Told of one document; then looking for more is given up."""
    errors: int = 10
    """Members of `errors` in one answer."""
    page_size: int = 100
    """Of `first` or `last`; the least is 1."""
    unstated_page_size: int = 20
    """Assumed for the cost of a connection asked without `first` or `last` and without a default."""
    assumed_list_length: int = 10
    """Assumed for the cost of a list that has no page size."""
    cost: int = 20_000
    execution_seconds: float = 15.0
    """Wall clock of one operation, looked at where it awaits: a resolver that never awaits is not interrupted."""
    documents: int = 500
    """Documents kept parsed and validated."""
    document_characters: int = 2_000_000
    """The same bound in characters of text: a few long documents weigh as much as many short ones."""


@dataclass(slots=True)
class _Shape:
    limits: Limits
    fragments: dict[str, FragmentDefinitionNode]
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    repeats: int = 0
    fragment_depths: dict[str, int] = field(default_factory=dict)

    def depth_of(
        self, selections: SelectionSetNode | None, inside: tuple[str, ...] = (), seen: set[str] | None = None
    ) -> int:
        """
        Count *selections* once, and return how deep they go; a fragment inside itself counts as flat.

        Args:
            seen: What the same set of fields holds already; an inline fragment without type goes on with it.
        """
        if selections is None:
            return 0
        deepest = 0
        seen = set() if seen is None else seen
        for node in selections.selections:
            self.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                self.fields += 1
                self.aliases += node.alias is not None
                self.note((node.alias or node.name).value, seen)
                deepest = max(deepest, 1 + self.depth_of(node.selection_set, inside))
            elif isinstance(node, InlineFragmentNode):
                same = None if node.type_condition else seen
                deepest = max(deepest, self.depth_of(node.selection_set, inside, same))
            elif isinstance(node, FragmentSpreadNode):
                self.note(f"...{node.name.value}", seen)
                deepest = max(deepest, self.depth_of_fragment(node.name.value, inside))
        return deepest

    def note(self, selected: str, seen: set[str]) -> None:
        """Count what is *seen* already."""
        self.repeats += selected in seen
        seen.add(selected)

    def depth_of_fragment(self, name: str, inside: tuple[str, ...]) -> int:
        if name in inside:
            return 0
        if name not in self.fragment_depths:
            fragment = self.fragments.get(name)
            selections = fragment.selection_set if fragment else None
            self.fragment_depths[name] = self.depth_of(selections, (*inside, name))
        return self.fragment_depths[name]


def check_shape(document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """Measure *document* without the schema; an empty list when it stays inside every limit."""
    shape = _Shape(limits, {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)})
    depth = 0
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            shape.directives += len(definition.directives or ())
            depth = max(depth, shape.depth_of(definition.selection_set))
    for name in shape.fragments:  # those nobody spreads count too: they would be validated
        shape.depth_of_fragment(name, ())
    measured = (
        (depth, limits.depth, FaultCode.TOO_DEEP, "The document is {} levels deep; at most {} are answered."),
        (
            shape.aliases,
            limits.aliases,
            FaultCode.TOO_MANY_ALIASES,
            "The document has {} aliases, of at most {}.",
        ),
        (
            shape.directives,
            limits.directives,
            FaultCode.TOO_MANY_DIRECTIVES,
            "The document has {} directives, of at most {}.",
        ),
        (
            shape.fields,
            limits.fields,
            FaultCode.TOO_MANY_FIELDS,
            "The document selects {} fields, of at most {}.",
        ),
        (
            shape.repeats,
            limits.repeats,
            FaultCode.TOO_MANY_REPEATS,
            "The document selects {} times what the same place selects already; at most {} are answered.",
        ),
    )
    return [
        Fault(code, text.format(value, most), extensions={"limit": most, "actual": value})
        for value, most, code, text in measured
        if value > most
    ]
