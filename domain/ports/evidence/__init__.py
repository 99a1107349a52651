"""
Ports of what shows the condition of a company besides its own word.

Belongs here: what the use cases and the screens need of stores and registries. Does not belong here: implementations.
"""
