"""
History from tables that people kept: accounts, contacts and actions, row by row (issue 13).

Belongs here: what a row means, and the use case that it asks for. Does not belong here: the use cases themselves
(`accounts`, `actions`), and reading files (`connectors.sheets`).
"""
