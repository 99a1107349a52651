"""
What only development has: a known key, a token for each role, example data, the mock CRM's control.

Belongs here: what production must refuse. Does not belong here: anything that production needs.
"""
