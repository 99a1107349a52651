"""
Chilean companies established abroad ("empresas chilenas en el exterior"; SPC): first the question for a Chilean RUT.

With RUT the region is told and, when the company is not yet with ProChile, incorporates it. Without RUT it is attended
under one of two conditions; else it is a foreign company and goes to the local counterpart.
"""

from __future__ import annotations

from typing import Final

from domain.model.accounts import FactKind
from domain.model.cases import Flow, ValueKind
from domain.model.classes import Relation
from domain.model.places.regions import REGIONS
from domain.model.rut import Rut
from domain.protocol.engine.contact_points import contact
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    OPEN,
    Datum,
    FactSpec,
    FlowSpec,
    Notify,
    OpenCase,
    RecordFact,
    RegisterAction,
    StateSpec,
    on,
    refusal,
    step,
    turning_away,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.foreign.offices import (
    COMMERCIAL,
    MARKET,
    OFICOM_ES,
    commercial_executive,
    has_no_company,
    id_of,
    market_of,
    oficom_of,
)
from domain.protocol.flows.national.responsible import NOTES, REASON, is_institution

__all__ = ["FLOW", "counterparts", "meets_a_condition"]

_REGION_NAMES: Final = {region.cut: region.name for region in REGIONS}
_NOT_WITH_PROCHILE: Final = frozenset({Relation.SIN_TRABAJO, Relation.ANTIGUA_USUARIA})
CONDITIONS_ES: Final = (
    "Ser de capitales chilenos; o ser liderada por chilenos que pretendan comercializar productos o servicios "
    "nacionales en el mercado. Las dos lecturas del protocolo: «que pretendan» califica solo a la segunda (adoptada), "
    "o a ambas."
)
"""Both wordings, shown to whoever decides. Source: SPC-04, AMB-49."""


def counterparts(situation: Situation) -> tuple[str, ...]:
    """Institution like ProChile and chambers of the market, as the directory has them. Source: SPC-05, ROL-03."""
    market = market_of(situation)
    return tuple(
        f"{target.name} ({target.contact})"
        for target in situation.directory.referrals
        if target.kind in {"LOCAL_COUNTERPART", "CHAMBER"} and target.market == market
    )


def meets_a_condition(situation: Situation) -> bool:
    """Of Chilean capital, or led by Chileans who intend to trade national products or services. Source: SPC-04."""
    led = situation.flag("led_by_chileans") is True and situation.flag("sells_national") is True
    return situation.flag("chilean_capital") is True or led


def rut_is_known(situation: Situation) -> bool:
    """The company's account has its RUT already. Source: SPC-01."""
    return situation.account is not None and situation.account.rut is not None


def has_no_rut(situation: Situation) -> bool:
    """It answered that it has no Chilean RUT. Source: SPC-01, SPC-04."""
    return situation.given.get("has_chilean_rut") is False


def denies_a_known_rut(situation: Situation) -> bool:
    """The answer contradicts the account, which has a RUT. Source: SPC-01."""
    return has_no_rut(situation) and rut_is_known(situation)


def rut_is_not_given(situation: Situation) -> bool:
    """It says that it has a RUT, and neither the account nor the answer has it. Source: SPC-01."""
    return situation.given.get("has_chilean_rut") is True and not rut_is_known(situation) and _rut(situation) is None


def region_is_unknown(situation: Situation) -> bool:
    """It has a RUT, and the region that must be told is not known. Source: SPC-02."""
    account = situation.account
    known = None if account is None else account.region
    return situation.given.get("has_chilean_rut") is True and situation.text("region") is None and known is None


def region_must_incorporate(situation: Situation) -> bool:
    """It never worked with ProChile, or three years ago or more; and it is not validated. Source: SPC-03."""
    classes, validation = situation.classes, situation.fact(FactKind.VALIDATION)
    is_validated = validation is not None and validation.value == "VALIDATED"
    return classes is not None and classes.relation.value in _NOT_WITH_PROCHILE and not is_validated


def _rut(situation: Situation) -> str | None:
    """The RUT given, in compact form; None: none."""
    given = situation.text("rut")
    return None if given is None else Rut.parse(given).compact


def _new_rut(situation: Situation) -> str | None:
    return None if rut_is_known(situation) else _rut(situation)


def _new_region(situation: Situation) -> str | None:
    account = situation.account
    return situation.text("region") if account is not None and account.region is None else None


