"""What people write in forms, invented: a believable value for each datum, by its name or else by its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from domain.model.cases import Value, ValueKind
from domain.protocol.engine.contact_points import TELEPHONE
from domain.protocol.engine.rows import Datum, FactSpec

_TEXTS: Final[Mapping[str, tuple[Value, ...]]] = {
    "person": ("Marta Quillay", "Jorge Peumo", "Luz Canelo", "Iván Maitén", "Carla Arrayán", "Pedro Lenga"),
    "query": (
        "¿Qué necesito para exportar miel a Alemania?",
        "¿Cómo participo en una feria en el extranjero?",
        "Quisiera saber qué aranceles paga el aceite de oliva en Japón.",
        "¿Dónde pido un certificado de origen?",
        "¿Tienen capacitación para empresas que nunca han exportado?",
        "Busco compradores de madera elaborada en Perú.",
    ),
    "complaint": ("Esperé más de una semana y nadie me llamó.", "El taller se suspendió sin aviso."),
    "email": ("consultas@ejemplo.cl", "hola@ejemplo.cl", "contacto@ejemplo.cl"),
    "notes": (
        "Conversamos sobre su oferta y su capacidad de producción.",
        "Pidió información de precios de referencia en destino.",
        "Tiene certificación vigente y una muestra lista para enviar.",
        "Le interesa partir por un mercado cercano.",
    ),
    "reason": (
        "La empresa lo pidió por correo.",
        "No cuenta con producción para este año.",
        "Participa todos los años en las actividades de la oficina.",
        "Lo acordamos en la reunión.",
    ),
    "answer": (
        "Le enviamos la guía del mercado y los requisitos de ingreso.",
        "Puede postular en la web de actividades.",
    ),
    "activity": ("Feria Alimentaria de Lima", "Rueda de negocios del Biobío", "Misión comercial a Shanghái"),
    "matter": ("Requisitos fitosanitarios", "Contactos de importadores", "Precios en destino"),
    "wants": ("Encontrar compradores", "Conocer los requisitos de un mercado", "Participar en una feria"),
    "product": ("Arándanos congelados", "Vino carménère", "Puertas de madera", "Aceite de oliva"),
    "support": ("Agenda de reuniones con importadores", "Información de mercado"),
    "suggestions": (
        "Más tiempo entre reuniones.",
        "Enviar la lista de compradores antes de viajar.",
        "Repetir el taller.",
    ),
    "projected_business": (
        "Dos contenedores de prueba",
        "Un contrato anual por confirmar",
        "Muestras a tres compradores",
    ),
    "problem_notes": ("El portal no guarda la ficha.", "No llega el correo para activar la cuenta."),
    "advice": ("Borre los datos del navegador e intente de nuevo.", "Ingrese con su Clave Única."),
    "explanation": ("El plazo pedido no alcanza para preparar las reuniones.", "El mercado no tiene demanda este año."),
    "result": ("Se concretaron cuatro reuniones.", "Quedaron de enviar una cotización."),
    "results": ("Doce empresas asistieron y tres pidieron una segunda reunión.",),
    "feedback": ("Las reuniones fueron útiles; falta volumen.", "El importador pidió muestras."),
    "project": ("Planta de hidrógeno en Magallanes", "Centro de distribución en Valparaíso"),
    "interest": ("Quiere conocer a un socio local.",),
    "absence": ("Un socio se enfermó el día del viaje.",),
    "argument": ("Los importadores consultados no compran ese producto.",),
    "postponement_reason": ("La feria del mercado coincide con esas fechas.",),
    "defence": ("Avisamos con tres días y enviamos el certificado médico.",),
    "evidence": ("Certificado médico del socio",),
    "letter_number": ("1180-24", "1181-03"),
    "meetings": (("Importadora del Norte", "Distribuidora Andina"), ("Mercado Central", "Casa Importadora")),
    "reserved_meetings": (("Importadora del Norte",),),
    "attended_meeting": ("Importadora del Norte", "Mercado Central"),
    "attendee": ("Socia fundadora",),
    "characteristics": ("Empresa familiar con planta propia",),
    "objectives": (("Primera exportación", "Dos ferias al año"),),
    "instruments": (("Agenda de negocios", "Taller"),),
    "plan_markets": (("Perú", "Brasil"),),
    "alternatives": (("Taller de costos", "Rueda de negocios"),),
    "deadlines": (("Inscripción hasta fin de mes",),),
    "rights": (("Un puesto en el pabellón",),),
    "obligations": (("Pagar la cuota", "Responder la encuesta"),),
    "macrozone": ("Norte", "Centro", "Sur"),
    "items": (("Oferta exportable descrita", "Página web o catálogo al día", "Persona a cargo de comercio exterior"),),
    "macrozones": (None,),
    "market": ("CN", "US", "PE", "BR", "MX"),
    "office": ("OFICOM-CN-SHA", "OFIREG-08", "OFIREG-13"),
    "lead_time_days": (20, 30, 45),
    "score": (7, 6, 6, 5, 5, 4, 3),
    "amount_usd": (12_000, 45_000, 90_000),
    "association_name": ("Asociación de Viñateros del Sur",),
    "lead_unit": ("Subdepartamento de Alimentos",),
    "consulted": ("Subdepartamento de Alimentos",),
    "explanation_sent": ("Hoy no hay oferta chilena de ese producto.",),
    "high_impact_activity": ("Visita de Estado",),
    "trip_aim": ("Conocer proveedores de fruta",),
    "covered_items": (("Pasajes", "Estadía"),),
    "supply": ("Fruta fresca y congelada",),
    "company": ("Empresa sin cuenta",),
}
_DAYS_TO_COME: Final = frozenset({"visit_starts_on", "visit_ends_on", "activity_on", "expected_on", "agreed_on",
                                  "activity_starts_on", "activity_ends_on", "agenda_starts_on", "agenda_ends_on",
                                  "exception_from", "exception_until"})  # fmt: skip
_COUNTRIES: Final = ("CN", "US", "PE", "BR", "MX")


@dataclass(frozen=True, slots=True)
class Choices:
    """What values are drawn from: the dice, the companies that a fact may name, and the types of actions."""

    dice: Random
    accounts: Sequence[str]
    action_types: Sequence[str]


def given_in(spec: FactSpec, choices: Choices, now: datetime) -> dict[str, Value]:
    """What the fact must bring and some of what it may; no telephone, which goes with a point of contact (CHN-04)."""
    dice = choices.dice
    drawn = [datum for datum in spec.data if datum != TELEPHONE and (datum.required or dice.random() < _SHARE)]
    return {datum.name: value_of(datum, choices, now) for datum in drawn}


_SHARE: Final = 0.5


def value_of(datum: Datum, choices: Choices, now: datetime) -> Value:
    """One value."""
    dice = choices.dice
    if datum.kind is ValueKind.CHOICE:
        return dice.choice(sorted(datum.choices))
    if datum.name == "action_type":
        return dice.choice(choices.action_types)
    if datum.name in _TEXTS:
        return _fitting(datum, dice.choice(_TEXTS[datum.name]))
    return _by_kind(datum, choices, now)


def _fitting(datum: Datum, value: Value) -> Value:
    """A text where one is asked for, a list where several are."""
    if datum.kind is ValueKind.TEXTS and isinstance(value, str):
        return (value,)
    return value


def _by_kind(datum: Datum, choices: Choices, now: datetime) -> Value:
    dice, today = choices.dice, now.date()
    match datum.kind:
        case ValueKind.BOOLEAN:
            return dice.random() < 0.7
        case ValueKind.INTEGER:
            return dice.randint(1, 100)
        case ValueKind.DATE if datum.name in _DAYS_TO_COME:
            return today + timedelta(days=min(dice.randint(2, 90), dice.randint(2, 90)))
        case ValueKind.DATE:
            return today - timedelta(days=dice.randint(0, 10))
        case ValueKind.INSTANT:
            return now - timedelta(hours=dice.randint(0, 20))
        case ValueKind.TEXTS:
            return ("Por definir con la empresa",)
        case ValueKind.ACCOUNT:
            return dice.choice(choices.accounts)
        case ValueKind.ACCOUNTS:
            return (dice.choice(choices.accounts),)
        case ValueKind.RUT:
            return "39.300.001-5"
        case ValueKind.COUNTRY:
            return dice.choice(_COUNTRIES)
        case ValueKind.REGIONS:
            return tuple(sorted(dice.sample(("08", "13", "15"), dice.randint(1, 2))))
        case _:
            return "Por definir con la empresa"
