"""SYS: los seis sistemas de registros administrativos y su integración."""

from typing import Final

CODE: Final = "SYS"
TITLE: Final = "The six systems of administrative records and their integration"
TITLE_ES: Final = "Los seis sistemas de registros administrativos y su integración"

TEXT: Final = """
[SYS-01]
title_es: Seis sistemas guardan los registros de las personas usuarias
title: Six systems hold the records of users
says: ProChile has 6 systems for administrative records: (1) Sistema de Información Institucional (CRM Dynamics 365),
    (2) Centro de Ayuda, (3) Sistema Atención Ciudadana, (4) Plataforma Ley de Lobby, (5) Portal Transparencia Chile,
    (6) CERTO (certification of origin).
quote: ProChile cuenta con 6 sistemas para obtener registros administrativos
heading: IV. CARACTERIZACIÓN DE USUARIOS Y USUARIAS DE LOS SERVICIOS
software: a closed list of six source systems; each has a connector port; records of the five non-CRM systems enter as
    journey events that keep source and external id
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[SYS-02]
title_es: Cada sistema muestra un público y un servicio, y distingue persona natural y jurídica
title: Each system tells about a public and a service; natural or legal person
says: Each system gives information about the public that interacts and the service asked for or given, which varies
    with the purpose of the system and with natural or legal person.
quote: de acuerdo con el propósito de cada sistema y si se trata de persona natural o persona jurídica
heading: IV. CARACTERIZACIÓN DE USUARIOS Y USUARIAS DE LOS SERVICIOS
software: journey event carries person type, requested service and delivered service
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[SYS-03]
title_es: Reunir la información de los sistemas en el CRM para conocer mejor a cada usuario
title: Challenge: integrate them into CRM Dynamics 365 for better profiles
says: The challenge is to integrate the information of the institutional systems in one (CRM Dynamics 365), to profile
    the public better and design better user experiences.
quote: integrar la información de los sistemas institucionales en uno solo (CRM Dynamics 365)
heading: IV. CARACTERIZACIÓN DE USUARIOS Y USUARIAS DE LOS SERVICIOS
software: one profile per person or company that joins the six sources by RUT/RUN first and by e-mail only as a
    proposal; the CRM is the system of record reached through an exchangeable connector
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE, RECORD
open: AMB-45

[SYS-04]
title_es: Atendemos a usuarios chilenos y extranjeros: 16 oficinas regionales y más de 50 en el exterior
title: Users may be Chilean or foreign; network of 16 regional offices and more than 50 abroad
says: Through 16 regional offices in Chile and more than 50 abroad, users may be Chilean or foreign.
quote: red de 16 oficinas regionales en Chile y más de 50 en el exterior
heading: IV. CARACTERIZACIÓN DE USUARIOS Y USUARIAS DE LOS SERVICIOS
software: office register with kind, region or market, time zone, calendar and mailbox; exactly 16 regional offices
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[SYS-05]
title_es: Un solo sistema con datos, perfiles y viajes de usuario comparables
title: One single system must standardise data, profiles and journeys
says: Establish a single system that integrates the platforms, to standardise the data asked for, define more certain
    user profiles and their journeys inside the institution: the steps to access a service and the experience of each.
quote: definir perfiles de usuarios más certeros y sus respectivos viajes dentro de la institución
heading: VI. DIRECTRICES Y LÍNEAS DE ACCIÓN
software: journey query: ordered steps with source system, channel, office, wait and rule id; comparison of expected
    path (protocol) and actual path
binds: INFORMATIVE
kind: EXECUTABLE
verbs: DERIVE, MEASURE
"""
