"""
Access: what each role may do, how far it reaches, and which data are personal.

Belongs here: tables, and the few lines that read them. Does not belong here: who somebody is (`api.identity`).
"""
