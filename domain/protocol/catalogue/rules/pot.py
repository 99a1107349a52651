"""POT: no usuarias con potencial alto o medio."""

from typing import Final

CODE: Final = "POT"
TITLE: Final = "Non-user with export potential (High / Medium)"
TITLE_ES: Final = "No usuarias con potencial alto o medio"

TEXT: Final = """
[POT-01]
title_es: Potencial alto o medio: aviso al correo de la región
title: High or Medium → notice to the regional mailbox
says: If the potential is High or Medium, the regional office receives an e-mail in its generic account.
quote: Si el resultado arroja que su potencialidad es Alta o Media
heading: Empresas No Usuarias con Potencial Exportador
software: notice NTF-03; timer SLA-01 starts
binds: AUTOMATIC
kind: EXECUTABLE
verbs: NOTIFY

[POT-02]
title_es: Contactar a la empresa en {SLA-01}
title: Contact within {SLA-01}
says: The officer contacts the company within {SLA-01} at most to schedule an interview and/or visit.
quote: plazo máximo de 3 días hábiles
heading: Empresas No Usuarias con Potencial Exportador
software: SLA-01
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-01, AMB-02, AMB-03, AMB-06

[POT-03]
title_es: Potencial alto o medio: entrevista o visita a más tardar {SLA-02} después del contacto
title: Interview or visit at the latest {SLA-02} after the contact
says: The interview and/or visit must take place at the latest {SLA-02} after establishing contact (no kind of day is
    said here).
quote: La entrevista y/o visita deberá concretarse a más tardar 15 días después de establecer el contacto con la
    empresa
heading: Empresas No Usuarias con Potencial Exportador
software: SLA-02
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-04, AMB-05
"""
