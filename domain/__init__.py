"""
The protocol ("Política y Protocolo de Atención de Usuarios") as code: nouns, rules, ports, use cases.

Belongs here: what the protocol says and what the institution calls things. Does not belong here: SQL, HTTP,
GraphQL, files, the clock. It imports the standard library, itself, and `stdnum` (pure check-digit arithmetic,
docs/adr/0002). Inside: `use_cases -> ports -> protocol and exchange -> model -> errors`.
"""
