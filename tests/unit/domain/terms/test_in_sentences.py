"""A term is one row: change it, and every sentence that people read says the new number (section 8.4, LIN-05)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from domain.model.accounts import Purpose
from domain.model.cases import Flow
from domain.model.messages import Language
from domain.model.terms import Term, TermUnit
from domain.protocol.engine.wording import filled
from domain.protocol.flows import FLOWS
from domain.protocol.flows.foreign.visit_guards import is_short_notice
from domain.protocol.flows.national.behaviour_note import defence_last_day
from domain.protocol.follow_up.stages import stage_1_day
from domain.protocol.messages.capture import PROCEDURES
from domain.protocol.messages.compose import compose
from domain.protocol.routing.account_step import ROWS, next_step_for_account
from domain.protocol.routing.triage import ANSWERS, CITIZEN_ANSWER, Enquiry, Matter, triage
from domain.protocol.terms import configured
from domain.protocol.terms.explanation import length_en, length_es
from domain.protocol.terms.in_situation import length_in
from domain.protocol.terms.table import TERMS
from messaging.renderer import TEMPLATES, JinjaRenderer
from messaging.samples import SAMPLES
from tests.support.builders import a_contact, an_account, an_action, new_id
from tests.support.calendars import a_book, local
from tests.support.cases.situations import FRIDAY, a_situation
from tests.support.proving import proves

_NUMBER: Final = r"(?:\d+|un|una|dos|tres|cuatro|cinco|seis|siete|diez|quince|treinta)"
_NUMBER_EN: Final = r"(?:\d+|one|two|three|four|five|six|seven|ten|fifteen|thirty)"
BY_HAND: Final = re.compile(
    rf"\b{_NUMBER}\s+(?:d[ií]as?|horas?|mes|meses)\b"
    rf"|\b{_NUMBER_EN}\s+(?:business |calendar )?(?:days?|hours?|months?)\b",
    re.IGNORECASE,
)
RENDERER: Final = JinjaRenderer()
LONGER: Final = tuple(row if row.quantity is None else replace(row, quantity=row.quantity + 60) for row in TERMS)
"""The table with every quantity changed: 3 days are 63, 48 hours are 108."""


@pytest.fixture
def longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every term's row is changed."""
    monkeypatch.setattr(configured, "TERMS", LONGER)


def said_by_flows() -> Iterator[str]:
    for rules in FLOWS.values():
        for state in rules.spec.states:
            yield from (state.title, state.text)
        for fact in rules.spec.facts:
            yield fact.title
            for datum in fact.data:
                yield from (datum.label, *datum.choices.values())
        yield from (row.reason for row in rules.spec.transitions if row.reason)


def said_outside_flows() -> Iterator[str]:
    yield from (text for row in ROWS for text in (row.title, row.text))
    yield from (text for answer in (*ANSWERS, CITIZEN_ANSWER) for text in (answer.title, answer.text))
    yield from (step for steps in PROCEDURES.values() for step in steps)
    for info in RENDERER.catalogue:
        yield (TEMPLATES / f"{info.version}.{info.language}.j2").read_text(encoding="utf-8")


def test_no_sentence_names_the_quantity_of_a_term_by_hand() -> None:
    """Section 8.4: a number stands in one row. "3 años" (DEF-08, DEF-11) is a definition, not a term."""
    texts = [*said_by_flows(), *said_outside_flows()]

    assert len(texts) > 500
    assert [found[0] for text in texts if (found := BY_HAND.search(text))] == []


@pytest.mark.parametrize(
    ("rule", "spanish", "english"),
    [
        ("SLA-01", "3 días hábiles", "3 business days"),
        ("SLA-10", "48 horas", "48 hours"),
        ("SLA-11", "5 días corridos", "5 days"),
        ("SLA-16", "30 días", "30 days"),
        ("SLA-17", "un mes", "1 month"),
        ("SLA-20", "un plazo no configurado", "a term that is not configured"),
    ],
)
def test_the_length_of_a_term_in_words(rule: str, spanish: str, english: str) -> None:
    """Section 8.4, COM-01; a gap says so (SLA-20)."""
    row = next(row for row in TERMS if row.rule_id == rule)

    assert (length_es(row), length_en(row)) == (spanish, english)
    if row.unit is TermUnit.HOURS:
        assert length_es(replace(row, quantity=1)) == "una hora"


@pytest.mark.usefixtures("longer")
@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("NTF-03", "dentro de 63 días hábiles"),
        ("NTF-06", "dentro de 63 días hábiles"),
        ("NTF-07", "dentro de 63 días hábiles"),
        ("NTF-10", "dentro de 64 días hábiles"),
        ("NTF-14", "dentro de 65 días hábiles"),
        ("NTF-28", "al menos 90 días antes"),
        ("NTF-29", "Hace 61 meses terminó"),
    ],
)
def test_a_message_follows_the_row(message: str, says: str) -> None:
    """SLA-01, SLA-03, SLA-05, SLA-08, SLA-09, SLA-16, SLA-17: as `compose` fills it, with the term's row changed."""
    account = an_account()
    composed = compose(message, a_situation(replace(account, contacts=(a_contact(account),))))
    rendered = RENDERER.render(message, Language.ES, {**SAMPLES[message], **_lengths(composed.parameters)})

    assert says in rendered.text


