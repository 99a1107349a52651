"""
Accounts: the company or institution, its contacts, facts and classes.

Belongs here: types, arguments and resolvers of accounts. Does not belong here: what makes a class
(`domain.protocol.classes`), and what registering or joining does (`domain.use_cases.accounts`).
"""
