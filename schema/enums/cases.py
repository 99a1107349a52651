"""Enums of cases: their data, terms and messages."""

from __future__ import annotations

from domain.model import cases, messages, terms
from domain.ports import casework
from schema.enums.describing import worded

worded(terms.TermUnit, "In what a term is counted (SLA-21).")
worded(terms.TermObligation, "How much a term binds; the four are reported apart.")
worded(terms.TermState, "Where a term stands now; computed when read.")
worded(cases.Flow, "A process of the protocol.")
worded(casework.CaseOrder, "Order of a list of cases; ties by age.")
worded(cases.CaseMarket, "In which market a case is complex (LIN-05).")
worded(cases.ValueKind, "Type of a datum.", name="DatumKind")
worded(messages.MessageState, "Delivery state of a message.")
worded(messages.DeliveryState, "What became of a message at one address.", name="MessageDeliveryState")
worded(messages.Language, "Language of a message.", name="MessageLanguage")
