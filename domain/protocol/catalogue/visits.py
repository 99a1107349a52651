"""Importers who visit Chile, and invitations (VIS)."""

from __future__ import annotations

from typing import Final

from domain.protocol.catalogue.rows import CoverageKind, Obligation, Rule, Verb

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="VIS-01",
        family="VIS",
        title="Supply clear, zone not clear → sector team → macro-zone coordinators",
        title_es="Visita con oferta clara y zona por definir: equipo sectorial y macrozonas",
        statement=(
            "If an importer visits on its own and asks for an agenda, the Oficom contacts the sector team "
            "when the importer knows the supply but not the zone; the sector team contacts the macro-zone "
            "coordinators to determine feasibility for the visit date; if viable they suggest the regions."
        ),
        quote=(
            "en caso de que el/la importador/a tenga clara la oferta que desea conocer, pero no la zona "
            "que debería recorrer"
        ),
        heading="Atención a Empresas Extranjeras (visita de importadores)",
        verbs=(Verb.ROUTE,),
        data="supply known, zone known, visit dates",
        software="route A; regions suggested are recorded",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="VIS-02",
        family="VIS",
        title="The sector officer answers the Oficom in at most 7 business days",
        title_es="El encargado o encargada sectorial responde en 7 días hábiles",
        statement="The answer to the Oficom must be given by the sector officer and cannot exceed 7 business days.",
        quote="deberá ser entregada por el/la encargado(a) sectorial y no podrá exceder de 7 días hábiles",
        heading="Atención a Empresas Extranjeras (visita de importadores)",
        verbs=(Verb.TIMER,),
        data="request date, answer date",
        software="SLA-14",
        ambiguities=("AMB-27",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="VIS-03",
        family="VIS",
        title="Supply and regions defined → macro-zone coordinators",
        title_es="Visita con oferta y regiones definidas: directo a las macrozonas",
        statement=(
            "If the importer has defined supply and regions, the Oficom contacts the macro-zone "
            "coordinators directly to determine feasibility."
        ),
        quote="Si el/la importador tiene definida la oferta y regiones que desea visitar",
        heading="Atención a Empresas Extranjeras (visita de importadores)",
        verbs=(Verb.ROUTE,),
        data="supply known, regions known",
        software="route B",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="VIS-04",
        family="VIS",
        title="They answer in at most 7 business days",
        title_es="Las coordinaciones macrozonales responden en 7 días hábiles",
        statement=(
            "The answer to the Oficom must be given by the macro-zone coordinators contacted and cannot "
            "exceed 7 business days."
        ),
        quote=(
            "deberá ser entregada por los/as coordinadores macrozonales contactados, y no podrá exceder de "
            "7 días hábiles"
        ),
        heading="Atención a Empresas Extranjeras (visita de importadores)",
        verbs=(Verb.TIMER,),
        data="as VIS-02",
        software="SLA-15, one per coordinator; met when all contacted have answered",
        ambiguities=("AMB-27",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="VIS-05",
        family="VIS",
        title="Inviting a foreign company: first the Oficom, with the needed information",
        title_es="Para invitar a una empresa extranjera, primero hablamos con la oficina comercial",
        statement=(
            "If a regional office or sector wants to invite a foreign company, it first talks with the "
            "Oficom to know the lead times of the market and gives all the information: date, aim of the "
            "trip, companies or profile, travel and stay items covered by ProChile, and others the Oficom "
            "asks."
        ),
        quote=(
            "fecha, objetivo del viaje, empresas o perfil de empresas chilenas que conocerá, ítems de "
            "viaje y estadía cubiertos"
        ),
        heading="Atención a Empresas Extranjeras (visita de importadores)",
        verbs=(Verb.RECORD,),
        data="invitation checklist (4 items + extra), market lead time given by Oficom",
        software="invitation refused until the Oficom has confirmed lead time and the checklist is complete",
        ambiguities=("AMB-50",),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="VIS-06",
        family="VIS",
        title="30 days' notice before the visit (recommended)",
        title_es="Avisar la visita al menos 30 días antes",
        statement=(
            "It is recommended that any request for an importers' agenda in Chile be informed at least 30 "
            "days before the visit."
        ),
        quote="sea informada a las contrapartes respectivas al menos 30 días antes de la visita",
        heading="Atención a Empresas Extranjeras (visita de importadores)",
        verbs=(Verb.TIMER,),
        data="request date, visit start",
        software="SLA-16 (recommended): warning when less than 30 days",
        ambiguities=("AMB-28",),
        obligation=Obligation.RECOMMENDED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="VIS-07",
        family="VIS",
        title="Less time by agreement of the offices",
        title_es="Menos de 30 días, solo si las oficinas están de acuerdo",
        statement=(
            "It may be processed in less time if there is agreement between the commercial and regional office(s)."
        ),
        quote=(
            "Se podrá tramitar en menos tiempo, siempre y cuando exista un acuerdo entre las oficinas "
            "comercial y regional(es)"
        ),
        heading="Atención a Empresas Extranjeras (visita de importadores)",
        verbs=(Verb.RECORD,),
        data="agreement by Oficom and each Ofireg",
        software="a short-notice request proceeds only with the agreement of all involved offices recorded",
        ambiguities=(),
        obligation=Obligation.ALLOWED,
        kind=CoverageKind.EXECUTABLE,
    ),
    Rule(
        id="VIS-08",
        family="VIS",
        title="The Oficom tells its importers this term",
        title_es="La oficina comercial informa este plazo a los importadores",
        statement=(
            "The Oficom must inform its importers of this term, specially if it is complex to organise an "
            "agenda in little time."
        ),
        quote="Este plazo deberá ser informado por la Oficom a sus importadores",
        heading="Atención a Empresas Extranjeras (visita de importadores)",
        verbs=(Verb.NOTIFY,),
        data="notice",
        software="NTF-28",
        ambiguities=(),
        obligation=Obligation.MANDATORY,
        kind=CoverageKind.EXECUTABLE,
    ),
)
