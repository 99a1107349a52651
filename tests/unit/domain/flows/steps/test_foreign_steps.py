"""Foreign companies and Chilean ones abroad, row by row: what each step needs and causes (SPC, OCI, INV, VIS-05)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.accounts import FactKind, Organisation
from domain.model.cases import Flow, Value
from domain.model.institution.people import Actor
from tests.support.builders import COMMERCIAL, REGIONAL, a_fact, an_account, an_action
from tests.support.cases.foreign import GEOGRAPHIC, IN_BRAZIL, OCI, a_brazilian, a_buyer, a_foreign_desk, a_supplier
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

TO_MEI, TO_GABRIEL, TO_IRENE = "to person:mei.soto", "to person:gabriel.ocampo", "to person:irene.duarte"


def telling(flow: Flow, at: str = "2024-09-16 10:00", **buyer: object) -> Telling:
    """A case to be opened for an importer of Shanghái, on Monday 16 September 2024, 10:00."""
    desk = a_foreign_desk(at)
    return Telling(desk, flow, a_buyer(desk, **buyer))


def of_nobody(flow: Flow) -> Telling:
    return Telling(a_foreign_desk(), flow)


def of_a_national(flow: Flow) -> Telling:
    desk = a_foreign_desk()
    return Telling(desk, flow, a_supplier(desk))


# Demands


DEMAND = {"product": "Berries", "urgency": "URGENT"}


async def entered(urgency: str = "URGENT", at: str = "2024-09-16 10:00") -> Telling:
    told = telling(Flow.DEMAND, at)
    await told.report(COMMERCIAL, "enter_demand", **{**DEMAND, "urgency": urgency})
    return told


async def with_supply(urgency: str = "URGENT", at: str = "2024-09-16 10:00") -> Telling:
    told = await entered(urgency, at)
    await told.report(OCI, "report_suppliers", suppliers=(a_supplier(told.desk).id,))
    return told


async def answered(urgency: str) -> Telling:
    told = await with_supply(urgency)
    await told.report(COMMERCIAL, "send_suppliers")
    return told


@proves("OCI-01", "EXT-01", "DEF-01", "INV-01", "INV-03", "VIS-05", "VIS-01")
@pytest.mark.parametrize(
    ("flow", "actor", "fact", "by_nobody", "by_national", "data"),
    [
        (Flow.DEMAND, COMMERCIAL, "enter_demand", "EXT-01", "OCI-01", DEMAND),
        (Flow.INVESTMENT, COMMERCIAL, "derive_investment", "EXT-01", "INV-01", {"project": "Una planta"}),
        (
            Flow.INVESTMENT, COMMERCIAL, "introduce_to_user_company", "EXT-01", "INV-03",
            {"user_company": "una", "interest": "Capital"},
        ),
        (Flow.INVITATION, REGIONAL, "propose_invitation", "EXT-01", "VIS-05", {"activity": "Rueda"}),
        (Flow.VISIT, COMMERCIAL, "receive_visit_enquiry", "EXT-01", "VIS-01", {}),
        (
            Flow.VISIT, COMMERCIAL, "request_visit", "EXT-01", "VIS-01",
            {"visit_starts_on": date(2024, 12, 2), "supply_known": True},
        ),
    ],
)  # fmt: skip
async def test_these_cases_are_of_a_registered_foreign_company(
    flow: Flow, actor: Actor, fact: str, by_nobody: str, by_national: str, data: dict[str, object]
) -> None:
    """EXT-01: the Oficom registers it first; DEF-01: a national company is attended by its regional office."""
    nobody, national = of_nobody(flow), of_a_national(flow)
    if "user_company" in data:
        data = {**data, "user_company": a_supplier(nobody.desk).id}
    words = "primero la registra la oficina comercial"
    await nobody.refused(actor, fact, by_nobody, words, lacks=("account_id",), **data)
    if "user_company" in data:
        data = {**data, "user_company": a_supplier(national.desk).id}
    await national.refused(actor, fact, by_national, "está establecida en Chile", **data)


@proves("OCI-01", "OCI-02", "OCI-03", "OCI-06")
async def test_a_demand_has_the_term_of_its_urgency_from_its_entry() -> None:
    """OCI-02: 48 hours when urgent (SLA-10); OCI-03: 5 continuous days when medium (SLA-11)."""
    for urgency, rule in (("URGENT", "SLA-10"), ("MEDIUM", "SLA-11")):
        told = telling(Flow.DEMAND)
        caused = (f"{rule} starts", TO_GABRIEL)
        await told.step(COMMERCIAL, "enter_demand", "ANALISIS", *caused, product="Berries", urgency=urgency)


@proves("OCI-02", "OCI-03", "OCI-01")
async def test_another_level_has_no_term_until_it_is_rated() -> None:
    """OCI-02, OCI-03, AMB-18: then its term runs from the entry of the demand."""
    told = telling(Flow.DEMAND)
    other = {"product": "Berries", "urgency": "OTHER", "urgency_level": "Baja"}
    await told.step(COMMERCIAL, "enter_demand", "POR_CALIFICAR", TO_GABRIEL, **other)
    told.at("2024-09-17 16:00")
    await told.step(OCI, "rate_demand", "ANALISIS", "SLA-10 starts 2024-09-16 10:00", urgency="URGENT")


@proves("OCI-04", "OCI-06")
async def test_without_supply_the_company_gets_the_explanation() -> None:
    """OCI-04: the coordinator tells the Oficom, which tells the company; OCI-06: inside the term."""
    told = await entered()
    caused = ("NTF-20", TO_MEI)
    await told.step(OCI, "report_no_supply", "SIN_OFERTA", *caused, explanation="No es temporada")
    caused = ("SLA-10 stops", "NTF-21", "action SIN_OFERTA_OCI")
    await told.step(COMMERCIAL, "inform_no_supply", "CERRADA_SIN_OFERTA", *caused, explanation_sent="No es temporada")
    assert "No es temporada" in (told.timeline[-1].reason or "")


@proves("OCI-05", "OCI-06", "OCI-08")
@pytest.mark.parametrize(
    ("at", "urgency", "answer", "monitoring", "module"),
    [
        ("2024-03-28 10:00", "MEDIUM", "SLA-11", "SLA-13", "ONE_CLICK_IMPORT"),
        ("2024-09-16 10:00", "URGENT", "SLA-10", "SLA-12", "OPORTUNIDAD_COMERCIAL"),
    ],
)
async def test_the_list_of_suppliers_answers_the_demand(
    at: str, urgency: str, answer: str, monitoring: str, module: str
) -> None:
    """OCI-05: Chilean companies; OCI-08: in the module of the day; OCI-06: the sending stops the term."""
    told = await entered(urgency, at)
    words = "La lista es de empresas chilenas"
    await told.refused(OCI, "report_suppliers", "OCI-05", words, unfit="suppliers", suppliers=(a_buyer(told.desk).id,))
    suppliers = (a_supplier(told.desk).id,)
    await told.step(OCI, "report_suppliers", "CON_OFERTA", "NTF-22", TO_MEI, suppliers=suppliers)
    caused = (f"{answer} stops", "NTF-23", "action RESPUESTA_OCI", f"action {module}", f"{monitoring} starts")
    await told.step(COMMERCIAL, "send_suppliers", "RESPONDIDA", *caused)


@proves("OCI-07", "SLA-12", "SLA-13")
@pytest.mark.parametrize(("urgency", "rule"), [("URGENT", "SLA-12"), ("MEDIUM", "SLA-13")])
async def test_the_answer_is_monitored_or_left_out_with_the_reason(urgency: str, rule: str) -> None:
    """OCI-07, SLA-12, SLA-13: recommended; an answered demand is not withdrawn."""
    told = await answered(urgency)
    await told.refused(COMMERCIAL, "withdraw_demand", "OCI-07", "La demanda ya fue respondida", reason="Ya no")
    held = {"contacted": True, "result": "Habló con dos"}
    caused = (f"{rule} stops", "action MONITOREO_OCI")
    await told.step(COMMERCIAL, "record_monitoring", "CERRADA", *caused, **held)
    left = await answered(urgency)
    await left.step(COMMERCIAL, "skip_monitoring", "CERRADA_SIN_MONITOREO", f"{rule} waived", reason="No contesta")


@proves("POL-06", "OCI-01")
async def test_a_demand_may_be_withdrawn_until_it_is_answered() -> None:
    """POL-06, OCI-01: its term is waived, never met."""
    told = await with_supply("MEDIUM")
    await told.step(COMMERCIAL, "withdraw_demand", "SIN_EFECTO", "SLA-11 withdrawn", reason="Compró en Perú")


# Investment


PROJECT = {"project": "Una planta"}
TOLD = ("NTF-24", "action DERIVACION_INVESTCHILE")
INTRODUCED = ("NTF-25", "action PRESENTACION_INVERSION")


@proves("INV-01", "INV-02")
async def test_an_investor_is_sent_to_the_attache_of_its_market() -> None:
    """INV-01, INV-02: China has one; the derivation closes when the company was told that InvestChile attends it."""
    told = telling(Flow.INVESTMENT)
    await told.step(COMMERCIAL, "derive_investment", "CON_AGREGADO", "to unit:Agregaduría en China", **PROJECT)
    assert "tiene agregado/a de inversiones" in (told.timeline[0].reason or "")
    await told.step(COMMERCIAL, "inform_company_of_investchile", "DERIVADA", *TOLD)


@proves("INV-01", "INV-02", "INV-04")
async def test_without_attache_the_geographic_area_informs_investchile() -> None:
    """INV-01, INV-04: Brazil has none; both the company and InvestChile are told, in either order."""
    for company_first in (True, False):
        desk = a_foreign_desk()
        told = Telling(desk, Flow.INVESTMENT, a_brazilian(desk))
        await told.step(IN_BRAZIL, "derive_investment", "EN_AREA_GEOGRAFICA", TO_IRENE, **PROJECT)
        if company_first:
            await told.step(IN_BRAZIL, "inform_company_of_investchile", "FALTA_INVESTCHILE", *TOLD)
            await told.step(GEOGRAPHIC, "inform_investchile", "DERIVADA", "NTF-26")
        else:
            await told.step(GEOGRAPHIC, "inform_investchile", "FALTA_EMPRESA", "NTF-26")
            await told.step(IN_BRAZIL, "inform_company_of_investchile", "DERIVADA", *TOLD)


@proves("INV-03", "INV-04")
async def test_an_investor_may_be_introduced_to_a_user_company() -> None:
    """INV-03: a user of that day; INV-04: without attaché InvestChile is informed too."""
    told = telling(Flow.INVESTMENT)
    no_user, user = a_supplier(told.desk), told.desk.desk.put(an_account(rut=None), an_action(date(2024, 3, 5)))
    words = "no es usuaria de ProChile en esta fecha"
    interest = {"interest": "Capital"}
    await told.refused(COMMERCIAL, "introduce_to_user_company", "INV-03", words, user_company=no_user.id, **interest)
    meets = {"user_company": user.id, **interest}
    await told.step(COMMERCIAL, "introduce_to_user_company", "PRESENTADA", *INTRODUCED, **meets)
    desk = a_foreign_desk()
    brazilian = Telling(desk, Flow.INVESTMENT, a_brazilian(desk))
    user = desk.desk.put(an_account(), an_action(date(2024, 3, 5)))
    caused = (*INTRODUCED, TO_IRENE)
    meets = {"user_company": user.id, **interest}
    await brazilian.step(IN_BRAZIL, "introduce_to_user_company", "PRESENTADA_SIN_AGREGADO", *caused, **meets)
    await brazilian.step(GEOGRAPHIC, "inform_investchile", "PRESENTADA", "NTF-26")


@proves("POL-06", "INV-01")
async def test_an_investment_may_be_withdrawn() -> None:
    """POL-06, INV-01."""
    told = telling(Flow.INVESTMENT)
    await told.report(COMMERCIAL, "derive_investment", **PROJECT)
    await told.step(COMMERCIAL, "withdraw_investment", "SIN_EFECTO", reason="Ya no le interesa")


# Invitations


COMPLETE = {
    "activity_on": date(2024, 10, 31), "trip_aim": "Rueda de negocios", "chilean_companies": "Diez conserveras",
    "covered_items": ("Hotel",),
}  # fmt: skip


async def proposed(**given: object) -> Telling:
    told = telling(Flow.INVITATION)
    await told.report(REGIONAL, "propose_invitation", activity="Rueda", **given)
    return told


async def ready(lead_time_days: int = 45) -> Telling:
    told = await proposed(**COMPLETE)
    await told.report(COMMERCIAL, "confirm_lead_time", lead_time_days=lead_time_days)
    return told


@proves("VIS-05")
async def test_an_invitation_begins_by_talking_with_the_commercial_office() -> None:
    """VIS-05: it gives the lead time of its market before anything is sent, and says what else it needs."""
    told = telling(Flow.INVITATION)
    await told.step(REGIONAL, "propose_invitation", "CONSULTANDO_OFICOM", TO_MEI, activity="Rueda")
    await told.refused(REGIONAL, "send_invitation", "VIS-05", "Primero la oficina comercial confirma los plazos")
    await told.step(REGIONAL, "give_information", "CONSULTANDO_OFICOM", trip_aim="Rueda de negocios")
    await told.refused(
        COMMERCIAL,
        "confirm_lead_time",
        "VIS-05",
        "no pueden ser menos que cero",
        unfit="lead_time_days",
        lead_time_days=-1,
    )
    await told.step(COMMERCIAL, "confirm_lead_time", "REUNIENDO_ANTECEDENTES", lead_time_days=0)
    complete = await proposed(**COMPLETE)
    await complete.step(COMMERCIAL, "confirm_lead_time", "LISTA", lead_time_days=45)


@proves("VIS-05")
async def test_nothing_goes_out_before_the_information_is_complete() -> None:
    """VIS-05: date, aim, companies, items covered; and what else the commercial office asked for."""
    told = await proposed(trip_aim="Rueda de negocios")
    asked = {"lead_time_days": 45, "other_items_asked": ("Pasaporte",)}
    await told.report(COMMERCIAL, "confirm_lead_time", **asked)
    words = "Faltan antecedentes que la oficina comercial necesita"
    await told.refused(REGIONAL, "send_invitation", "VIS-05", words)
    await told.step(REGIONAL, "give_information", "REUNIENDO_ANTECEDENTES", **COMPLETE)
    await told.step(REGIONAL, "give_information", "LISTA", other_items_given=("Pasaporte",))


@proves("VIS-05")
@pytest.mark.parametrize(("lead_time_days", "is_short"), [(45, False), (46, True)])
async def test_the_invitation_is_sent_within_the_lead_time_or_with_a_note(
    lead_time_days: int, *, is_short: bool
) -> None:
    """VIS-05, AMB-50: for 31 October 2024, on 16 September there are 45 days; later it is sent all the same."""
    told = await ready(lead_time_days)
    await told.step(REGIONAL, "send_invitation", "INVITADA", "action INVITACION_ACTIVIDAD")
    assert ("menos anticipación" in (told.timeline[-1].reason or "")) is is_short


@proves("VIS-05")
async def test_an_activity_that_is_past_needs_another_date() -> None:
    """VIS-05: on the day itself it may still be sent; on the next one not."""
    told = await ready()
    told.at("2024-11-01 10:00")
    await told.refused(REGIONAL, "send_invitation", "VIS-05", "La fecha de la actividad ya pasó")
    told.at("2024-10-31 10:00")
    await told.step(REGIONAL, "send_invitation", "INVITADA", "action INVITACION_ACTIVIDAD")


@proves("VIS-05", "POL-06")
async def test_the_company_accepts_or_declines_and_the_invitation_may_be_withdrawn() -> None:
    """VIS-05, POL-06."""
    for accepted, state in ((True, "ACEPTADA"), (False, "DECLINADA")):
        told = await ready()
        await told.report(REGIONAL, "send_invitation")
        await told.step(COMMERCIAL, "record_invitation_answer", state, accepted=accepted)
    told = await ready()
    await told.step(REGIONAL, "withdraw_invitation", "SIN_EFECTO", reason="Se suspende la rueda")


# Chilean companies abroad


SUPPORT = {"support": "Contactos"}
NO_RUT = {"has_chilean_rut": False}
RUT = {"has_chilean_rut": True, "rut": "76.543.210-3", "region": "08"}


async def asked_for_rut(**buyer: object) -> Telling:
    told = telling(Flow.ABROAD, **buyer)
    await told.report(COMMERCIAL, "ask_rut", **SUPPORT)
    return told


@proves("SPC-01", "EXT-01", "INS-03")
async def test_the_rut_is_asked_for_first() -> None:
    """SPC-01: of a company with an account; an institution is another matter (INS-03)."""
    words = "el caso necesita su cuenta"
    await of_nobody(Flow.ABROAD).refused(COMMERCIAL, "ask_rut", "SPC-01", words, lacks=("account_id",), **SUPPORT)
    institution = telling(Flow.ABROAD, organisation=Organisation.INSTITUTION, country="CL")
    await institution.refused(COMMERCIAL, "ask_rut", "INS-03", "es una institución o asociación", **SUPPORT)
    await telling(Flow.ABROAD).step(COMMERCIAL, "ask_rut", "POR_CONSULTAR_RUT", **SUPPORT)


@proves("SPC-01", "SPC-02")
async def test_the_answer_agrees_with_the_account_and_names_rut_and_region() -> None:
    """SPC-01: a known RUT is not denied, a claimed one is given; SPC-02: the region must be told."""
    known = await asked_for_rut(rut=an_account().rut, region="08")
    await known.refused(
        COMMERCIAL, "answer_rut", "SPC-01", "ya tiene un RUT chileno", unfit="has_chilean_rut", **NO_RUT
    )
    told = await asked_for_rut()
    await told.refused(
        COMMERCIAL, "answer_rut", "SPC-01", "Indique un RUT válido", lacks=("rut",), has_chilean_rut=True, region="08"
    )
    words = "Indique la región de la empresa en Chile"
    only_rut: dict[str, Value] = {"has_chilean_rut": True, "rut": "76.543.210-3"}
    await told.refused(COMMERCIAL, "answer_rut", "SPC-02", words, lacks=("region",), **only_rut)
    await told.refused(COMMERCIAL, "answer_rut", "SPC-01", words, lacks=("rut", "region"), has_chilean_rut=True)


@proves("SPC-02", "SPC-03")
async def test_with_rut_the_region_is_told_and_incorporates_the_company() -> None:
    """SPC-02, SPC-03: not yet with ProChile, so its capture opens; one that is validated is only told."""
    told = await asked_for_rut()
    await told.step(
        COMMERCIAL, "answer_rut", "CON_RUT",
        "rut 76.543.210-3", "region 08", "office OFIREG-08", "NTF-18", "opens CAPTURE", **RUT,
    )  # fmt: skip
    assert "sigue el procedimiento para incorporarla" in (told.timeline[-1].reason or "")
    validated = (a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 3, 5)),)
    told = await asked_for_rut(facts=validated)
    await told.step(COMMERCIAL, "answer_rut", "CON_RUT", "rut 76.543.210-3", "region 08", "NTF-18", **RUT)
    await told.step(COMMERCIAL, "record_support", "APOYADA", "action APOYO_CHILENA_EXTERIOR", result="Contactos")


@proves("SPC-04", "SPC-05", "SPC-01")
@pytest.mark.parametrize(
    ("capital", "led", "sells", "is_chilean"),
    [(True, False, False, True), (False, True, True, True), (False, True, False, False), (False, False, True, False)],
)
async def test_without_rut_one_of_two_conditions_decides(
    *, capital: bool, led: bool, sells: bool, is_chilean: bool
) -> None:
    """SPC-04: Chilean capital, or led by Chileans who mean to trade national products; SPC-05: else it is foreign."""
    told = await asked_for_rut()
    await told.step(COMMERCIAL, "answer_rut", "SIN_RUT", **NO_RUT)
    answers = {"chilean_capital": capital, "led_by_chileans": led, "sells_national": sells}
    caused = tuple(f"{name} {answer}" for name, answer in answers.items())
    if is_chilean:
        await told.step(COMMERCIAL, "record_conditions", "CHILENA_EXTERIOR", *caused, **answers)
        await told.step(COMMERCIAL, "record_support", "APOYADA", "action APOYO_CHILENA_EXTERIOR", result="Contactos")
    else:
        await told.step(COMMERCIAL, "record_conditions", "EXTRANJERA", *caused, **answers)
        caused = ("NTF-19", "action ORIENTACION_CONTRAPARTE")
        await told.step(COMMERCIAL, "recommend_counterpart", "ORIENTADA", *caused)


@proves("POL-06", "SPC-01")
async def test_support_may_not_be_needed_any_more() -> None:
    """POL-06, SPC-01."""
    told = await asked_for_rut()
    await told.step(COMMERCIAL, "withdraw_support", "SIN_EFECTO", reason="Se arregló sola")
