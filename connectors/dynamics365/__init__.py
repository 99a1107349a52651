"""Dynamics 365 (Dataverse Web API): the connector, and a stand-in server to rehearse it on."""
