"""Enums of records: synchronisation, decisions, reads of personal data, journeys."""

from __future__ import annotations

from domain.model import personal_data
from domain.model.exchange import conflicts, crm_records
from domain.model.history import decisions, documents, feed, journeys, webhooks
from domain.protocol.history.source_systems import SOURCE_SYSTEMS
from schema.enums.describing import described, worded

worded(conflicts.SyncStatus, "How an account stands towards the CRM.")
worded(conflicts.Side, "Whose value.", name="ConflictSide")
worded(crm_records.RecordKind, "Kind of record kept in step with the CRM.", name="SyncedRecordKind")
worded(feed.ChangeKind, "Kind of record that changed.")
worded(decisions.DecisionKind, "Kind of entry of the record of decisions.")
worded(
    personal_data.PersonalData,
    "A kind of datum by which a natural person is known or reached (DAT-01, DAT-02, DAT-07).",
    name="PersonalDataKind",
)
described(
    journeys.SourceSystem,
    "The six systems of administrative records (SYS-01).",
    {row.system.name: f"{row.name_es}." for row in SOURCE_SYSTEMS.values()},
)
worded(webhooks.WebhookState, "Whether a webhook is told.")
worded(documents.DocumentPurpose, "What a document is in its case.")
worded(documents.DocumentFormat, "How a document is written, as its content says it.")
worded(journeys.JourneyResult, "What came of a record that a system tells.")
