"""Patterns of text, as SQL's LIKE reads them."""

from __future__ import annotations

import re

from standin.reading import odata


def like_expression(pattern: str) -> str:
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        closing = pattern.find("]", position + 2) if character == "[" else -1
        if character == "%":
            parts.append(".*")
        elif character == "_":
            parts.append(".")
        elif closing > 0:
            inner = pattern[position + 1 : closing]
            negated = inner.startswith("^") and len(inner) > 1
            body = (inner[1:] if negated else inner).replace("\\", "\\\\").replace("[", "\\[").replace("^", "\\^")
            parts.append(f"[{'^' if negated else ''}{body}]")
            position = closing
        else:
            parts.append(re.escape(character))
        position += 1
    return "".join(parts)


def pattern_of(tree: odata.TextTest) -> str:
    if tree.function == "contains":
        return f"%{tree.text}%"
    return f"{tree.text}%" if tree.function == "startswith" else f"%{tree.text}"
