"""
The processes this project can start, and the only code that knows all the rest.

Belongs here: how a process is put together (`wiring`), its settings and its clock; `http`, `identity`, `commands` and
`demo` are what it then offers. Does not belong here: a rule of the protocol, SQL, a GraphQL type.
"""
