"""
Titles inside Spanish sentences ("títulos dentro de una frase"), and what each message is called in one.

A person reads names, never the code by which a message, a term or a rule is known here (COM-01).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

MESSAGE_ES: Final[Mapping[str, str]] = {
    "NTF-01": "invitación a sumarse a ProChile",
    "NTF-02": "cómo registrarse y recibir apoyo",
    "NTF-03": "aviso a la región del resultado del test",
    "NTF-04": "pasos previos a exportar",
    "NTF-05": "próximo contacto del equipo regional",
    "NTF-06": "aviso a la región de una nueva empresa exportadora",
    "NTF-07": "aviso a la región de una antigua usuaria que exporta",
    "NTF-08": "aviso a gestión de clientes de un problema con el portal",
    "NTF-09": "cómo consultar a la oficina regional",
    "NTF-10": "cómo consultar al Centro de Ayuda",
    "NTF-11": "cómo escribir a Atención Ciudadana",
    "NTF-12": "condiciones de la participación",
    "NTF-13": "nueva fecha de la agenda",
    "NTF-14": "nota de comportamiento, con el plazo para descargos",
    "NTF-15": "participación de la oficina comercial en las reuniones",
    "NTF-16": "aviso a la región de que la oficina comercial desiste de la agenda",
    "NTF-17": "cómo solicitar una agenda",
    "NTF-18": "aviso a la región del apoyo a una empresa en el exterior",
    "NTF-19": "quién puede apoyar a la empresa en su mercado",
    "NTF-20": "aviso a la oficina comercial de que no hay oferta",
    "NTF-21": "respuesta a la empresa extranjera: no hay oferta",
    "NTF-22": "posibles proveedores, a la oficina comercial",
    "NTF-23": "posibles proveedores, a la empresa extranjera",
    "NTF-24": "derivación de la solicitud de inversión a InvestChile",
    "NTF-25": "presentación de las dos empresas",
    "NTF-26": "aviso a InvestChile de la presentación",
    "NTF-27": "respuesta a la oficina comercial sobre la visita",
    "NTF-28": "con cuánta anticipación avisar una visita",
    "NTF-29": "seguimiento después de la actividad",
    "NTF-30": "seguimiento en la fecha que indicó la empresa",
    "NTF-31": "aviso al ejecutivo o ejecutiva regional de otro mercado posible",
    "NTF-32": "resultados de la agenda",
    "NTF-33": "actividades y resultados para compartir",
    "ACUSE-DE-RECIBO": "acuse de recibo",
    "ENCUESTA": "encuesta de satisfacción",
    "AVISO-CASO": "aviso de que algo cambió en un caso",
    "AVISO-CONSULTA": "aviso de una consulta derivada",
    "AVISO-A-CARGO": "aviso de que falta nombrar quién atiende a una empresa",
    "AVISO-POR-VENCER": "aviso de un plazo por vencer",
    "AVISO-VENCIDO": "aviso de un plazo vencido",
    "AVISO-CONTACTO-PERIODICO": "recordatorio de las empresas por contactar",
    "AVISO-REVISION-TRIMESTRAL": "aviso de la revisión trimestral",
    "AVISO-SISTEMA-EN-PAUSA": "aviso de que otro sistema no recibe los cambios",
}
"""What each message is, as it stands after "mensaje:". Source: section 5."""

COMMON_FACT_ES: Final[Mapping[str, str]] = {
    "assign": "Asignar a una persona",
    "hand_over": "Derivar",
    "acknowledge": "Acusar recibo",
    "mark_complex": "Marcar como caso complejo",
    "set_topic": "Poner el tema de la consulta",
    "reconsider": "Decidir por un cambio fuera del caso",
    "change_account": "Pasar a otra cuenta",
    "join_case": "Seguir por otro caso de la empresa",
    "separate_case": "Seguir donde estaba",
    "join_account": "Pasar lo declarado a la cuenta",
    "answer_survey": "Responder la encuesta",
    "take_back": "Retirar un hecho registrado por error",
}
"""The facts that every flow has, beside its own."""

_RULE: Final = re.compile(r" \([A-Z]{3}-\d\d(, [A-Z]{3}-\d\d)*\)$")


def without_rules(words: str) -> str:
    """The words without the ids of the rules that stand behind them in parentheses."""
    return _RULE.sub("", words)


def in_sentence(title: str) -> str:
    """A title as it stands in the middle of a sentence: names keep their capitals ("invitar a Exporta Más"; COM-01)."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def after(preposition: str, whom: str) -> str:
    """
    Whom a sentence names after "a" or "de", contracted as one says it: "del sistema", "al sistema", "de la empresa".

    A name keeps its own article: "a El Huique SpA".
    """
    article, _, noun = whom.partition(" ")
    return f"{preposition}l {noun}" if article == "el" and noun else f"{preposition} {whom}"
