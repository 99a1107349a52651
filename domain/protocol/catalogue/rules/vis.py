"""VIS: importadores que visitan Chile, e invitaciones."""

from typing import Final

CODE: Final = "VIS"
TITLE: Final = "Importers who visit Chile, invitations"
TITLE_ES: Final = "Importadores que visitan Chile, e invitaciones"

TEXT: Final = """
[VIS-01]
title_es: Visita con oferta clara y zona por definir: equipo sectorial y macrozonas
title: Supply clear, zone not clear → sector team → macro-zone coordinators
says: If an importer visits on its own and asks for an agenda, the Oficom contacts the sector team when the importer
    knows the supply but not the zone; the sector team contacts the macro-zone coordinators to determine feasibility
    for the visit date; if viable they suggest the regions.
quote: en caso de que el/la importador/a tenga clara la oferta que desea conocer, pero no la zona que debería recorrer
heading: Atención a Empresas Extranjeras (visita de importadores)
software: route A; regions suggested are recorded
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[VIS-02]
title_es: El encargado o encargada sectorial responde en {SLA-14}
title: The sector officer answers the Oficom in at most {SLA-14}
says: The answer to the Oficom must be given by the sector officer and cannot exceed {SLA-14}.
quote: deberá ser entregada por el/la encargado(a) sectorial y no podrá exceder de 7 días hábiles
heading: Atención a Empresas Extranjeras (visita de importadores)
software: SLA-14
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-27

[VIS-03]
title_es: Visita con oferta y regiones definidas: directo a las macrozonas
title: Supply and regions defined → macro-zone coordinators
says: If the importer has defined supply and regions, the Oficom contacts the macro-zone coordinators directly to
    determine feasibility.
quote: Si el/la importador tiene definida la oferta y regiones que desea visitar
heading: Atención a Empresas Extranjeras (visita de importadores)
software: route B
binds: MANDATORY
kind: EXECUTABLE
verbs: ROUTE

[VIS-04]
title_es: Las coordinaciones macrozonales responden en {SLA-15}
title: They answer in at most {SLA-15}
says: The answer to the Oficom must be given by the macro-zone coordinators contacted and cannot exceed {SLA-15}.
quote: deberá ser entregada por los/as coordinadores macrozonales contactados, y no podrá exceder de 7 días hábiles
heading: Atención a Empresas Extranjeras (visita de importadores)
software: SLA-15, one per coordinator; met when all contacted have answered
binds: MANDATORY
kind: EXECUTABLE
verbs: TIMER
open: AMB-27

[VIS-05]
title_es: Para invitar a una empresa extranjera, primero hablamos con la oficina comercial
title: Inviting a foreign company: first the Oficom, with the needed information
says: If a regional office or sector wants to invite a foreign company, it first talks with the Oficom to know the
    lead times of the market and gives all the information: date, aim of the trip, companies or profile, travel and
    stay items covered by ProChile, and others the Oficom asks.
quote: fecha, objetivo del viaje, empresas o perfil de empresas chilenas que conocerá, ítems de viaje y estadía
    cubiertos
heading: Atención a Empresas Extranjeras (visita de importadores)
software: invitation refused until the Oficom has confirmed lead time and the checklist is complete
binds: MANDATORY
kind: EXECUTABLE
verbs: RECORD
open: AMB-50

[VIS-06]
title_es: Avisar la visita al menos {SLA-16} antes
title: Notice of {SLA-16} before the visit (recommended)
says: It is recommended that any request for an importers' agenda in Chile be informed at least {SLA-16} before the
    visit.
quote: sea informada a las contrapartes respectivas al menos 30 días antes de la visita
heading: Atención a Empresas Extranjeras (visita de importadores)
software: SLA-16 (recommended): warning when less than {SLA-16}
binds: RECOMMENDED
kind: EXECUTABLE
verbs: TIMER
open: AMB-28

[VIS-07]
title_es: Menos de {SLA-16}, solo si las oficinas están de acuerdo
title: Less time by agreement of the offices
says: It may be processed in less time if there is agreement between the commercial and regional office(s).
quote: Se podrá tramitar en menos tiempo, siempre y cuando exista un acuerdo entre las oficinas comercial y
    regional(es)
heading: Atención a Empresas Extranjeras (visita de importadores)
software: a short-notice request proceeds only with the agreement of all involved offices recorded
binds: ALLOWED
kind: EXECUTABLE
verbs: RECORD

[VIS-08]
title_es: La oficina comercial informa este plazo a los importadores
title: The Oficom tells its importers this term
says: The Oficom must inform its importers of this term, specially if it is complex to organise an agenda in little
    time.
quote: Este plazo deberá ser informado por la Oficom a sus importadores
heading: Atención a Empresas Extranjeras (visita de importadores)
software: NTF-28
binds: MANDATORY
kind: EXECUTABLE
verbs: NOTIFY
"""
