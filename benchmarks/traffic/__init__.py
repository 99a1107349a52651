"""What comes in and goes out: the CRM, events of other systems, letters, and each write."""
