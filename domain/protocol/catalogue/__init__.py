"""
The rule catalogue: the 216 rules of the protocol, its open points and its messages, as data.

Belongs here: rows, and how to find one. Does not belong here: what a rule does; that code cites the rule's
id. A module per chapter of the source holds its rows, in the source's order.
"""

from domain.protocol.catalogue.addresses import HELP_DESK_MAILBOX, INSTITUTION_SITE, USER_PORTAL_URL
from domain.protocol.catalogue.families import FAMILIES
from domain.protocol.catalogue.gaps import NOT_IN_SOURCE
from domain.protocol.catalogue.glossary import GLOSSARY, GlossaryEntry
from domain.protocol.catalogue.lookup import (
    AMBIGUITIES,
    MESSAGES,
    PROTOCOL_VERSION,
    PROTOCOL_VERSIONS,
    RULES,
    protocol_version_on,
    rule,
    search,
)
from domain.protocol.catalogue.pending import PARTLY, PENDING
from domain.protocol.catalogue.rows import (
    Ambiguity,
    CoverageKind,
    Family,
    Message,
    MessageKind,
    Obligation,
    ProtocolVersion,
    Rule,
    Verb,
)

__all__ = [
    "AMBIGUITIES",
    "FAMILIES",
    "GLOSSARY",
    "HELP_DESK_MAILBOX",
    "INSTITUTION_SITE",
    "MESSAGES",
    "NOT_IN_SOURCE",
    "PARTLY",
    "PENDING",
    "PROTOCOL_VERSION",
    "PROTOCOL_VERSIONS",
    "RULES",
    "USER_PORTAL_URL",
    "Ambiguity",
    "CoverageKind",
    "Family",
    "GlossaryEntry",
    "Message",
    "MessageKind",
    "Obligation",
    "ProtocolVersion",
    "Rule",
    "Verb",
    "protocol_version_on",
    "rule",
    "search",
]
