"""GRP: público objetivo."""

from typing import Final

CODE: Final = "GRP"
TITLE: Final = "Target public"
TITLE_ES: Final = "Público objetivo"

TEXT: Final = """
[GRP-01]
title_es: Nuestros cuatro públicos
title: Four target groups
says: The four groups are: portfolio companies exporting/non-exporting; public and private institutions and
    associations; foreign companies; companies exporting/non-exporting with no work with ProChile.
quote: Estos 4 grupos son los protagonistas de nuestra labor
heading: Conceptos clave – ¿Quiénes conforman nuestro público objetivo?
software: every account maps to exactly one group or to "público general"; group is a report dimension
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-41

[GRP-02]
title_es: También respondemos al público general
title: The general public must also be answered
says: Queries of the general public must be answered too, specially through the Centro de Ayuda, Atención Ciudadana
    and social networks.
quote: no podemos dejar de responder las consultas del público general
heading: Conceptos clave – ¿Quiénes conforman nuestro público objetivo?
software: PUB triage; counted apart from the four groups
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE
open: AMB-47
"""
