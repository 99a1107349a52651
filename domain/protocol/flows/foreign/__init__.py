"""
Flows of foreign companies and of Chilean companies abroad: demands, investment, visits, invitations.

Belongs here: the rows of a flow, its facts and its guards. Does not belong here: how rows are played
(`domain.protocol.engine`).
"""
