"""The predicates and computed values of capture: pure, total, each with the rule it reads for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from domain.model.accounts import FactKind
from domain.model.classes import Export, Origin, Relation
from domain.model.institution.calendar import local_day
from domain.model.institution.people import Role
from domain.model.institution.tuning import tuned
from domain.model.places.regions import REGIONS
from domain.model.representations import RepresentationState
from domain.model.rut import Rut
from domain.protocol.access.representation import opens_to
from domain.protocol.engine.following import WHO_HAS_IT
from domain.protocol.engine.situation import Situation

_EXEMPT: Final = frozenset(region.cut for region in REGIONS if region.low_potential_exception)
_BEFORE_CONTACT: Final = frozenset(
    {"", "CONTACTO", "REGISTRO", "FICHA_POR_ACTUALIZAR", "TEST", "DERIVADA_BAJO_POTENCIAL", "NOTIFICADA_REGION"}
)
_LEVELS: Final = ("HIGH", "MEDIUM", "LOW")
_FORMER_STATE: Final = "FICHA_POR_ACTUALIZAR"
LOW_POTENTIAL_UNIT: Final = "Dirección de Desarrollo Estratégico"


# Who the company is


def is_foreign(situation: Situation) -> bool:
    """Captured by the commercial office instead. Source: EXT-01, SPC-01."""
    return situation.classes is not None and situation.classes.origin.value in {
        Origin.EXTRANJERA,
        Origin.CHILENA_EXTERIOR,
    }


def is_institution(situation: Situation) -> bool:
    """Source: INS-01."""
    return situation.classes is not None and situation.classes.origin.value is Origin.INSTITUCION


def is_user(situation: Situation) -> bool:
    """It works with ProChile, or did less than three years ago. Source: CAP-02, USR-01, AMB-07."""
    return situation.classes is not None and situation.classes.relation.value in {
        Relation.USUARIA,
        Relation.USUARIA_ANTERIOR,
    }


def is_former(situation: Situation) -> bool:
    """Former user, now or when the case was opened. Source: OLD-01."""
    if any(_FORMER_STATE in {event.from_state, event.to_state} for event in situation.timeline):
        return True
    return situation.classes is not None and situation.classes.relation.value is Relation.ANTIGUA_USUARIA


def is_validated(situation: Situation) -> bool:
    """Validated already: capture is behind. Source: CAP-07."""
    fact = situation.fact(FactKind.VALIDATION)
    return fact is not None and fact.value == "VALIDATED" and not is_former(situation)


def has_no_account(situation: Situation) -> bool:
    """The fact is not about an account. Source: CAP-04."""
    return situation.account is None


def is_explained_by_message(situation: Situation) -> bool:
    """The person who explained asks for the message too. Source: COM-02, COM-03."""
    return situation.given.get("by_message") is True


# Registration and ficha


def run_is_not_proven(situation: Situation) -> bool:
    """The person did not come with Clave Única, or names somebody else's RUN. Source: CAP-04."""
    actor = situation.actor
    if actor.role is not Role.COMPANY:
        return False  # the portal itself says who came
    if actor.run is None:
        return True
    given = situation.text_given("representative_run")
    return given is not None and Rut.parse(given) != Rut.parse(actor.run)


def is_another_persons(situation: Situation) -> bool:
    """The account of a natural person opens to that person's own RUN only. Source: AMB-54, DAT-03."""
    run = situation.text_given("representative_run") or situation.actor.run
    return situation.account is not None and run is not None and not opens_to(situation.account, Rut.parse(run))


def is_not_registered(situation: Situation) -> bool:
    """No registration with Clave Única, and not a former user, who updates. Source: CAP-04, OLD-01."""
    return situation.fact(FactKind.REGISTRATION) is None and not is_former(situation)


def says_exporter(situation: Situation) -> bool:
    """The ficha declares exports in the last 3 years. Source: DEF-11, AMB-09."""
    return situation.given.get("exports") is True


def former_says_exporter(situation: Situation) -> bool:
    """Source: OLD-03."""
    return says_exporter(situation) and is_former(situation)


def former_exporter_is_told(situation: Situation) -> bool:
    """The institution chose to write to the former user too; off by default. Source: AMB-57."""
    chosen = tuned(situation.config, "former_user_company_notice", situation.today)
    return former_says_exporter(situation) and chosen == "yes"


def says_non_exporter(situation: Situation) -> bool:
    """Source: CAP-06, OLD-02."""
    return situation.given.get("exports") is False


def ficha_is_the_same(situation: Situation) -> bool:
    """The ficha says what it said before. Source: AMB-62."""
    last = situation.last("complete_ficha")
    return last is not None and dict(last.data) == dict(situation.given)


