"""
The text of OData requests, read into plain trees: filters, orders, expansions, aggregations and key segments.

Nothing here knows tables or rows: `predicates` gives the trees a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from standin.errors import bad_request


class LiteralKind(StrEnum):
    STRING = "Edm.String"
    INTEGER = "Edm.Int32"
    NUMBER = "Edm.Decimal"
    BOOLEAN = "Edm.Boolean"
    GUID = "Edm.Guid"
    DATE = "Edm.Date"
    DATETIME = "Edm.DateTimeOffset"
    ENUM = "Edm.Enum"
    LIST = "Collection(Edm.String)"
    NULL = "null"


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any
    kind: LiteralKind


@dataclass(frozen=True, slots=True)
class Path:
    """A property, through navigation properties if it has more than one step."""

    steps: tuple[str, ...]

    @property
    def text(self) -> str:
        return "/".join(self.steps)


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: Path | Literal
    right: Path | Literal


@dataclass(frozen=True, slots=True)
class Both:
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Either:
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negation:
    inner: Expression


@dataclass(frozen=True, slots=True)
class TextTest:
    """`contains`, `startswith` or `endswith`."""

    function: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class AnyOrAll:
    path: Path  # the last step is a collection
    quantifier: str
    variable: str
    inner: Expression | None


@dataclass(frozen=True, slots=True)
class QueryFunction:
    """`Microsoft.Dynamics.CRM.<name>(PropertyName=…, …)`."""

    name: str
    arguments: Mapping[str, Any]


Expression = Compare | Both | Either | Negation | TextTest | AnyOrAll | QueryFunction | Path

_GUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
GUID: Final = re.compile(_GUID)
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<guid>{_GUID})(?![\w-])
  | (?P<datetime>\d{{4}}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)
  | (?P<date>\d{{4}}-\d\d-\d\d)
  | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<string>'(?:[^']|'')*')
  | (?P<enum>[A-Za-z_][\w.]*'[^']*')
  | (?P<json>\[(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\]"'])*\])
  | (?P<alias>@\w+)
  | (?P<name>[A-Za-z_$][\w.$]*)
  | (?P<mark>[(),/:=])
    )""",
    re.VERBOSE,
)
_COMPARISONS: Final = frozenset({"eq", "ne", "gt", "ge", "lt", "le"})
_TEXT_TESTS: Final = frozenset({"contains", "startswith", "endswith"})


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int


def tokenize(text: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None or match.lastgroup is None:
            rest = stripped[position:].lstrip()
            if rest.startswith("'"):
                raise bad_request(f"There is an unterminated literal at position {len(stripped)} in '{text}'.")
            raise bad_request(f"Syntax error: character '{rest[:1]}' is not valid at position {position} in '{text}'.")
        tokens.append(Token(match.lastgroup, match.group(match.lastgroup), match.start(match.lastgroup)))
        position = match.end()
    return tokens


def split_outside(text: str, separator: str) -> list[str]:
    """Split *text* at *separator*, except inside parentheses, brackets and quoted strings."""
    parts: list[str] = []
    depth, start, quoted = 0, 0, False
    for position, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == separator and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part for part in (piece.strip() for piece in parts) if part]


def literal_of(token: Token) -> Literal:
    kind, text = token.kind, token.text
    if kind == "string":
        return Literal(text[1:-1].replace("''", "'"), LiteralKind.STRING)
    if kind == "number":
        whole = re.fullmatch(r"-?\d+", text) is not None
        return Literal(int(text) if whole else float(text), LiteralKind.INTEGER if whole else LiteralKind.NUMBER)
    if kind == "guid":
        return Literal(text.lower(), LiteralKind.GUID)
    if kind == "enum":
        return Literal(text.split("'")[1], LiteralKind.ENUM)
    if kind == "json":
        return Literal(_list(text), LiteralKind.LIST)
    return Literal(text, LiteralKind.DATE if kind == "date" else LiteralKind.DATETIME)


def _list(text: str) -> list[Any]:
    values: list[Any] = []
    for match in re.finditer(r""""((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^,\[\]\s]+)""", text[1:-1]):
        double, single, bare = match.groups()
        if double is not None:
            values.append(re.sub(r"\\(.)", r"\1", double))
        elif single is not None:
            values.append(single.replace("''", "'"))
        else:
            values.append(bare)
    return values


_DEEPEST: Final = 100
"""Parentheses, negations and lambdas inside each other in one `$filter`."""


