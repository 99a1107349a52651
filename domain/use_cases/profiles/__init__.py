"""
Profiles of persons and companies: decide on joins by e-mail, and read whole journeys (SYS-03, SYS-05).

Belongs here: permission, transaction and trace. Does not belong here: recording what other systems tell
(`use_cases.actions.record_journeys`).
"""
