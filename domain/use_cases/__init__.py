"""
What must happen when somebody does something, in one transaction: a folder for each subject, a module for each verb.

Belongs here: loading, asking the protocol, storing. Does not belong here: what the protocol says (`domain.protocol`),
and how the request came (`schema`).
"""
