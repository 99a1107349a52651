"""Who gets each message, in whose name, in which language and with what (section 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from domain.errors import MissingData, UnknownRule
from domain.model.accounts import Account, FactKind
from domain.model.cases import Case, Flow, Value
from domain.model.institution.directory import Directory, Person, ReferralTarget
from domain.model.institution.people import Actor, Role
from domain.model.messages import Language
from domain.model.places.countries import COUNTRIES
from domain.model.places.country_names import COUNTRY_NAMES_ES
from domain.model.terms import Term
from domain.protocol.engine.situation import Situation
from domain.protocol.follow_up.opt_out import SAMPLE_LINK
from domain.protocol.messages.compose import FOR_ATTENDED, MESSAGES, Composed, compose, compose_term_notice
from messaging.renderer import JinjaRenderer
from tests.support.builders import COMMERCIAL, REGIONAL, a_contact, a_fact, an_account
from tests.support.cases.situations import DIRECTORY, FRIDAY, a_situation
from tests.support.proving import proves

PEOPLE: Final = (
    *DIRECTORY.people,
    Person("mei.soto", "Mei Soto", Role.COMMERCIAL_EXECUTIVE, "mei.soto@ejemplo.cl", "OFICOM-CN-SHA"),
    Person("iris.oci", "Iris Vega", Role.OCI_COORDINATOR, "iris.vega@ejemplo.cl", "CENTRAL"),
    Person("gabo", "Gabriel Lira", Role.GEOGRAPHIC_PROFESSIONAL, "gabriel@ejemplo.cl", "CENTRAL", markets=("CN",)),
)
REFERRALS: Final = (
    ReferralTarget("investchile", "INVESTCHILE", "InvestChile", "investchile@ejemplo.cl"),
    ReferralTarget("attache-cn", "INVESTMENT_ATTACHE", "Agregado", "agregado.cn@ejemplo.cl", "CN"),
    ReferralTarget("attache-us", "INVESTMENT_ATTACHE", "Agregado", "agregado.us@ejemplo.cl", "US"),
    ReferralTarget("ccpit", "LOCAL_COUNTERPART", "CCPIT", "ccpit@ejemplo.cn", "CN"),
)
FULL: Final = Directory(PEOPLE, REFERRALS)
RENDERER: Final = JinjaRenderer()


def _exporter(**fields: object) -> Account:
    account = an_account(regional_executive=REGIONAL.id, commercial_executive="mei.soto", sector_officer="eva.pino")
    return replace(account, **fields)  # type: ignore[arg-type]  # the names are the caller's


def _importer(**fields: object) -> Account:
    account = an_account(
        name="Shanghai Foods", rut=None, country="CN", region=None, office="OFICOM-CN-SHA", email="buy@foods.example"
    )
    return replace(account, **fields)  # type: ignore[arg-type]  # the names are the caller's


def _of(account: Account | None, actor: Actor = REGIONAL, **given: Value) -> Situation:
    return a_situation(account, actor=actor, directory=FULL, given=given)


def _text(ntf: str, composed: Composed) -> str:
    return RENDERER.render(ntf, composed.language, composed.parameters).text


def test_the_regional_office_is_told_the_last_day_in_words() -> None:
    """
    EXP-02, SLA-03, AMB-01: filed Friday 13 September 2024, 3 business days: 16, 17, then 18 to 20 are holidays, 21 and
    22 a weekend, 23. The term itself starts with the same fact, so it is not open yet.
    """
    composed = compose("NTF-06", _of(_exporter()))

    assert composed.to == ("concepcion@prochile.gob.cl",)
    assert composed.automatic
    assert composed.parameters["due"] == "lunes 23 de septiembre de 2024"
    assert "Conservas del Sur SpA (RUT 76.012.345-5)" in _text("NTF-06", composed)


def test_the_last_day_of_a_running_term_is_kept_when_the_notice_is_repeated() -> None:
    """RTE-04: the region changed, the term did not: it began on Wednesday 11, so it ends on Monday 16."""
    started = FRIDAY.replace(day=11)
    term = Term(id="t", rule_id="SLA-03", protocol_version="2024", started_at=started, office="OFIREG-15")
    situation = replace(_of(_exporter()), office="OFIREG-15", open_terms=(term,))
    situation = replace(situation, account=replace(_exporter(), office="OFIREG-15", region="15"))

    composed = compose("NTF-06", situation)

    assert composed.to == ("aricayparinacota@prochile.gob.cl",)
    assert composed.parameters["due"] == "lunes 16 de septiembre de 2024"


def test_a_company_is_written_to_at_its_main_contact() -> None:
    """DAT-07: main contact, else its own address, else any active contact, else nobody."""
    account = _exporter()
    main = a_contact(account)
    other = a_contact(account, is_main=False, email="otra@conservas.cl")
    silent = replace(account, email=None)

    assert compose("NTF-05", _of(replace(account, contacts=(other, main)))).to == ("rosa@conservas.cl",)
    assert compose("NTF-05", _of(account)).to == ("contacto@conservas.cl",)
    assert compose("NTF-05", _of(replace(silent, contacts=(other,)))).to == ("otra@conservas.cl",)
    assert compose("NTF-05", _of(silent)).to == ()


def test_a_low_level_in_an_exempt_region_is_named_as_an_exception() -> None:
    """LOW-06, AMB-11: the level stays low; the office contacts the company all the same."""
    account = _exporter(region="15", office="OFIREG-15")
    composed = compose("NTF-03", _of(account, level="LOW"))

    assert composed.to == ("aricayparinacota@prochile.gob.cl",)
    assert (composed.parameters["level"], composed.parameters["exception"]) == ("bajo", True)
    text = _text("NTF-03", composed)
    assert "su potencial exportador es bajo" in text
    assert "Por la excepción que rige en su región" in text

    fact = a_fact(FactKind.TEST_LEVEL, "HIGH", FRIDAY.date())
    composed = compose("NTF-03", _of(_exporter(facts=(fact,))))
    assert (composed.parameters["level"], composed.parameters["exception"]) == ("alto", False)


@proves("CAP-03", "COM-02", "COM-03")
def test_the_procedure_is_that_of_the_type_of_company() -> None:
    """COM-02, CAP-03: a new company is sent to the portal, a foreign one to its commercial office, in English."""
    new = compose("NTF-02", _of(_exporter()))
    foreign = compose("NTF-02", _of(_importer()))

    assert "Clave Única" in _text("NTF-02", new)
    assert "https://portalusuario.prochile.cl/" in _text("NTF-02", new)
    assert (new.language, foreign.language) == (Language.ES, Language.EN)
    assert "commercial office in your market" in _text("NTF-02", foreign)


def test_portal_problems_go_to_the_help_desk_with_the_problem_in_words() -> None:
    """RTE-03, COM-01: no code of a choice reaches the reader."""
    composed = compose("NTF-08", _of(_exporter(), problem="FICHA", problem_notes="No guarda."))

    assert composed.to == ("gestiondeclientes@prochile.gob.cl",)
    assert composed.sender_name == "Ana Rojas, ProChile"
    text = _text("NTF-08", composed)
    assert "este problema: Ficha de Caracterización" in text
    assert "contacto@conservas.cl" in text


@proves("PUB-05")
def test_a_person_without_company_is_answered_at_the_address_given() -> None:
    """PUB-05..PUB-07: no account, only a person."""
    situation = a_situation(None, given={"person": "Luis Soto", "email": "luis@x.example"}, office="OFIREG-08")

    for ntf in ("NTF-09", "NTF-10", "NTF-11"):
        composed = compose(ntf, situation)
        assert composed.to == ("luis@x.example",)
        assert "Estimado/a Luis Soto" in _text(ntf, composed)
    assert "concepcion@prochile.gob.cl" in _text("NTF-09", compose("NTF-09", situation))


def test_follow_up_goes_in_the_name_of_the_executive_or_who_stands_in() -> None:
    """FUP-05: "a nombre de su ejecutivo"; FUP-06: with the way out."""
    composed = compose("NTF-29", _of(_exporter(), activity="Feria Alimentaria"))

    assert composed.sender_name == "Ana Rojas, ProChile"
    assert composed.reply_to == "ana.rojas@ejemplo.cl"
    assert composed.parameters["executive"] == "Ana Rojas"
    assert SAMPLE_LINK in _text("NTF-29", replace(composed, parameters={**composed.parameters}))


@pytest.mark.parametrize("ntf", ["NTF-12", "NTF-14", "NTF-29", "NTF-30"])
@pytest.mark.parametrize("executive", [REGIONAL.id, None])
def test_whoever_signs_a_message_gets_the_answer(ntf: str, executive: str | None) -> None:
    """FUP-05, F-62: a letter that says «lo leo yo» is answered to who says it; without an executive nobody says it."""
    case = Case("c", Flow.FOLLOW_UP, "X", FRIDAY, "x", "2024", "Dirección Nacional", assignee="eva.pino")
    situation = replace(_of(_exporter(regional_executive=executive)), case=case)
    composed = compose(ntf, situation)
    signed = composed.parameters["executive"]

    by_address = {person.email: person.name for person in PEOPLE}
    assert by_address.get(composed.reply_to or "") == signed
    assert signed is None or (composed.sender_name or "").startswith(str(signed))
    filled = dict.fromkeys(MESSAGES[ntf].parameters) | dict(composed.parameters) | {"activities": ("Feria",)}
    said = RENDERER.render(ntf, composed.language, {**filled, "rights": ("a",), "obligations": ("b",)}).text
    assert ("lo leo yo" in said) is (ntf == "NTF-29" and executive is not None)


def test_a_demand_without_supply_goes_from_oci_to_the_oficom_and_on_to_the_company() -> None:
    """OCI-04: two hops; the company reads English."""
    given = {"explanation": "No hay cosecha hasta diciembre.", "product": "arándanos"}
    inside = compose("NTF-20", _of(_importer(), **given))
    outside = compose("NTF-21", _of(_importer(), COMMERCIAL, **given))

    assert inside.to == ("mei.soto@ejemplo.cl",)
    assert inside.sender_name == "Iris Vega, ProChile"
    assert inside.language is Language.ES
    assert outside.to == ("buy@foods.example",)
    assert outside.language is Language.EN
    assert "Thank you for thinking of Chile" in _text("NTF-21", outside)


def test_suppliers_are_listed_with_how_to_reach_them() -> None:
    """OCI-05: the list of potential suppliers."""
    supplier = _exporter()
    situation = replace(_of(_importer(), suppliers=(supplier.id,)), accounts={supplier.id: supplier})

    composed = compose("NTF-23", situation)

    assert composed.parameters["suppliers"] == ("Conservas del Sur SpA, contacto@conservas.cl, +56412345678",)


def test_an_introduction_copies_attache_and_the_three_executives() -> None:
    """INV-03: attaché of that market, regional, sector and geographic; both companies read it."""
    chilean = _exporter()
    situation = replace(_of(_importer(), COMMERCIAL, user_company=chilean.id), accounts={chilean.id: chilean})

    composed = compose("NTF-25", situation)

    assert composed.to == ("buy@foods.example", "contacto@conservas.cl")
    assert composed.cc == (
        "agregado.cn@ejemplo.cl",
        "ana.rojas@ejemplo.cl",
        "eva.pino@ejemplo.cl",
        "gabriel@ejemplo.cl",
    )
    assert "Shanghai Foods is interested in investing in Conservas del Sur SpA" in _text("NTF-25", composed)


def test_without_attache_investchile_hears_from_the_geographic_professional() -> None:
    """INV-04."""
    composed = compose("NTF-26", _of(_importer(), COMMERCIAL, market="CN"))

    assert composed.to == ("investchile@ejemplo.cl",)
    assert composed.sender_name == "Gabriel Lira, ProChile"
    assert composed.parameters["market"] == "China"


def test_a_company_without_conditions_is_told_its_local_counterpart() -> None:
    """SPC-05: the institution like ProChile in that market."""
    assert compose("NTF-19", _of(_importer())).parameters["counterparts"] == ("CCPIT: ccpit@ejemplo.cn",)
    assert compose("NTF-19", _of(_importer(country="FR"))).parameters["counterparts"] is None


def test_the_language_is_that_of_the_country() -> None:
    """Section 5: Spanish, and English for foreign companies; Peru reads Spanish."""
    assert compose("NTF-28", _of(_importer())).language is Language.EN
    assert compose("NTF-28", _of(_importer(country="PE"))).language is Language.ES
    assert compose("NTF-06", _of(_importer())).language is Language.ES  # a Chilean office reads it


def test_feedback_goes_to_both_executives() -> None:
    """AGD-05: regional and commercial."""
    composed = compose("NTF-32", _of(_exporter(), feedback="Tres reuniones.", market="PE"))

    assert composed.to == ("ana.rojas@ejemplo.cl", "mei.soto@ejemplo.cl")
    assert composed.reply_to == "contacto@conservas.cl"
    assert composed.parameters["market"] == "Perú"


def test_nobody_is_copied_on_what_they_get_anyway() -> None:
    """Addresses are compared whatever their capitals."""
    chilean = _exporter(email="ANA.ROJAS@ejemplo.cl")
    situation = replace(_of(_importer(), user_company=chilean.id), accounts={chilean.id: chilean})

    composed = compose("NTF-25", situation)

    assert composed.to == ("buy@foods.example", "ANA.ROJAS@ejemplo.cl")
    assert "ana.rojas@ejemplo.cl" not in composed.cc


def test_what_a_message_must_say_and_nobody_gave_stops_it() -> None:
    """AGD-03: reasons and agreed date; without them the message is not written."""
    composed = compose("NTF-13", _of(_exporter(), postponement_reason="Organiza una misión."))

    with pytest.raises(MissingData) as refused:
        _text("NTF-13", composed)

    assert refused.value.missing == ("agreed_date",)


@pytest.mark.parametrize("ntf", sorted(MESSAGES))
def test_whoever_is_attended_may_read_what_is_addressed_to_them_and_nothing_else(ntf: str) -> None:
    """COM-02, POL-07: the address tells whose letter it is; one to ProChile's people or to a body is not theirs."""
    theirs = {"contacto@conservas.cl", "buy@foods.example", "luis@x.example"}
    given = {"person": "Luis Soto", "email": "luis@x.example", "market": "CN"}
    for situation in (_of(_exporter(), **given), _of(_importer(), COMMERCIAL, **given), a_situation(None, given=given)):
        reached = {*compose(ntf, situation).to}
        assert (ntf in FOR_ATTENDED) is bool(reached & theirs) or not reached, (ntf, reached)


