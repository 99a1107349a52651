"""
What is served over HTTP: GraphQL, its page in development, health, notices of the CRM, pages behind signed links.

Belongs here: routes, headers, bodies. Does not belong here: what a query means (`schema`), and who is asking
(`api.identity`).
"""
