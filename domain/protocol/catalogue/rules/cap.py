"""CAP: captación: reglas comunes."""

from typing import Final

CODE: Final = "CAP"
TITLE: Final = "Capture flow: common rules"
TITLE_ES: Final = "Captación: reglas comunes"

TEXT: Final = """
[CAP-01]
title_es: Las etapas de la captación
title: Stages of capture
says: Registration with Clave Única → Ficha de Caracterización → Test de Autodiagnóstico (conditional) →
    Interview/Visit → Preadmissibility.
quote: Registro - Clave única
heading: Ruta de atención – Proceso de captación nuevas empresas
software: stage machine with those five stages; each transition checked, with the missing condition named when refused
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE
open: AMB-13

[CAP-02]
title_es: A quién se aplica: empresas que nunca han trabajado con ProChile
title: The company asks because it wants export-promotion support and never worked with ProChile
says: The incorporation procedure applies to a company that never worked with ProChile and contacts it wanting to be
    attended in export promotion.
quote: Si una empresa nunca ha trabajado con ProChile y nos contacta porque desea ser atendida por la institución
heading: Ruta de atención – Proceso de captación nuevas empresas
software: entry condition of the flow; other cases go to OLD or USR
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE

[CAP-03]
title_es: El mismo procedimiento en cualquier punto de contacto
title: Same procedure at every point of contact
says: The procedure is the same for every initial point of contact (digital, in person or by telephone).
quote: éste será el mismo para cada punto de contacto inicial descrito previamente
heading: Ruta de atención – Proceso de captación nuevas empresas
software: see CHN-05
binds: MANDATORY
kind: EXECUTABLE
verbs: EXPLAIN

[CAP-04]
title_es: La empresa se registra a través de su representante, con Clave Única
title: Registration is made by the company's representative with Clave Única
says: The representative of the company must create a ProChile account with Clave Única at the portal, to complete the
    ficha.
quote: crear una cuenta ProChile, mediante clave única
heading: Empresas No Usuarias Exportadoras
software: registration stores representative (RUN) and company (RUT); both check digits validated; staff cannot
    simulate a Clave Única registration
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD
open: AMB-54, AMB-62, AMB-63

[CAP-05]
title_es: El test es solo para quienes no han exportado en 3 años
title: Test only for those who declare no exports in 3 years
says: The test is mandatory only if the company declares no exports in the last 3 years; exporters skip it.
quote: Test es obligatorio solo si la empresa declara
heading: Ruta de atención – Proceso de captación nuevas empresas
software: for an exporter the test stage is "not applicable", not "pending"
binds: MANDATORY
kind: EXECUTABLE
verbs: DERIVE

[CAP-06]
title_es: Quien no exporta pasa automáticamente al test
title: Non-exporter goes automatically to the test
says: If on completing the ficha the company declares itself non-exporter, the system derives it to the test.
quote: el sistema le derivará al Test de Autodiagnóstico para determinar su potencialidad exportadora
heading: Empresas No Usuarias con Potencial Exportador
software: automatic transition on ficha completion
binds: AUTOMATIC
kind: EXECUTABLE
verbs: ROUTE

[CAP-07]
title_es: Tras el registro, entrevista; con la validación, preadmisibilidad
title: After registering, the company can be interviewed; with validation it can complete preadmissibility
says: Once the company registers it may be interviewed by a regional executive and, with their validation, it can
    complete preadmissibility.
quote: Una vez que la empresa realiza su registro puede ser entrevistada por un/a ejecutivo/a regional, y con su
    validación
heading: Ruta de atención – Proceso de captación nuevas empresas
software: preadmissibility is refused without validation by a regional executive
binds: ALLOWED
kind: EXECUTABLE
verbs: DERIVE
open: AMB-13

[CAP-08]
title_es: El resultado de la entrevista se registra en el CRM
title: Interview result must be recorded in CRM
says: The result of the interview/visit must be registered in the institutional CRM by the sector officer of the
    region or whoever the regional head deems appropriate.
quote: El resultado de esta acción tendrá que ser registrado en el CRM institucional vigente
heading: Empresas No Usuarias con Potencial Exportador
software: interview counts as held only when its result is registered; result written through the connector
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[CAP-09]
title_es: Para qué sirve la entrevista: comprobar el potencial real
title: Purpose of the interview
says: The interview/visit verifies in situ the real potential, continues preadmissibility and gives access to a
    service.
quote: comprobar in situ su real potencial y continuar con su proceso de preadmisibilidad
heading: Empresas No Usuarias con Potencial Exportador
software: verified potential is stored beside the test level, never over it
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[CAP-10]
title_es: Después viene la atención personalizada
title: Then personalised attention
says: Afterwards personalised attention follows.
quote: Posteriormente, se dará paso a la prestación de una atención personalizada
heading: Empresas No Usuarias con Potencial Exportador
software: phase changes to ATENCION_PERSONALIZADA
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE

[CAP-11]
title_es: Más detalles de las cuentas potenciales, en el manual del CRM
title: Potential accounts: further detail in the CRM manual
says: More on potential accounts is in the "Manual de Usuario Nacional" in CRM 365.
quote: se sugiere revisar el "Manual de Usuario Nacional" en CRM 365
heading: Ruta de atención – Proceso de captación cuentas potenciales
software: the list of mandatory fields comes from that manual, which is not available → configuration (section 6)
binds: RECOMMENDED
kind: CONFIGURATION
verbs: NONE
"""