@pytest.mark.parametrize("ntf", sorted(MESSAGES))
def test_every_row_reads_any_situation(ntf: str) -> None:
    """Rows are total: nothing known is no error, it is an empty addressee or a missing datum."""
    row = MESSAGES[ntf]
    for situation in (a_situation(None), _of(_exporter()), _of(_importer(), COMMERCIAL)):
        composed = compose(ntf, situation)
        lacking = row.parameters.keys() - composed.parameters.keys()

        assert lacking <= row.required
        assert all(address.count("@") == 1 for address in (*composed.to, *composed.cc))


def test_an_unknown_message_is_refused() -> None:
    """There are 33."""
    with pytest.raises(UnknownRule):
        compose("NTF-34", _of(_exporter()))


def test_a_notice_about_a_term_says_which_until_when_and_who() -> None:
    """LIN-03: reminder and escalation; AMB-02: the last day."""
    term = Term(id="t", rule_id="SLA-03", protocol_version="2024", started_at=FRIDAY, office="OFIREG-08")
    case = Case("c", Flow.CAPTURE, "NOTIFICADA_REGION", FRIDAY, "x", "2024", "Dirección Nacional", number=17)
    situation = replace(_of(_exporter()), case=replace(case, assignee="eva.pino", office="OFIREG-08"))

    composed = compose_term_notice(term, situation, ("hugo.jara@ejemplo.cl", "hugo.jara@ejemplo.cl"))

    assert composed.to == ("hugo.jara@ejemplo.cl",)
    assert composed.parameters["due"] == "lunes 23 de septiembre de 2024"
    assert composed.parameters["executive"] == "Eva Pino"
    for notice in ("AVISO-POR-VENCER", "AVISO-VENCIDO"):
        assert "Caso 17." in _text(notice, composed)


def test_every_country_has_a_name_in_spanish() -> None:
    """COM-01: people read names, not codes."""
    assert COUNTRY_NAMES_ES.keys() == COUNTRIES
    assert (COUNTRY_NAMES_ES["PE"], COUNTRY_NAMES_ES["CN"], COUNTRY_NAMES_ES["ZW"]) == ("Perú", "China", "Zimbabue")


def test_suggested_regions_are_named() -> None:
    """VIS-02, COM-01: the importer's office reads names of regions, not their codes."""
    composed = compose("NTF-27", _of(_importer(), viable=True, suggested_regions=("07", "08")))

    assert composed.to == ("mei.soto@ejemplo.cl",)
    assert composed.parameters["regions"] == ("Maule", "Biobío")
