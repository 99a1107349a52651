"""
Figures by region and by target public (POL-04, GRP-02).

Belongs here: types and resolvers. Does not belong here: what is counted (`domain.protocol.measures`).
"""
