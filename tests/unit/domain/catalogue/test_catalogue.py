"""The rule catalogue holds the whole protocol, and says honestly what the software covers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from api.commands.docs.protocol_docs import DOCUMENT, ROOT, citations, render_protocol_md, without_file_lists
from domain.errors import NoRuleApplies, UnknownRule
from domain.model.places.regions import fold
from domain.protocol.catalogue import (
    AMBIGUITIES,
    FAMILIES,
    GLOSSARY,
    HELP_DESK_MAILBOX,
    PROTOCOL_VERSION,
    RULES,
    USER_PORTAL_URL,
    Obligation,
    Verb,
    protocol_version_on,
    rule,
    search,
    told,
)
from domain.protocol.catalogue.text import read_rules
from domain.protocol.messages.compose import MESSAGES
from domain.protocol.messages.rows import MessageKind
from domain.protocol.terms.counting import term_rule
from domain.protocol.terms.table import TERMS
from tests.support.proving import proves

# Section 1 of the rules: how many each family has, in the source's order.
FAMILY_SIZES = {
    "POL": 17, "SYS": 5, "ROL": 5, "LIN": 12, "DEF": 18, "GRP": 2, "CHN": 5, "COM": 3, "PUB": 7, "RTE": 6,
    "CAP": 11, "POT": 3, "LOW": 6, "EXP": 5, "OLD": 5, "EXT": 6, "ATN": 5, "USR": 5, "AGD": 11, "BEH": 6,
    "SPC": 5, "OCI": 8, "INV": 4, "VIS": 8, "FUP": 9, "INS": 5, "SLA": 21, "MEA": 13,
}  # fmt: skip

READ_IN_2026 = [told(row, date(2026, 7, 15)) for row in RULES.values()]


def test_the_catalogue_holds_the_216_rules_family_by_family_in_the_order_of_the_source() -> None:
    """Section 1: 216 rules, numbered from 01 in each family."""
    expected = [f"{family}-{n:02}" for family, size in FAMILY_SIZES.items() for n in range(1, size + 1)]
    assert len(expected) == 216
    assert list(RULES) == expected
    assert all(row.id == key and row.family == key[:3] for key, row in RULES.items())
    assert list(FAMILIES) == list(FAMILY_SIZES)


def test_the_register_has_82_open_points_and_the_messages_are_33() -> None:
    """Section 1: numbered without a gap."""
    assert list(AMBIGUITIES) == [f"AMB-{n:02}" for n in range(1, 83)]
    assert list(MESSAGES) == [f"NTF-{n:02}" for n in range(1, 34)]


def test_every_reference_between_rows_leads_somewhere() -> None:
    """A reader can follow any id that a row shows."""
    assert {point for row in RULES.values() for point in row.ambiguities} <= set(AMBIGUITIES)
    assert {id_ for message in MESSAGES.values() for id_ in message.rules} <= set(RULES)
    assert {id_ for entry in GLOSSARY for id_ in entry.rules} <= set(RULES)


def test_a_rule_carries_its_source_word_for_word() -> None:
    """Section 1: statement, verbatim quote of 20 words at most, heading."""
    agenda = rule("AGD-09")
    assert agenda.title == "Oficom may decline with a solid justification"
    assert agenda.quote == (
        "la Oficom podrá desistir de organizar una agenda siempre y cuando entregue una justificación sólida "
        "a la Ofireg"
    )
    assert agenda.heading == "Atención a Empresas Nacionales"
    assert agenda.verbs == (Verb.RECORD, Verb.NOTIFY)
    assert agenda.software == (
        "decline refused without DEF-17 reason; NTF-16 to Ofireg, and the company gets the reason (POL-06)"
    )
    assert agenda.ambiguities == ("AMB-25",)
    assert agenda.obligation is Obligation.ALLOWED
    for row in RULES.values():
        assert row.statement, row.id
        assert row.heading, row.id
        assert row.verbs, row.id
        assert 1 <= len(row.quote.split()) <= 20, row.id


def test_titles_in_spanish_are_short_distinct_and_free_of_internal_codes() -> None:
    """COM-01: near, respectful and direct; no internal codes."""
    titles = [row.title_es for row in READ_IN_2026]
    assert [title for title, times in Counter(titles).items() if times > 1] == []
    for title in titles:
        assert 10 <= len(title) <= 100, title
        assert title == title.strip(), title
        assert title[0].isupper() or title[0] in "«¿0123456789", title
        assert not title.endswith("."), title
        assert not re.search(r"[A-Z]{3}-\d{2}|Ofireg|Oficom|\bCDA\b|\bOIRS\b|\bOCI\b", title), title


def test_the_obligation_follows_the_words_of_the_source() -> None:
    """Section 1: deberá, debe, siempre = mandatory; podrá = allowed; se recomienda, se sugiere = recommended."""
    # The word is there, but binds something else: what areas must do, what a level can be, where to travel.
    speaks_of_something_else = {"LIN-01", "DEF-12", "VIS-01"}
    for row in RULES.values():
        quote = row.quote.lower().replace("siempre y cuando", "").replace("no podrá", "")
        if row.id in speaks_of_something_else:
            continue
        if re.search(r"\bdeber[áa]n?\b|\bdeben?\b|\bsiempre\b|\btendrá que\b|\bobligatorio\b", quote):
            assert row.obligation is Obligation.MANDATORY, row.id
        elif re.search(r"\bpodrá\b", quote):
            assert row.obligation is Obligation.ALLOWED, row.id
        elif re.search(r"recomienda|se sugiere|debería", quote):
            assert row.obligation is Obligation.RECOMMENDED, row.id


@pytest.mark.parametrize(
    ("ids", "obligation"),
    [
        ("SLA-01 SLA-02 SLA-03 SLA-04 SLA-05 SLA-06 SLA-07 SLA-08 SLA-10 SLA-11 SLA-14 SLA-15", "MANDATORY"),
        ("SLA-12 SLA-13 SLA-16 SLA-19", "RECOMMENDED"),
        ("SLA-09", "RIGHT"),
        ("SLA-17 SLA-18", "AUTOMATIC"),
    ],
)
def test_terms_bind_as_the_summary_of_terms_says(ids: str, obligation: str) -> None:
    """Section 8.4, column Obligation."""
    assert {RULES[id_].obligation.name for id_ in ids.split()} == {obligation}


def test_the_settings_among_the_open_points_are_those_whose_resolution_says_so() -> None:
    """Section 1: a resolution is a visible, changeable setting wherever the register says so."""
    assert [point.id for point in AMBIGUITIES.values() if point.setting] == [
        "AMB-04", "AMB-05", "AMB-10", "AMB-13", "AMB-16", "AMB-20", "AMB-21", "AMB-22",
        "AMB-24", "AMB-26", "AMB-29", "AMB-34", "AMB-37", "AMB-56", "AMB-57", "AMB-59", "AMB-64", "AMB-65",
    ]  # fmt: skip
    said = {p.id for p in AMBIGUITIES.values() if re.search(r"\bsett(ing|able)\b", p.resolution)}
    assert said <= {p.id for p in AMBIGUITIES.values() if p.setting}


def test_seven_messages_are_automatic_and_one_comes_in() -> None:
    """Section 5, column Kind: A is NTF-03..07, 29 and 30; I is NTF-32."""
    by_kind = {kind: [m.id for m in MESSAGES.values() if m.kind is kind] for kind in MessageKind}
    assert by_kind[MessageKind.AUTOMATIC] == [
        "NTF-03", "NTF-04", "NTF-05", "NTF-06", "NTF-07", "NTF-29", "NTF-30",
    ]  # fmt: skip
    assert by_kind[MessageKind.INBOUND] == ["NTF-32"]
    assert len(by_kind[MessageKind.PERSON]) == 25  # 33 - 7 - 1
    assert MESSAGES["NTF-04"].rules == ("LOW-01", "LOW-02", "LOW-03", "LOW-04")


def test_a_rule_is_found_by_its_id_and_an_unknown_id_is_refused() -> None:
    """LIN-07: staff read the catalogue."""
    assert rule(" def-03 ").title_es == "Qué es una empresa cartera"
    with pytest.raises(UnknownRule) as refused:
        rule("DEF-99")
    assert refused.value.message == (
        "No existe la regla «DEF-99». Revise el código: son tres letras y dos números, como DEF-03."
    )


@proves("LIN-07")
def test_rules_are_found_by_words_without_accents_in_either_language() -> None:
    """LIN-07: searchable by situation."""
    assert [row.id for row in search(READ_IN_2026, "carta certificada")] == ["BEH-03"]
    assert [row.id for row in search(READ_IN_2026, "FUERZA MAYOR")] == ["DEF-16", "AGD-07"]
    assert [row.id for row in search(READ_IN_2026, "captacion etapas")] == ["CAP-01"]
    assert [row.id for row in search(READ_IN_2026, "3 business days", family="old")] == ["OLD-03"]
    assert [row.id for row in search(READ_IN_2026, "descargos")] == ["BEH-04", "SLA-09"]
    assert search(READ_IN_2026, "palabra que nadie escribió") == ()
    assert search(READ_IN_2026, "cartera", family="XXX") == ()
    assert len(search(READ_IN_2026, "")) == 216
    assert len(search(READ_IN_2026, "", family="SLA")) == 21


@proves("SLA-03")
def test_a_changed_term_changes_every_text_that_tells_it() -> None:
    """LIN-05, LIN-07: SLA-03 becomes 4 business days on 2027-01-01, by one row; the day before, the texts say 3."""
    three = term_rule("SLA-03", date(2026, 12, 31))
    four = replace(three, quantity=4, effective_from=date(2027, 1, 1))
    terms = (*TERMS, four)
    before, after = (told(rule("EXP-03"), day, terms) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert before.title_es == "Contactar a la empresa exportadora en 3 días hábiles"
    assert after.title_es == "Contactar a la empresa exportadora en 4 días hábiles"
    assert after.statement == (
        "The regional office must communicate with the company within 4 business days to arrange an interview and/or "
        "visit."
    )
    assert after.quote == before.quote


def test_no_text_of_a_rule_writes_the_number_of_a_term() -> None:
    """LIN-05: lengths are read from the table of terms; the source's own words stay verbatim."""
    for row in RULES.values():
        for text in (row.title, row.title_es, row.statement, row.software):
            assert not re.search(r"\b\d+(st|nd|rd|th)? (business|calendar|continuous|hours|d[ií]as|horas)\b", text), (
                row.id
            )