def _new_office(situation: Situation) -> str | None:
    """The regional office that will answer for a company that it incorporates. Source: SPC-03, RTE-04."""
    account = situation.account
    if account is None or (account.office or "").startswith("OFIREG-"):
        return None
    region = account.region or situation.text("region")
    return None if region is None else f"OFIREG-{region}"


def _region_es(situation: Situation) -> str:
    account = situation.account
    code = situation.text("region") or (None if account is None else account.region)
    return _REGION_NAMES.get(code or "", "su región")


_OFICOM: Final = frozenset({COMMERCIAL})
SUPPORT: Final = Datum("support", ValueKind.TEXT, "Apoyo que pide: asesoría, información, contactos…", rule="SPC-01")

_HAS_CHILEAN_RUT: Final = Datum("has_chilean_rut", ValueKind.BOOLEAN, "Tiene RUT chileno", rule="SPC-01")
_RUT: Final = Datum("rut", ValueKind.RUT, "RUT", required=False, rule="SPC-01")
_REGION: Final = Datum("region", ValueKind.CHOICE, "Región", required=False, choices=_REGION_NAMES, rule="SPC-02")

_CHILEAN_CAPITAL: Final = Datum("chilean_capital", ValueKind.BOOLEAN, "Es de capitales chilenos", rule="SPC-04")

_LED_BY_CHILEANS: Final = Datum("led_by_chileans", ValueKind.BOOLEAN, "La lideran personas chilenas", rule="SPC-04")

_SELLS_NATIONAL: Final = Datum(
    "sells_national",
    ValueKind.BOOLEAN,
    "Pretende comercializar productos o servicios nacionales en el mercado",
    rule="SPC-04",
)

COUNTERPARTS: Final = Datum(
    "counterparts", ValueKind.TEXTS, "Contrapartes, si son otras", required=False, rule="SPC-05"
)

_FACTS: Final = (
    contact(
        "ask_rut",
        "Recibir la solicitud y preguntar por el RUT chileno",
        "A Chilean company established in a market asks the commercial office for support; the RUT is asked for first.",
        (SUPPORT, MARKET),
        _OFICOM,
    ),
    FactSpec(
        "answer_rut",
        "Registrar si tiene RUT chileno",
        "Whether the company has a Chilean RUT, with the RUT and its region when it does.",
        (
            _HAS_CHILEAN_RUT,
            _RUT,
            _REGION,
        ),
        _OFICOM,
    ),
    FactSpec(
        "record_conditions",
        "Registrar las condiciones de empresa chilena",
        "The three answers that decide whether a company without RUT is attended as Chilean.",
        (
            _CHILEAN_CAPITAL,
            _LED_BY_CHILEANS,
            _SELLS_NATIONAL,
        ),
        _OFICOM,
    ),
    contact(
        "record_support",
        "Registrar el apoyo entregado",
        "The support that the commercial office gave.",
        (Datum("result", ValueKind.TEXT, "Apoyo entregado", rule="SPC-02"),),
        _OFICOM,
    ),
    FactSpec(
        "recommend_counterpart",
        "Recomendar una contraparte local",
        "A company that meets no condition is told of the institution like ProChile in its market, or a chamber.",
        (
            COUNTERPARTS,
            NOTES,
        ),
        _OFICOM,
    ),
    FactSpec("withdraw_support", "Dejar sin efecto", "The company does not need it any more.", (REASON,), _OFICOM),
)

_STATES: Final = (
    StateSpec(
        "POR_CONSULTAR_RUT",
        "Falta saber si tiene RUT chileno",
        "Pregunte a {company} si cuenta con RUT chileno: de eso depende cómo se le apoya.",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("answer_rut",),
        rules=("SPC-01",),
    ),
    StateSpec(
        "CON_RUT",
        "Con RUT: apoyo en curso",
        "La región ({region_name}) ya sabe del apoyo a {company}. Entréguelo y registre el resultado: {support}",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("record_support",),
        rules=("SPC-02", "SPC-03"),
    ),
    StateSpec(
        "SIN_RUT",
        "Sin RUT: revisar condiciones",
        "Revise con {company} si cumple una de las dos condiciones. {conditions}",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("record_conditions",),
        rules=("SPC-04",),
    ),
    StateSpec(
        "CHILENA_EXTERIOR",
        "Chilena en el exterior: apoyo en curso",
        "{company} se atiende como empresa chilena instalada en el exterior. Entregue el apoyo y regístrelo: {support}",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("record_support",),
        rules=("SPC-04",),
    ),
    StateSpec(
        "EXTRANJERA",
        "Empresa extranjera: recomendar contraparte",
        "{company} no cumple las condiciones y se considera extranjera. {scope} Recomiéndele acercarse a la "
        "institución símil de ProChile en su mercado o a una cámara de comercio: {counterparts_known}.",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("recommend_counterpart",),
        rules=("SPC-05",),
    ),
    StateSpec("APOYADA", "Apoyo entregado", "El apoyo quedó registrado.", rules=("SPC-02", "SPC-04"), final=True),
    StateSpec(
        "ORIENTADA",
        "Orientada a una contraparte local",
        "La empresa recibió la recomendación de una contraparte local o cámara.",
        rules=("SPC-05",),
        final=True,
    ),
    StateSpec("SIN_EFECTO", "Sin efecto", "La empresa ya no necesita apoyo.", rules=("POL-06",), final=True),
)

