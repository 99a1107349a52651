"""
The executable rules that are not yet both built and tested: not covered, said honestly.

Whoever finishes a rule deletes its id from here; a test fails while this and the citations disagree. A rule
that code and a test cite, but of which a part is still missing, stands in `PARTLY` with what is missing.
Rules marked `planned` (measurement, a later issue) are not listed: they are not promised yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# fmt: off
PENDING: Final[frozenset[str]] = frozenset({
    # POL: Policy frame: purpose, principles, objectives
    # SYS: The six systems of administrative records and their integration
    # ROL: Actors, roles and accountable units
    # LIN: Guidelines and lines of action
    # DEF: Definitions and derived account classes
    # GRP: Target public
    # CHN: Channels and points of contact
    # COM: How to communicate
    # PUB: Natural persons and general public: triage
    # RTE: Routing and addresses
    # CAP: Capture flow: common rules
    # POT: Non-user with export potential (High / Medium)
    # LOW: Non-user with low export potential
    # EXP: Non-user exporters
    # OLD: Former users
    # EXT: Foreign companies: capture and accompaniment
    # ATN: Personalised attention to new companies
    # USR: National companies that already are users
    # AGD: Business agendas (in person or virtual)
    # BEH: Behaviour notes (nota de comportamiento)
    # SPC: Special cases: Chilean companies established abroad
    # OCI: Foreign company that looks for a Chilean supplier
    # INV: Foreign company that wants to invest
    # VIS: Importers who visit Chile, invitations
    # FUP: Accompaniment and follow-up of results
    # INS: Institutions and associations
    # SLA: Deadlines and timers (the computable form of the terms above)
})
# fmt: on

PARTLY: Final[Mapping[str, str]] = MappingProxyType({})
"""Rule id to what is still missing, in a few words."""
