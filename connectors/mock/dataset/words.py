"""Words from which names, addresses and titles are put together; surnames are trees, so that nobody is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# By sector code of the sample configuration: what such companies put before their name, and what they do.
ACTIVITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "ALIMENTOS_FRESCOS": ("Frutícola", "Agrícola", "Berries", "Huertos", "Exportadora Frutas"),
    "ALIMENTOS_PROCESADOS": ("Conservas", "Alimentos", "Aceites", "Deshidratados", "Mermeladas"),
    "VINOS": ("Viña", "Bodegas", "Viñedos", "Destilería"),
    "PESCA_ACUICULTURA": ("Pesquera", "Cultivos Marinos", "Salmones", "Algas"),
    "FORESTAL": ("Maderas", "Aserradero", "Muebles", "Forestal"),
    "MANUFACTURAS": ("Metalmecánica", "Envases", "Maestranza", "Plásticos"),
    "SERVICIOS": ("Ingeniería", "Consultora", "Laboratorio", "Arquitectura"),
    "TECNOLOGIA": ("Software", "Sistemas", "Datos", "Robótica"),
    "INDUSTRIAS_CREATIVAS": ("Estudio", "Editorial", "Animación", "Productora"),
    "MINERIA": ("Servicios Mineros", "Equipos Mineros"),
    "TURISMO": ("Turismo", "Expediciones", "Hostería"),
    "ENERGIA": ("Energía Solar", "Reciclajes"),
    "QUIMICOS": ("Cosmética", "Química"),
    "ARTESANIA_TEXTIL": ("Tejidos", "Lanas", "Cueros"),
}
STRATEGIC: Final = (
    "ALIMENTOS_FRESCOS",
    "ALIMENTOS_PROCESADOS",
    "VINOS",
    "PESCA_ACUICULTURA",
    "FORESTAL",
    "MANUFACTURAS",
    "SERVICIOS",
    "TECNOLOGIA",
    "INDUSTRIAS_CREATIVAS",
)
"""Sectors that the sample configuration calls strategic."""
OTHER_SECTORS: Final = ("MINERIA", "TURISMO", "ENERGIA", "QUIMICOS", "ARTESANIA_TEXTIL")

PLACE_NOUNS: Final = (
    "Bahía",
    "Cerro",
    "Estero",
    "Loma",
    "Quebrada",
    "Laguna",
    "Valle",
    "Caleta",
    "Bosque",
    "Puente",
    "Camino",
    "Faro",
    "Vertiente",
    "Piedra",
    "Risco",
    "Ensenada",
    "Pradera",
    "Molino",
    "Huella",
    "Volcán",
)
PLACE_QUALITIES: Final = (
    "del Viento",
    "de los Coihues",
    "del Alba",
    "de Octubre",
    "de Otoño",
    "de la Neblina",
    "Austral",
    "del Zorzal",
    "de los Quillayes",
    "del Puma",
    "de la Escarcha",
    "de las Tencas",
    "de Sal",
    "del Cóndor",
    "del Chucao",
    "de los Boldos",
    "del Huemul",
    "de los Mañíos",
)
LEGAL_FORMS: Final = ("SpA", "Ltda.", "S.A.", "EIRL")
STREETS: Final = ("Los Aromos", "El Maitén", "Las Camelias", "Los Copihues", "El Roble", "Las Lengas", "Los Notros")
POSITIONS: Final = (
    "Gerencia de exportaciones",
    "Gerencia general",
    "Comercio exterior",
    "Representante legal",
    "Marketing",
)
FIRST_NAMES: Final = (
    "Elisa",
    "Bernardo",
    "Maite",
    "Facundo",
    "Renata",
    "Lautaro",
    "Noelia",
    "Ismael",
    "Abril",
    "Gaspar",
    "Pascuala",
    "Emilio",
)
SURNAMES: Final = (
    "Quillay",
    "Canelo",
    "Arrayán",
    "Boldo",
    "Maqui",
    "Peumo",
    "Lingue",
    "Ulmo",
    "Tepa",
    "Luma",
    "Notro",
    "Pelú",
)
INSTITUTIONS: Final = (
    "Asociación Gremial de Exportadores {}",
    "Cámara de Comercio {}",
    "Corporación de Desarrollo {}",
    "Federación de Productores {}",
    "Centro de Extensión {}",
)
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "FERIA": ("Feria internacional de alimentos", "Feria sectorial", "Feria de tecnología y servicios"),
    "MISION": ("Misión comercial sectorial", "Misión de prospección"),
    "RUEDA_NEGOCIOS": ("Rueda de negocios virtual", "Rueda de negocios macrozonal"),
    "AGENDA_NEGOCIOS": ("Agenda de negocios",),
    "TALLER": ("Taller de costos de exportación", "Taller de etiquetado", "Taller de comercio electrónico"),
    "CAPACITACION": ("Programa de capacitación exportadora",),
    "MENTORIA": ("Mentoría exportadora",),
    "ESTUDIO_MERCADO": ("Estudio de mercado a la medida",),
    "OPORTUNIDAD_COMERCIAL": ("Oportunidad comercial entregada",),
    "VISITA_IMPORTADOR": ("Visita de importador a planta",),
    "EXPORTA_MAS": ("Servicio integral Exporta Más",),
    "SEMINARIO": ("Seminario de mercados",),
    "NOTA_BITACORA": ("Llamada de seguimiento", "Reunión de avance", "Envío de información de mercado"),
    "CONTACTO_INTENTADO": ("Llamada sin respuesta",),
    "CONTACTO_ESTABLECIDO": ("Contacto telefónico con la empresa",),
    "ENTREVISTA": ("Entrevista en la oficina regional", "Entrevista por videollamada"),
    "VISITA": ("Visita a las instalaciones",),
    "DERIVACION_BAJO_POTENCIAL": ("Derivación por bajo potencial exportador",),
    "RETROALIMENTACION_AGENDA": ("Resultados de la agenda de negocios",),
    "RESPUESTA_OCI": ("Lista de proveedores enviada",),
    "INSTANCIA_STAKEHOLDER": ("Reunión de coordinación con la asociación",),
}
COUNTING: Final = (
    "FERIA",
    "MISION",
    "RUEDA_NEGOCIOS",
    "AGENDA_NEGOCIOS",
    "TALLER",
    "CAPACITACION",
    "MENTORIA",
    "ESTUDIO_MERCADO",
    "OPORTUNIDAD_COMERCIAL",
    "VISITA_IMPORTADOR",
)
"""Types that count in the sample configuration."""
LONG_ACTIONS: Final[Mapping[str, int]] = {"FERIA": 3, "MISION": 4, "CAPACITACION": 20, "MENTORIA": 30}
"""Days that such an activity takes beyond the first, at most."""
