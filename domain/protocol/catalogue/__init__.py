"""
The rule catalogue: the 216 rules of the protocol, its open points and its messages, as data.

Belongs here: rows, and how to find one. Does not belong here: what a rule does; that code cites the rule's
id. `rules` holds the text of the rules, a module per family; `open_points` the ambiguity register.
"""

from domain.protocol.catalogue.addresses import HELP_DESK_MAILBOX, INSTITUTION_SITE, USER_PORTAL_URL
from domain.protocol.catalogue.gaps import NOT_IN_SOURCE
from domain.protocol.catalogue.glossary import GLOSSARY, GlossaryEntry
from domain.protocol.catalogue.lookup import (
    PROTOCOL_VERSION,
    PROTOCOL_VERSIONS,
    protocol_version_on,
    rule,
    search,
    told,
)
from domain.protocol.catalogue.open_points import AMBIGUITIES
from domain.protocol.catalogue.rows import (
    Ambiguity,
    CoverageKind,
    Family,
    Obligation,
    ProtocolVersion,
    Rule,
    Verb,
)
from domain.protocol.catalogue.rules import FAMILIES, RULES

__all__ = [
    "AMBIGUITIES",
    "FAMILIES",
    "GLOSSARY",
    "HELP_DESK_MAILBOX",
    "INSTITUTION_SITE",
    "NOT_IN_SOURCE",
    "PROTOCOL_VERSION",
    "PROTOCOL_VERSIONS",
    "RULES",
    "USER_PORTAL_URL",
    "Ambiguity",
    "CoverageKind",
    "Family",
    "GlossaryEntry",
    "Obligation",
    "ProtocolVersion",
    "Rule",
    "Verb",
    "protocol_version_on",
    "rule",
    "search",
    "told",
]
