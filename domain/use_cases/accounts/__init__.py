"""
Verbs on accounts and their contacts: register, change, validate, assign, join, resolve a conflict with the CRM.

Belongs here: one module per verb. Does not belong here: actions (`domain.use_cases.actions`) and cases
(`domain.use_cases.cases`).
"""
