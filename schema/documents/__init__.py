"""
Documents on cases, as the API shows them.

Belongs here: types, loading and mutations. Does not belong here: their bytes, which go by HTTP (`api.documents`).
"""
