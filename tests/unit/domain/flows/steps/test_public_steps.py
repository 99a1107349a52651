"""Public flows, potential accounts and institutions, row by row (PUB-06, PUB-07, RTE-03, RTE-06, INS)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.model.accounts import Account, FactKind, Organisation
from domain.model.cases import Flow
from domain.model.institution.directory import Directory, Person
from domain.model.institution.people import Actor, Role
from tests.support.builders import COMMERCIAL, HEAD, OFFICER, REGIONAL, a_fact, an_account
from tests.support.cases.case_desk import CaseDesk
from tests.support.cases.national import PEOPLE, a_desk, of_company
from tests.support.cases.situations import PORTAL
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

CDA = Actor("centro.ayuda", "Centro de Ayuda", Role.HELP_CENTRE, "CENTRAL")
OIRS = Actor("oirs", "Atención Ciudadana", Role.CITIZEN_SERVICE, "CENTRAL")
CLIENTS = Actor("gestion", "Gestión de clientes", Role.CLIENT_MANAGEMENT, "CENTRAL")
QUERY = {"person": "Luis Vera", "email": "luis@ejemplo.cl", "query": "¿Qué es ProChile?"}


def telling(flow: Flow, account: Account | None = None) -> Telling:
    desk = a_desk()
    return Telling(desk, flow, None if account is None else desk.desk.put(account))


# Centro de Ayuda


@proves("PUB-06", "PUB-07", "SLA-08")
async def test_a_query_without_company_is_answered_in_its_term() -> None:
    """PUB-06, SLA-08: from the form on; a receipt is no answer. PUB-07: a complaint in it goes its own way (AMB-48)."""
    told = telling(Flow.HELP_CENTRE)
    await told.step(HEAD, "submit_help_form", "RECIBIDA", "SLA-08 starts by Centro de Ayuda", **QUERY)
    await told.step(CDA, "send_receipt", "RECIBIDA")
    await told.step(CDA, "answer", "RESPONDIDA", "SLA-08 stops by Centro de Ayuda", answer="Somos la agencia")
    both = telling(Flow.HELP_CENTRE)
    caused = ("SLA-08 starts by Centro de Ayuda", "opens CITIZEN")
    await both.step(HEAD, "submit_help_form", "RECIBIDA", *caused, complaint="No contestan", **QUERY)


@proves("PUB-07", "POL-06")
async def test_what_the_help_centre_does_not_address_is_diverted() -> None:
    """PUB-07, POL-06: to Atención Ciudadana, and the person is told why."""
    told = telling(Flow.HELP_CENTRE)
    await told.report(HEAD, "submit_help_form", **QUERY)
    caused = ("SLA-08 waived by Centro de Ayuda", "NTF-11", "opens CITIZEN")
    await told.step(CDA, "divert_to_citizen_service", "DERIVADA", *caused, reason="Es una sugerencia")


# Consulta derivada


@proves("PUB-04", "PUB-05")
async def test_an_enquiry_of_a_company_is_its_executives() -> None:
    """PUB-04: derived to its executive, regional or commercial, who answers; AMB-14: without one, its office."""
    matters = ("Información comercial.",)
    for executive, field in ((REGIONAL, "regional_executive"), (COMMERCIAL, "commercial_executive")):
        told = telling(Flow.ENQUIRY, replace(an_account(), **{field: executive.id}))
        await told.step_by_rule("derive_enquiry", "DERIVADA", f"to person:{executive.id}", matters=matters)
        await told.step(executive, "record_contact_attempt", "DERIVADA", notes="No contesta")
        await told.step(executive, "answer", "RESPONDIDA", answer="Por la feria de Lima")
    nobody = telling(Flow.ENQUIRY, an_account())
    await nobody.refused_by_rule("derive_enquiry", "PUB-05", "invítela a escribir a su oficina", matters=matters)
    nothing, words = telling(Flow.ENQUIRY), "Indique la cuenta de la empresa"
    await nothing.refused_by_rule("derive_enquiry", "PUB-04", words, lacks=("account_id",), matters=matters)


# Atención Ciudadana


@proves("PUB-07")
async def test_atencion_ciudadana_answers_without_an_invented_term() -> None:
    """PUB-07: what the source gives no days for is told as not configured, and measured all the same."""
    empty = telling(Flow.CITIZEN)
    words = "Escriba su reclamo, sugerencia, felicitación o consulta"
    await empty.refused(PORTAL, "submit_citizen_form", "PUB-07", words, lacks=("query",), person="Luis Vera")
    told = telling(Flow.CITIZEN)
    said = {"person": "Luis Vera", "kind": "COMPLAINT", "complaint": "No contestan"}
    caused = "PUB-07 starts by Atención Ciudadana"
    await told.step(PORTAL, "submit_citizen_form", "RECIBIDA", caused, **said)
    await told.step(OIRS, "send_receipt", "RECIBIDA")
    await told.step(OIRS, "answer", "RESPONDIDA", "PUB-07 stops by Atención Ciudadana", answer="Le escribimos")


# Problems with the portal


@proves("RTE-03", "LOW-05", "OLD-05")
@pytest.mark.parametrize(("problem", "rule"), [("FICHA", "RTE-03"), ("DISAGREEMENT", "LOW-05")])
async def test_gestion_de_clientes_is_informed_and_advises(problem: str, rule: str) -> None:
    """RTE-03, OLD-05: of every problem; LOW-05: of a disagreement; each time the company writes."""
    nobody = telling(Flow.PORTAL_PROBLEM)
    words = "Indique la cuenta de la empresa"
    await nobody.refused(REGIONAL, "report_portal_problem", "RTE-03", words, lacks=("company",), problem=problem)
    told = telling(Flow.PORTAL_PROBLEM, an_account())
    caused = ("NTF-08", "action NOTA_BITACORA")
    await told.step(REGIONAL, "report_portal_problem", "INFORMADA", *caused, problem=problem)
    assert told.timeline[0].rules[0] == rule
    await told.step(REGIONAL, "company_insists", "INFORMADA", "NTF-08")
    await told.step(CLIENTS, "record_advice", "ASESORADA", "action NOTA_BITACORA", advice="Cambie de navegador")


# Potential accounts


POTENTIAL = an_account(phone=None)


async def candidate() -> Telling:
    told = telling(Flow.POTENTIAL_ACCOUNT, POTENTIAL)
    await told.report(REGIONAL, "evaluate_candidate", candidate=True)
    return told


@proves("RTE-06", "POL-06", "DEF-07")
async def test_whoever_registered_it_judges_a_potential_account() -> None:
    """RTE-06: one whose mandatory data are missing (DEF-07); POL-06: a no has its reason."""
    words = "Indique la cuenta de la empresa"
    await telling(Flow.POTENTIAL_ACCOUNT).refused(
        REGIONAL, "evaluate_candidate", "RTE-06", words, lacks=("account_id",), candidate=True
    )
    complete = telling(Flow.POTENTIAL_ACCOUNT, an_account())
    words = "ya tiene sus datos obligatorios"
    await complete.refused(REGIONAL, "evaluate_candidate", "RTE-06", words, candidate=True)
    told = telling(Flow.POTENTIAL_ACCOUNT, POTENTIAL)
    await told.refused(
        REGIONAL, "evaluate_candidate", "POL-06", "por qué no es candidata", lacks=("reason",), candidate=False
    )
    await told.step(REGIONAL, "evaluate_candidate", "NO_INVITADA", candidate=False, reason="No exporta ni quiere")
    told = telling(Flow.POTENTIAL_ACCOUNT, POTENTIAL)
    await told.step(REGIONAL, "evaluate_candidate", "CANDIDATA", candidate=True)


@proves("CAP-04", "POL-07")
async def test_a_candidate_whose_accounts_are_joined_goes_on_in_the_other_case() -> None:
    """F-24: both accounts were being judged; one case goes on for the company."""
    told = await candidate()
    data = {"reason": "La empresa tenía dos cuentas", "joined_to": "12"}
    await told.step_by_rule("join_other_case", "UNIDA_A_OTRO_CASO", **data)


@proves("RTE-06", "RTE-02", "POL-06")
async def test_a_candidate_is_invited_by_the_executive_or_by_the_regional_head() -> None:
    """RTE-06, RTE-02: to complete its ficha in the portal; POL-06: the head says why not."""
    told = await candidate()
    await told.step(REGIONAL, "invite", "INVITADA", "NTF-01")
    told = await candidate()
    await told.step(REGIONAL, "derive_to_head", "EN_EVALUACION", "to office:OFIREG-08")
    await told.refused(HEAD, "decide_invitation", "POL-06", "por qué no se invita", lacks=("reason",), invite_it=False)
    await told.step(HEAD, "decide_invitation", "NO_INVITADA", invite_it=False, reason="Otra región la atiende")
    told = await candidate()
    await told.report(REGIONAL, "derive_to_head")
    await told.step(HEAD, "decide_invitation", "INVITADA", "NTF-01", invite_it=True)


@proves("RTE-06", "RTE-04")
async def test_a_candidate_without_region_is_asked_for_it_before_it_is_derived() -> None:
    """F-27: nobody's director is guessed; the region that is told is the company's from then on."""
    told = telling(Flow.POTENTIAL_ACCOUNT, replace(POTENTIAL, region=None, office=None))
    await told.report(REGIONAL, "evaluate_candidate", candidate=True)
    await told.refused(REGIONAL, "derive_to_head", "RTE-06", "Indique la región de", lacks=("region",))
    await told.step(REGIONAL, "derive_to_head", "EN_EVALUACION", "region 15", "to office:OFIREG-15", region="15")
    assert told.now.office == "OFIREG-15"


@proves("RTE-06")
async def test_whoever_registered_a_candidate_of_another_region_decides_between_the_two() -> None:
    """F-27: an executive of Biobío who registered a company of Arica may invite it, and may derive it to Arica."""
    for fact, state, caused in (
        ("invite", "INVITADA", "NTF-01"),
        ("derive_to_head", "EN_EVALUACION", "to office:OFIREG-15"),
    ):
        told = telling(Flow.POTENTIAL_ACCOUNT, replace(POTENTIAL, region="15", office="OFIREG-15"))
        await told.report(REGIONAL, "evaluate_candidate", candidate=True)
        await told.step(REGIONAL, fact, state, caused)


# Institutions and associations


INSTITUTION = an_account(organisation=Organisation.INSTITUTION, sector_officer=OFFICER.id)
SUPERVISOR = Actor("sol.mora", "Sol Mora", Role.CONCURSOS_SUPERVISOR, "CENTRAL")
CONSULTED = {"consulted": "Eva Pino", "notes": "De acuerdo"}
TO_EVA = "to person:eva.pino"


def an_institution() -> Telling:
    people = (*PEOPLE.people, Person(SUPERVISOR.id, SUPERVISOR.name, SUPERVISOR.role, "sol@ejemplo.cl", "CENTRAL"))
    desk = CaseDesk(a_desk().desk, Directory(people=people))
    return Telling(desk, Flow.INSTITUTION, desk.desk.put(INSTITUTION))


async def asking(*, concursos: bool = False) -> Telling:
    told = an_institution()
    await told.report(REGIONAL, "receive_institution_request", matter="Un taller", concursos=concursos)
    return told


@proves("INS-03", "INS-04", "USR-01", "POL-06")
async def test_the_unit_that_leads_the_relation_is_consulted_before_the_answer() -> None:
    """INS-03, INS-04: consulted, or left out with the reason (POL-06); then the agreed answer is given."""
    company = telling(Flow.INSTITUTION, an_account())
    words = "no es una institución ni asociación"
    await company.refused(REGIONAL, "receive_institution_request", "INS-03", words, matter="Un taller")
    told = an_institution()
    await told.step(REGIONAL, "receive_institution_request", "RECIBIDA", matter="Un taller")
    answer = {"answer": "El taller es en mayo"}
    await told.refused(REGIONAL, "give_agreed_answer", "INS-03", "registre la consulta a la unidad", **answer)
    caused = ("action CONSULTA_UNIDAD", TO_EVA)
    await told.step(REGIONAL, "consult_lead_unit", "CONSULTADA", *caused, **CONSULTED)
    await told.step(OFFICER, "give_agreed_answer", "RESPONDIDA", "action NOTA_BITACORA", **answer)
    left_out = await asking()
    await left_out.step(REGIONAL, "skip_consultation", "CONSULTADA", TO_EVA, reason="Es urgente")
    leads = an_institution()
    await leads.step(OFFICER, "receive_institution_request", "CONSULTADA", matter="Un taller")


@proves("INS-05", "INS-03", "INS-04")
async def test_a_concursos_project_is_coordinated_with_its_supervisor() -> None:
    """INS-05: at once; whoever was contacted consults the lead unit before or after (INS-03)."""
    told = an_institution()
    asked = {"matter": "Un taller", "concursos": True}
    await told.step(REGIONAL, "receive_institution_request", "CONCURSOS", "to CONCURSOS_SUPERVISOR", **asked)
    words = "coordine con la supervisión de esa área"
    await told.refused(REGIONAL, "give_agreed_answer", "INS-05", words, answer="El taller es en mayo")
    again = {"consulted": "Eva Pino", "notes": "Otra vez"}
    await told.step(REGIONAL, "consult_lead_unit", "CONCURSOS", "action CONSULTA_UNIDAD", **again)
    await told.step(SUPERVISOR, "coordinate_with_supervisor", "CONSULTADA", TO_EVA, notes="De acuerdo")
    first = await asking(concursos=True)
    await first.step(SUPERVISOR, "coordinate_with_supervisor", "RECIBIDA", "to person:ana.rojas", notes="De acuerdo")
    await first.step(REGIONAL, "skip_consultation", "CONSULTADA", TO_EVA, reason="Es urgente")
    leads = an_institution()
    await leads.report(OFFICER, "receive_institution_request", **asked)
    await leads.step(SUPERVISOR, "coordinate_with_supervisor", "CONSULTADA", TO_EVA, notes="De acuerdo")


@proves("INS-01")
async def test_an_association_joins_once_its_account_is_created_and_validated() -> None:
    """INS-01: by the sector officer or the regional executive, without Clave Única, ficha or test."""
    told = telling(Flow.INSTITUTION)
    joins = {"association_name": "Gremio del Mar"}
    await told.step(REGIONAL, "ask_to_join", "POR_CREAR", "to SECTOR_OFFICER", **joins)
    words = "La cuenta debe existir como institución"
    await told.refused(OFFICER, "record_account_validated", "INS-01", words)
    validated = a_fact(FactKind.VALIDATION, "VALIDATED", date(2024, 9, 12))
    company = told.desk.desk.put(an_account(rut=None, facts=(validated,)))
    await told.refused(OFFICER, "record_account_validated", "INS-01", words, association=company.id)
    account = told.desk.desk.put(an_account(rut=None, organisation=Organisation.INSTITUTION, facts=(validated,)))
    await told.step(OFFICER, "record_account_validated", "INCORPORADA", association=account.id)


@proves("INS-02", "POL-06", "INS-03")
async def test_periodic_instances_are_recorded_and_a_request_may_be_withdrawn() -> None:
    """INS-02: planned activities, results and experiences, with its message; POL-06."""
    met = {"planned_activities": ("Feria",), "results": "Tres socios exportan"}
    company = telling(Flow.INSTITUTION, an_account())
    await company.refused(REGIONAL, "record_instance", "INS-02", "use el seguimiento de empresas", **met)
    told = an_institution()
    caused = ("NTF-33", "action INSTANCIA_STAKEHOLDER")
    await told.step(REGIONAL, "record_instance", "INSTANCIA", *caused, **met)
    withdrawn = await asking()
    company_of_it = of_company(INSTITUTION)
    await withdrawn.step(company_of_it, "withdraw_institution_request", "SIN_EFECTO", reason="Ya no")
