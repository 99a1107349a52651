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
    "POL-05",
    "POL-06",
    "POL-07",
    "POL-09",
    "POL-11",
    # SYS: The six systems of administrative records and their integration
    "SYS-01",
    # ROL: Actors, roles and accountable units
    "ROL-04",
    "ROL-05",
    # LIN: Guidelines and lines of action
    "LIN-03",
    "LIN-07",
    "LIN-11",
    # DEF: Definitions and derived account classes
    "DEF-01",
    "DEF-02",
    "DEF-03",
    "DEF-04",
    "DEF-05",
    "DEF-06",
    "DEF-08",
    "DEF-09",
    "DEF-10",
    "DEF-11",
    "DEF-12",
    "DEF-13",
    "DEF-14",
    "DEF-15",
    "DEF-16",
    "DEF-17",
    # GRP: Target public
    "GRP-01",
    "GRP-02",
    # CHN: Channels and points of contact
    "CHN-01",
    "CHN-02",
    "CHN-03",
    "CHN-04",
    "CHN-05",
    # COM: How to communicate
    "COM-01",
    "COM-02",
    "COM-03",
    # PUB: Natural persons and general public: triage
    "PUB-01",
    "PUB-02",
    "PUB-03",
    "PUB-04",
    "PUB-05",
    "PUB-06",
    "PUB-07",
    # RTE: Routing and addresses
    "RTE-03",
    "RTE-04",
    "RTE-05",
    "RTE-06",
    # CAP: Capture flow: common rules
    "CAP-01",
    "CAP-02",
    "CAP-03",
    "CAP-04",
    "CAP-05",
    "CAP-06",
    "CAP-07",
    "CAP-08",
    "CAP-09",
    "CAP-10",
    # POT: Non-user with export potential (High / Medium)
    "POT-01",
    "POT-02",
    "POT-03",
    # LOW: Non-user with low export potential
    "LOW-01",
    "LOW-02",
    "LOW-03",
    "LOW-05",
    # EXP: Non-user exporters
    "EXP-01",
    "EXP-02",
    "EXP-03",
    "EXP-04",
    "EXP-05",
    # OLD: Former users
    "OLD-01",
    "OLD-02",
    "OLD-03",
    "OLD-04",
    "OLD-05",
    # EXT: Foreign companies: capture and accompaniment
    "EXT-01",
    "EXT-02",
    "EXT-03",
    "EXT-04",
    "EXT-05",
    "EXT-06",
    # ATN: Personalised attention to new companies
    "ATN-01",
    "ATN-02",
    "ATN-03",
    "ATN-04",
    "ATN-05",
    # USR: National companies that already are users
    "USR-01",
    "USR-02",
    "USR-03",
    "USR-04",
    "USR-05",
    # AGD: Business agendas (in person or virtual)
    "AGD-01",
    "AGD-02",
    "AGD-03",
    "AGD-04",
    "AGD-05",
    "AGD-06",
    "AGD-07",
    "AGD-08",
    "AGD-09",
    "AGD-10",
    "AGD-11",
    # BEH: Behaviour notes (nota de comportamiento)
    "BEH-01",
    "BEH-02",
    "BEH-03",
    "BEH-04",
    "BEH-05",
    # SPC: Special cases: Chilean companies established abroad
    "SPC-01",
    "SPC-02",
    "SPC-03",
    "SPC-04",
    "SPC-05",
    # OCI: Foreign company that looks for a Chilean supplier
    "OCI-01",
    "OCI-02",
    "OCI-03",
    "OCI-04",
    "OCI-05",
    "OCI-06",
    "OCI-07",
    # INV: Foreign company that wants to invest
    "INV-01",
    "INV-02",
    "INV-03",
    "INV-04",
    # VIS: Importers who visit Chile, invitations
    "VIS-01",
    "VIS-02",
    "VIS-03",
    "VIS-04",
    "VIS-05",
    "VIS-06",
    "VIS-07",
    "VIS-08",
    # FUP: Accompaniment and follow-up of results
    "FUP-01",
    "FUP-02",
    "FUP-03",
    "FUP-04",
    "FUP-05",
    "FUP-06",
    "FUP-07",
    "FUP-08",
    "FUP-09",
    # INS: Institutions and associations
    "INS-01",
    "INS-02",
    "INS-03",
    "INS-04",
    "INS-05",
    # SLA: Deadlines and timers (the computable form of the terms above)
})
# fmt: on

PARTLY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SYS-04": "the register of the commercial offices abroad",
        "DEF-07": "the class itself; only the configured list of mandatory fields is tested",
        "LOW-04": "the action written when a company of low potential is diverted",
        "LOW-06": "the regional notice and term in place of the automatic e-mail",
    }
)
"""Rule id to what is still missing, in a few words."""
