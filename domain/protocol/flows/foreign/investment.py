"""
Foreign investment ("inversión extranjera"; INV): in Chile, through the Investment Attaché or the geographic area and
InvestChile; or in a user company, introduced with copies. One case per purpose (AMB-51).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.accounts import Account
from domain.model.cases import Flow, ValueKind
from domain.model.classes import Relation
from domain.model.institution.directory import ReferralTarget
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    OPEN,
    Datum,
    FactSpec,
    FlowSpec,
    HandOver,
    Notify,
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
    GEOGRAPHIC,
    MARKET,
    NOT_FOREIGN,
    OFICOM_ES,
    REGISTER_FIRST,
    commercial_executive,
    handed,
    has_no_company,
    id_of,
    is_not_foreign,
    market_of,
    office_of_person,
    oficom_of,
)
from domain.protocol.flows.national.responsible import NOTES, REASON
from domain.protocol.routing.assignment import geographic_professional_for, sector_officer_for

__all__ = ["FLOW", "attache_of", "introduction_copies"]

_WITH_GEOGRAPHIC: Final = ("EN_AREA_GEOGRAFICA", "FALTA_INVESTCHILE", "PRESENTADA_SIN_AGREGADO")


def attache_of(situation: Situation) -> ReferralTarget | None:
    """The Investment Attaché of the market of the case; None: the market has none. Source: INV-01, INV-04."""
    market = market_of(situation)
    targets = situation.directory.referrals
    return next((t for t in targets if t.kind == "INVESTMENT_ATTACHE" and t.market == market), None)


def introduction_copies(situation: Situation) -> Mapping[str, str | None]:
    """
    Who is copied in the introduction to a user company, by what they are, in Spanish; None: there is nobody.

    The attaché of the market (if any), and the regional, sector and geographic executives on the day.

    Source: INV-03.
    """
    chilean, directory, today = _user_company(situation), situation.directory, situation.today
    attache = attache_of(situation)
    regional = None if chilean is None else directory.standing_in(chilean.regional_executive, today)
    sector = None if chilean is None else directory.standing_in(chilean.sector_officer, today)
    if sector is None and chilean is not None:
        sector = sector_officer_for(directory, chilean.sector, today)
    geographic = geographic_professional_for(directory, market_of(situation), today)
    return {
        "agregado/a de inversiones": None if attache is None else attache.name,
        "ejecutivo/a regional": None if regional is None else regional.name,
        "encargado/a sectorial": None if sector is None else sector.name,
        "profesional del área geográfica": None if geographic is None else geographic.name,
    }


def goes_to_geographic_area(situation: Situation) -> bool:
    """The market has no Investment Attaché, or the office prefers its geographic area. Source: INV-01."""
    return situation.flag("by_geographic_area") is True or attache_of(situation) is None


def market_has_no_attache(situation: Situation) -> bool:
    """Source: INV-04."""
    return attache_of(situation) is None


def is_not_a_user(situation: Situation) -> bool:
    """The Chilean company has no counting activity this year, so it is no user that day. Source: INV-03, DEF-05."""
    key = situation.text("user_company")
    if key is None:
        return False
    classes = situation.account_classes.get(key)
    return classes is None or classes.relation.value is not Relation.USUARIA


def _user_company(situation: Situation) -> Account | None:
    return situation.accounts.get(situation.text("user_company") or "")


def _case_office(situation: Situation) -> str | None:
    if situation.state in _WITH_GEOGRAPHIC:
        person = geographic_professional_for(situation.directory, market_of(situation), situation.today)
        return office_of_person(person) or oficom_of(situation)
    return oficom_of(situation)


def _assignee(situation: Situation) -> str | None:
    if situation.state in _WITH_GEOGRAPHIC:
        return id_of(geographic_professional_for(situation.directory, market_of(situation), situation.today))
    return id_of(commercial_executive(situation))


def _to_geographic(situation: Situation) -> str | None:
    person = geographic_professional_for(situation.directory, market_of(situation), situation.today)
    return handed(person, GEOGRAPHIC, situation)


def _to_attache(situation: Situation) -> str | None:
    attache = attache_of(situation)
    return None if attache is None else f"unit:{attache.name}"


def _attache_reached(situation: Situation) -> str:
    attache = attache_of(situation)
    return "no hay" if attache is None else f"{attache.name} ({attache.contact})"


def _copies_es(situation: Situation) -> str:
    return "; ".join(f"{what}: {name or 'no hay'}" for what, name in introduction_copies(situation).items())


_OFICOM: Final = frozenset({COMMERCIAL})
_GEOGRAPHIC_ES: Final = "profesional del área geográfica"

PROJECT: Final = Datum("project", ValueKind.TEXT, "Proyecto o interés de inversión", rule="INV-01")
USER_COMPANY: Final = Datum("user_company", ValueKind.ACCOUNT, "Empresa usuaria chilena", rule="INV-03")
INTEREST: Final = Datum("interest", ValueKind.TEXT, "Interés de inversión", rule="INV-03")

_FACTS: Final = (
    FactSpec(
        "derive_investment",
        "Derivar el interés de invertir en Chile",
        "To the Investment Attaché of the market; where there is none, to the geographic area, for InvestChile.",
        (
            PROJECT,
            Datum(
                "by_geographic_area",
                ValueKind.BOOLEAN,
                "Derivar al área geográfica aunque haya agregado/a",
                required=False,
                rule="INV-01",
            ),
            MARKET,
        ),
        _OFICOM,
    ),
    FactSpec(
        "introduce_to_user_company",
        "Presentar a la empresa usuaria",
        "It wants to invest in a user company: the commercial office connects them, with the copies that belong.",
        (
            USER_COMPANY,
            INTEREST,
            MARKET,
        ),
        _OFICOM,
    ),
    FactSpec(
        "inform_company_of_investchile",
        "Informar a la empresa que la atenderá InvestChile",
        "Mandatory to close the derivation.",
        (NOTES,),
        _OFICOM,
    ),
    FactSpec(
        "inform_investchile",
        "Informar a la contraparte de InvestChile",
        "The professional of the geographic area tells the counterpart in InvestChile.",
        (NOTES,),
        frozenset({GEOGRAPHIC}),
    ),
    FactSpec(
        "withdraw_investment",
        "Dejar sin efecto",
        "The company is not interested any more.",
        (REASON,),
        frozenset({COMMERCIAL, GEOGRAPHIC}),
    ),
)

_STATES: Final = (
    StateSpec(
        "CON_AGREGADO",
        "Con agregado/a de inversiones: falta informar a la empresa",
        "{company} queda en contacto con {attache}. Infórmele que InvestChile atenderá su solicitud: es obligatorio.",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("inform_company_of_investchile",),
        rules=("INV-02", "INV-01"),
    ),
    StateSpec(
        "EN_AREA_GEOGRAFICA",
        "En el área geográfica",
        "Coordine con la contraparte de InvestChile el interés de {company}: {project}. La oficina comercial debe "
        "informar a la empresa que InvestChile la atenderá.",
        who=_GEOGRAPHIC_ES,
        role=GEOGRAPHIC,
        facts=("inform_investchile", "inform_company_of_investchile"),
        rules=("INV-04", "INV-01", "INV-02"),
    ),
    StateSpec(
        "FALTA_EMPRESA",
        "InvestChile informada: falta informar a la empresa",
        "Informe a {company} que InvestChile atenderá su solicitud: es obligatorio para cerrar la derivación.",
        who=OFICOM_ES,
        role=COMMERCIAL,
        facts=("inform_company_of_investchile",),
        rules=("INV-02",),
    ),
    StateSpec(
        "FALTA_INVESTCHILE",
        "Empresa informada: falta informar a InvestChile",
        "La empresa ya sabe que InvestChile la atenderá. Informe a la contraparte de InvestChile: {project}",
        who=_GEOGRAPHIC_ES,
        role=GEOGRAPHIC,
        facts=("inform_investchile",),
        rules=("INV-04", "INV-01"),
    ),
    StateSpec(
        "PRESENTADA_SIN_AGREGADO",
        "Presentada: falta informar a InvestChile",
        "{company} quedó presentada a la empresa usuaria. El mercado no tiene agregado/a de inversiones: informe a la "
        "contraparte de InvestChile. Copias: {copies}.",
        who=_GEOGRAPHIC_ES,
        role=GEOGRAPHIC,
        facts=("inform_investchile",),
        rules=("INV-04",),
    ),
    StateSpec(
        "DERIVADA",
        "Derivada",
        "InvestChile atiende la solicitud y la empresa lo sabe.",
        rules=("INV-01", "INV-02"),
        final=True,
    ),
    StateSpec(
        "PRESENTADA",
        "Presentada",
        "Las empresas quedaron presentadas. Copias: {copies}.",
        rules=("INV-03",),
        final=True,
    ),
    StateSpec("SIN_EFECTO", "Sin efecto", "La empresa ya no está interesada.", rules=("POL-06",), final=True),
)

_TELL_COMPANY: Final = (Notify("NTF-24"), RegisterAction("DERIVACION_INVESTCHILE"))
_INTRODUCE: Final = (Notify("NTF-25"), RegisterAction("PRESENTACION_INVERSION"))

# fmt: off
_ROWS: Final = (
    *on("derive_investment",
        refusal(NEW, REGISTER_FIRST, "EXT-01", when=has_no_company, lacks=(ACCOUNT,)),
        refusal(NEW, NOT_FOREIGN, "INV-01", "DEF-01", when=is_not_foreign),
        turning_away(step(NEW, "EN_AREA_GEOGRAFICA", "INV-01", "INV-04", when=goes_to_geographic_area,
                          then=(HandOver(_to_geographic),),
                          because="Se deriva al área geográfica, que coordina con InvestChile. Agregado/a: "
                                  "{attache}.")),
        turning_away(step(NEW, "CON_AGREGADO", "INV-01", then=(HandOver(_to_attache),),
                          because="El mercado tiene agregado/a de inversiones: {attache}."))),
    *on("introduce_to_user_company",
        refusal(NEW, REGISTER_FIRST, "EXT-01", when=has_no_company, lacks=(ACCOUNT,)),
        refusal(NEW, NOT_FOREIGN, "INV-03", "DEF-01", when=is_not_foreign),
        refusal(NEW,
                "La empresa chilena no es usuaria de ProChile en esta fecha, así que no corresponde la presentación. "
                "Si quiere invertir en Chile, derive su interés a InvestChile.", "INV-03", when=is_not_a_user),
        step(NEW, "PRESENTADA_SIN_AGREGADO", "INV-03", "INV-04", when=market_has_no_attache,
             then=(HandOver(_to_geographic), *_INTRODUCE)),
        step(NEW, "PRESENTADA", "INV-03", then=_INTRODUCE)),
    *on("inform_company_of_investchile",
        step(("CON_AGREGADO", "FALTA_EMPRESA"), "DERIVADA", "INV-02", then=_TELL_COMPANY),
        step("EN_AREA_GEOGRAFICA", "FALTA_INVESTCHILE", "INV-02", then=_TELL_COMPANY)),
    *on("inform_investchile",
        step("EN_AREA_GEOGRAFICA", "FALTA_EMPRESA", "INV-04", "INV-01", then=(Notify("NTF-26"),)),
        step("FALTA_INVESTCHILE", "DERIVADA", "INV-04", "INV-01", then=(Notify("NTF-26"),)),
        step("PRESENTADA_SIN_AGREGADO", "PRESENTADA", "INV-04", then=(Notify("NTF-26"),))),
    *on("withdraw_investment", step(OPEN, "SIN_EFECTO", "POL-06", "INV-01")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.INVESTMENT,
    "Inversión extranjera",
    _FACTS,
    _STATES,
    _ROWS,
    "Oficina comercial y área geográfica",
    office=_case_office,
    assignee=_assignee,
    words={"attache": _attache_reached, "copies": _copies_es},
)
