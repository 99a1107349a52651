"""Four hundred terms whose instants meet at their boundaries, in every state; with fixed dice."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from domain.model.institution.channels import Channel
from domain.model.terms import Milestones, Term, TermState, Waiver
from domain.protocol.terms.counting import rule_of
from domain.protocol.terms.state import state_at
from domain.protocol.terms.table import TERMS

T0 = datetime(2024, 9, 13, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _instant(chance: random.Random) -> datetime:
    """One of few instants, so that boundaries meet."""
    return T0 + chance.randint(-4, 4) * HOUR


def _drawn() -> list[tuple[Term, Milestones]]:
    chance = random.Random(11)
    made = []
    for _ in range(400):
        rule = chance.choice(TERMS)
        stopped = _instant(chance) if chance.random() < 0.4 else None
        withdrawn = chance.random() < 0.6
        waiver = Waiver("ana.rojas", _instant(chance), "Desiste", withdrawn) if chance.random() < 0.3 else None
        drawn = Term(
            id=f"{chance.getrandbits(128):032x}",
            rule_id=rule.rule_id,
            protocol_version=rule.protocol_version,
            started_at=_instant(chance),
            office=chance.choice(("OFIREG-08", "OFIREG-15", None)),
            account_id=chance.choice(("a1", "a2", None)),
            channel=chance.choice((Channel.DIGITAL, None)),
            unit=chance.choice(("Centro de Ayuda", None)),
            stopped_at=stopped,
            waiver=waiver,
        )
        due_at = _instant(chance) if chance.random() < 0.8 else None
        at_risk_at = due_at - HOUR * chance.randint(0, 3) if due_at and chance.random() < 0.8 else None
        opens_at = _instant(chance) if chance.random() < 0.2 else None
        made.append((drawn, Milestones(opens_at, at_risk_at, due_at)))
    return made


DRAWN = _drawn()


def state_of(drawn: Term, times: Milestones, now: datetime) -> TermState:
    """What the rule says of it at *now* (SLA-21)."""
    return state_at(
        times,
        rule_of(drawn).obligation,
        now,
        started_at=drawn.started_at,
        stopped_at=drawn.stopped_at,
        waiver=drawn.waiver,
    )
