"""EXT: empresas extranjeras: captación y acompañamiento."""

from typing import Final

CODE: Final = "EXT"
TITLE: Final = "Foreign companies: capture and accompaniment"
TITLE_ES: Final = "Empresas extranjeras: captación y acompañamiento"

TEXT: Final = """
[EXT-01]
title_es: La oficina comercial registra a la empresa extranjera en el CRM
title: The commercial executive registers it in CRM
says: For a foreign company to be considered a user, the executive of the commercial office must register it in CRM.
quote: el ejecutivo de la oficina comercial respectiva deberá encargarse de
heading: Empresas Extranjeras – Proceso de captación
software: registration by an Oficom executive into the international module; Clave Única, ficha and test do not apply
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD

[EXT-02]
title_es: Y registra una actividad del año que sume para ser usuaria
title: And a counting activity in the year, registered
says: It must have done with ProChile an activity that counts within the calendar year, and this must be registered in
    CRM.
quote: y registrarla en el CRM
heading: Empresas Extranjeras – Proceso de captación
software: DEF-09
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD, DERIVE

[EXT-03]
title_es: Contacto periódico con la empresa extranjera
title: Periodic contact by the executive in charge
says: It is essential that the executive in charge of the company contacts it periodically.
quote: Es esencial que el/la ejecutivo/a de ProChile a cargo de dicha empresa se contacte con ella periódicamente
heading: Acompañamiento a empresas extranjeras – Seguimiento de resultados
software: "days since last contact" per foreign company
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-64

[EXT-04]
title_es: Revisión trimestral de las empresas atendidas
title: Quarterly review by each commercial executive (suggested)
says: At the end of each quarter each commercial executive should review the companies attended in the period and/or
    that took part in an activity, to call them and learn results or need of support.
quote: Al término de cada trimestre, cada ejecutivo/a comercial revise la base de empresas que ha atendido en ese
    periodo
heading: Acompañamiento a empresas extranjeras – Seguimiento de resultados
software: SLA-19; list generated per executive with one follow-up task per company
binds: RECOMMENDED
kind: EXECUTABLE
verbs: TIMER
open: AMB-33

[EXT-05]
title_es: Seguimiento especial a quienes proyectan negocios o recibieron contactos
title: Special follow-up: survey respondents and One Click Import recipients
says: Special follow-up is recommended for importers who answered satisfaction surveys, above all if they projected
    business, and for those who received contacts of Chilean companies via One Click Import.
quote: sobre todo si han proyectado negocios, y a quienes hayan recibido contactos de empresas chilenas vía One Click
    Import
heading: Acompañamiento a empresas extranjeras – Seguimiento de resultados
software: priority flag with reason in the quarterly list; those with projected business first
binds: RECOMMENDED
kind: EXECUTABLE
verbs: DERIVE

[EXT-06]
title_es: El resultado del seguimiento se registra en el CRM
title: Result registered in the CRM in operation ("Beneficiario Internacional")
says: The result of this follow-up must be registered in the CRM operating at that moment (module "Beneficiario
    Internacional").
quote: deberá quedar registrado en el CRM que esté operativo en ese momento
heading: Acompañamiento a empresas extranjeras – Seguimiento de resultados
software: write through the connector; module name is mapping
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD
open: AMB-20, AMB-34
"""
