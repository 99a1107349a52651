"""Where the accounts are and who attends them: communes and staff of each regional office, offices abroad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A region: its CUT code, three communes, telephone area, and the sample staff of its office."""

    cut: str
    communes: tuple[str, str, str]
    area: str
    executive: str
    head: str

    @property
    def office(self) -> str:
        """Code of the regional office."""
        return f"OFIREG-{self.cut}"


@dataclass(frozen=True, slots=True)
class Market:
    """A market with a sample commercial office: country, office, city, telephone prefix, commercial executive."""

    country: str
    office: str
    city: str
    prefix: str
    executive: str


# The staff is that of the sample configuration (a test holds the two equal).
PLACES: Final = (
    Place("15", ("Arica", "Putre", "Camarones"), "58", "ximena.quispe", "raul.tapia"),
    Place("01", ("Iquique", "Alto Hospicio", "Pozo Almonte"), "57", "carla.mamani", "jorge.olmos"),
    Place("02", ("Antofagasta", "Calama", "Tocopilla"), "55", "pedro.godoy", "marta.araya"),
    Place("03", ("Copiapó", "Vallenar", "Caldera"), "52", "lucia.copaja", "ivan.rojo"),
    Place("04", ("La Serena", "Ovalle", "Vicuña"), "51", "tomas.elqui", "sonia.vega"),
    Place("05", ("Valparaíso", "Quillota", "San Felipe"), "32", "paula.merino", "andres.puerto"),
    Place("13", ("Santiago", "Quilicura", "Providencia"), "2", "camila.torres", "gloria.pinto"),
    Place("06", ("Rancagua", "San Fernando", "Santa Cruz"), "72", "diego.cachapoal", "rosa.leiva"),
    Place("07", ("Talca", "Curicó", "Linares"), "71", "elena.maule", "victor.rey"),
    Place("16", ("Chillán", "San Carlos", "Coihueco"), "42", "felipe.itata", "nora.chavez"),
    Place("08", ("Concepción", "Talcahuano", "Los Ángeles"), "41", "ana.rojas", "luis.carrasco"),
    Place("09", ("Temuco", "Angol", "Villarrica"), "45", "millaray.paine", "hector.bravo"),
    Place("14", ("Valdivia", "La Unión", "Panguipulli"), "63", "javiera.calle", "oscar.rios"),
    Place("10", ("Puerto Montt", "Castro", "Osorno"), "65", "martin.ulloa", "teresa.barria"),
    Place("11", ("Coyhaique", "Aysén", "Cisnes"), "67", "rocio.simpson", "carlos.baker"),
    Place("12", ("Punta Arenas", "Puerto Natales", "Porvenir"), "61", "yanko.vidal", "marina.estrecho"),
)

LOW_POTENTIAL_PLACES: Final = tuple(place for place in PLACES if place.cut in {"15", "03", "14", "11", "12"})
"""The five regions of LOW-06."""

BIOBIO: Final = next(place for place in PLACES if place.cut == "08")

MARKETS: Final = (
    Market("CN", "OFICOM-CN-SHA", "Shanghái", "+86 21", "wei.lagos"),
    Market("US", "OFICOM-US-NYC", "Nueva York", "+1 212", "diana.prats"),
    Market("US", "OFICOM-US-MIA", "Miami", "+1 305", "mario.urzua"),
    Market("ES", "OFICOM-ES-MAD", "Madrid", "+34 91", "ines.baeza"),
    Market("DE", "OFICOM-DE-BER", "Berlín", "+49 30", "otto.rivas"),
    Market("GB", "OFICOM-GB-LON", "Londres", "+44 20", "clara.webb"),
    Market("JP", "OFICOM-JP-TYO", "Tokio", "+81 3", "kenji.mora"),
    Market("KR", "OFICOM-KR-SEL", "Seúl", "+82 2", "sara.leal"),
    Market("BR", "OFICOM-BR-SAO", "São Paulo", "+55 11", "joana.castro"),
    Market("PE", "OFICOM-PE-LIM", "Lima", "+51 1", "hugo.salas"),
    Market("MX", "OFICOM-MX-MEX", "Ciudad de México", "+52 55", "elisa.campos"),
    Market("AE", "OFICOM-AE-DXB", "Dubái", "+971 4", "nadia.reyes"),
)

FOREIGN_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "CN": ("Jade Harbour Trading Co.", "Silver Crane Foods Co."),
    "US": ("Maple Hollow Imports LLC", "Blue Lantern Foods Inc."),
    "ES": ("Comercial Olmo Viejo S.L.", "Distribuciones Faro Blanco S.L."),
    "DE": ("Grünwald Feinkost GmbH", "Nordlicht Handels GmbH"),
    "GB": ("Thistle & Fern Wines Ltd", "Harbour Lane Foods Ltd"),
    "JP": ("Aoi Umi Shoji K.K.", "Momiji Foods K.K."),
    "KR": ("Haneul Trading Co.", "Dalbit Foods Co."),
    "BR": ("Importadora Ipê Claro Ltda.", "Comércio Serra Azul Ltda."),
    "PE": ("Importaciones Quinua Dorada S.A.C.", "Comercial Puerto Sereno S.A.C."),
    "MX": ("Comercializadora Agave Azul S.A. de C.V.", "Grupo Nopal Verde S.A. de C.V."),
    "AE": ("Palm Creek General Trading LLC", "Golden Dune Foods LLC"),
}
