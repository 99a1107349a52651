"""
Profiles of persons and companies, their journeys over all systems, and joins by e-mail (SYS-03, SYS-05, AMB-45).

Belongs here: types, arguments and resolvers. Does not belong here: what each system tells (`schema.journeys`).
"""
