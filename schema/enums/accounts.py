"""Enums of accounts: what they are, their facts, how they are listed and validated."""

from __future__ import annotations

from domain.exchange import similarity
from domain.model import accounts
from domain.ports import reading
from domain.use_cases.accounts import validate_account
from schema.enums.describing import described

described(
    accounts.Organisation,
    "What kind of body an account is.",
    {"COMPANY": "Empresa, o persona con negocio.", "INSTITUTION": "Institución o asociación, pública o privada."},
)
described(
    accounts.PersonType,
    "Natural or legal person.",
    {"NATURAL": "Persona natural.", "LEGAL": "Persona jurídica."},
)
described(
    accounts.TaxCategory,
    "Tax category at SII.",
    {"FIRST": "Primera categoría.", "SECOND": "Segunda categoría."},
)
described(
    accounts.Purpose,
    "Why a foreign company comes (DEF-01).",
    {
        "IMPORT": "Importar oferta chilena.",
        "ASSOCIATE": "Asociarse con una empresa chilena.",
        "INVEST": "Invertir en Chile.",
    },
)
described(
    accounts.FactKind,
    "Kind of dated fact.",
    {kind.name: f"{text}." for kind, text in accounts.FACT_ES.items()},
)
described(
    reading.AccountOrder,
    "Order of a list of accounts; ties by id.",
    {
        "RELEVANCE": "Como los encuentra el índice: el más rápido.",
        "NAME": "Por nombre.",
        "REGISTERED_ON": "Por fecha de registro, las primeras antes.",
        "REGISTERED_ON_DESC": "Por fecha de registro, las últimas antes.",
    },
)
described(
    validate_account.ValidationStep,
    "Decision on the validation of an account.",
    {
        "VALIDATED": "Validada.",
        "REJECTED": "Rechazada, con motivo.",
        "WITHDRAWN": "Validación retirada, con motivo.",
    },
    name="ValidationDecision",
)
described(
    similarity.SimilarityKind,
    "What two accounts have in common (AMB-63).",
    {
        "SAME_NAME": "Mismo nombre, sin contar mayúsculas, tildes ni la forma legal.",
        "SIMILAR_NAME": "Nombre parecido.",
        "SAME_EMAIL": "Mismo correo electrónico.",
        "SAME_EMAIL_DOMAIN": "Correo electrónico del mismo dominio, que no es de un servicio abierto a todos.",
        "SAME_WEBSITE": "Mismo sitio web.",
        "EMAIL_OF_WEBSITE": "El correo electrónico de una es del sitio web de la otra.",
        "SAME_PHONE": "Mismo teléfono.",
        "SAME_COUNTRY": "Mismo país; nunca es la única razón.",
    },
)
