"""Messages rendered per second in one process: all templates, HTML and text; and e-mails built of them."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from time import perf_counter
from typing import Final

from benchmarks.apparatus.data_sets import DataSets
from benchmarks.apparatus.row import Row
from domain.model.messages import Message
from messaging.email_building import build_email
from messaging.renderer import JinjaRenderer
from messaging.samples import SAMPLES

_AT: Final = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)
_SECONDS: Final = 2.0


async def run(data: DataSets, *, small: bool) -> AsyncIterator[Row]:
    """Every template in turn, for two seconds each way."""
    seconds = _SECONDS / 100 if small else _SECONDS
    renderer = JinjaRenderer()
    asked = [(info.message, info.language) for info in renderer.catalogue]
    messages = [
        Message(
            id=str(uuid.UUID(int=number)),
            template=name,
            cause=name,
            language=language,
            to=("contacto@empresa.example",),
            rendered=renderer.render(name, language, SAMPLES[name]),
            rule="COM-01",
            created_at=_AT,
        )
        for number, (name, language) in enumerate(asked)
    ]

    def render_all() -> None:
        for name, language in asked:
            renderer.render(name, language, SAMPLES[name])

    def build_all() -> None:
        for message in messages:
            build_email(message, "no-responder@prochile.example").as_bytes()

    count = len(asked)
    yield Row(f"messages rendered ({count} templates)", _rate(render_all, count, seconds), "messages/s")
    yield Row("e-mails built as bytes", _rate(build_all, count, seconds), "messages/s")


def _rate(work: Callable[[], None], messages: int, seconds: float) -> float:
    work()
    rounds = 0
    started = perf_counter()
    while perf_counter() - started < seconds:
        work()
        rounds += 1
    return rounds * messages / (perf_counter() - started)
