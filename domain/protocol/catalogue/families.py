"""The 28 families of rules, in the order of the source."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.protocol.catalogue.rows import Family

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        family.code: family
        for family in (
            Family(
                "POL",
                "Policy frame: purpose, principles, objectives",
                "Marco de la política: propósito, principios y objetivos",
            ),
            Family(
                "SYS",
                "The six systems of administrative records and their integration",
                "Los seis sistemas de registros administrativos y su integración",
            ),
            Family("ROL", "Actors, roles and accountable units", "Actores, roles y unidades responsables"),
            Family("LIN", "Guidelines and lines of action", "Directrices y líneas de acción"),
            Family("DEF", "Definitions and derived account classes", "Definiciones y clases de una cuenta"),
            Family("GRP", "Target public", "Público objetivo"),
            Family("CHN", "Channels and points of contact", "Canales y puntos de contacto"),
            Family("COM", "How to communicate", "Cómo nos comunicamos"),
            Family(
                "PUB",
                "Natural persons and general public: triage",
                "Personas naturales y público general: orientación",
            ),
            Family("RTE", "Routing and addresses", "Derivación y direcciones"),
            Family("CAP", "Capture flow: common rules", "Captación: reglas comunes"),
            Family(
                "POT",
                "Non-user with export potential (High / Medium)",
                "No usuarias con potencial alto o medio",
            ),
            Family("LOW", "Non-user with low export potential", "No usuarias con bajo potencial exportador"),
            Family("EXP", "Non-user exporters", "No usuarias exportadoras"),
            Family("OLD", "Former users", "Antiguas empresas usuarias"),
            Family(
                "EXT",
                "Foreign companies: capture and accompaniment",
                "Empresas extranjeras: captación y acompañamiento",
            ),
            Family("ATN", "Personalised attention to new companies", "Atención personalizada a nuevas empresas"),
            Family("USR", "National companies that already are users", "Empresas nacionales ya usuarias"),
            Family(
                "AGD",
                "Business agendas (in person or virtual)",
                "Agendas de negocios (presenciales o virtuales)",
            ),
            Family("BEH", "Behaviour notes (nota de comportamiento)", "Notas de comportamiento"),
            Family(
                "SPC",
                "Special cases: Chilean companies established abroad",
                "Casos especiales: empresas chilenas en el exterior",
            ),
            Family(
                "OCI",
                "Foreign company that looks for a Chilean supplier",
                "Empresa extranjera que busca proveedor chileno",
            ),
            Family("INV", "Foreign company that wants to invest", "Empresa extranjera que quiere invertir"),
            Family(
                "VIS",
                "Importers who visit Chile, invitations",
                "Importadores que visitan Chile, e invitaciones",
            ),
            Family("FUP", "Accompaniment and follow-up of results", "Acompañamiento y seguimiento de resultados"),
            Family("INS", "Institutions and associations", "Instituciones y asociaciones"),
            Family("SLA", "Deadlines and timers (the computable form of the terms above)", "Plazos"),
            Family("MEA", "Measurement", "Medición"),
        )
    }
)
