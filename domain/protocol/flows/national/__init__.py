"""
Flows of companies, institutions and people of Chile: from the first contact to the follow-up of results.

Belongs here: the rows of a flow, its facts and its guards. Does not belong here: how rows are played
(`domain.protocol.engine`).
"""
