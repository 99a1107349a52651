"""
Sessions of who logged in to our pages.

Belongs here: listing and ending them. Does not belong here: logging in, which is no GraphQL (`api.sessions`).
"""
