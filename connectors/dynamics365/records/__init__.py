"""
Records read and written: by key, everything, changes; conditional writes and their outcomes; e-mails; the first load.

Belongs here: what the connector does for the port. Does not belong here: requests on the wire, translation.
"""
