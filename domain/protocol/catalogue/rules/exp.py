"""EXP: no usuarias exportadoras."""

from typing import Final

CODE: Final = "EXP"
TITLE: Final = "Non-user exporters"
TITLE_ES: Final = "No usuarias exportadoras"

TEXT: Final = """
[EXP-01]
title_es: Empresa exportadora: le avisamos que la contactará un ejecutivo o ejecutiva regional
title: Exporter → e-mail to the company: an executive will contact it in the next days
says: If the company declares itself exporter, the system sends it an e-mail that a regional executive will contact it
    in the next days.
quote: el sistema le enviará un correo para notificarle que será contactado por un/a ejecutivo/a regional dentro de
    los próximos días
heading: Empresas No Usuarias Exportadoras
software: NTF-05
binds: AUTOMATIC
kind: EXECUTABLE
verbs: NOTIFY

[EXP-02]
title_es: A la vez, aviso al correo de la oficina regional
title: In parallel, e-mail to the regional generic account
says: In parallel it sends another e-mail to the generic account of the regional office, saying it must communicate
    with the company in {SLA-03} at most.
quote: en paralelo, enviará otro correo a la cuenta genérica de la oficina regional
heading: Empresas No Usuarias Exportadoras
software: NTF-06; both notices in the same unit of work
binds: AUTOMATIC
kind: EXECUTABLE
verbs: NOTIFY

[EXP-03]
title_es: Contactar a la empresa exportadora en {SLA-03}
title: Contact within {SLA-03}
says: The regional office must communicate with the company within {SLA-03} to arrange an interview and/or visit.
quote: debe comunicarse con la empresa dentro de un plazo máximo de 3 días hábiles
heading: Empresas No Usuarias Exportadoras
software: SLA-03
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-01, AMB-02, AMB-03

[EXP-04]
title_es: Entrevista o visita, a más tardar {SLA-04} después del contacto
title: Interview or visit at the latest {SLA-04} (calendar days) after contact
says: The interview and/or visit must take place at the latest {SLA-04} (calendar days, días corridos) after
    establishing contact.
quote: a más tardar 15 días corridos después de establecer el contacto con la empresa
heading: Empresas No Usuarias Exportadoras
software: SLA-04
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-05, AMB-06

[EXP-05]
title_es: Con la validación se abre la preadmisibilidad
title: Validation opens preadmissibility
says: Once the regional executive interviews and validates the company, it may complete preadmissibility.
quote: ésta podrá completar el proceso de preadmisibilidad
heading: Empresas No Usuarias Exportadoras
software: as CAP-07; both interview and validation needed
binds: ALLOWED
kind: EXECUTABLE
verbs: DERIVE
"""
