"""A believable CRM in memory, for development, demonstrations and tests; it ships in the wheel as a plug-in."""
