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
    "POL-02",
    "POL-03",
    "POL-04",
    "POL-09",
    # SYS: The six systems of administrative records and their integration
    # ROL: Actors, roles and accountable units
    "ROL-04",
    "ROL-05",
    # LIN: Guidelines and lines of action
    "LIN-11",
    # DEF: Definitions and derived account classes
    # GRP: Target public
    "GRP-02",
    # CHN: Channels and points of contact
    "CHN-02",
    "CHN-03",
    # COM: How to communicate
    # PUB: Natural persons and general public: triage
    # RTE: Routing and addresses
    # CAP: Capture flow: common rules
    # POT: Non-user with export potential (High / Medium)
    "POT-03",
    # LOW: Non-user with low export potential
    "LOW-02",
    # EXP: Non-user exporters
    "EXP-03",
    # OLD: Former users
    "OLD-02",
    # EXT: Foreign companies: capture and accompaniment
    "EXT-04",
    "EXT-05",
    "EXT-06",
    # ATN: Personalised attention to new companies
    # USR: National companies that already are users
    # AGD: Business agendas (in person or virtual)
    # BEH: Behaviour notes (nota de comportamiento)
    # SPC: Special cases: Chilean companies established abroad
    # OCI: Foreign company that looks for a Chilean supplier
    # INV: Foreign company that wants to invest
    # VIS: Importers who visit Chile, invitations
    "VIS-02",
    "VIS-04",
    "VIS-05",
    "VIS-06",
    "VIS-08",
    # FUP: Accompaniment and follow-up of results
    # INS: Institutions and associations
    # SLA: Deadlines and timers (the computable form of the terms above)
})
# fmt: on

PARTLY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FUP-02": "the list of planned activities suited to the account; the days since the last contact are built",
        "SYS-04": "the register of the commercial offices abroad",
        "DEF-07": "the class itself; only the configured list of mandatory fields is tested",
        "LOW-04": "the action written when a company of low potential is diverted",
        "LOW-06": "the regional notice and term in place of the automatic e-mail",
    }
)
"""Rule id to what is still missing, in a few words."""
