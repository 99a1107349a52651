"""
Logging in to our own pages: the flow to an issuer and back, the session that follows, and how it ends.

Belongs here: cookies, the code flow, what a session may do by which kind of request. Does not belong here: whom a
proven identity stands for (`api.identity`).
"""
