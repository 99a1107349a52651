"""LOW: no usuarias con bajo potencial exportador."""

from typing import Final

CODE: Final = "LOW"
TITLE: Final = "Non-user with low export potential"
TITLE_ES: Final = "No usuarias con bajo potencial exportador"

TEXT: Final = """
[LOW-01]
title_es: Potencial bajo: correo automático a nombre de ProChile
title: Low → automatic e-mail in ProChile's name
says: If the export potential is Low, the CRM generates an automatic e-mail in the name of ProChile.
quote: el sistema de CRM generará un correo automático, a nombre de ProChile
heading: Empresas No Usuarias con Bajo Potencial Exportador
software: NTF-04 sent at once; no regional contact timer
binds: AUTOMATIC
kind: EXECUTABLE
verbs: NOTIFY

[LOW-02]
title_es: El correo explica los pasos antes de exportar
title: Content: the steps before exporting
says: The e-mail explains the steps required before starting the export process.
quote: explicarle los pasos que requiere dar antes de iniciar el proceso exportador
heading: Empresas No Usuarias con Bajo Potencial Exportador
software: template NTF-04
binds: AUTOMATIC
kind: EXECUTABLE
verbs: EXPLAIN

[LOW-03]
title_es: Podemos recomendar capacitación u otros organismos, como Sercotec
title: It may recommend export training and/or other public bodies such as Sercotec
says: This may include the recommendation to review foreign-trade information and training on the web site and/or
    contact other public bodies, such as Sercotec, according to the stage and support required.
quote: contactarse con otros organismos públicos, como Sercotec, según la etapa en que se encuentre
heading: Empresas No Usuarias con Bajo Potencial Exportador
software: referral list in the e-mail, chosen by settable criteria; Corfo and Sercotec available as targets
binds: ALLOWED
kind: EXECUTABLE
verbs: ROUTE, NOTIFY

[LOW-04]
title_es: Esta gestión queda registrada en el CRM
title: The action is registered in the active CRM
says: This action must be registered in the CRM that is active.
quote: Esta gestión también deberá quedar registrada en el sistema de CRM que esté activo
heading: Empresas No Usuarias con Bajo Potencial Exportador
software: action of kind "derivación bajo potencial" written through the connector; it does not count to be a user
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[LOW-05]
title_es: Si la empresa no está conforme, avisamos a gestión de clientes
title: Not satisfied with the answer, or portal problems → gestión de clientes
says: If the company communicates again with problems to register, complete its ficha, access the test, or is not
    satisfied with the answer, inform gestiondeclientes@prochile.gob.cl.
quote: no está conforme con la respuesta entregada
heading: Empresas No Usuarias con Bajo Potencial Exportador
software: as RTE-03 with the extra reason
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[LOW-06]
title_es: Excepción: en cinco regiones la oficina contacta aunque el potencial sea bajo
title: Exception: five regions
says: The rule does not apply when the company with a low score is of one of these regions: Arica y Parinacota,
    Atacama, Los Ríos, Aysén and Magallanes.
quote: cualquiera de las siguientes regiones: Arica y Parinacota, Atacama, Los Ríos, Aysén y Magallanes
heading: Empresas No Usuarias con Bajo Potencial Exportador
software: for those regions the automatic e-mail and diversion are not made; the regional office is notified and
    contacts in {SLA-01}, level stays Baja, reason "excepción regional"
binds: AUTOMATIC
kind: EXECUTABLE
verbs: DERIVE, ROUTE
open: AMB-11
"""
