"""
Who is asking, what time it is for the protocol, and objects by global id.

Belongs here: the way into the graph that no subject owns. Does not belong here: who somebody is (`api.identity`).
"""
