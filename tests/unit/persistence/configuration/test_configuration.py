"""The configuration file: gaps stay gaps, samples are marked, and a wrong file is refused with every problem."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, NotConfigured
from domain.model.exchange.crm_records import FieldOwner
from domain.model.institution import tuning as tuning_module
from domain.model.institution.people import OfficeKind
from domain.model.institution.topics import topic_name
from domain.model.institution.tuning import TUNABLE
from domain.protocol.catalogue import HELP_DESK_MAILBOX, PROTOCOL_VERSION
from persistence.configuration import load_configuration

DAY = date(2026, 6, 1)


def test_the_production_default_keeps_the_gaps_of_the_protocol() -> None:
    """Section 6.2: strategic sectors, preadmissibility, Exporta Más, J-1144, frequency: not configured (AMB-21)."""
    configuration = load_configuration()

    gaps = {
        name: getattr(configuration, name).rule
        for name in (
            "strategic_sectors",
            "preadmissibility_items",
            "exporta_mas_requirements",
            "agenda_terms",
            "response_days",
            "contact_every_days",
            "note_duration_months",
            "test_validity_months",
        )
        if getattr(configuration, name).on(DAY) is None
    }

    assert gaps == {
        "strategic_sectors": "DEF-03",
        "preadmissibility_items": "CAP-07",
        "exporta_mas_requirements": "USR-05",
        "agenda_terms": "AGD-01",
        "response_days": "MEA-06",
        "contact_every_days": "FUP-02",
        "note_duration_months": "BEH-06",
        "test_validity_months": "DEF-12",
    }
    with pytest.raises(NotConfigured) as refused:
        configuration.strategic_sectors.required(DAY)
    assert refused.value.rule == "DEF-03"


def test_what_section_6_2_gives_as_sample_is_marked_as_sample() -> None:
    """Section 6.2: mandatory fields (DEF-07), test scoring (AMB-10), action types that count (AMB-37)."""
    configuration = load_configuration()

    for setting in (configuration.mandatory_fields, configuration.test_scoring):
        assert [dated.sample for dated in setting.values] == [True]
    assert all(row.sample for row in configuration.action_types if row.counts)
    assert configuration.note_authority.required(DAY) == "REGIONAL_HEAD"
    assert (configuration.at_risk_business_days, configuration.at_risk_share) == (1, 0.2)
    assert configuration.follow_up_hour == time(9, 0)


def test_every_sample_of_the_demo_is_marked() -> None:
    """Section 6.2: a sample is never taken for an official value."""
    configuration = load_configuration(samples=True)

    added = (
        configuration.strategic_sectors,
        configuration.preadmissibility_items,
        configuration.exporta_mas_requirements,
        configuration.agenda_terms,
        configuration.response_days,
        configuration.contact_every_days,
        configuration.note_duration_months,
    )
    assert [dated.sample for setting in added for dated in setting.values] == [True] * 7
    assert "VINOS" in configuration.strategic_sectors.required(DAY)
    assert "MINERIA" not in configuration.strategic_sectors.required(DAY)


def test_sixteen_regional_offices_with_the_mailboxes_of_the_table() -> None:
    """RTE-01, SYS-04: the offices come from the table of regions, never from the file."""
    offices = load_configuration().offices

    regional = [office for office in offices.values() if office.kind is OfficeKind.OFIREG]
    assert len(regional) == 16
    assert offices["OFIREG-08"].mailbox == "concepcion@prochile.gob.cl"
    assert offices["OFIREG-12"].zone == "America/Punta_Arenas"
    assert offices["CENTRAL-CLIENTES"].mailbox == "gestiondeclientes@prochile.gob.cl"
    assert not [office for office in offices.values() if office.kind is OfficeKind.OFICOM]


def test_twelve_sample_offices_abroad_in_the_demo() -> None:
    """SYS-04: the source does not list the commercial offices; samples have their own zone, for display (AMB-52)."""
    offices = load_configuration(samples=True).offices

    abroad = [office for office in offices.values() if office.kind is OfficeKind.OFICOM]
    assert len(abroad) == 12
    assert offices["OFICOM-CN-SHA"].country == "CN"
    assert offices["OFICOM-CN-SHA"].zone == "Asia/Shanghai"
    assert offices["OFICOM-CN-SHA"].region is None


def test_an_action_type_is_the_row_of_its_day() -> None:
    """AMB-20, OCI-08: One Click Import until March 2024, Oportunidades Comerciales from 1 April."""
    configuration = load_configuration()

    assert configuration.action_type("ONE_CLICK_IMPORT", date(2024, 3, 31)) is not None
    assert configuration.action_type("ONE_CLICK_IMPORT", date(2024, 4, 1)) is None
    assert configuration.action_type("OPORTUNIDAD_COMERCIAL", date(2024, 3, 31)) is None
    assert configuration.action_type("OPORTUNIDAD_COMERCIAL", date(2024, 4, 1)) is not None


def test_steps_of_the_protocol_and_log_entries_do_not_count() -> None:
    """LOW-04, DAT-28: "derivación bajo potencial" and the log do not make a user; a fair does (sample)."""
    configuration = load_configuration()

    low = configuration.action_type("DERIVACION_BAJO_POTENCIAL", DAY)
    fair = configuration.action_type("FERIA", DAY)
    assert low is not None
    assert (low.family, low.counts, low.sample) == ("GESTION", False, False)
    assert fair is not None
    assert (fair.family, fair.counts, fair.sample) == ("PROMOCION", True, True)
    assert {row.family for row in configuration.action_types if row.counts} == {
        "CAPACIDADES",
        "PROMOCION",
        "OPORTUNIDADES",
        "EXPORTA_MAS",
    }


def test_conflicts_propose_the_owner_of_the_field() -> None:
    """Section 6.2 (mapping): the CRM owns the identity, the protocol owns its own facts, others: the latest."""
    owners = load_configuration().field_owners

    assert owners["account.rut"] is FieldOwner.CRM
    assert owners["account.validation"] is FieldOwner.ATENCION
    assert "account.phone" not in owners


def test_a_tuning_without_value_is_known_and_not_configured() -> None:
    """AMB-24: the protocol gives no term for the feedback of an agenda; AMB-05: no roll-over by default."""
    tuning = load_configuration().tuning

    assert tuning["agenda_feedback_reminder_days"].on(DAY) is None
    assert tuning["agenda_feedback_reminder_days"].rule == "AMB-24"
    assert tuning["term_roll_over"].required(DAY) == "no"


def test_letters_about_terms_leave_at_the_hour_of_the_file() -> None:
    """LIN-03: from 9 to 18."""
    tuning = load_configuration().tuning

    assert tuning["term_reminder_hour"].required(DAY) == "09:00"
    assert tuning["term_reminder_last_hour"].required(DAY) == "18:00"


@pytest.mark.parametrize("hour", ["9", "24:00", "09:60", "09:00+03:00", "a las nueve"])
def test_an_hour_that_is_none_is_told_when_the_file_is_read(tmp_path: Path, hour: str) -> None:
    """LIN-03: not when the first letter should have left."""
    file = tmp_path / "own.toml"
    file.write_text(
        f"""
        version = "own"
        [tuning.term_reminder_hour]
        rule = "LIN-03"
        values = [{{ since = 2020-01-01, source = "prueba", value = "{hour}" }}]
        """
    )
    with pytest.raises(ConfigurationError, match="must be a local hour"):
        load_configuration(file)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("[[settings.response_days]]\nvalue = { TELEPHONE = 1 }", "TELEPHONE is none of CORREO, EVENTO, FORM_CDA"),
        ("[[settings.agenda_terms]]\nvalue = { REQUEST_BEFORE_TRAVEL = 45 }", "is none of ANSWER_OF_OFICOM"),
        ("[[settings.contact_every_days]]\nvalue = { 4 = 30 }", "4 is none of 1, 2, 3, FOREIGN, INSTITUTION"),
        ('[[settings.mandatory_fields]]\nvalue = ["standings"]', "an account has no field standings"),
        ('[tuning.term_remainders]\n[[tuning.term_remainders.values]]\nvalue = "no"', "would have no effect"),
        ('[tuning.term_reminders]\n[[tuning.term_reminders.values]]\nvalue = "never"', 'must be "yes" or "no"'),
        ('[tuning.term_roll_over]\n[[tuning.term_roll_over.values]]\nvalue = ["yes"]', 'must be "yes" or "no"'),
        ('[tuning.term_escalation_hours]\n[[tuning.term_escalation_hours.values]]\nvalue = "a day"', "whole number"),
        ('[tuning.term_escalation_role]\n[[tuning.term_escalation_role.values]]\nvalue = "BOSS"', "must be a role"),
    ],
)
def test_a_setting_that_no_rule_reads_is_refused(tmp_path: Path, block: str, told: str) -> None:
    """MEA-06, section 6.2: what would have no effect is told at start, and so is a value that cannot be meant."""
    file = tmp_path / "own.toml"
    file.write_text(f'version = "own"\n{block}\nsince = 2024-01-01\nsource = "prueba"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load_configuration(file)
    assert told in "\n".join(refused.value.problems)


def test_every_setting_by_name_is_read_by_some_rule() -> None:
    """Section 6.2: the list of names holds none that nobody asks for."""
    declared = Path(tuning_module.__file__)
    domain = declared.parents[2]
    sources = [path.read_text(encoding="utf-8") for path in domain.rglob("*.py") if path != declared]
    assert [name for name in TUNABLE if not any(f'"{name}"' in source for source in sources)] == []


def test_a_value_holds_from_its_day_and_a_later_one_follows(tmp_path: Path) -> None:
    """LIN-05: settings are effective-dated, whatever their order in the file."""
    file = tmp_path / "own.toml"
    file.write_text(
        """
        version = "own"
        [[sectors]]
        code = "VINOS"
        name = "Vinos"
        [[settings.note_duration_months]]
        since = 2025-01-01
        source = "Reglamento 2"
        value = 6
        [[settings.note_duration_months]]
        since = 2024-01-01
        source = "Reglamento 1"
        value = 12
        """,
        encoding="utf-8",
    )

    setting = load_configuration(file).note_duration_months

    assert setting.on(date(2023, 12, 31)) is None
    assert setting.required(date(2024, 1, 1)) == 12
    assert setting.required(date(2024, 12, 31)) == 12
    assert setting.required(date(2025, 1, 1)) == 6


def test_stages_of_calls_are_samples_and_each_has_a_name(tmp_path: Path) -> None:
    """LIN-02: the protocol names no stages; a code without a name is refused."""
    setting = load_configuration().call_stages
    dated = setting.on(DAY)
    assert dated is not None
    assert dated.sample
    assert next(iter(dated.value)) == "BASES"
    file = tmp_path / "own.toml"
    row = '[[settings.call_stages]]\nsince = 2024-01-01\nsource = "Bases"\n'
    file.write_text(f'version = "own"\n{row}value = {{ BASES = "" }}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="table of names by code"):
        load_configuration(file)


def test_topics_are_dated_and_those_of_the_default_are_samples() -> None:
    """MEA-05: the protocol names no topics, so those of the file are examples and say so."""
    topics = load_configuration().topics
    assert {topic.code for topic in topics} >= {"FERIAS_MISIONES", "CONVOCATORIAS", "OTRO"}
    assert all(topic.sample for topic in topics)


def test_a_topic_that_holds_twice_on_a_day_or_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    """MEA-05, LIN-05: a closed row keeps its name for its days, and another row may follow it."""
    row = '[[topics]]\ncode = "FERIAS"\nname = "{}"\nsince = {}\n'
    dated = row.format("Ferias", "2010-01-01") + "until = 2024-12-31\n" + row.format("Ferias y misiones", "2025-01-01")
    file = tmp_path / "own.toml"
    file.write_text('version = "own"\n' + dated, encoding="utf-8")
    topics = load_configuration(file).topics
    assert [topic_name(topics, "FERIAS", day) for day in (date(2024, 12, 31), DAY)] == ["Ferias", "Ferias y misiones"]

    file.write_text('version = "own"\n' + dated.replace("2024-12-31", "2025-01-01"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="two rows of this code"):
        load_configuration(file)
    file.write_text('version = "own"\n' + dated.replace("2024-12-31", "2009-12-31"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is before since"):
        load_configuration(file)


def test_the_default_is_of_the_edition_that_the_catalogue_holds() -> None:
    """LIN-05: decisions record the version of the protocol; the file and the catalogue name it alike."""
    configuration = load_configuration()

    assert configuration.version == PROTOCOL_VERSION.id
    assert configuration.offices["CENTRAL-CLIENTES"].mailbox == HELP_DESK_MAILBOX


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    """SYS-04 and common sense: the process does not start on a wrong file, and one reading shows all of it."""
    file = tmp_path / "wrong.toml"
    file.write_text(
        """
        versoin = "typing mistake"
        follow_up_hour = "nine"
        [at_risk]
        share = 20.0
        [field_owners.account]
        registered_on = "crm"
        phone = "nobody"
        [[sectors]]
        code = "VINOS"
        [[settings.strategic_sectors]]
        since = 2024-01-01
        source = "Estrategia"
        value = ["PESCA"]
        [[settings.mandatory_fields]]
        since = 2024-01-01
        source = "Manual"
        value = ["fax"]
        [[settings.mandatory_filds]]
        since = 2024-01-01
        [[action_types]]
        code = "NOTA"
        name = "Nota"
        family = "BITACORA"
        counts = true
        since = 2024-01-01
        [[action_types]]
        code = "FERIA"
        name = "Feria"
        family = "PROMOCION"
        counts = true
        since = 2024-01-01
        [[action_types]]
        code = "FERIA"
        name = "Feria"
        family = "FIESTAS"
        counts = true
        since = 2025-01-01
        until = 2024-12-31
        rule = "XYZ-99"
        [[offices]]
        code = "OFICOM-XX"
        name = "Nowhere"
        kind = "OFICOM"
        zone = "Mars/Olympus"
        """,
        encoding="utf-8",
    )

    with pytest.raises(ConfigurationError) as refused:
        load_configuration(file)

    problems = "\n".join(refused.value.problems)
    for expected in (
        "version is missing",
        "versoin is not known here",
        "follow_up_hour must be an hour",
        "share is a part of the term",
        "registered_on is not a field that both sides may change",
        "nobody is none of crm, atencion, latest",
        "sectors[VINOS]: name is missing",
        "names sectors that are not in `sectors`: PESCA",
        "an account has no field fax",
        "mandatory_filds is not known here",
        "action_types[NOTA]: a type of the family BITACORA never counts",
        "family FIESTAS is none of",
        "until 2024-12-31 is before since 2025-01-01",
        "rule: 'XYZ-99' is no rule or open point",
        "Mars/Olympus is not an IANA time zone",
        "an Oficom is abroad",
    ):
        assert expected in problems


def test_rows_of_one_type_may_not_overlap(tmp_path: Path) -> None:
    """AMB-37: on any day a type counts or does not; two answers are refused."""
    file = tmp_path / "overlap.toml"
    row = '[[action_types]]\ncode = "FERIA"\nname = "Feria"\nfamily = "PROMOCION"\n'
    file.write_text(
        f'version = "x"\n{row}counts = true\nsince = 2024-01-01\n{row}counts = false\nsince = 2025-01-01\n',
        encoding="utf-8",
    )

    with pytest.raises(ConfigurationError, match="hold on the same day"):
        load_configuration(file)


@pytest.mark.parametrize(("content", "told"), [(None, "cannot be read"), ("a = = 1", "is not TOML")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str | None, told: str) -> None:
    """A wrong path or a broken file is told with its name, before anything starts."""
    file = tmp_path / "protocol.toml"
    if content is not None:
        file.write_text(content, encoding="utf-8")

    with pytest.raises(ConfigurationError) as refused:
        load_configuration(file)

    assert str(file) in str(refused.value)
    assert told in str(refused.value)
