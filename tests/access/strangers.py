"""What a company must never learn: data of other accounts in its answers, and that a hidden record exists at all."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.errors import InvalidValue
from domain.protocol.follow_up.opt_out import OPT_OUT_PATH, OptOutLinks
from schema.ids import read_global_id
from tests.access.attempts import Answer
from tests.access.believable import Subject
from tests.access.houses import World
from tests.access.ids import TO_OTHERS

_OF_ACCOUNT: Final = (
    "SELECT id FROM contact WHERE account_pk IN (SELECT pk FROM account WHERE id = :account)",
    "SELECT id FROM action WHERE account_pk IN (SELECT pk FROM account WHERE id = :account)",
    "SELECT id FROM account_fact WHERE account_pk IN (SELECT pk FROM account WHERE id = :account)",
    "SELECT id FROM protocol_case WHERE account_id = :account",
    "SELECT id FROM term WHERE account_id = :account",
    "SELECT id FROM message WHERE account_id = :account",
    "SELECT id FROM decision WHERE account_id = :account",
    "SELECT id FROM conflict WHERE account_id = :account",
)
_VERSIONED: Final = ("account", "contact", "action", "protocol_case")
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_LINK: Final = re.compile(rf"{OPT_OUT_PATH}([\w.-]+)")
_GLOBAL: Final = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")


@dataclass(frozen=True, slots=True)
class Strangers:
    """
    What tells of the accounts that are not the viewer's.

    Attributes:
        words: Names, RUT, addresses, telephones and markers, lower case.
        accounts: Their keys.
        keys: Keys of every record of theirs, the accounts among them.
        rows: How many rows they have, and the versions of those that have one, as the data set was made.
    """

    words: frozenset[str]
    accounts: frozenset[str]
    keys: frozenset[str]
    rows: tuple[int, ...]

    @classmethod
    def of(cls, world: World, own: frozenset[str]) -> Strangers:
        """All but the accounts with these keys; made once."""
        if own not in world.strangers:
            world.strangers[own] = cls._made(world, own)
        found = world.strangers[own]
        assert isinstance(found, cls)
        return found

    @classmethod
    def _made(cls, world: World, own: frozenset[str]) -> Strangers:
        others = [s for s in world.subjects.values() if read_global_id(s.ids["Account"])[1] not in own]
        with sqlite3.connect(world.api.file) as live:
            accounts = frozenset(row[0] for row in live.execute("SELECT id FROM account")) - own
            keys = {
                row[0]
                for account in accounts
                for statement in _OF_ACCOUNT
                for row in live.execute(statement, {"account": account})
            }
        words = {s.words[name] for s in others for name in ("marker", "rut", "email", "phone")}
        words |= {re.sub(r"[.-]", "", s.words["rut"]) for s in others}
        lowered = frozenset(word.lower() for word in words)
        made = cls(lowered, accounts, frozenset(keys | accounts), ())
        return replace(made, rows=made.rows_in(world.api.file))

    def rows_in(self, file: Path) -> tuple[int, ...]:
        """The same of the store as it is now."""
        with sqlite3.connect(file) as live:
            counted = [
                sum(live.execute(statement.replace("SELECT id", "SELECT count(*)"), {"account": account}).fetchone()[0]
                    for account in self.accounts)
                for statement in _OF_ACCOUNT
            ]  # fmt: skip
            versions = [live.execute(f"SELECT sum(version) FROM {table}").fetchone()[0] for table in _VERSIONED]
            return (*counted, *versions)

    def shown_in(self, answer: Answer) -> set[str]:
        """What the answer tells of them that the request did not say itself."""
        text, sent = answer.text.lower(), answer.sent.lower()
        found = {word for word in self.words if word in text and word not in sent}
        return found | keys_told(answer) & self.keys


def keys_told(answer: Answer) -> set[str]:
    """Keys of records in the answer that the request did not name."""
    told, named = ({*_UUID.findall(text), *_keys_in(text)} for text in (answer.text, answer.sent))
    return told - named


def letters_to_others(file: Path) -> set[str]:
    """Keys of the letters that go to ProChile's people or to another body, of whatever account."""
    with sqlite3.connect(file) as live:
        return {key for key, template in live.execute("SELECT id, template FROM message") if template in TO_OTHERS}


def live_links(answer: Answer, links: OptOutLinks, now: datetime) -> list[str]:
    """The links of the answer with which one could refuse letters."""
    return [token for token in _LINK.findall(answer.text) if _is_live(links, token, now)]


def _is_live(links: OptOutLinks, token: str, now: datetime) -> bool:
    try:
        links.read(token, now)
    except InvalidValue:
        return False
    return True


def _keys_in(text: str) -> set[str]:
    """Keys of the global ids in a text."""
    found = set()
    for each in _GLOBAL.findall(text):
        try:
            found.add(read_global_id(each)[1])
        except Exception:  # long words are not ids
            continue
    return found


def _long(key: str) -> str:
    """A key that is nobody else's word; codes of offices, regions and rules are left as they are."""
    return key if _UUID.fullmatch(key) else "‹no key›"


def without_names(answer: Answer, subject: Subject) -> str:
    """The answer with whatever names the subject taken out, so that two of them can be compared."""
    text = _INSTANT.sub("‹instant›", answer.text)
    for kind, value in subject.ids.items():
        text = text.replace(value, f"‹{kind}›").replace(_long(read_global_id(value)[1]), f"‹{kind} key›")
    words = subject.words
    for name in ("marker", "rut", "phone"):
        for spelled in {words[name], words[name].lower(), re.sub(r"[.-]", "", words[name])}:
            text = text.replace(spelled, f"‹{name}›")
    return text