class FilterParser:
    """Reads one `$filter`; aliases (`@p1`) are looked up in the other query options."""

    def __init__(self, text: str, aliases: Mapping[str, str]) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._at = 0
        self._depth = 0
        self._aliases = aliases

    def parse(self) -> Expression:
        tree = self._or()
        if self._at < len(self._tokens):
            raise self._error(self._tokens[self._at])
        return tree

    def _error(self, token: Token | None) -> Exception:
        at = token.at if token else len(self._text)
        return bad_request(f"Syntax error at position {at} in '{self._text}'.")

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, text: str | None = None) -> Token:
        token = self._peek()
        if token is None or (text is not None and token.text != text):
            raise self._error(token)
        self._at += 1
        return token

    def _accept(self, text: str) -> bool:
        token = self._peek()
        if token is not None and token.text == text and token.kind != "string":
            self._at += 1
            return True
        return False

    def _or(self) -> Expression:
        tree = self._and()
        while self._accept("or"):
            tree = Either(tree, self._and())
        return tree

    def _and(self) -> Expression:
        tree = self._not()
        while self._accept("and"):
            tree = Both(tree, self._not())
        return tree

    def _not(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise bad_request(f"The filter is nested deeper than {_DEEPEST} levels at {self._position()}.")
        tree = self._simple()
        self._depth -= 1
        return tree

    def _position(self) -> str:
        token = self._peek()
        return f"position {token.at if token else len(self._text)}"

    def _simple(self) -> Expression:
        if self._accept("not"):
            return Negation(self._not())
        if self._accept("("):
            tree = self._or()
            self._take(")")
            return tree
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self._operand()
        token = self._peek()
        if token is not None and token.kind == "name" and token.text in _COMPARISONS:
            self._at += 1
            right = self._operand()
            if not isinstance(left, Path | Literal) or not isinstance(right, Path | Literal):
                raise self._error(token)
            return Compare(token.text, left, right)
        if isinstance(left, Literal) or (token is not None and token.text not in {")", "and", "or", ","}):
            if token is not None and token.kind == "name":
                raise bad_request(
                    f"Syntax error at position {token.at} in '{self._text}': unknown operator '{token.text}'."
                )
            raise self._error(token)
        return left

    def _alias(self, token: Token) -> Literal:
        text = self._aliases.get(token.text)
        if text is None:
            raise bad_request(f"The parameter alias '{token.text}' has no value in the query.")
        if text in {"true", "false", "null"}:
            return word_literal(text)
        tokens = tokenize(text)
        if len(tokens) != 1:
            raise bad_request(f"The value of the parameter alias '{token.text}' cannot be read.")
        return literal_of(tokens[0])

    def _operand(self) -> Expression | Literal:
        token = self._take()
        if token.kind == "alias":
            return self._alias(token)
        if token.kind in {"string", "number", "guid", "enum", "date", "datetime", "json"}:
            return literal_of(token)
        if token.kind != "name":
            raise self._error(token)
        if token.text in {"true", "false", "null"}:
            return word_literal(token.text)
        following = self._peek()
        if following is not None and following.text == "(":
            return self._function(token)
        return self._path(token)

    def _path(self, token: Token) -> Expression:
        steps = [token.text]
        while self._accept("/"):
            step = self._take()
            if step.text in {"any", "all"}:
                return self._lambda(Path(tuple(steps)), step.text)
            steps.append(step.text)
        return Path(tuple(steps))

    def _lambda(self, path: Path, quantifier: str) -> Expression:
        self._take("(")
        if self._accept(")"):
            return AnyOrAll(path, quantifier, "", None)
        variable = self._take().text
        self._take(":")
        inner = self._or()
        self._take(")")
        return AnyOrAll(path, quantifier, variable, inner)

    def _function(self, token: Token) -> Expression:
        self._take("(")
        name = token.text
        if name in _TEXT_TESTS:
            path = self._operand()
            self._take(",")
            text = self._operand()
            self._take(")")
            if not isinstance(path, Path) or not isinstance(text, Literal) or text.kind is not LiteralKind.STRING:
                raise bad_request(
                    f"No function signature for the function with name '{name}' matches the specified arguments."
                )
            return TextTest(name, path, text.value)
        prefix = "Microsoft.Dynamics.CRM."
        if not name.startswith(prefix):
            raise bad_request(
                f"An unknown function with name '{name}' was found. This may also be a function import "
                "or a key lookup on a navigation property, which is not allowed."
            )
        arguments: dict[str, Any] = {}
        while not self._accept(")"):
            key = self._take().text
            self._take("=")
            value = self._take()
            arguments[key] = (self._alias(value) if value.kind == "alias" else literal_of(value)).value
            self._accept(",")
        return QueryFunction(name.removeprefix(prefix), arguments)


def word_literal(text: str) -> Literal:
    if text == "null":
        return Literal(None, LiteralKind.NULL)
    return Literal(text == "true", LiteralKind.BOOLEAN)


def parse_filter(text: str, aliases: Mapping[str, str]) -> Expression:
    return FilterParser(text, aliases).parse()
