"""Enums of the catalogue of rules."""

from __future__ import annotations

from domain.protocol.catalogue import rows
from schema.enums.describing import worded

worded(rows.Obligation, "How strongly the source binds.", name="RuleObligation")
worded(rows.CoverageKind, "How the software covers a rule.", name="RuleCoverage")
worded(rows.Verb, "What the software does because of a rule.", name="RuleVerb")
