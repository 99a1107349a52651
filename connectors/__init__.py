"""Each folder is one CRM behind the port `domain.ports.crm.CrmConnector`; they never meet."""
