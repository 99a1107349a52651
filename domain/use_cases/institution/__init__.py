"""
What an administrator changes of the institution while the system runs: people, offices, topics, who is who.

Belongs here: the verbs, with what is checked. Does not belong here: how a change lies over the files
(`domain.model.institution.amendments`), and how cases follow (`domain.use_cases.cases.reconsider`).
"""
