"""
Requests on the wire: built as data, signed in, paced, sent, repeated where it is safe, and refusals named.

Belongs here: what is true of any request to Dataverse. Does not belong here: what a table or a record means.
"""
