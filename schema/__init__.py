"""
GraphQL, a folder for each subject: translate in, call one use case, translate out.

Belongs here: types, fields, arguments, and what every request meets on its way. Does not belong here: deciding
anything, SQL, HTTP. Imports only `domain`.
"""