def _lengths(parameters: object) -> dict[str, object]:
    assert isinstance(parameters, dict)
    return {"term_length": parameters["term_length"]}


@pytest.mark.usefixtures("longer")
def test_an_importer_who_reads_english_reads_the_row() -> None:
    """VIS-06, VIS-08, section 5."""
    buyer = an_account(country="US", rut=None, region=None, office="OFICOM-CN-SHA")
    composed = compose("NTF-28", a_situation(buyer))

    rendered = RENDERER.render("NTF-28", composed.language, {**SAMPLES["NTF-28"], **composed.parameters})

    assert rendered.subject == "Your visit to Chile: please tell us 90 days ahead"


@pytest.mark.usefixtures("longer")
def test_the_next_step_of_an_account_follows_the_row() -> None:
    """USR-03, SLA-07: a user company; OCI-02, SLA-10, SLA-11: a foreign one that looks for a supplier."""
    user = an_account()
    buyer = an_account(
        country="CN", rut=None, region=None, office="OFICOM-CN-SHA", purposes=frozenset({Purpose.IMPORT})
    )
    attended = a_situation(user, an_action(date(2024, 5, 10), account_id=user.id))

    texts = [next_step_for_account(each, (), FLOWS).text for each in (attended, a_situation(buyer))]

    assert "63 días hábiles desde que llegó" in texts[0]
    assert "urgente (108 horas) o media (65 días corridos)" in texts[1]


@pytest.mark.usefixtures("longer")
def test_what_a_user_company_is_told_follows_the_row() -> None:
    """USR-03, COM-02: in NTF-02."""
    user = an_account()
    situation = a_situation(user, an_action(date(2024, 5, 10), account_id=user.id))

    steps = compose("NTF-02", situation).parameters["procedure"]

    assert isinstance(steps, tuple)
    assert steps[-1].startswith("Dentro de 63 días hábiles le ofreceremos")


@pytest.mark.usefixtures("longer")
def test_texts_of_flows_follow_the_row() -> None:
    """VIS-02, VIS-06, OCI-07, BEH-04, PUB-06, FUP-05: states and refusals."""
    expected = {
        (Flow.VISIT, "EN_MACROZONAS"): "plazo máximo de 67 días hábiles",
        (Flow.VISIT, "PLAZO_BREVE"): "con menos de 90 días de anticipación",
        (Flow.DEMAND, "RESPONDIDA"): "62 días corridos después de una respuesta urgente, o 65 días corridos después",
        (Flow.BEHAVIOUR_NOTE, "CARTA_ENVIADA"): "tiene 65 días hábiles para sus descargos",
        (Flow.HELP_CENTRE, "RECIBIDA"): "plazo máximo de 64 días hábiles",
    }
    for (flow, state), text in expected.items():
        rules = FLOWS[flow]
        assert text in filled(rules.states[state].text, rules, a_situation(an_account()))


@proves("PUB-01", "PUB-02", "PUB-03", "PUB-04", "PUB-05", "PUB-06", "RTE-01", "SLA-08")
def test_the_triage_follows_the_row() -> None:
    """PUB-06, SLA-08: the sentence and its last day."""
    asked = Enquiry(frozenset({Matter.PROCHILE_ROLE}), belongs_to_company=False)
    rows = tuple(replace(row, quantity=5) if row.rule_id == "SLA-08" else row for row in TERMS)

    (step,) = triage(asked, FRIDAY, a_book(), rows)

    assert step.text.endswith("en un plazo máximo de 5 días hábiles.")
    assert step.due_on == date(2024, 9, 25)  # 16, 17, (18-22 closed) 23, 24, 25


@pytest.mark.usefixtures("longer")
def test_what_a_flow_decides_by_a_term_follows_the_row() -> None:
    """VIS-07: notice; BEH-04: defence; FUP-05: first message. The same row decides and is told."""
    abroad = a_situation(an_account(), given={"visit_starts_on": date(2024, 11, 30)})  # 78 days ahead
    noted = a_situation(an_account(), given={"notified_on": date(2024, 9, 13)})

    assert is_short_notice(abroad)
    assert stage_1_day(date(2024, 1, 31), abroad) == date(2029, 2, 28)
    last_day = defence_last_day(noted)
    assert last_day is not None
    assert noted.calendar.business_days_between(date(2024, 9, 13), last_day) == 65


def test_a_running_term_keeps_the_row_under_which_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """LIN-05: 3 days until 30 September 2024, 4 from October: a request of September is still answered in 3."""
    old = next(row for row in TERMS if row.rule_id == "SLA-07")
    changed = (
        replace(old, effective_to=date(2024, 9, 30)),
        replace(old, quantity=4, effective_from=date(2024, 10, 1)),
    )
    rest = tuple(row for row in TERMS if row.rule_id != "SLA-07")
    monkeypatch.setattr(configured, "TERMS", (*rest, *changed))
    running = Term(new_id(), "SLA-07", "2024", local("2024-09-30 10:00"), "OFIREG-08")
    in_october = a_situation(an_account(), at=local("2024-10-01 10:00"))

    assert length_in("SLA-07", in_october) == "4 días hábiles"
    assert length_in("SLA-07", replace(in_october, open_terms=(running,))) == "3 días hábiles"
