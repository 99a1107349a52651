"""
Documents on cases in the store, and their contents in a folder.

Belongs here: rows, and files on a disk. Does not belong here: what is taken for a document
(`domain.use_cases.documents`).
"""
