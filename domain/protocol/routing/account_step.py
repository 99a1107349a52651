"""
The next step of an account that has no open case that asks for one: the rows of section 8.3, from its classes.

Belongs here: which flow begins now, and by whom. Does not belong here: the steps inside a case (`next_step`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.model.accounts import FactKind, Purpose
from domain.model.cases import Flow, NextStep
from domain.model.classes import Classes, ConditionState, Export, Origin, Phase, Registration, Relation
from domain.model.institution.people import Role
from domain.protocol.catalogue import RULES, USER_PORTAL_URL
from domain.protocol.classes.reference_day import FIELD_LABELS
from domain.protocol.engine.allowed import facts_allowed
from domain.protocol.engine.flow_rules import FlowRules
from domain.protocol.engine.rows import NEW
from domain.protocol.engine.situation import Situation
from domain.protocol.engine.wording import office_mailbox, region_mailbox
from domain.protocol.routing.another_executive import another_executive
from domain.protocol.routing.next_step import next_step
from domain.protocol.routing.offers import offers, withheld
from domain.protocol.routing.referrals import bodies_es
from domain.protocol.routing.urgency import by_urgency, task_of
from domain.protocol.terms.in_situation import lengths_in

Known = Callable[[Situation, Classes], bool]


@dataclass(frozen=True, slots=True)
class AccountStep:
    """
    One row of section 8.3 for an account. The first row that fits decides.

    Attributes:
        step: Name of the fact that opens the case of `flow`, or of a step without a case.
        not_configured: Open point for which the source has no procedure.
    """

    when: Known
    step: str
    title: str
    responsible: str
    text: str
    rules: tuple[str, ...]
    role: Role | None = None
    flow: Flow | None = None
    not_configured: str | None = None


def _origin(*origins: Origin) -> Known:
    return lambda _, classes: classes.origin.value in origins


def _relation(relation: Relation) -> Known:
    return lambda _, classes: classes.relation.value is relation


def _aims_at(purpose: Purpose) -> Known:
    def fits(situation: Situation, classes: Classes) -> bool:
        account = situation.account
        return account is not None and classes.origin.value is Origin.EXTRANJERA and purpose in account.purposes

    return fits


def _is_merged(situation: Situation, _: Classes) -> bool:
    """AMB-63."""
    return situation.account is not None and situation.account.merged_into is not None


def _is_validated_association(situation: Situation, classes: Classes) -> bool:
    fact = situation.fact(FactKind.VALIDATION)
    return classes.origin.value is Origin.INSTITUCION and fact is not None and fact.value == "VALIDATED"


def _validated(situation: Situation, _: Classes) -> bool:
    fact = situation.fact(FactKind.VALIDATION)
    return fact is not None and fact.value == "VALIDATED"


def _lacks(kind: FactKind) -> Known:
    return lambda situation, _: situation.fact(kind) is None


def _in_attention(_: Situation, classes: Classes) -> bool:
    return classes.phase.value is Phase.ATENCION_PERSONALIZADA


def _always(_: Situation, __: Classes) -> bool:
    return True


def _has_test_due(situation: Situation, classes: Classes) -> bool:
    declared = situation.fact(FactKind.EXPORT_DECLARATION)
    return declared is not None and declared.value == "NO" and classes.export.value is Export.SIN_DECLARAR


def _is_diverted(_: Situation, classes: Classes) -> bool:
    return classes.export.value is Export.POTENCIAL_BAJA


_COMPANY: Final = "la empresa"
_EXECUTIVE: Final = "ejecutivo/a regional"

ROWS: Final = (
    AccountStep(
        _is_merged,
        "go_on_with_survivor",
        "Seguir con la cuenta que quedó",
        "quien atiende",
        "La cuenta de {company} se unió a otra de la misma empresa: siga con la cuenta que quedó.",
        ("CAP-04",),
    ),
    AccountStep(
        _is_validated_association,
        "receive_institution_request",
        "Consultar a la unidad que lidera la relación",
        "oficina contactada",
        "Antes de responder a {company}, consulte a la unidad que lidera la relación con esta institución.",
        ("INS-03", "INS-01"),
        flow=Flow.INSTITUTION,
    ),
    AccountStep(
        _origin(Origin.INSTITUCION),
        "ask_to_join",
        "Completar y validar la cuenta",
        "encargado/a sectorial o ejecutivo/a regional",
        "Complete y valide la cuenta de {company} para que pueda trabajar con ProChile.",
        ("INS-01",),
        Role.SECTOR_OFFICER,
        Flow.INSTITUTION,
    ),
    AccountStep(
        _aims_at(Purpose.IMPORT),
        "enter_demand",
        "Ingresar la demanda con su urgencia",
        "oficina comercial",
        "Ingrese la demanda de {company} e indique su urgencia: urgente ({SLA-10}) o media ({SLA-11}).",
        ("OCI-01", "OCI-02"),
        Role.COMMERCIAL_EXECUTIVE,
        Flow.DEMAND,
    ),
    AccountStep(
        _aims_at(Purpose.INVEST),
        "derive_investment",
        "Derivar el interés de inversión",
        "oficina comercial",
        "Derive el interés de {company} al agregado de inversiones del mercado; si no lo hay, al área geográfica, que "
        "lo presenta a InvestChile. Avise a la empresa.",
        ("INV-01", "INV-02"),
        Role.COMMERCIAL_EXECUTIVE,
        Flow.INVESTMENT,
    ),
    AccountStep(
        _aims_at(Purpose.ASSOCIATE),
        "orient_on_association",
        "Orientar a la empresa que quiere asociarse",
        "oficina comercial",
        "El protocolo no define cómo acompañar a {company} para asociarse con una empresa chilena. Oriéntela con el "
        "criterio de su oficina y deje constancia en la bitácora.",
        ("DEF-01", "AMB-67"),
        Role.COMMERCIAL_EXECUTIVE,
        not_configured="AMB-67",
    ),
    AccountStep(
        _origin(Origin.EXTRANJERA),
        "ask_purpose",
        "Preguntar para qué se acerca a ProChile",
        "oficina comercial",
        "¿Qué busca {company}: importar oferta chilena, asociarse con una empresa chilena o invertir en Chile?",
        ("DEF-01", "EXT-01"),
        Role.COMMERCIAL_EXECUTIVE,
    ),
    AccountStep(
        _origin(Origin.CHILENA_EXTERIOR),
        "ask_rut",
        "Preguntar si tiene RUT chileno",
        "oficina comercial",
        "Pregunte a {company} si cuenta con RUT chileno: de eso depende cómo se le apoya.",
        ("SPC-01", "SPC-04"),
        Role.COMMERCIAL_EXECUTIVE,
        Flow.ABROAD,
    ),
    AccountStep(
        _relation(Relation.USUARIA),
        "receive_request",
        "Recibir la solicitud y ofrecer alternativas",
        _EXECUTIVE,
        "{company} ya trabaja con ProChile. Su ejecutivo/a regional recibe la solicitud y ofrece alternativas en un "
        "plazo máximo de {SLA-07} desde que llegó.",
        ("USR-03", "USR-01", "SLA-07"),
        Role.REGIONAL_EXECUTIVE,
        Flow.REQUEST,
    ),
    AccountStep(
        _relation(Relation.USUARIA_ANTERIOR),
        "receive_request",
        "Atender como empresa usuaria",
        _EXECUTIVE,
        "{company} trabajó con ProChile hace menos de 3 años y no tiene actividades este año: se atiende como usuaria, "
        "en un plazo máximo de {SLA-07}. Sugiérale revisar su ficha.",
        ("USR-01", "USR-03", "SLA-07"),
        Role.REGIONAL_EXECUTIVE,
        Flow.REQUEST,
    ),
    AccountStep(
        _relation(Relation.ANTIGUA_USUARIA),
        "complete_ficha",
        "Actualizar la Ficha de Caracterización",
        _COMPANY,
        "Qué bueno que {company} vuelve. Para retomar el trabajo, actualice su ficha en {portal}.",
        ("OLD-01", "RTE-02"),
        Role.COMPANY,
        Flow.CAPTURE,
    ),
    AccountStep(
        _in_attention,
        "select_for_service",
        "Entregar información completa y registrar la acción",
        _EXECUTIVE,
        "{company} completó su captación. Entregue información completa del servicio, con sus derechos y obligaciones, "
        "y registre la acción al terminar.",
        ("ATN-04", "ATN-05", "ATN-02"),
        Role.REGIONAL_EXECUTIVE,
        Flow.SERVICE,
    ),
    AccountStep(
        _validated,
        "complete_preadmissibility",
        "Completar la preadmisibilidad",
        _COMPANY,
        "{company} está validada. Falta completar la preadmisibilidad.",
        ("CAP-07", "EXP-05"),
        Role.COMPANY,
    ),
    AccountStep(
        lambda situation, classes: (
            classes.registration.value is Registration.CUENTA_POTENCIAL
            and situation.fact(FactKind.REGISTRATION) is None
        ),
        "evaluate_candidate",
        "Evaluar si es candidata: invitar o derivar",
        "ejecutivo/a que la registró",
        "{company} es una cuenta potencial. Si podría ser candidata, invítela a completar su ficha en {portal} o "
        "derívela a la dirección regional para que evalúe si conviene invitarla.",
        ("RTE-06", "DEF-07"),
        flow=Flow.POTENTIAL_ACCOUNT,
    ),
    AccountStep(
        _lacks(FactKind.REGISTRATION),
        "register",
        "Registrarse en el portal con Clave Única",
        _COMPANY,
        "Quien representa a {company} crea su cuenta ProChile con Clave Única en {portal}.",
        ("CAP-04", "PUB-03"),
        Role.COMPANY,
        Flow.CAPTURE,
    ),
    AccountStep(
        _lacks(FactKind.FICHA),
        "complete_ficha",
        "Completar la Ficha de Caracterización",
        _COMPANY,
        "{company} ya está registrada. El siguiente paso es completar su ficha en {portal}.",
        ("CAP-01", "RTE-02"),
        Role.COMPANY,
        Flow.CAPTURE,
    ),
    AccountStep(
        _has_test_due,
        "record_test_result",
        "Responder el Test de Autodiagnóstico",
        _COMPANY,
        "Como {company} declaró que no ha exportado en los últimos 3 años, falta responder el test en {portal}.",
        ("CAP-06", "CAP-05"),
        Role.COMPANY,
    ),
    AccountStep(
        _is_diverted,
        "follow_recommendations",
        "Seguir las recomendaciones",
        _COMPANY,
        "{company} recibió los pasos previos a exportar. {bodies} Cuando avance, puede actualizar su ficha o repetir "
        "el test.",
        ("LOW-01", "LOW-02", "LOW-03"),
        Role.COMPANY,
    ),
    AccountStep(
        _always,
        "complete_ficha",
        "Actualizar la Ficha de Caracterización",
        _COMPANY,
        "Para que la oficina regional contacte a {company}, actualice su ficha en {portal}.",
        ("CAP-01", "CAP-02", "RTE-02"),
        Role.COMPANY,
        Flow.CAPTURE,
    ),
)  # fmt: skip
"""Section 8.3 in the order in which the situations are looked at; the last row fits always."""


def next_step_for_account(
    situation: Situation, cases: Sequence[Situation], flows: Mapping[Flow, FlowRules]
) -> NextStep:
    """The first of `steps_for_account`."""
    return steps_for_account(situation, cases, flows)[0]


def steps_for_account(
    situation: Situation, cases: Sequence[Situation], flows: Mapping[Flow, FlowRules]
) -> list[NextStep]:
    """
    Every step of an account, one for each open case and purpose, the most urgent first; never empty.

    Open cases go first; then decisions that changes outside them ask for; then what its classes ask for: of a foreign
    company a step for each purpose that has no open case (AMB-51), of others only when no case asks.

    Args:
        situation: The account, with no case; `cases`: each open case of it, with its timeline and open terms.

    Source: COM-02, CHN-05, AMB-51, AMB-68, section 8.3.
    """
    account, classes = situation.account, situation.classes
    if account is None or classes is None:
        raise ValueError("there is no account to ask about")
    told = [(each.case.flow, each) for each in cases if each.case is not None]
    steps = by_urgency([(flow, next_step(flows[flow], each)) for flow, each in told])
    steps += [task for flow, each in told for task in task_of(flows[flow], each)]
    fitting = [row for row in ROWS if row.when(situation, classes)]
    purposes = [row for row in fitting if row.flow in _OF_A_PURPOSE and row.flow not in {flow for flow, _ in told}]
    asked = purposes if steps or fitting[0] in purposes else fitting[:1]
    return steps + another_executive(situation) + [_step(situation, row, flows) for row in asked]


_OF_A_PURPOSE: Final = frozenset({Flow.DEMAND, Flow.INVESTMENT})
"""One request for each purpose of a foreign company; each follows its own rules. Source: AMB-51."""


def _step(situation: Situation, row: AccountStep, flows: Mapping[Flow, FlowRules]) -> NextStep:
    account, classes, rule = situation.account, situation.classes, row.rules[0]
    if account is None or classes is None:
        raise ValueError("there is no account to ask about")
    executive = _executive(situation, row)
    openings = _openings(situation, row, flows)
    known = {
        "company": account.name,
        "portal": USER_PORTAL_URL,
        "bodies": bodies_es(situation),
        **lengths_in(row.text, situation),
    }
    return NextStep(
        step=row.step if row.step in openings or not openings else openings[0],
        title=row.title,
        responsible=row.responsible if executive is None else f"{executive[1]} ({row.responsible})",
        text=row.text.format(**known),
        rule=rule,
        heading=RULES[rule].heading,
        facts=openings,
        responsible_role=row.role,
        responsible_id=None if executive is None else executive[0],
        office=situation.office,
        mailbox=office_mailbox(situation.office, situation) or region_mailbox(account.region),
        missing=_missing(classes),
        not_configured=row.not_configured,
        rules=row.rules,
        offers=() if row.flow is None else offers(flows[row.flow], situation, openings),
        withheld=withheld(situation),
    )


def _openings(situation: Situation, row: AccountStep, flows: Mapping[Flow, FlowRules]) -> tuple[str, ...]:
    """The facts that open the row's flow now."""
    rules = None if row.flow is None else flows.get(row.flow)
    return () if rules is None or situation.state != NEW else facts_allowed(rules, situation)


def _executive(situation: Situation, row: AccountStep) -> tuple[str, str] | None:
    """Id and name of the account's executive, or of who stands in, when the step is theirs. Source: PUB-04."""
    account = situation.account
    if account is None or row.role not in {Role.REGIONAL_EXECUTIVE, Role.COMMERCIAL_EXECUTIVE}:
        return None
    key = account.regional_executive if row.role is Role.REGIONAL_EXECUTIVE else account.commercial_executive
    person = situation.directory.standing_in(key, situation.today)
    return None if person is None else (person.id, person.name)


def _missing(classes: Classes) -> dict[str, str]:
    """The mandatory data of the account that are not there (DEF-07)."""
    return {
        missing.name: missing.label or FIELD_LABELS.get(missing.name, missing.name)
        for condition in classes.portfolio.conditions
        if condition.state is ConditionState.NOT_MET and condition.name == "contact_data"
        for reason in condition.reasons
        for missing in reason.missing
    }
