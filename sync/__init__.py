"""Keeps the CRM in step: outbox to CRM, changes from the CRM, conflicts. Ports only: no SQL, no HTTP."""
