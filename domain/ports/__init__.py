"""
What the domain needs from outside, as Protocols; each docstring is the contract an adapter is tested against.

Belongs here: needs, in domain types, one module for each. Does not belong here: any technology.
"""
