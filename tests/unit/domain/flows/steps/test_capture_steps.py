"""Capture, row by row: what each step needs and causes, and nothing else (CAP, POT, LOW, EXP, OLD)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.accounts import Account, Organisation, PersonType
from domain.model.institution.people import Actor
from domain.model.rut import Rut
from tests.support.builders import REGIONAL, an_action
from tests.support.cases.capture import RUN, who_represents
from tests.support.cases.capture_told import (
    DECLARED,
    FICHA,
    VALIDATED,
    a_test_due,
    company_of,
    exporter,
    former,
    new,
    registered,
    telling,
)
from tests.support.cases.national import known
from tests.support.cases.situations import PORTAL
from tests.support.proving import proves

NO_EXPORTS = ("FICHA COMPLETED", "EXPORT_DECLARATION NO")


MOVED = ("region 15", "office OFIREG-15")


# Who is captured


FOREIGN = new(country="CN", region=None, rut=None, office="OFICOM-CN-SHA")


INSTITUTION = new(organisation=Organisation.INSTITUTION)


BY_STAFF = (REGIONAL, "receive_contact", {})


BY_REGISTRATION = (PORTAL, "register", {"representative_run": RUN})


BY_FICHA = (PORTAL, "complete_ficha", {"exports": True, "region": "08"})


@proves("EXT-01", "INS-01", "CAP-02", "CAP-10", "USR-01")
@pytest.mark.parametrize("way", [BY_STAFF, BY_REGISTRATION, BY_FICHA], ids=lambda way: way[1])
@pytest.mark.parametrize(
    ("account", "worked", "rule", "words"),
    [
        (FOREIGN, False, "EXT-01", "oficina comercial"),
        (INSTITUTION, False, "INS-01", "Las instituciones y asociaciones las registra y valida"),
        (new(), True, "CAP-02", "ya trabaja con ProChile"),
        (VALIDATED, False, "CAP-10", "ya está validada"),
    ],
)
async def test_who_is_not_captured_is_shown_the_way_that_is_theirs(
    way: tuple[Actor, str, dict[str, object]], account: Account, worked: bool, rule: str, words: str
) -> None:
    """CAP-02: only a company that never worked with ProChile; EXT-01 by the Oficom; INS-01 by its officer; CAP-10."""
    told = telling(account, *([an_action(date(2024, 3, 5))] if worked else []))
    actor, fact, data = way
    if actor is PORTAL:
        actor = who_represents(account)
    await told.refused(actor, fact, rule, words, **data)


@proves("CAP-04")
async def test_registration_and_ficha_are_of_a_company() -> None:
    """CAP-04: the account of a company; nobody registers nothing."""
    await telling(None).refused(
        PORTAL, "register", "CAP-04", "indique su cuenta o su RUT", lacks=("account_id",), representative_run=RUN
    )
    await telling(None).refused(
        PORTAL,
        "complete_ficha",
        "CAP-04",
        "La ficha es de una empresa",
        lacks=("account_id",),
        exports=True,
        region="08",
    )


@proves("CAP-04")
async def test_the_registration_is_the_representatives_own() -> None:
    """CAP-04: with the proven RUN of Clave Única, and no other."""
    told = telling(new())
    other = Actor("rosa.diaz", "Rosa Díaz", company_of(told).role, account_id=company_of(told).account_id)
    words = "con su propia Clave Única"
    await told.refused(other, "register", "CAP-04", words, representative_run=RUN)
    await told.refused(company_of(told), "register", "CAP-04", words, representative_run="11.111.111-1")


@proves("CAP-04")
async def test_a_natural_persons_account_opens_to_nobody_else() -> None:
    """CAP-04, AMB-54: by her own Clave Única, whose RUN is the RUT of the account."""
    hers = telling(new(person_type=PersonType.NATURAL, rut=Rut.parse("11.111.111-1")))
    words = "La cuenta de una persona natural se abre solo a su propia Clave Única"
    await hers.refused(company_of(hers), "register", "CAP-04", words, representative_run=RUN)


@proves("CAP-01", "CAP-02", "CAP-03", "CAP-04", "PUB-03", "COM-02", "CAP-10")
async def test_a_company_that_never_worked_starts_with_a_contact_or_its_registration() -> None:
    """CAP-01, CAP-02, CAP-04: contact, registration by Clave Única, then the ficha."""
    told = telling(new())
    await told.step(REGIONAL, "receive_contact", "CONTACTO")
    ficha = {"exports": True, "region": "08"}
    await told.refused(company_of(told), "complete_ficha", "CAP-01", "se registra con Clave Única", **ficha)
    await told.step(company_of(told), "register", "REGISTRO", *DECLARED, representative_run=RUN)
    at_once = telling(new())
    await at_once.step(company_of(at_once), "register", "REGISTRO", *DECLARED, representative_run=RUN)


@proves("OLD-01", "COM-02", "CAP-10", "CAP-04", "CAP-01")
async def test_a_former_user_updates_its_ficha() -> None:
    """OLD-01: whether it calls or registers, the next step is the ficha."""
    called = former()
    await called.step(REGIONAL, "receive_contact", "FICHA_POR_ACTUALIZAR")
    came = former()
    await came.step(company_of(came), "register", "FICHA_POR_ACTUALIZAR", *DECLARED, representative_run=RUN)
    again = former()
    await again.step(company_of(again), "complete_ficha", "TEST", *NO_EXPORTS, exports=False, region="08")


# Ficha


@proves("EXP-01", "EXP-02", "EXP-03", "CAP-05")
async def test_an_exporter_and_its_region_are_written_to_at_once() -> None:
    """EXP-01, EXP-02, EXP-03, CAP-05: both messages, the term of three business days, and no test."""
    told = await registered()
    await told.step(
        company_of(told), "complete_ficha", "NOTIFICADA_REGION",
        *FICHA, *MOVED, "NTF-05", "action AVISO_EMPRESA_EXPORTADORA", "NTF-06", "action AVISO_REGION", "SLA-03 starts",
        exports=True, region="15",
    )  # fmt: skip


@proves("OLD-03", "SLA-05")
async def test_the_region_of_a_former_user_that_exports_is_told() -> None:
    """OLD-03, SLA-05, AMB-57: the company is written to only where the institution chose so."""
    ficha = {"exports": True, "region": "15"}
    told = former()
    caused = (*FICHA, *MOVED, "NTF-07", "action AVISO_REGION", "SLA-05 starts")
    await told.step(company_of(told), "complete_ficha", "NOTIFICADA_REGION", *caused, **ficha)
    told = former(tuning={"former_user_company_notice": known("former_user_company_notice", "AMB-57", "yes")})
    await told.step(company_of(told), "complete_ficha", "NOTIFICADA_REGION", *caused, "NTF-05", **ficha)


@proves("CAP-06", "CAP-05", "OLD-02")
async def test_who_does_not_export_goes_to_the_test() -> None:
    """CAP-06, OLD-02: automatically, with the ficha; nobody is told yet and no term runs."""
    told = await registered()
    caused = (*NO_EXPORTS, "region 15", "office OFIREG-15")
    await told.step(company_of(told), "complete_ficha", "TEST", *caused, exports=False, region="15")


@proves("CAP-01", "OLD-01")
async def test_the_same_ficha_again_changes_nothing() -> None:
    """CAP-01, AMB-62: a ficha that says what it said is already so, in whatever state: no entry is added."""
    for told, state, exports in ((await a_test_due(), "TEST", False), (await exporter(), "NOTIFICADA_REGION", True)):
        told.at("2024-09-16 10:00")
        entries = len(told.timeline)
        await told.step(company_of(told), "complete_ficha", state, exports=exports, region="08")
        again = await told.desk.report(company_of(told), told.now, "complete_ficha", exports=exports, region="08")
        assert (again.duplicate, len(told.timeline)) == (True, entries)


@proves("RTE-04")
async def test_a_company_that_moves_before_the_contact_goes_to_its_new_region() -> None:
    """RTE-04: the new office is told and answers; the term does not start again."""
    told = await exporter()
    await told.step(
        company_of(told), "complete_ficha", "NOTIFICADA_REGION",
        *FICHA, "region 15", "office OFIREG-15", "NTF-06", "action AVISO_REGION", "to office:OFIREG-15",
        exports=True, region="15",
    )  # fmt: skip
    assert told.now.office == "OFIREG-15"


@proves("CAP-01", "OLD-01", "RTE-04")
async def test_a_ficha_that_changes_is_kept_without_beginning_again() -> None:
    """CAP-01, OLD-01: a new version is kept, before the contact and after it; after it the office stays."""
    told = await exporter()
    await told.step(
        company_of(told), "complete_ficha", "NOTIFICADA_REGION", *FICHA, exports=True, region="08", ficha_version="2"
    )
    told.account_is(region="15", office="OFIREG-15")  # as a colleague wrote in the CRM
    told.at("2024-09-16 10:00")
    caused = (*FICHA, "region 08", "office OFIREG-08")
    await told.step(company_of(told), "complete_ficha", "NOTIFICADA_REGION", *caused, exports=True, region="08")
    await told.report(REGIONAL, "record_contact", contact_kind="SPOKEN")
    await told.step(company_of(told), "complete_ficha", "CONTACTADA", *FICHA, "region 15", exports=True, region="15")
    assert told.now.office == "OFIREG-08"


# Test


@proves("CAP-01", "CAP-06")
async def test_the_test_comes_after_the_ficha() -> None:
    """CAP-01, CAP-06: the stages have their order."""
    told = await registered()
    await told.refused(PORTAL, "record_test_result", "CAP-01", "El test viene después de la ficha", level="HIGH")


@proves("CAP-05")
async def test_an_exporter_has_no_test() -> None:
    """CAP-05: it is not applicable."""
    told = await exporter()
    await told.refused(PORTAL, "record_test_result", "CAP-05", "el test no aplica", level="HIGH")


@proves("DEF-12")
async def test_a_result_has_a_level_or_a_score_that_the_table_knows() -> None:
    """DEF-12, AMB-10: without a configured table a score says nothing."""
    told = await a_test_due()
    await told.refused(
        PORTAL, "record_test_result", "DEF-12", "Indique el nivel que dio el test", lacks=("level",), score=80
    )


@proves("POT-01", "POT-02", "SLA-01")
@pytest.mark.parametrize("level", ["HIGH", "MEDIUM"])
async def test_high_or_medium_potential_is_told_to_the_region(level: str) -> None:
    """POT-01, POT-02, SLA-01: the generic mailbox, and three business days to contact."""
    told = await a_test_due()
    caused = (f"TEST_LEVEL {level}", "NTF-03", "action AVISO_REGION", "SLA-01 starts")
    await told.step(PORTAL, "record_test_result", "NOTIFICADA_REGION", *caused, level=level)


@proves("LOW-06", "POT-02")
@pytest.mark.parametrize("region", ["15", "03", "14", "11", "12"])
async def test_five_regions_attend_a_low_potential_all_the_same(region: str) -> None:
    """LOW-06: Arica y Parinacota, Atacama, Los Ríos, Aysén and Magallanes; the level stays low."""
    told = await a_test_due(region)
    caused = ("TEST_LEVEL LOW", "NTF-03", "action AVISO_REGION", "SLA-01 starts")
    await told.step(PORTAL, "record_test_result", "NOTIFICADA_REGION", *caused, level="LOW")
    assert "Excepción regional" in (told.timeline[-1].reason or "")


@proves("LOW-01", "LOW-02", "LOW-03", "LOW-04", "DEF-12", "LOW-06")
async def test_a_low_potential_gets_the_steps_before_exporting() -> None:
    """LOW-01 to LOW-04: its message and its action, no region and no term; it may answer the test again."""
    told = await a_test_due()
    caused = ("TEST_LEVEL LOW", "NTF-04", "action DERIVACION_BAJO_POTENCIAL")
    await told.step(PORTAL, "record_test_result", "DERIVADA_BAJO_POTENCIAL", *caused, level="LOW")
    told.at("2024-09-16 10:00")
    entries = len(told.timeline)
    await told.step(PORTAL, "record_test_result", "DERIVADA_BAJO_POTENCIAL", level="LOW")  # AMB-62: the same again
    assert len(told.timeline) == entries
    told.at("2025-03-03 10:00")
    caused = ("TEST_LEVEL MEDIUM", "NTF-03", "action AVISO_REGION", "SLA-01 starts")
    await told.step(PORTAL, "record_test_result", "NOTIFICADA_REGION", *caused, level="MEDIUM")


@proves("DEF-12", "CAP-07", "CAP-05")
async def test_a_new_result_after_the_notice_is_kept() -> None:
    """DEF-12, CAP-07: the level is recorded; the region has been told already."""
    told = await a_test_due()
    await told.report(PORTAL, "record_test_result", level="HIGH")
    told.at("2024-09-23 10:00")
    await told.step(PORTAL, "record_test_result", "NOTIFICADA_REGION", "TEST_LEVEL MEDIUM", level="MEDIUM")
