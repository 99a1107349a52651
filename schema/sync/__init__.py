"""State of the synchronisation with the CRM, and its conflicts."""
