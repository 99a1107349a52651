"""
Who somebody is to those who identify people, and for how long that holds.

Belongs here: identities and sessions. Does not belong here: what somebody is at ProChile (`domain.model.institution`).
"""
