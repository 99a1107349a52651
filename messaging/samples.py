"""Sample data for every template, to preview it without a case; fictitious companies and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.messages import MessageParameters

_DUE: Final = "lunes 23 de septiembre de 2024"
_COMPANY: Final = "Conservas Biobío SpA"
_RUT: Final = "76.012.345-0"
_BIOBIO: Final = {"company": _COMPANY, "rut": _RUT, "region": "Biobío", "due": _DUE, "term_length": "3 días hábiles"}
_OFFICE: Final = {"office": "Oficina Regional de Biobío", "mailbox": "concepcion@prochile.gob.cl"}
_OFICOM: Final = {"company": "Nordic Foods AB", "oficom": "Oficina Comercial de Estocolmo"}
_PORTAL: Final = {"portal": "https://portalusuario.prochile.cl/", "help_desk": "gestiondeclientes@prochile.gob.cl"}
_SUPPLIERS: Final = ("Conservas Biobío SpA, ventas@conservas.example", "Frutos del Maule Ltda., www.frutos.example")
_FOLLOW_UP: Final[MessageParameters] = {
    "company": _COMPANY,
    "executive": "Ana Rojas",
    "activities": ("Feria Alimentaria, París", "Rueda de negocios, Lima"),
}
_DEMAND: Final = {"product": "arándanos congelados", "due": _DUE}

SAMPLES: Final[Mapping[str, MessageParameters]] = {
    "NTF-01": {"company": _COMPANY, **_PORTAL},
    "NTF-02": {
        "company": _COMPANY,
        "person": None,
        "procedure": ("Cree su cuenta ProChile en el portal, con Clave Única.", "Complete la ficha de su empresa."),
        "uses_portal": True,
        **_PORTAL,
        "mailbox": "concepcion@prochile.gob.cl",
    },
    "NTF-03": {**_BIOBIO, "level": "medio", "exception": False},
    "NTF-04": {"company": _COMPANY, **_PORTAL, "bodies": ("Sercotec: www.sercotec.cl", "Corfo: www.corfo.cl")},
    "NTF-05": {"company": _COMPANY, **_OFFICE},
    "NTF-06": _BIOBIO,
    "NTF-07": _BIOBIO,
    "NTF-08": {
        "company": _COMPANY,
        "rut": _RUT,
        "region": "Biobío",
        "problem": "no puede completar la ficha",
        "contact": "contacto@conservas.example",
        "notes": "El portal no guarda la segunda página.",
    },
    "NTF-09": {"person": "Luis Soto", **_OFFICE},
    "NTF-10": {"person": "Luis Soto", "term_length": "4 días hábiles"},
    "NTF-11": {"person": None},
    "NTF-12": {
        "company": _COMPANY,
        "activity": "Feria Alimentaria, París",
        "starts_on": "lunes 14 de octubre de 2024",
        "ends_on": "viernes 18 de octubre de 2024",
        "deadlines": ("enviar muestras hasta el viernes 27 de septiembre de 2024",),
        "rights": ("recibir una agenda de reuniones", "contar con un espacio en el pabellón"),
        "obligations": ("pagar la cuota", "cumplir la agenda preparada", "responder la encuesta de satisfacción"),
        "executive": "Ana Rojas",
    },
    "NTF-13": {
        "company": _COMPANY,
        "office": "Oficina Regional de Biobío",
        "oficom": "Oficina Comercial de Lima",
        "market": "Perú",
        "reasons": "organiza una misión comercial esa semana.",
        "agreed_date": "martes 12 de noviembre de 2024",
    },
    "NTF-14": {
        "company": _COMPANY,
        "cause": "No asistió a la agenda confirmada del 3 de octubre de 2024, sin aviso.",
        "last_day": "viernes 25 de octubre de 2024",
        "term_length": "5 días hábiles",
        "executive": "Ana Rojas",
        "letter": "envío 1170123",
    },
    "NTF-15": {"company": _COMPANY, "oficom": "Oficina Comercial de Lima", "reserved": False},
    "NTF-16": {
        "company": _COMPANY,
        "oficom": "Oficina Comercial de Lima",
        "ground": "Falta de interés de las contrapartes",
        "argument": "Este año no ampliaremos proveedores.",
    },
    "NTF-17": {
        "company": _COMPANY,
        "oficom": "Oficina Comercial de Lima",
        "executive": "Ana Rojas",
        "mailbox": "concepcion@prochile.gob.cl",
    },
    "NTF-18": {
        "company": _COMPANY,
        "rut": _RUT,
        "oficom": "Oficina Comercial de Lima",
        "region": "Biobío",
        "support": "búsqueda de un distribuidor.",
    },
    "NTF-19": {**_OFICOM, "counterparts": ("Business Sweden: www.business-sweden.example",)},
    "NTF-20": {"company": "Nordic Foods AB", "explanation": "no hay cosecha hasta diciembre.", **_DEMAND},
    "NTF-21": {**_OFICOM, "product": "frozen blueberries", "explanation": "there is no harvest until December."},
    "NTF-22": {"company": "Nordic Foods AB", "suppliers": _SUPPLIERS, **_DEMAND},
    "NTF-23": {**_OFICOM, "product": "frozen blueberries", "suppliers": _SUPPLIERS},
    "NTF-24": _OFICOM,
    "NTF-25": {**_OFICOM, "chilean_company": _COMPANY, "interest": None},
    "NTF-26": {**_OFICOM, "chilean_company": _COMPANY, "market": "Suecia", "interest": "planta de congelado."},
    "NTF-27": {
        "company": "Nordic Foods AB",
        "viable": True,
        "regions": ("Maule", "Biobío"),
        "visit_starts_on": "lunes 2 de diciembre de 2024",
        "notes": None,
    },
    "NTF-28": {**_OFICOM, "visit_starts_on": None, "term_length": "30 días"},
    "NTF-29": {**_FOLLOW_UP, "term_length": "un mes"},
    "NTF-30": _FOLLOW_UP,
    "NTF-31": {
        "company": _COMPANY,
        "rut": _RUT,
        "oficom": "Oficina Comercial de Lima",
        "market": "Ecuador",
        "situation": "Un distribuidor de Quito pidió sus productos.",
        "due": _DUE,
    },
    "NTF-32": {"company": _COMPANY, "results": "Tres reuniones, un pedido de prueba.", "market": "Perú"},
    "NTF-33": {
        "company": "Asociación de Conserveros",
        "planned": ("Feria Alimentaria, París",),
        "results": None,
    },
    "ACUSE-DE-RECIBO": {},
    "ENCUESTA": {"company": _COMPANY, "case_number": 17, "until": _DUE, "executive": "Ana Rojas"},
    "AVISO-CONSULTA": {
        "company": _COMPANY,
        "matters": ("Información comercial.",),
        "executive": "Ana Rojas",
        "case_number": 17,
    },
    "AVISO-CASO": {
        "company": _COMPANY,
        "what": "La empresa cambió de región antes del contacto: responde su nueva oficina.",
        "executive": "Ana Rojas",
        "case_number": 17,
    },
    "AVISO-A-CARGO": {
        "company": _COMPANY,
        "what": "Ana Rojas, que la atiende, declaró un conflicto de interés: nombre a otra persona.",
        "person": "Luis Carrasco",
    },
    "AVISO-POR-VENCER": {
        "company": _COMPANY,
        "term": "Contacto con la empresa",
        "due": _DUE,
        "unit": None,
        "executive": "Ana Rojas",
        "case_number": 17,
    },
    "AVISO-CONTACTO-PERIODICO": {
        "executive": "Ana Rojas",
        "companies": ("Conservas del Sur SpA (cartera): último contacto el 04-06-2024, hace 101 días; cada 30.",),
        "more": 3,
    },
    "AVISO-REVISION-TRIMESTRAL": {
        "executive": "Mei Soto",
        "quarter": "tercer trimestre de 2024",
        "first_on": "lunes 1 de julio",
        "cut_on": "lunes 30 de septiembre de 2024",
        "companies": ("Nordic Foods AB: Recibió contactos de empresas chilenas el 05-08-2024.",),
    },
    "AVISO-SISTEMA-EN-PAUSA": {
        "person": "Sergio Valdés",
        "host": "sistema.ejemplo.cl",
        "why": "Hace 5 días que ese sistema no recibe. Lo último: Respondió 500.",
        "of_one": False,
    },
    "AVISO-VENCIDO": {
        "company": _COMPANY,
        "term": "Contacto con la empresa",
        "due": _DUE,
        "unit": "Oficina Regional de Biobío",
        "executive": "Ana Rojas",
        "case_number": 17,
    },
}
"""Parameters of each template, all of them."""
