"""
What an administrator changes of the institution while it runs: people, offices, topics, who is who.

Belongs here: the directory as an administrator reads it, and its mutations. Does not belong here: holidays, and what
everybody reads of offices (`schema.offices`) and topics (`schema.cases.topics`).
"""
