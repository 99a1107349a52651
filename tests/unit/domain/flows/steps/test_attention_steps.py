"""Requests of user companies and services, row by row: what each step needs and causes (USR, ATN, DEF-14)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Flow
from domain.model.history.actions import Action
from domain.model.institution.people import Actor
from tests.support.builders import COMMERCIAL, FAIR, HEAD, MEETING, REGIONAL, a_fact, an_account, an_action
from tests.support.calendars import local
from tests.support.cases.national import a_desk, known, of_company
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

TO_ANA = "to person:ana.rojas"
THIS_YEAR, LAST_YEAR, LONG_AGO = date(2024, 3, 5), date(2023, 3, 5), date(2021, 5, 10)
WANTED = {"wants": "ADVICE", "matter": "Nuevos mercados"}
SEEN = {"market": "VN", "matter": "Podría vender en Vietnam"}
PLAN = {
    "characteristics": "Conservera", "objectives": ("Crecer",), "plan_markets": ("CN",), "instruments": ("Ferias",),
}  # fmt: skip
REQUIREMENTS = known("exporta_mas_requirements", "USR-05", ("Dos años exportando", "Sin deudas"))


def telling(flow: Flow, *actions: Action, account: Account | None = None, **settings: object) -> Telling:
    """A case to be opened on Friday 13 September 2024, 17:00, of a company of Biobío attended by Ana Rojas."""
    desk = a_desk(**settings)
    account = account or an_account(regional_executive=REGIONAL.id)
    return Telling(desk, flow, desk.desk.put(account, *actions))


def a_request(worked_on: date | None = THIS_YEAR, **fields: object) -> Telling:
    return telling(Flow.REQUEST, *([] if worked_on is None else [an_action(worked_on)]), **fields)


async def received(**fields: object) -> Telling:
    told = a_request(**fields)
    await told.report(REGIONAL, "receive_request", **WANTED)
    return told


async def offered() -> Telling:
    told = await received()
    await told.report(REGIONAL, "offer_alternatives", alternatives=("Feria", "Agenda"))
    return told


def company_of(told: Telling) -> Actor:
    assert told.account is not None
    return of_company(told.account)


BY_ANYBODY = (HEAD, "receive_request", WANTED)
BY_OFICOM = (COMMERCIAL, "detect_other_market", SEEN)
INSTITUTION = an_account(organisation=Organisation.INSTITUTION)
FOREIGN = an_account(country="CN", region=None, rut=None, office="OFICOM-CN-SHA")


@proves("INS-03", "EXT-01", "OLD-01", "CAP-02", "DEF-10")
@pytest.mark.parametrize("way", [BY_ANYBODY, BY_OFICOM], ids=lambda way: way[1])
@pytest.mark.parametrize(
    ("account", "worked_on", "rule", "words"),
    [
        (INSTITUTION, None, "INS-03", "abra una solicitud de institución"),
        (FOREIGN, None, "EXT-01", "la atiende su oficina comercial"),
        (an_account(), LONG_AGO, "OLD-01", "primero actualiza su ficha"),
        (an_account(), None, "CAP-02", "comienza con su registro y su ficha"),
    ],
)
async def test_who_is_no_user_company_is_shown_the_way_that_is_theirs(
    way: tuple[Actor, str, dict[str, object]], account: Account, worked_on: date | None, rule: str, words: str
) -> None:
    """INS-03 an institution, EXT-01 a foreign company, OLD-01 a former user, CAP-02 one that never worked."""
    actor, fact, data = way
    await a_request(worked_on, account=account).refused(actor, fact, rule, words, **data)


@proves("USR-01")
async def test_a_request_is_a_companys() -> None:
    """USR-01: there is nobody to attend without its account."""
    for actor, fact, data in (BY_ANYBODY, BY_OFICOM):
        nobody = Telling(a_desk(), Flow.REQUEST)
        await nobody.refused(actor, fact, "USR-01", "Indique la cuenta de la empresa", lacks=("account_id",), **data)


@proves("USR-01", "USR-03", "CAP-02")
@pytest.mark.parametrize("worked_on", [THIS_YEAR, LAST_YEAR])
async def test_a_request_goes_to_the_regional_executive_whoever_received_it(worked_on: date) -> None:
    """USR-01, USR-03: three business days from the first reception by ProChile (AMB-35), and she is told."""
    told = a_request(worked_on)
    await told.step(HEAD, "receive_request", "RECIBIDA", "SLA-07 starts", TO_ANA, **WANTED)
    assert ("ficha" in (told.timeline[0].reason or "")) is (worked_on == LAST_YEAR)
    earlier = a_request(worked_on)
    received_at: datetime = local("2024-09-12 09:30")
    caused = ("SLA-07 starts 2024-09-12 09:30", TO_ANA)
    await earlier.step(HEAD, "receive_request", "RECIBIDA", *caused, received_at=received_at, **WANTED)


@proves("USR-02", "USR-03", "CAP-02", "USR-01")
@pytest.mark.parametrize("worked_on", [THIS_YEAR, LAST_YEAR])
async def test_another_market_seen_by_a_commercial_office_is_told_to_the_executive(worked_on: date) -> None:
    """USR-02: the Oficom informs the regional executive, who has three business days (USR-03)."""
    told = a_request(worked_on)
    caused = ("SLA-07 starts", "NTF-31", "action AVISO_OTRO_MERCADO", TO_ANA)
    await told.step(COMMERCIAL, "detect_other_market", "RECIBIDA", *caused, **SEEN)
    assert ("ficha" in (told.timeline[0].reason or "")) is (worked_on == LAST_YEAR)


@proves("USR-02", "USR-03")
async def test_only_alternatives_stop_the_term() -> None:
    """USR-03: talking does not; offering alternatives does."""
    told = await received()
    await told.step(REGIONAL, "record_conversation", "RECIBIDA", notes="Conversamos")
    caused = ("SLA-07 stops", "action ALTERNATIVAS_OFRECIDAS")
    await told.step(REGIONAL, "offer_alternatives", "OFRECIDA", *caused, alternatives=("Feria",))


@proves("USR-04", "ATN-02", "CAP-02")
async def test_a_change_of_the_plan_is_told_to_the_executive() -> None:
    """USR-04, ATN-02: whoever records it; in a request, in a service, and as the first thing of one."""
    told = await received()
    await told.step(company_of(told), "record_plan", "RECIBIDA", TO_ANA, **PLAN)
    service = a_service()
    await service.step(COMMERCIAL, "record_plan", "PLAN", TO_ANA, **PLAN)
    changed = {**PLAN, "plan_markets": ("CN", "VN")}
    await service.step(COMMERCIAL, "record_plan", "PLAN", TO_ANA, **changed)


@proves("USR-05", "DEF-14")
async def test_exporta_mas_is_offered_to_who_diversifies_and_meets_its_requirements() -> None:
    """USR-05, DEF-14, AMB-21: its requirements are configured, and checked one by one."""
    met = ("Dos años exportando",)
    told = await received()
    await told.refused(REGIONAL, "offer_exporta_mas", "USR-05", "no están configurados", requirements_met=met)
    told = await received(exporta_mas_requirements=REQUIREMENTS)
    words = "a quien busca diversificar mercados"
    await told.refused(REGIONAL, "offer_exporta_mas", "USR-05", words, requirements_met=met)
    told = a_request(exporta_mas_requirements=REQUIREMENTS)
    await told.report(REGIONAL, "receive_request", purpose="DIVERSIFY", **WANTED)
    await told.refused(
        REGIONAL,
        "offer_exporta_mas",
        "USR-05",
        "falta cumplir: Sin deudas",
        lacks=("requirements_met",),
        requirements_met=met,
    )
    both = ("Dos años exportando", "Sin deudas")
    await told.step(REGIONAL, "offer_exporta_mas", "RECIBIDA", requirements_met=both)


@proves("ATN-04", "AGD-01", "USR-03", "ATN-03")
async def test_what_the_company_chose_opens_its_own_case() -> None:
    """USR-03, ATN-04, AGD-01: a service or an agenda, once what it needs is known; or nothing for now."""
    told = await offered()
    words = "Indique el servicio o herramienta y su tipo"
    await told.refused(
        REGIONAL,
        "record_choice",
        "ATN-03",
        words,
        lacks=("action_type",),
        choice="SERVICE",
        activity="Feria de Shanghái",
    )
    await told.refused(
        REGIONAL, "record_choice", "ATN-03", words, lacks=("activity",), choice="SERVICE", action_type=FAIR
    )
    words = "Indique el mercado de la agenda"
    await told.refused(REGIONAL, "record_choice", "AGD-01", words, lacks=("mode",), choice="AGENDA", market="CN")
    await told.refused(REGIONAL, "record_choice", "AGD-01", words, lacks=("market", "mode"), choice="AGENDA")
    words = "no está en el catálogo de instrumentos"
    meeting = {"choice": "SERVICE", "activity": "Reunión", "action_type": MEETING}
    await told.refused(REGIONAL, "record_choice", "ATN-03", words, unfit="action_type", **meeting)
    service = {"choice": "SERVICE", "activity": "Feria de Shanghái", "action_type": FAIR}
    await told.step(REGIONAL, "record_choice", "ATENDIDA", "opens SERVICE", **service)
    told = await offered()
    agenda = {"choice": "AGENDA", "market": "CN", "mode": "VIRTUAL"}
    caused = ("opens AGENDA", "action AGENDA_SOLICITADA")
    await told.step(REGIONAL, "record_choice", "ATENDIDA", *caused, **agenda)
    told = await offered()
    await told.step(REGIONAL, "record_choice", "ATENDIDA", choice="NONE", market="CN", mode="VIRTUAL")


@proves("POL-06")
async def test_a_request_that_is_not_needed_any_more_is_waived() -> None:
    """POL-06, AMB-58: with its reason; the term is reported apart, never as met."""
    told = await received()
    await told.step(REGIONAL, "withdraw_request", "SIN_EFECTO", "SLA-07 withdrawn", reason="Ya no la necesita")


# Services and tools


CHOSEN = {"activity": "Feria de Shanghái", "action_type": FAIR}
COMPLETE = {
    "activity_starts_on": date(2024, 11, 5), "activity_ends_on": date(2024, 11, 10), "deadlines": ("1 de octubre",),
    "rights": ("Stand",), "obligations": ("Pagar la cuota",),
}  # fmt: skip
HELD = {"started_on": date(2024, 9, 10), "ended_on": date(2024, 9, 12)}


def a_service(account: Account | None = None) -> Telling:
    """For a company that worked with ProChile this year."""
    return telling(Flow.SERVICE, an_action(THIS_YEAR), account=account)


async def selected() -> Telling:
    told = a_service()
    await told.report(REGIONAL, "select_for_service", **CHOSEN)
    return told


@proves("ATN-02", "ATN-04")
async def test_a_service_is_for_a_company() -> None:
    """ATN-02, ATN-04."""
    for fact, rule, data in (("select_for_service", "ATN-04", CHOSEN), ("record_plan", "ATN-02", PLAN)):
        words = "Indique la cuenta de la empresa"
        await Telling(a_desk(), Flow.SERVICE).refused(REGIONAL, fact, rule, words, lacks=("account_id",), **data)


@proves("OLD-01", "CAP-02", "DEF-08", "CAP-10", "AGD-01")
@pytest.mark.parametrize(
    ("flow", "fact", "data"),
    [
        (Flow.SERVICE, "select_for_service", CHOSEN),
        (Flow.SERVICE, "record_plan", PLAN),
        (Flow.AGENDA, "request_agenda", {"market": "CN", "mode": "IN_PERSON"}),
    ],
)
async def test_who_is_not_attended_yet_is_shown_the_way_that_is_theirs(
    flow: Flow, fact: str, data: dict[str, object]
) -> None:
    """OLD-01, DEF-08: a former user updates its ficha first; CAP-02, CAP-10: a new company ends its capture."""
    words = "primero actualiza su ficha"
    await telling(flow, an_action(LONG_AGO)).refused(REGIONAL, fact, "OLD-01", words, **data)
    await telling(flow).refused(REGIONAL, fact, "CAP-02", "aún está en captación", **data)


@proves("ATN-03", "ATN-04", "CAP-02")
async def test_a_service_is_one_of_the_catalogue() -> None:
    """ATN-03: of the four families; a meeting is none. ATN-04: then it is selected."""
    told = a_service()
    words = "no está en el catálogo de instrumentos"
    await told.refused(
        REGIONAL, "select_for_service", "ATN-03", words, unfit="action_type", activity="Reunión", action_type=MEETING
    )
    await told.step(REGIONAL, "select_for_service", "SELECCIONADA", **CHOSEN)


@proves("ATN-03", "DEF-11", "DEF-12")
async def test_exporta_mas_needs_exports_or_potential() -> None:
    """ATN-03: "si tiene potencial exportador"; one that exports (DEF-11) may be selected."""
    wanted = {"activity": "Exporta Más", "action_type": "EXPORTA_MAS"}
    told = a_service()
    words = "exportan o tienen potencial exportador"
    await told.refused(REGIONAL, "select_for_service", "ATN-03", words, **wanted)
    exports = an_account(facts=(a_fact(FactKind.EXPORT_DECLARATION, "YES", date(2024, 1, 5)),))
    told = a_service(exports)
    await told.step(REGIONAL, "select_for_service", "SELECCIONADA", **wanted)


@proves("ATN-04", "ATN-05", "FUP-01", "DEF-05")
async def test_the_information_is_complete_before_the_activity_is_registered() -> None:
    """ATN-04: dates, deadlines, rights and obligations; ATN-05, FUP-01: then the activity, and its follow-up."""
    told = await selected()
    words = "deje constancia de que Conservas del Sur SpA recibió la información completa"
    await told.refused(REGIONAL, "register_activity", "ATN-04", words, **HELD)
    caused = ("NTF-12", "action INFORMACION_ENTREGADA")
    await told.step(REGIONAL, "deliver_information", "INFORMADA", *caused, **COMPLETE)
    later = {**COMPLETE, "activity_ends_on": date(2024, 11, 12)}
    await told.step(REGIONAL, "deliver_information", "INFORMADA", *caused, **later)
    reversed_days = {"started_on": date(2024, 9, 12), "ended_on": date(2024, 9, 11)}
    await told.refused(
        REGIONAL, "register_activity", "ATN-05", "no puede ser anterior al primero", unfit="ended_on", **reversed_days
    )
    await told.step(REGIONAL, "register_activity", "REGISTRADA", f"action {FAIR}", "opens FOLLOW_UP", **HELD)


@proves("ATN-05")
async def test_an_activity_of_one_day_is_registered() -> None:
    """ATN-05, AMB-61: its first day may be its last."""
    told = await selected()
    await told.report(REGIONAL, "deliver_information", **COMPLETE)
    one_day = {"started_on": date(2024, 9, 10), "ended_on": date(2024, 9, 10)}
    await told.step(REGIONAL, "register_activity", "REGISTRADA", f"action {FAIR}", "opens FOLLOW_UP", **one_day)


@proves("POL-06", "ATN-04")
async def test_who_does_not_take_part_after_all_is_left_out_with_the_reason() -> None:
    """POL-06, ATN-04: from the plan on, and after the information."""
    told = await selected()
    await told.step(company_of(told), "record_withdrawal", "DESISTIDA", reason="No puede viajar")
