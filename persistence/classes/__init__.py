"""
Classes of an account on a date as SQL conditions, held equal to `domain.protocol.classes` by a test.

Belongs here: the twin of the rule. Does not belong here: the rule.
"""
