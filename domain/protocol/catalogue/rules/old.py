"""OLD: antiguas empresas usuarias."""

from typing import Final

CODE: Final = "OLD"
TITLE: Final = "Former users"
TITLE_ES: Final = "Antiguas empresas usuarias"

TEXT: Final = """
[OLD-01]
title_es: La antigua usuaria actualiza su ficha en el portal
title: Update the ficha in the portal
says: The representative must enter the portal and update the information in the ficha; the responsible of the point
    of contact that receives the request explains it.
quote: actualizar su información en la Ficha de Caracterización
heading: Antiguas Empresas Usuarias – Proceso de captación
software: next step = update ficha; a new ficha version is kept beside the old one
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[OLD-02]
title_es: Si no exporta, hace el test y sigue como empresa nueva
title: Non-exporter → test, then as a new company
says: If it declares it does not export, the system takes it to the test and the associated procedure follows as with
    a new company.
quote: automáticamente será llevada por el sistema para responder el Test de Autodiagnóstico
heading: Antiguas Empresas Usuarias – Proceso de captación
software: POT or LOW rules, including LOW-06
binds: AUTOMATIC
kind: EXECUTABLE
verbs: ROUTE

[OLD-03]
title_es: Si exporta, aviso a la región y contacto en {SLA-05}
title: Exporter → regional mailbox, contact within {SLA-05}
says: If it exports, the system sends an e-mail to the generic account of the regional office, which must communicate
    within {SLA-05} to arrange an interview and/or visit.
quote: Si la empresa exporta, el sistema enviará un correo a la cuenta genérica de la oficina regional correspondiente
heading: Antiguas Empresas Usuarias – Proceso de captación
software: NTF-07, SLA-05
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY, TIMER
open: AMB-57

[OLD-04]
title_es: Antigua usuaria: entrevista a más tardar {SLA-06} después del contacto
title: Interview or visit at the latest {SLA-06} (calendar days) after contact
says: The interview and/or visit must take place at the latest {SLA-06} (calendar days) after contact.
quote: a más tardar 15 días corridos después de establecer el contacto con la empresa
heading: Antiguas Empresas Usuarias – Proceso de captación
software: SLA-06
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER

[OLD-05]
title_es: Problemas al actualizar la ficha: avisamos a gestión de clientes
title: Problems → gestión de clientes
says: If the company has problems to register, complete or update its ficha, inform gestiondeclientes@prochile.gob.cl.
quote: completar o actualizar su ficha de caracterización
heading: Antiguas Empresas Usuarias – Proceso de captación
software: as RTE-03
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE
"""
