"""An id of everything that an account of the data set has, as the store has it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from schema.ids import global_id, read_global_id
from tests.access.believable import Subject

TO_OTHERS: Final = frozenset(
    {*(f"NTF-{number:02}" for number in (3, 6, 7, 8, 16, 18, 20, 22, 26, 27, 31, 32)), "AVISO-POR-VENCER"}
    | {"AVISO-VENCIDO", "AVISO-CASO", "AVISO-CONSULTA", "AVISO-A-CARGO", "AVISO-SISTEMA-EN-PAUSA"}
    | {"AVISO-CONTACTO-PERIODICO", "AVISO-REVISION-TRIMESTRAL", "ACUSE-DE-RECIBO"}
)
"""Section 5, by hand: not to the company, the institution or the person who is attended."""
_TABLES: Final[Mapping[str, str]] = {
    "Contact": "SELECT r.id, r.version FROM contact r JOIN account a ON a.pk = account_pk WHERE a.id = ? ORDER BY r.pk",
    "Action": "SELECT r.id, r.version FROM action r JOIN account a ON a.pk = account_pk WHERE a.id = ? ORDER BY r.pk",
    "Fact": "SELECT r.id, 1 FROM account_fact r JOIN account a ON a.pk = account_pk WHERE a.id = ? ORDER BY r.pk",
    "Term": "SELECT id, 1 FROM term WHERE account_id = ? ORDER BY rowid",
    "Message": f"SELECT id, 1 FROM message WHERE account_id = ? ORDER BY template IN {tuple(sorted(TO_OTHERS))}, rowid",
    "Decision": "SELECT id, 1 FROM decision WHERE account_id = ? ORDER BY rowid",
    "SyncConflict": "SELECT id, 1 FROM conflict WHERE account_id = ? ORDER BY rowid",
    "Representation": "SELECT r.id, r.version FROM representation r JOIN account USING (rut) WHERE account.id = ?",
    "Suggestion": "SELECT s.id, s.version FROM suggestion s JOIN protocol_case c ON c.id = s.case_id "
    "WHERE account_id = ?",
    "CaseDocument": "SELECT d.id, 1 FROM case_document d JOIN protocol_case c ON c.id = d.case_id WHERE account_id = ?",
    "Account": "SELECT id, version FROM account WHERE id = ?",
}
"""How an id of each kind is found: the first of them, of letters one that its account may read."""


def with_ids(file: Path, subject: Subject) -> Subject:
    """With an id of everything that the account has."""
    account = read_global_id(subject.ids["Account"])[1]
    ids, versions = dict(subject.ids), dict(subject.versions)
    with sqlite3.connect(file) as live:
        for kind, statement in _TABLES.items():
            row = live.execute(statement, (account,)).fetchone()
            if row is not None:
                ids[kind], versions[kind] = global_id(kind, row[0]), row[1]
    return replace(subject, ids=ids, versions=versions)
