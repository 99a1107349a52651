"""The words of the institution and the one English word this project uses for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A Spanish term of the protocol, its English word here, what it means, and where it comes from."""

    spanish: str
    english: str
    meaning: str
    rules: tuple[str, ...]


GLOSSARY: Final[tuple[GlossaryEntry, ...]] = (
    GlossaryEntry(
        "acción, Registro de Acciones",
        "action",
        "What was done with or for an account, registered in the CRM; only some types count to be a user.",
        ("ATN-05", "DEF-05"),
    ),
    GlossaryEntry(
        "agenda de negocios",
        "business agenda",
        "Meetings, in person or virtual, that a commercial office organises for a company.",
        ("AGD-01",),
    ),
    GlossaryEntry(
        "Agregado de Inversiones",
        "investment attaché",
        "The person of the market to whom an investor is sent, where there is one.",
        ("INV-01",),
    ),
    GlossaryEntry(
        "antigua empresa usuaria",
        "former user company",
        "It last worked with ProChile three years ago or more.",
        ("DEF-08",),
    ),
    GlossaryEntry(
        "Atención Ciudadana (OIRS)",
        "Atención Ciudadana",
        "The single channel for complaints, and for suggestions and congratulations.",
        ("PUB-07", "POL-11"),
    ),
    GlossaryEntry(
        "bitácora",
        "log",
        "Notes on an account in the CRM; an entry never counts towards being a user.",
        ("AGD-06", "BEH-01"),
    ),
    GlossaryEntry("canal", "channel", "In person, digital or telephone; made of points of contact.", ("CHN-01",)),
    GlossaryEntry(
        "captación",
        "capture",
        "The phase in which a company enters: from the first contact to preadmissibility.",
        ("CAP-01", "DEF-15"),
    ),
    GlossaryEntry(
        "cartera, empresa cartera",
        "portfolio company",
        "Contact data complete, active, validated, and in line with the institutional objectives.",
        ("DEF-03",),
    ),
    GlossaryEntry(
        "categoría",
        "category",
        "1 Exporta Más, 2 usual work, 3 sporadic work: it decides the follow-up.",
        ("ATN-01", "FUP-03"),
    ),
    GlossaryEntry(
        "Centro de Ayuda (CDA)",
        "Centro de Ayuda",
        "Answers commercial queries of persons without a company, in 4 business days.",
        ("PUB-06", "SLA-08"),
    ),
    GlossaryEntry(
        "Clave Única",
        "Clave Única",
        "The State's digital identity; a company's representative registers with it.",
        ("CAP-04",),
    ),
    GlossaryEntry(
        "contacto establecido",
        "contact established",
        "The company was reached or answered; an attempt stops no term.",
        ("POT-02",),
    ),
    GlossaryEntry("convocatoria", "call", "A call for applications, with stages, areas and times.", ("LIN-02",)),
    GlossaryEntry(
        "coordinador/a macrozonal",
        "macro-zone coordinator",
        "Says whether a visit is feasible in the regions of a macro-zone.",
        ("VIS-01", "VIS-03"),
    ),
    GlossaryEntry(
        "cuenta",
        "account",
        "A company, institution or person with business, as the CRM holds it.",
        ("DEF-07",),
    ),
    GlossaryEntry(
        "cuenta potencial",
        "potential account",
        "Registered with part of its data: a mandatory field is missing.",
        ("DEF-07",),
    ),
    GlossaryEntry("demanda", "demand", "A foreign company's request for a Chilean supplier.", ("OCI-01",)),
    GlossaryEntry(
        "derivación",
        "hand-over",
        "Passing a matter to another person or unit, with reason, date and acknowledgement.",
        ("POL-05", "PUB-04"),
    ),
    GlossaryEntry(
        "descargos",
        "defence",
        "What a company answers to a behaviour note, within 5 business days; its right.",
        ("BEH-04",),
    ),
    GlossaryEntry(
        "día corrido, día continuo",
        "calendar day",
        "Every day of the calendar, holidays included.",
        ("EXP-04", "OCI-03"),
    ),
    GlossaryEntry(
        "día hábil",
        "business day",
        "Monday to Friday, except the legal holidays of the responsible office.",
        ("SLA-01",),
    ),
    GlossaryEntry(
        "ejecutivo/a comercial",
        "commercial executive",
        "Executive of a commercial office abroad.",
        ("EXT-01",),
    ),
    GlossaryEntry(
        "ejecutivo/a regional",
        "regional executive",
        "Executive of a regional office; validates companies and accompanies them.",
        ("CAP-07", "USR-01"),
    ),
    GlossaryEntry(
        "empresa usuaria",
        "user company",
        "Did an activity that counts within the calendar year, duly registered.",
        ("DEF-05", "DEF-06"),
    ),
    GlossaryEntry(
        "encargado/a del sector, sectorialista",
        "sector officer",
        "Answers for a sector, in a region or at central level.",
        ("RTE-05", "VIS-02"),
    ),
    GlossaryEntry(
        "entrevista, visita",
        "interview, visit",
        "Meeting that checks the real potential; held once its result is registered.",
        ("CAP-08", "CAP-09"),
    ),
    GlossaryEntry(
        "Exporta Más",
        "Exporta Más",
        "The comprehensive programme; active members are category 1.",
        ("DEF-04", "USR-05"),
    ),
    GlossaryEntry(
        "Ficha de Caracterización",
        "ficha",
        "The company's form in the portal; its declaration on exports decides the path.",
        ("CAP-01", "DEF-11"),
    ),
    GlossaryEntry("gestión de clientes", "help desk", "The unit that helps with the portal.", ("RTE-03",)),
    GlossaryEntry(
        "jefe/a regional, director/a regional",
        "regional head",
        "Heads a regional office; may choose who contacts a company.",
        ("RTE-05", "RTE-06"),
    ),
    GlossaryEntry(
        "nota de comportamiento",
        "behaviour note",
        "Left after an unexcused absence; its only effect is not having priority under high demand.",
        ("BEH-01", "BEH-05"),
    ),
    GlossaryEntry(
        "Oficom (oficina comercial)",
        "commercial office",
        "ProChile's office in a market abroad.",
        ("SYS-04",),
    ),
    GlossaryEntry(
        "Ofireg (oficina regional)",
        "regional office",
        "ProChile's office in one of the 16 regions.",
        ("SYS-04", "RTE-01"),
    ),
    GlossaryEntry(
        "One Click Import, Oportunidades Comerciales",
        "demand module",
        "Where foreign demands enter; the name changed in April 2024.",
        ("OCI-01", "OCI-08"),
    ),
    GlossaryEntry(
        "plazo",
        "term",
        "A time within which something must, should or may happen; it explains itself.",
        ("SLA-21",),
    ),
    GlossaryEntry(
        "potencial exportador",
        "export potential",
        "High, Medium or Low, by the self-diagnosis test.",
        ("DEF-12",),
    ),
    GlossaryEntry("preadmisibilidad", "preadmissibility", "Last stage of capture, open after validation.", ("CAP-07",)),
    GlossaryEntry(
        "punto de contacto",
        "point of contact",
        "Where a contact happens inside a channel: an office, a form, a telephone.",
        ("CHN-02", "CHN-03", "CHN-04"),
    ),
    GlossaryEntry("reclamo", "complaint", "Goes to Atención Ciudadana and nowhere else.", ("POL-11", "PUB-07")),
    GlossaryEntry("RUT", "RUT", "Tax number with check digit; unique among national accounts.", ("CAP-04", "DEF-02")),
    GlossaryEntry(
        "SII, iniciación de actividades",
        "start of activities",
        "Registration with the tax service that lets a company work with ProChile.",
        ("DEF-02", "DEF-05"),
    ),
    GlossaryEntry(
        "Test de Autodiagnóstico",
        "test",
        "Gives the export potential of a company that has not exported in 3 years.",
        ("CAP-05", "CAP-06"),
    ),
    GlossaryEntry(
        "unidad responsable",
        "accountable unit",
        "The directorate that answers for a process.",
        ("ROL-04", "ROL-05"),
    ),
    GlossaryEntry(
        "usuaria anterior",
        "previous user",
        "A name of this project: last counting activity in an earlier year, less than 3 years ago.",
        ("DEF-08",),
    ),
    GlossaryEntry(
        "validación",
        "validation",
        "The regional executive's confirmation of a company.",
        ("DEF-03", "CAP-07"),
    ),
)
"""In alphabetical order of the Spanish term."""
