"""
Sessions and log-ins under way in SQL.

Belongs here: their statements. Does not belong here: what a session may do, and how somebody proves who it is.
"""
