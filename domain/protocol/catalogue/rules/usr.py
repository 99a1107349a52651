"""USR: empresas nacionales ya usuarias."""

from typing import Final

CODE: Final = "USR"
TITLE: Final = "National companies that already are users"
TITLE_ES: Final = "Empresas nacionales ya usuarias"

TEXT: Final = """
[USR-01]
title_es: El primer contacto es siempre el ejecutivo o ejecutiva regional
title: First contact is always the regional executive
says: If a user company wants new advice, to take part in an activity/programme or to be attended by a commercial
    office, its initial point of contact must always be its regional executive.
quote: su punto de contacto inicial siempre deberá ser su ejecutivo/a regional respectivo/a
heading: Atención a Empresas Nacionales ya usuarias
software: any request from a user company received elsewhere is derived to that executive
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[USR-02]
title_es: Si la oficina comercial ve otro mercado posible, avisa a la región
title: An Oficom that detects another market informs the regional executive
says: If a company attended by an Oficom realises it could extend to another market, that Oficom must inform the
    regional executive, who talks with the company and determines the next steps.
quote: la Oficom que lo esté atendiendo deberá informar a el/la ejecutivo/a regional sobre esta situación
heading: Atención a Empresas Nacionales ya usuarias
software: NTF-31; creates a request on USR-03
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY, ROUTE

[USR-03]
title_es: Atender la nueva solicitud en {SLA-07}
title: Attend the new request within {SLA-07}
says: The regional executive must attend this new request within {SLA-07}, to offer alternatives according to the
    company's reality.
quote: deberá atender esta nueva solicitud de la empresa en un plazo máximo de 3 días hábiles
heading: Atención a Empresas Nacionales ya usuarias
software: SLA-07
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-35

[USR-04]
title_es: El ejecutivo o ejecutiva regional conoce los cambios del plan de la empresa
title: Executive kept informed of any change of the internationalisation plan
says: The objective is that the regional executive knows any adjustment of the company's internationalisation plan and
    accompanies it.
quote: esté al tanto de cualquier ajuste en el plan de internacionalización de la empresa
heading: Atención a Empresas Nacionales ya usuarias
software: change of plan notifies the executive
binds: INFORMATIVE
kind: EXECUTABLE
verbs: RECORD

[USR-05]
title_es: Podemos invitar a Exporta Más a quien busca diversificar
title: Exporta Más may be offered to those who diversify
says: If the company seeks to diversify markets and/or contact new clients, the regional executive may invite it to
    Exporta Más if it meets the programme's requirements, found in Portal Digital.
quote: podrá invitarle a ser parte del servicio integral ExportaMás
heading: Atención a Empresas Nacionales
software: suggestion with the checklist; requirements are configuration
binds: ALLOWED
kind: EXECUTABLE
verbs: DERIVE
open: AMB-21
"""
