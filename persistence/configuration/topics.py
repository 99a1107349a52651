"""The list of topics of consultation of the configuration file (MEA-05)."""

from __future__ import annotations

from datetime import date

from domain.model.institution.topics import LONGEST_CODE, Topic
from persistence.configuration.document import Table


def read_topics(document: Table) -> tuple[Topic, ...]:
    """Every row of `topics`, in the order of the file; what is wrong with one is noted in *document*."""
    topics: list[Topic] = []
    for row in document.rows("topics"):
        code, name, since = row.required("code", str), row.required("name", str), row.required("since", date)
        until, sample = row.optional("until", date), row.optional("sample", bool) or False
        row.close()
        if code is None or name is None or since is None:
            continue
        if not 1 <= len(code) <= LONGEST_CODE:
            row.note(f"code must have 1 to {LONGEST_CODE} characters")
        if until is not None and until < since:
            row.note(f"until {until} is before since {since}")
        new = Topic(code, name, since, until, sample)
        if any(new.overlaps(other) for other in topics):
            row.note("two rows of this code hold on the same day; close the older one with until")
        topics.append(new)
    return tuple(topics)
