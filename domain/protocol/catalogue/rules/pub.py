"""PUB: personas naturales y público general: orientación."""

from typing import Final

CODE: Final = "PUB"
TITLE: Final = "Natural persons and general public: triage"
TITLE_ES: Final = "Personas naturales y público general: orientación"

TEXT: Final = """
[PUB-01]
title_es: Primero preguntamos si la persona pertenece a una empresa
title: First ask whether the person belongs to a company
says: If a natural person asks for information or for an executive, always ask first whether they belong to a company.
quote: siempre se le debe preguntar primero si pertenece a una empresa
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: triage refuses to route while the answer is "not asked" and returns that question as the next step
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[PUB-02]
title_es: Luego, si su empresa tiene cuenta en ProChile
title: If so, ask whether the company has a ProChile account
says: If so, ask whether the company has an account registered in ProChile.
quote: se le debe consultar si ésta tiene una cuenta registrada en ProChile
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: look up the CRM by RUT; if not known, ask
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[PUB-03]
title_es: Si no tiene cuenta, seguimos los pasos de este protocolo
title: No account → steps of the protocol
says: If it has no account, the steps of this protocol apply.
quote: Si no tiene cuenta, se deben considerar los pasos descritos en el presente protocolo
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: next step = CAP-02 (registration)
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[PUB-04]
title_es: Si tiene cuenta, derivamos la consulta a su ejecutivo o ejecutiva
title: Account → find its executive in CRM and derive the query
says: If it has an account, check in CRM who its executive is and derive the query to them.
quote: Si tiene cuenta, se debe revisar en CRM quién es su ejecutivo, y derivarle la consulta
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: derivation record to that executive
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE, RECORD
open: AMB-14

[PUB-05]
title_es: Sin acceso al CRM, invitamos a escribir al correo de la oficina regional
title: No CRM access → generic mailbox of the regional office
says: If at that moment the point of contact has no access to CRM, invite the person to write to the generic account
    of the respective regional office.
quote: debe invitarle a que envíe un correo a la cuenta genérica de la oficina regional respectiva
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: answer with the mailbox of RTE-01 for the region; also the behaviour when the CRM connector is down
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE, NOTIFY
open: AMB-14

[PUB-06]
title_es: Persona sin empresa: Centro de Ayuda, con respuesta en {SLA-08}
title: No company, commercial information or ProChile's role → Centro de Ayuda form, {SLA-08}
says: If the person belongs to no company and needs commercial information or information on the role of ProChile and
    its tools and activities, ask them to use the Centro de Ayuda (CDA) form; the query is attended within {SLA-08} at
    most.
quote: atenderle dentro de un plazo máximo de 4 días hábiles
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: route to CDA; timer SLA-08 from form submission
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE, TIMER

[PUB-07]
title_es: Sugerencias, reclamos y felicitaciones: Atención Ciudadana
title: Suggestions, complaints, congratulations, queries not covered by CDA → Atención Ciudadana form
says: For suggestions, complaints, congratulations and queries not addressed by the CDA, ask the person to complete
    the Atención Ciudadana form.
quote: Si se trata de sugerencias, reclamos, felicitaciones y consultas no abordadas por el CDA
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público?
software: route to OIRS; no deadline unless configured
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE
open: AMB-16, AMB-48
"""
