"""COM: cómo nos comunicamos."""

from typing import Final

CODE: Final = "COM"
TITLE: Final = "How to communicate"
TITLE_ES: Final = "Cómo nos comunicamos"

TEXT: Final = """
[COM-01]
title_es: Usamos un lenguaje cercano, respetuoso y directo
title: Near, respectful and direct language
says: A study recommends ("nos recomienda") near, respectful and direct language in the channels, that makes the
    actions easy to understand; each commercial and regional office knows the codes of its market or region.
quote: utilizar un lenguaje cercano, respetuoso y directo en los diferentes canales
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: obligation recommended. Texts for companies live in editable templates, Spanish first; no internal codes in
    them; an office may have its own wording of a template, the general one is used where it has none
binds: RECOMMENDED
kind: EXECUTABLE
verbs: EXPLAIN

[COM-02]
title_es: Explicamos el procedimiento que corresponde a cada tipo de empresa
title: Transmit the procedure that applies, by type of company
says: If the person looks for support to export, or to import Chilean supply, the executive who receives the request
    must transmit clearly the procedure that applies, considering the type of company.
quote: deberá transmitir claramente el procedimiento que corresponda y que se describe en este protocolo, considerando
    el tipo de empresa
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: nextStep(account) returns: step, who acts, until when, what is missing, explanation text, rule id and
    section cited
binds: MANDATORY
kind: EXECUTABLE
verbs: EXPLAIN

[COM-03]
title_es: Lo explica quien está a cargo del punto de contacto
title: The responsible of the point of contact explains, same tone as the web site
says: The procedure is explained by the responsible of the point of contact, with a near tone like the institutional
    web site.
quote: tendrá que ser explicado a dicha empresa por el/la responsable del respectivo punto de contacto, usando un tono
    cercano
heading: Ruta de atención – Proceso de captación nuevas empresas
software: record that the explanation was given on that contact
binds: MANDATORY
kind: EXECUTABLE
verbs: EXPLAIN, RECORD
"""
