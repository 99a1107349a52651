"""
What surrounds the Web API: the ASGI surface and its server, sign-in, limits, faults on demand, control, webhooks.

Belongs here: what every request meets before and after the work. Does not belong here: what an answer says.
"""