def region_changed(situation: Situation) -> bool:
    """The ficha now names another region than that of the responsible office. Source: RTE-04."""
    region = situation.text_given("region")
    return region is not None and situation.case is not None and situation.case.office != f"OFIREG-{region}"


# Test


def declares_exports(situation: Situation) -> bool:
    """It is an exporter: the test is not applicable. Source: CAP-05."""
    fact = situation.fact(FactKind.EXPORT_DECLARATION)
    return fact is not None and fact.value == "YES"


def level_of(situation: Situation) -> str | None:
    """The level given, else that of the score by the configured table; None: neither. Source: DEF-12, AMB-10."""
    level = situation.text_given("level")
    if level is not None:
        return level
    score = situation.given.get("score")
    dated = situation.config.test_scoring.on(situation.today)
    if not isinstance(score, int) or dated is None:
        return None
    return next((name for name in _LEVELS if name in dated.value and score >= dated.value[name]), None)


def has_no_level(situation: Situation) -> bool:
    """Neither level nor a score that the table knows. Source: DEF-12."""
    return not situation.asked and level_of(situation) is None


def level_is_high_or_medium(situation: Situation) -> bool:
    """Source: POT-01."""
    return level_of(situation) in {"HIGH", "MEDIUM"}


def is_low_in_exempt_region(situation: Situation) -> bool:
    """Low, of one of the five regions, at the time of the result. Source: LOW-06, AMB-11."""
    return level_of(situation) == "LOW" and region_of(situation) in _EXEMPT


def test_is_the_same(situation: Situation) -> bool:
    """The same result was recorded last time. Source: AMB-62."""
    last = situation.last("record_test_result")
    return last is not None and bool(situation.given) and dict(last.data) == dict(situation.given)


def region_of(situation: Situation) -> str | None:
    """Region of the head office in the ficha, else the account's. Source: AMB-11."""
    known = None if situation.account is None else situation.account.region
    return situation.text_given("region") or known or situation.text("region")


# Contact, interview, validation


def company_did_not_answer(situation: Situation) -> bool:
    """It was tried, and nobody was reached: by voice when so told, in writing unless told otherwise. Source: AMB-06."""
    answered = situation.given.get("company_answered")
    return answered is False or (situation.given.get("contact_kind") == "WRITTEN" and answered is not True)


def was_interviewed_before(situation: Situation) -> bool:
    """An interview of this capture is registered from before the region was told. Source: CAP-07, AMB-13."""
    return situation.last("record_interview") is not None


def has_no_ficha(situation: Situation) -> bool:
    """Validation needs a complete ficha. Source: CAP-07, AMB-13."""
    return situation.fact(FactKind.FICHA) is None


def has_no_test(situation: Situation) -> bool:
    """A non-exporter without a valid test result. Source: CAP-07, AMB-13."""
    if situation.classes is None:
        return situation.fact(FactKind.TEST_LEVEL) is None and not declares_exports(situation)
    return situation.classes.export.value is Export.SIN_DECLARAR


def cannot_be_validated(situation: Situation) -> bool:
    """Something that validation needs is not there. Source: CAP-07, AMB-13."""
    return has_no_ficha(situation) or has_no_test(situation)


def missing_to_validate(situation: Situation) -> tuple[str, ...]:
    """All that validation needs and is not there, in Spanish. Source: CAP-07, POL-06."""
    needed = (
        (has_no_ficha, "la Ficha de Caracterización completa"),
        (has_no_test, "el resultado del test, porque la empresa no ha declarado que exporta"),
    )
    return tuple(words for lacks, words in needed if lacks(situation))


def lacks_items(situation: Situation) -> bool:
    """The configured checklist is not complete. Source: AMB-13."""
    return not situation.asked and bool(missing_items(situation))


def missing_items(situation: Situation) -> tuple[str, ...]:
    items = situation.config.preadmissibility_items.on(situation.today)
    handed = set(situation.texts("items"))
    return () if items is None else tuple(item for item in items.value if item not in handed)


# Computed values


def case_office(situation: Situation) -> str | None:
    """The office of the ficha's region, until the contact. Source: RTE-04."""
    region = region_of(situation)
    return f"OFIREG-{region}" if region is not None and is_before_contact(situation) else None


def is_before_contact(situation: Situation) -> bool:
    """The company was not contacted yet: its case goes where it goes. Source: AMB-68."""
    return situation.state in _BEFORE_CONTACT


def new_office(situation: Situation) -> str | None:
    region = region_of(situation)
    return None if region is None else f"OFIREG-{region}"