_IDENTITY: Final = (RecordFact("account.rut", _new_rut), RecordFact("account.region", _new_region))
_CONDITIONS: Final = (
    RecordFact("account.chilean_capital", _CHILEAN_CAPITAL),
    RecordFact("account.led_by_chileans", _LED_BY_CHILEANS),
    RecordFact("account.sells_national", _SELLS_NATIONAL),
)


# fmt: off

_ROWS: Final = (
    *on("ask_rut",
        refusal(NEW, "Busque a la empresa por su RUT, o regístrela si no está en el CRM: el caso necesita su cuenta.",
                "SPC-01", "EXT-01", when=has_no_company, lacks=(ACCOUNT,)),
        refusal(NEW, "{company} es una institución o asociación: consulte a la unidad que lidera la relación.",
                "INS-03", "SPC-01", when=is_institution),
        step(NEW, "POR_CONSULTAR_RUT", "SPC-01")),
    *on("answer_rut",
        refusal("POR_CONSULTAR_RUT", "La cuenta de {company} ya tiene un RUT chileno: revise la respuesta.", "SPC-01",
                when=denies_a_known_rut, wrong=_HAS_CHILEAN_RUT),
        step("POR_CONSULTAR_RUT", "SIN_RUT", "SPC-01", "SPC-04", when=has_no_rut),
        refusal("POR_CONSULTAR_RUT", "Indique un RUT válido: el de la empresa no está en su cuenta.", "SPC-01",
                when=rut_is_not_given, lacks=(_RUT,)),
        refusal("POR_CONSULTAR_RUT", "Indique la región de la empresa en Chile: hay que informarle.", "SPC-02",
                when=region_is_unknown, lacks=(_REGION,)),
        step("POR_CONSULTAR_RUT", "CON_RUT", "SPC-02", "SPC-03", when=region_must_incorporate,
             then=(*_IDENTITY, RecordFact("account.office", _new_office), Notify("NTF-18"), OpenCase(Flow.CAPTURE)),
             because="La región ({region_name}) sigue el procedimiento para incorporarla o reactivarla."),
        step("POR_CONSULTAR_RUT", "CON_RUT", "SPC-02", then=(*_IDENTITY, Notify("NTF-18")))),
    *on("record_conditions",
        step("SIN_RUT", "CHILENA_EXTERIOR", "SPC-04", when=meets_a_condition, then=_CONDITIONS,
             because="Se registra como empresa chilena instalada en el exterior."),
        turning_away(step("SIN_RUT", "EXTRANJERA", "SPC-05", "SPC-04", then=_CONDITIONS,
                          because="No cumple ninguna de las dos condiciones: se considera empresa extranjera."))),
    *on("record_support",
        step(("CON_RUT", "CHILENA_EXTERIOR"), "APOYADA", "SPC-02", "SPC-04",
             then=(RegisterAction("APOYO_CHILENA_EXTERIOR"),))),
    *on("recommend_counterpart",
        step("EXTRANJERA", "ORIENTADA", "SPC-05", then=(Notify("NTF-19"), RegisterAction("ORIENTACION_CONTRAPARTE")))),
    *on("withdraw_support", step(OPEN, "SIN_EFECTO", "POL-06", "SPC-01")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.ABROAD,
    "Empresa chilena establecida en el exterior",
    _FACTS,
    _STATES,
    _ROWS,
    "Oficina comercial",
    office=oficom_of,
    assignee=lambda situation: id_of(commercial_executive(situation)),
    words={
        "region_name": _region_es,
        "conditions": lambda _: CONDITIONS_ES,
        "counterparts_known": lambda situation: ", ".join(counterparts(situation)) or "no consta en el directorio",
    },
)
