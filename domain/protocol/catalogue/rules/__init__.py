"""
The text of the 216 rules, a module per family, in the order of the source.

Belongs here: what the protocol says, as `domain.protocol.catalogue.text` reads it. Does not belong here: what a rule
does; that code cites the rule's id. The number of a term is never written: `{SLA-03}` is filled from the table of
terms, so that a changed term changes every text that tells it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.protocol.catalogue.rows import Family, Rule
from domain.protocol.catalogue.rules import (
    agd,
    atn,
    beh,
    cap,
    chn,
    com,
    def_,
    exp,
    ext,
    fup,
    grp,
    ins,
    inv,
    lin,
    low,
    mea,
    oci,
    old,
    pol,
    pot,
    pub,
    rol,
    rte,
    sla,
    spc,
    sys,
    usr,
    vis,
)
from domain.protocol.catalogue.text import read_rules

_IN_ORDER: Final = (
    *(pol, sys, rol, lin, def_, grp, chn, com, pub, rte, cap, pot, low, exp, old, ext),
    *(atn, usr, agd, beh, spc, oci, inv, vis, fup, ins, sla, mea),
)

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {each.CODE: Family(each.CODE, each.TITLE, each.TITLE_ES) for each in _IN_ORDER}
)
"""The 28 families, in the order of the source."""

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {row.id: row for each in _IN_ORDER for row in read_rules(each.TEXT)}
)
"""Every rule by id, in the order of the source."""
