"""What the institution configures is laid over the table, from its day on (section 6.2, LIN-05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from domain.model.institution.configuration import Dated, Setting
from domain.model.terms import Term, TermState, TermUnit
from domain.protocol.terms.configured import terms_in_force
from domain.protocol.terms.counting import calendar_for, rule_of, term_rule
from domain.protocol.terms.state import explain
from domain.protocol.terms.table import TERMS
from tests.support.builders import a_configuration
from tests.support.calendars import a_book, local

_JULY, _AUGUST = date(2024, 7, 1), date(2024, 8, 1)


def numbers(name: str, *values: tuple[date, Mapping[str, int]]) -> Setting[Mapping[str, int]]:
    """A dated setting of numbers by name, each a sample."""
    return Setting(name, "AMB-16", tuple(Dated(value, since, "Muestra", sample=True) for since, value in values))


def test_with_nothing_configured_the_table_is_the_protocols() -> None:
    """Section 6.2, SLA-20, AMB-16: gaps stay gaps."""
    assert terms_in_force(a_configuration()) == TERMS


def test_a_configured_term_is_judged_from_its_day_and_says_it_is_a_sample() -> None:
    """AMB-16, PUB-07: ten business days from 1 July 2024; what came before is not judged."""
    rows = terms_in_force(
        replace(a_configuration(), response_days=numbers("response_days", (_JULY, {"FORM_OIRS": 10})))
    )
    before = Term("t1", "PUB-07", "2024", local("2024-06-28 10:00"), None)
    after = Term("t2", "PUB-07", "2024", local("2024-07-01 10:00"), None)
    national = calendar_for(rule_of(after, rows), None, a_book())

    untouched = explain(before, national, local("2025-01-01 10:00"), rules=rows)
    told = explain(after, national, local("2024-07-02 10:00"), rules=rows)

    assert untouched.state is TermState.NOT_CONFIGURED
    assert told.due.due_on == date(2024, 7, 15)  # 2-5, 8-12 July are nine, 15 the tenth
    assert told.state is TermState.RUNNING
    assert "10 días hábiles desde que se envió el formulario de Atención Ciudadana" in told.text_es
    assert told.text_es.endswith("La cantidad es una muestra: el protocolo no la define.")


def test_the_agenda_term_of_the_resolution_is_a_setting_that_may_end() -> None:
    """SLA-20, AMB-21: configured in July, left out again in August 2024."""
    rows = terms_in_force(
        replace(
            a_configuration(),
            agenda_terms=numbers("agenda_terms", (_JULY, {"ANSWER_OF_OFICOM": 5}), (_AUGUST, {})),
        )
    )
    units = [term_rule("SLA-20", day, rows).unit for day in (date(2024, 6, 30), _JULY, _AUGUST)]

    assert units == [TermUnit.NOT_CONFIGURED, TermUnit.BUSINESS_DAYS, TermUnit.NOT_CONFIGURED]


def test_roll_over_is_switched_on_a_day_for_terms_in_calendar_days_that_people_meet() -> None:
    """AMB-05, LIN-05: contact on 13 September 2024 ends on Saturday 28; with roll-over, on Monday 30."""
    setting = Setting("term_roll_over", "AMB-05", (Dated("no", date(2010, 1, 1), "x"), Dated("yes", _AUGUST, "x")))
    rows = terms_in_force(replace(a_configuration(), tuning={"term_roll_over": setting}))
    term = Term("t1", "SLA-04", "2024", local("2024-09-13 17:00"), "OFIREG-08")
    calendar = a_book().of_office("OFIREG-08")

    assert explain(term, calendar, local("2024-09-14 10:00")).due.due_on == date(2024, 9, 28)
    assert explain(term, calendar, local("2024-09-14 10:00"), rules=rows).due.due_on == date(2024, 9, 30)
    assert not term_rule("SLA-04", _JULY, rows).roll_over
    rolled = {row.rule_id for row in rows if row.roll_over}
    assert rolled == {"SLA-02", "SLA-04", "SLA-06", "SLA-11", "SLA-12", "SLA-13"}
