"""
The record of decisions: who decided what, by which rule, from what (POL-07).

Belongs here: reading the record. Does not belong here: writing it (`domain.use_cases.perform`).
"""
