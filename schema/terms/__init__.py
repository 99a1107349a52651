"""
Terms ("plazos") and what each tells about itself.

Belongs here: types, and opening, stopping and waiving one. Does not belong here: how a term is counted
(`domain.protocol.terms`).
"""
