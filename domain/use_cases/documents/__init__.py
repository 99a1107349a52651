"""
Documents on cases: announced, received, read and withdrawn, each with its trace.

Belongs here: who may, and what is taken for a document. Does not belong here: bytes on their way (`api.documents`).
"""