@pytest.mark.parametrize(
    ("text", "why"),
    [("[CAP-01]\ntitle: x\n", "CAP-01: missing or unknown: binds"), ("[CAP-01]\nwho: x\n", "who")],
)
def test_a_wrong_text_of_a_rule_says_which_and_why(text: str, why: str) -> None:
    """Whoever edits the text is told what to mend."""
    with pytest.raises(ValueError, match=why):
        list(read_rules(text))


def test_a_day_has_one_edition_of_the_protocol() -> None:
    """LIN-05: effective from 1 January 2024, inclusive."""
    assert protocol_version_on(date(2024, 1, 1)) is PROTOCOL_VERSION
    assert protocol_version_on(date(2026, 7, 15)).id == "2024"
    with pytest.raises(NoRuleApplies):
        protocol_version_on(date(2023, 12, 31))


def test_the_addresses_of_the_source_are_verbatim() -> None:
    """RTE-02, RTE-03."""
    assert HELP_DESK_MAILBOX in rule("RTE-03").quote
    assert USER_PORTAL_URL in rule("RTE-02").quote


def test_the_glossary_explains_each_term_once_in_alphabetical_order() -> None:
    """One thing, one word."""
    spanish = [fold(entry.spanish) for entry in GLOSSARY]
    assert spanish == sorted(spanish)
    assert len(set(spanish)) == len(spanish)


def test_every_covered_rule_is_cited_by_code_and_claimed_by_a_test() -> None:
    """The catalogue claims no rule that nothing obeys or nothing proves; `make prove` holds the claims to it."""
    found = citations()
    unproved = {
        row.id: ("code" if not found[row.id].code else "") + (" tests" if not found[row.id].tests else "")
        for row in RULES.values()
        if row.is_covered and not (found[row.id].code and found[row.id].tests)
    }
    assert unproved == {}


def test_the_page_on_the_protocol_is_what_the_catalogue_says() -> None:
    """docs/protocol.md is generated; the lists of citing files aside, which move with every commit."""
    written = (ROOT / DOCUMENT).read_text(encoding="utf-8")
    assert without_file_lists(written) == without_file_lists(render_protocol_md()), "run python -m api protocol-docs"
