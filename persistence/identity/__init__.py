"""
Sessions, log-ins under way, and who read personal data, in SQL.

Belongs here: their statements. Does not belong here: what a session may do, and how somebody proves who it is.
"""
