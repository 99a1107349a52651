"""
Gather what shows the condition of a company besides its own word, and read it.

Belongs here: the verbs, and what each reader sees. Does not belong here: what follows in a case (its flow).
"""