def proposed_person(situation: Situation) -> str | None:
    """
    The officer of the sector in the region, else the regional head; or who stands in. None: the directory has nobody.

    Source: RTE-05, AMB-44.
    """
    office, account = situation.office, situation.account
    if office is None:
        return None
    directory = situation.directory
    sector = None if account is None else account.sector
    officers = [] if sector is None else directory.holders(Role.SECTOR_OFFICER, office=office, sector=sector)
    for person in (*officers, *directory.holders(Role.REGIONAL_HEAD, office=office)):
        present = directory.standing_in(person.id, situation.today)
        if present is not None:
            return present.id
    return None


def _path(situation: Situation) -> str:
    """By which way the region was told: TEST, FORMER or EXPORTER."""
    told = next((e for e in reversed(situation.timeline) if e.to_state == "NOTIFICADA_REGION" != e.from_state), None)
    if told is not None and told.fact == "record_test_result":
        return "TEST"
    return "FORMER" if is_former(situation) else "EXPORTER"


_INTERVIEW_TERMS: Final = {"TEST": "SLA-02", "EXPORTER": "SLA-04", "FORMER": "SLA-06"}


def region_notice(situation: Situation) -> str:
    return {"TEST": "NTF-03", "EXPORTER": "NTF-06", "FORMER": "NTF-07"}[_path(situation)]


def moved_notice(situation: Situation) -> str | None:
    """A region that becomes responsible before the contact is told as the first one was. Source: RTE-04, AMB-68."""
    return region_notice(situation) if situation.state == "NOTIFICADA_REGION" else None


def moved_notice_action(situation: Situation) -> str | None:
    """The action of `moved_notice`."""
    return "AVISO_REGION" if situation.state == "NOTIFICADA_REGION" else None


def unit_of(situation: Situation) -> str | None:
    """Two units answer for capture, by its path. Source: ROL-04, ROL-05, AMB-12."""
    return LOW_POTENTIAL_UNIT if situation.state == "DERIVADA_BAJO_POTENCIAL" else "Dirección Nacional"


def preadmissibility(situation: Situation) -> str:
    items = situation.config.preadmissibility_items.on(situation.today)
    if items is None or not items.value:
        return "la lista de antecedentes no está configurada, así que basta con dejarla registrada"
    return ", ".join(items.value)


def handed_to(situation: Situation) -> str:
    """The office of the region that the ficha names now. Source: RTE-04."""
    return f"office:{new_office(situation)}"


def level_action(situation: Situation) -> str:
    """The type of action of an interview, by its mode. Source: CAP-08."""
    return "VISITA" if situation.text_given("mode") == "VISIT" else "ENTREVISTA"


def interview_term(situation: Situation) -> str:
    """Source: SLA-02, SLA-04, SLA-06."""
    return _INTERVIEW_TERMS[_path(situation)]


def is_not_declared(situation: Situation) -> bool:
    """No representation waits for a decision in this case. Source: AMB-54."""
    declared = situation.representation
    return declared is None or declared.state is not RepresentationState.DECLARED


def waits_for_confirmation(situation: Situation) -> bool:
    """What the case brings waits for its person to be confirmed. Source: AMB-54."""
    return situation.waits


def given_up(situation: Situation) -> str | None:
    """A declaration that nobody confirmed ends with its case. Source: AMB-54."""
    return "REFUSED" if situation.waits else None


def expires_on(situation: Situation) -> date | None:
    """The day on which a capture without movement expires; None: `capture_expiry_days` is not configured."""
    days = tuned(situation.config, "capture_expiry_days", situation.today)
    if days is None:
        return None
    moved = [event for event in situation.timeline if event.fact not in {"expire_capture", *WHO_HAS_IT}]
    last = local_day(moved[-1].occurred_at, situation.calendar.zone) if moved else situation.today
    return last + timedelta(int(days))


def first_expires_on(situation: Situation) -> date | None:
    """The same as the case opens; None afterwards: it is set already."""
    return None if situation.timeline else expires_on(situation)


def is_not_quiet(situation: Situation) -> bool:
    """Something happened since, or how long is not configured any more: nothing is assumed. Source: AMB-32."""
    day = expires_on(situation)
    return not situation.asked and (day is None or day > situation.today)


def opted_out_stage(situation: Situation) -> str:
    """What the company does not want to be sent; stage 1 when it names none. Source: FUP-06."""
    return situation.text_given("stage") or "STAGE_1"


def registration(situation: Situation) -> str:
    """Confirmed at once for whoever is on record as the representative, else declared. Source: AMB-54, CAP-04."""
    return "CONFIRMED" if situation.account_id in situation.actor.represents else "DECLARED"


def representation(situation: Situation) -> str | None:
    """Confirmed in the interview; None: nothing was said of it. Source: CAP-04."""
    return "CONFIRMED" if situation.given.get("representation_confirmed") is True else None
