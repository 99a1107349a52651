"""
Each folder is one CRM behind the port `domain.ports.crm.CrmConnector`; they never meet.

Belongs here: how one CRM speaks and what it calls things. Does not belong here: when something is sent or read, and who
wins when both sides changed (`sync`, `domain.exchange`).
"""
