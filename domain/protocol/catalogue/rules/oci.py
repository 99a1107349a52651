"""OCI: empresa extranjera que busca proveedor chileno."""

from typing import Final

CODE: Final = "OCI"
TITLE: Final = "Foreign company that looks for a Chilean supplier"
TITLE_ES: Final = "Empresa extranjera que busca proveedor chileno"

TEXT: Final = """
[OCI-01]
title_es: La demanda de la empresa extranjera entra por One Click Import
title: The request enters through One Click Import
says: If a foreign company wants to contact a Chilean supplier, the company or the executive of the Oficom channels
    the request via One Click Import.
quote: dicha empresa o el/la ejecutivo/a de la oficina comercial respectiva canalizará su solicitud vía
heading: Atención a Empresas Extranjeras
software: demand record, with both origins
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD
open: AMB-20

[OCI-02]
title_es: Demanda urgente: respuesta en {SLA-10}
title: Urgent: {SLA-10} from entry
says: If rated "urgente", the maximum time to give a timely answer is {SLA-10} from the entry of the demand.
quote: será de 48 horas, contadas desde el ingreso de la demanda
heading: Atención a Empresas Extranjeras
software: SLA-10
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-17

[OCI-03]
title_es: Demanda de nivel medio: respuesta en {SLA-11}
title: Medium: {SLA-11} (continuous days)
says: If of "medio" level, the maximum time is {SLA-11} (continuous days).
quote: el plazo máximo para responderle será de 5 días continuos
heading: Atención a Empresas Extranjeras
software: SLA-11
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-17, AMB-18

[OCI-04]
title_es: Si no hay oferta, la oficina comercial lo explica e invita a seguir en contacto
title: No supply: OCI coordinator → Oficom → company, with explanation
says: If there is no supply, the OCI coordinator e-mails the Oficom, which informs the company with the explanation
    and invites it to keep in touch for future joint actions.
quote: Si analizada la demanda no hay oferta disponible, el coordinador de OCI deberá enviarle un correo a la oficina
    comercial
heading: Atención a Empresas Extranjeras
software: NTF-20, NTF-21; closing without explanation refused
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY

[OCI-05]
title_es: Si hay oferta, la oficina comercial envía la lista de proveedores
title: Supply: OCI coordinator → Oficom → list of potential suppliers
says: If there is supply, the OCI coordinator e-mails the Oficom, which sends the list of potential suppliers to the
    company.
quote: para que ésta envíe la lista de potenciales proveedores a la empresa solicitante
heading: Atención a Empresas Extranjeras
software: NTF-22, NTF-23; list of supplier accounts kept
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY

[OCI-06]
title_es: Todo el proceso cabe dentro del plazo
title: The whole process inside the term
says: All this process must be done within the terms indicated, considering the urgency.
quote: Todo este proceso debe efectuarse dentro de los plazos indicados, considerando el nivel de urgencia de la
    solicitud
heading: Atención a Empresas Extranjeras
software: one timer from entry to the answer sent to the foreign company; each hop's time visible inside it
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER

[OCI-07]
title_es: Después de responder, comprobamos si hubo contacto
title: Monitoring after the answer
says: Afterwards the Oficom monitors whether the importer could contact any of the Chilean companies; recommended at
    most {SLA-12} after answering an urgent demand and {SLA-13} after sending the information for a medium one.
quote: máximo 2 días después de entregar una respuesta ante una demanda urgente, y máximo 5 días después de enviar
heading: Atención a Empresas Extranjeras
software: SLA-12, SLA-13 (recommended)
binds: RECOMMENDED
kind: EXECUTABLE
verbs: TIMER
open: AMB-19

[OCI-08]
title_es: Desde abril de 2024 se llama «Oportunidades Comerciales»
title: Replaced in April 2024 by "Oportunidades Comerciales" in CRM 365
says: In April 2024 it is replaced by the module "Oportunidades Comerciales" of CRM 365.
quote: En abril de 2024 será reemplazado por módulo "Oportunidades Comerciales" en CRM 365
heading: Acompañamiento a empresas extranjeras – Seguimiento de resultados (nota *)
software: same flow, other target module by date
binds: INFORMATIVE
kind: CONFIGURATION
verbs: DERIVE
open: AMB-20
"""
