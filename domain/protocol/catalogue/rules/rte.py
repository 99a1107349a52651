"""RTE: derivación y direcciones."""

from typing import Final

CODE: Final = "RTE"
TITLE: Final = "Routing and addresses"
TITLE_ES: Final = "Derivación y direcciones"

TEXT: Final = """
[RTE-01]
title_es: El correo de cada una de las 16 regiones
title: Table of regional generic mailboxes (16)
says: Each region has one generic mailbox (table in section 4).
quote: aricayparinacota@prochile.gob.cl
heading: Conceptos clave – ¿Cómo debemos comunicarnos con nuestro público? (tabla Región/Correo)
software: fixed data with effective dates; 16 rows; a region without mailbox is a configuration error that stops
    start-up
binds: INFORMATIVE
kind: EXECUTABLE
verbs: ROUTE
open: AMB-42

[RTE-02]
title_es: Dónde se registra la empresa y completa su ficha: el portal
title: Portal for registration, ficha and update
says: The ficha is completed, and the account created or updated, at portalusuario.prochile.cl.
quote: completar su Ficha de Caracterización en: https://portalusuario.prochile.cl/
heading: Ruta de atención – Proceso de captación cuentas potenciales
software: constant used by texts; settable
binds: INFORMATIVE
kind: CONFIGURATION
verbs: ROUTE

[RTE-03]
title_es: Problemas con el portal: avisamos a gestión de clientes
title: Help desk for portal problems: gestiondeclientes@prochile.gob.cl
says: If the company communicates again because it has problems to register, complete its ficha or access the test,
    the responsible of the point of contact must inform gestiondeclientes@prochile.gob.cl so that the unit advises it.
quote: deberá informar al correo: gestiondeclientes@prochile.gob.cl para que dicha unidad le preste asesoría
heading: Ruta de atención – Proceso de captación nuevas empresas
software: action "report portal problem" creates a notice to that mailbox and a trace on the account
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE, NOTIFY
open: AMB-55

[RTE-04]
title_es: Responde la oficina de la región de la empresa
title: Responsible office = region of the company
says: The notices of the capture flow go to the generic account of the corresponding regional office.
quote: la oficina regional correspondiente recibirá un correo electrónico a su cuenta genérica
heading: Empresas No Usuarias con Potencial Exportador
software: responsible office derived from the ficha region (region of the head office); a change of region before
    contact re-routes and records it
binds: AUTOMATIC
kind: EXECUTABLE
verbs: ROUTE
open: AMB-11

[RTE-05]
title_es: Contacta el encargado o encargada del sector, o quien decida la jefatura regional
title: Who contacts: sector officer or whom the regional head decides
says: The contact is made by the officer of the sector, or by whoever the regional head deems appropriate.
quote: el/la encargado/a del sector o quien el/la jefe/a regional estime pertinente
heading: Empresas No Usuarias con Potencial Exportador
software: proposed assignee = sector officer of the region; regional head may override with a reason; without sector
    officer the case is assigned to the regional head
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE
open: AMB-44

[RTE-06]
title_es: Cuenta potencial: invitarla o derivarla a la dirección regional
title: Potential account: invite, or derive to the regional director
says: If the company could be a candidate, the executive who registered it must invite it to complete its ficha, or
    derive it to the corresponding regional director to evaluate whether to invite it.
quote: derivarla al director regional correspondiente, para que éste evalúe si es conveniente invitar a la empresa a
    sumarse
heading: Ruta de atención – Proceso de captación cuentas potenciales
software: two allowed actions (invite / derive); director's decision recorded (invite / do not invite, reason)
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE, RECORD
"""
