"""
The case engine ("motor de casos"): the few lines that read the rows of a flow.

Belongs here: what holds for every flow. Does not belong here: a row of one flow (`domain.protocol.flows`), and storing
or sending anything (`domain.use_cases.cases`).
"""
