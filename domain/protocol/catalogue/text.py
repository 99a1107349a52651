"""
How the text of the catalogue is read: sections of `key: value` lines, as `configparser` takes them.

Belongs here: from text to rows. Does not belong here: the text itself (`rules`, `open_points`).

A section is headed by its id in brackets; a value goes on in the indented lines below it. A key that is not known, a
missing one and an id twice stop the import with the id in the message: the text is part of the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from typing import Final

from domain.protocol.catalogue.rows import Ambiguity, CoverageKind, Obligation, Rule, Verb

_OF_RULE: Final = frozenset({"title", "title_es", "says", "quote", "heading", "software", "binds", "kind", "verbs"})
_MAY_OF_RULE: Final = frozenset({"open", "note"})
_OF_POINT: Final = frozenset({"question", "resolution"})
_MAY_OF_POINT: Final = frozenset({"why", "setting"})


def read_rules(text: str) -> Iterator[Rule]:
    """
    The rules that *text* tells, in its order.

    Raises:
        ValueError: A section lacks a key or has one that no rule has; it names the rule.
    """
    for id_, said in _sections(text, _OF_RULE, _MAY_OF_RULE):
        yield Rule(
            id=id_,
            title=said["title"],
            title_es=said["title_es"],
            statement=said["says"],
            quote=said["quote"],
            heading=said["heading"],
            software=said["software"],
            obligation=Obligation[said["binds"]],
            kind=CoverageKind[said["kind"]],
            verbs=tuple(Verb[name] for name in _listed(said["verbs"])),
            ambiguities=_listed(said.get("open", "")),
            note=said.get("note", ""),
        )


def read_open_points(text: str) -> Iterator[Ambiguity]:
    """
    The open points that *text* tells, in its order.

    Raises:
        ValueError: As `read_rules`.
    """
    for id_, said in _sections(text, _OF_POINT, _MAY_OF_POINT):
        yield Ambiguity(id_, said["question"], said.get("why", ""), said["resolution"], "setting" in said)


def _sections(text: str, must: frozenset[str], may: frozenset[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    parser = ConfigParser(delimiters=(":",), comment_prefixes=(), interpolation=None)
    parser.read_string(text)
    for id_ in parser.sections():
        said = {key: " ".join(value.split()) for key, value in parser[id_].items()}
        wrong = (must - said.keys()) | (said.keys() - must - may)
        if wrong:
            raise ValueError(f"{id_}: missing or unknown: {', '.join(sorted(wrong))}")
        yield id_, said


def _listed(value: str) -> tuple[str, ...]:
    return tuple(value.split(", ")) if value else ()
