"""The follow-up of results, row by row: what each step needs and causes, and nothing else (FUP, SLA-17, SLA-18)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.model.accounts import Fact, FactKind
from domain.model.cases import Flow
from tests.support.builders import COMMERCIAL, HEAD, REGIONAL, a_fact
from tests.support.cases.follow_up_told import (
    ENDED,
    EXPECTED,
    FOREIGN,
    IN_PROGRAMME,
    NO_DATE,
    STAGE_1,
    after_stage_1,
    asked_for_result,
    company_of,
    dated_after_stage_1,
    refused,
    to_be_opened,
    waiting,
    with_date,
)
from tests.support.cases.national import in_category
from tests.support.cases.step_by_step import Telling
from tests.support.proving import proves

# Stage 1


@proves("FUP-05", "SLA-17", "FUP-06", "FUP-03")
async def test_stage_1_goes_out_a_month_after_the_end() -> None:
    """FUP-05, SLA-17: ended on 10 September 2024, so on 10 October, not the day before, in the executive's name."""
    told = await waiting()
    await told.due("2024-10-10 08:59", "EN_ESPERA")
    told.at("2024-10-09 23:59")
    words = "después del término de la actividad: el 10-10-2024"
    await told.refused_by_rule("send_stage_1", "FUP-05", words)
    await told.due("2024-10-10 09:00", "SIN_FECHA", "NTF-29", "SLA-17 stops", "action SEGUIMIENTO_ETAPA_1")
    dated = await with_date()
    dated.at("2024-10-09 23:59")
    await dated.refused_by_rule("send_stage_1", "FUP-05", words)
    await dated.due("2024-10-10 09:00", "CON_FECHA", "NTF-29", "SLA-17 stops", "action SEGUIMIENTO_ETAPA_1")


@proves("FUP-03")
async def test_who_became_category_1_gets_no_automatic_message() -> None:
    """FUP-03: followed in person from then; what was to go out is waived and called off."""
    told = await waiting()
    told.now_has(IN_PROGRAMME)
    told.at("2024-10-10 09:00")
    caused = ("SLA-17 waived", "timer send_stage_1 cancelled")
    await told.step_by_rule("send_stage_1", "DIRECTO", *caused)
    told = await with_date()
    told.now_has(IN_PROGRAMME)
    told.at("2024-10-10 09:00")
    caused = ("SLA-17 waived", "SLA-18 waived", "timer send_stage_1 cancelled", "timer send_stage_2 cancelled")
    await told.step_by_rule("send_stage_1", "DIRECTO", *caused)


@proves("FUP-06")
async def test_a_refusal_recorded_elsewhere_stops_stage_1() -> None:
    """FUP-06: the opt-out is the account's, whatever case it was told in; the date of stage 2 stays."""
    for told, state in ((await waiting(), "SIN_FECHA"), (await with_date(), "CON_FECHA")):
        told.now_has(a_fact(FactKind.FOLLOW_UP_OPT_OUT, "STAGE_1", date(2024, 10, 1)))
        told.at("2024-10-10 09:00")
        await told.step_by_rule("send_stage_1", state, "SLA-17 waived", "timer send_stage_1 cancelled")


@proves("FUP-05", "FUP-04")
async def test_two_activities_of_a_month_are_asked_about_in_one_message() -> None:
    """FUP-05, AMB-31: ended on 10 and 20 September 2024: one message, with the later one."""
    for dated, state in ((False, "SIN_FECHA"), (True, "CON_FECHA")):
        first = await (with_date() if dated else waiting())
        later = Telling(first.desk, Flow.FOLLOW_UP, first.account)
        later.at("2024-09-23 10:00")
        await later.by_rule("open_follow_up", ended_on=date(2024, 9, 20), activity="SIAL")
        first.at("2024-10-10 09:00")
        await first.step_by_rule("send_stage_1", state, "SLA-17 stops", "timer send_stage_1 cancelled")


# The survey and stage 2


@proves("FUP-08", "SLA-18")
async def test_the_date_of_the_survey_sets_stage_2() -> None:
    """FUP-08, SLA-18: on the date that the company gave, before stage 1 or after it; a new date moves it."""
    dated = ("SLA-18 starts to 2024-12-02", "timer send_stage_2 2024-12-02 09:00")
    again = ("SLA-18 waived", "SLA-18 starts to 2024-12-09", "timer send_stage_2 cancelled",
             "timer send_stage_2 2024-12-09 09:00")  # fmt: skip
    for told, state in ((await waiting(), "EN_ESPERA_CON_FECHA"), (await after_stage_1(), "CON_FECHA")):
        await told.step(company_of(told), "record_survey", state, *dated, **EXPECTED)
        told.at("2024-11-04 10:00" if state == "CON_FECHA" else "2024-09-16 10:00")
        await told.step(company_of(told), "record_survey", state, *again, expected_on=date(2024, 12, 9))


@proves("FUP-08")
async def test_without_a_date_nothing_is_assumed() -> None:
    """FUP-08, AMB-32: the survey is kept, and the case listed without a date; so when stage 2 was refused."""
    for told, state in (
        (await waiting(), "EN_ESPERA"), (await with_date(), "EN_ESPERA_CON_FECHA"),
        (await after_stage_1(), "SIN_FECHA"), (await dated_after_stage_1(), "CON_FECHA"),
    ):  # fmt: skip
        await told.step(company_of(told), "record_survey", state, **NO_DATE)
        assert "no se supone ninguna" in (told.timeline[-1].reason or "")
    told = to_be_opened(*in_category("3"), refused("STAGE_2"))
    await told.by_rule("open_follow_up", **ENDED)
    await told.step(company_of(told), "record_survey", "EN_ESPERA", **EXPECTED)


@proves("FUP-09", "FUP-08")
async def test_a_date_before_stage_1_moves_to_the_day_after_it() -> None:
    """FUP-09: stage 2 is not sent before stage 1, nor the same day: 10 October becomes 11 October 2024, with a note."""
    told = await waiting()
    caused = ("SLA-18 starts to 2024-10-11", "timer send_stage_2 2024-10-11 09:00")
    await told.step(company_of(told), "record_survey", "EN_ESPERA_CON_FECHA", *caused, expected_on=date(2024, 10, 10))
    assert "pasa al 11-10-2024" in (told.timeline[-1].reason or "")
    again = await with_date()
    moved = ("SLA-18 waived", "timer send_stage_2 cancelled", *caused)
    earlier = {"expected_on": date(2024, 10, 10)}
    await again.step(company_of(again), "record_survey", "EN_ESPERA_CON_FECHA", *moved, **earlier)
    assert "pasa al 11-10-2024" in (again.timeline[-1].reason or "")
    exactly = await waiting()
    await exactly.step(
        company_of(exactly), "record_survey", "EN_ESPERA_CON_FECHA", *caused, expected_on=date(2024, 10, 11)
    )
    assert exactly.timeline[-1].reason is None


@proves("FUP-09", "FUP-08")
async def test_a_date_given_after_stage_1_moves_to_the_day_after_it() -> None:
    """FUP-09: stage 1 went out on 10 October 2024; a survey of that day that says "today" is asked about tomorrow."""
    told = await after_stage_1()
    caused = ("SLA-18 starts to 2024-10-11", "timer send_stage_2 2024-10-11 09:00")
    await told.step(company_of(told), "record_survey", "CON_FECHA", *caused, expected_on=date(2024, 10, 10))
    assert "pasa al 11-10-2024" in (told.timeline[-1].reason or "")
    again = await dated_after_stage_1()
    moved = ("SLA-18 waived", "timer send_stage_2 cancelled", *caused)
    await again.step(company_of(again), "record_survey", "CON_FECHA", *moved, expected_on=date(2024, 10, 10))
    assert "pasa al 11-10-2024" in (again.timeline[-1].reason or "")


@proves("FUP-08", "SLA-18")
async def test_stage_2_asks_for_the_business_on_its_day() -> None:
    """FUP-08, SLA-18: on 2 December 2024, and then the result is awaited."""
    told = await dated_after_stage_1()
    await told.due("2024-12-02 08:59", "CON_FECHA")
    caused = ("NTF-30", "SLA-18 stops", "action SEGUIMIENTO_ETAPA_2")
    await told.due("2024-12-02 09:00", "RESULTADO_PEDIDO", *caused)
    early = await with_date()  # and stage 1 was refused, in another case
    early.now_has(refused("STAGE_1"))
    early.at("2024-12-02 09:00")
    caused = (*caused, "SLA-17 stops", "timer send_stage_1 cancelled")
    await early.step_by_rule("send_stage_2", "RESULTADO_PEDIDO", *caused)


@proves("FUP-09", "FUP-08")
async def test_stage_2_waits_for_its_day() -> None:
    """FUP-09: fired too soon it sends nothing and is set for its day again."""
    told = await dated_after_stage_1()
    told.at("2024-12-01 23:59")
    await told.step_by_rule("send_stage_2", "CON_FECHA", "timer send_stage_2 2024-12-02 09:00")


@proves("FUP-08", "FUP-06")
async def test_a_refusal_of_stage_2_recorded_elsewhere_closes_the_case() -> None:
    """FUP-06, FUP-08, AMB-30: nothing more is asked."""
    told = await dated_after_stage_1()
    told.now_has(a_fact(FactKind.FOLLOW_UP_OPT_OUT, "STAGE_2", date(2024, 11, 4)))
    told.at("2024-12-02 09:00")
    await told.step_by_rule("send_stage_2", "CERRADO", "SLA-18 waived", "timer send_stage_2 cancelled")


# The company speaks


@proves("FUP-05", "FUP-02")
async def test_what_the_company_tells_is_registered_in_whatever_stage() -> None:
    """FUP-02, FUP-05: how it went, and how to keep supporting it."""
    direct, none = to_be_opened(IN_PROGRAMME), to_be_opened()
    for opened in (direct, none):
        await opened.by_rule("open_follow_up", **ENDED)
    closed = await waiting()
    await closed.by_rule("drop_activity")
    for told in (direct, none, closed, await waiting(), await with_date(), await after_stage_1(),
                 await dated_after_stage_1(), await asked_for_result()):  # fmt: skip
        caused = "action RESULTADO_SEGUIMIENTO"
        await told.step(company_of(told), "record_answer", told.now.state, caused, notes="Muy bien")


@proves("FUP-06", "FUP-07")
async def test_refusing_stage_1_stops_it_and_lowers_category_2() -> None:
    """FUP-06, FUP-07: 2 becomes 3, 3 stays."""
    stopped = ("FOLLOW_UP_OPT_OUT STAGE_1", "SLA-17 waived", "timer send_stage_1 cancelled")
    told = await waiting("2")
    await told.step(company_of(told), "opt_out", "SIN_FECHA", *stopped, "CATEGORY 3")
    told = await waiting("3")
    await told.step(company_of(told), "opt_out", "SIN_FECHA", *stopped)
    told = await waiting("3")
    both = (*stopped, "FOLLOW_UP_OPT_OUT STAGE_2")
    await told.step(company_of(told), "opt_out", "SIN_FECHA", *both, stage="BOTH")


@proves("FUP-06", "FUP-07", "FUP-09")
async def test_stage_2_keeps_the_date_given_when_stage_1_is_refused() -> None:
    """FUP-09: a date that had been moved behind stage 1 goes back to the day that the company gave."""
    told = await waiting("3")
    await told.report(company_of(told), "record_survey", expected_on=date(2024, 10, 4))  # moved to 11 October
    await told.step(
        company_of(told), "opt_out", "CON_FECHA",
        "FOLLOW_UP_OPT_OUT STAGE_1", "SLA-17 waived", "timer send_stage_1 cancelled",
        "timer send_stage_2 cancelled", "timer send_stage_2 2024-10-04 09:00",
    )  # fmt: skip
    told = await waiting("2")
    await told.report(company_of(told), "record_survey", expected_on=date(2024, 10, 4))
    await told.step(
        company_of(told), "opt_out", "CON_FECHA",
        "FOLLOW_UP_OPT_OUT STAGE_1", "FOLLOW_UP_OPT_OUT STAGE_2", "CATEGORY 3", "SLA-17 waived",
        "timer send_stage_1 cancelled", "timer send_stage_2 cancelled", "timer send_stage_2 2024-10-04 09:00",
        stage="BOTH",
    )  # fmt: skip


@proves("FUP-06", "FUP-08", "FUP-07")
async def test_an_opt_out_is_recorded_in_every_state() -> None:
    """FUP-06, FUP-08, AMB-30: of stage 2 alone, or of both; a closed case takes it too."""
    told = await waiting("3")
    await told.step(company_of(told), "opt_out", "EN_ESPERA", "FOLLOW_UP_OPT_OUT STAGE_2", stage="STAGE_2")
    told = await after_stage_1()
    both = ("FOLLOW_UP_OPT_OUT STAGE_1", "FOLLOW_UP_OPT_OUT STAGE_2", "CATEGORY 3")
    await told.step(company_of(told), "opt_out", "SIN_FECHA", *both, stage="BOTH")
    closed = await after_stage_1()
    await closed.report(REGIONAL, "close_follow_up", reason="Cerró la empresa")
    caused = ("FOLLOW_UP_OPT_OUT STAGE_1", "CATEGORY 3")
    await closed.step(company_of(closed), "opt_out", "CERRADO", *caused)


# The end


@proves("FUP-08", "FUP-01", "POL-06")
@pytest.mark.parametrize(
    ("fact", "data", "actions"),
    [
        ("record_result", {"business_concluded": True}, ("action RESULTADO_SEGUIMIENTO",)),
        ("close_follow_up", {"reason": "Cerró la empresa"}, ()),
    ],
)
async def test_a_result_or_a_reason_ends_the_follow_up(fact: str, data: dict[str, object], actions: tuple[str]) -> None:
    """FUP-01, FUP-08, POL-06: what was still to go out is waived and called off."""
    told = await dated_after_stage_1()
    caused = ("SLA-18 waived", "timer send_stage_2 cancelled", *actions)
    await told.step(REGIONAL, fact, "CERRADO", *caused, **data)
    told = await asked_for_result()
    await told.step(REGIONAL, fact, "CERRADO", *actions, **data)
    waits = await waiting()
    with pytest.raises(Exception, match="no corresponde ahora"):
        await waits.report(HEAD if fact == "close_follow_up" else REGIONAL, fact, **data)


@proves("FUP-04", "ATN-05")
async def test_an_activity_that_was_annulled_is_not_followed_up() -> None:
    """FUP-04, ATN-05: both stages are called off, in whatever state."""
    told = await with_date()
    caused = ("SLA-17 waived", "SLA-18 waived", "timer send_stage_1 cancelled", "timer send_stage_2 cancelled")
    await told.step_by_rule("drop_activity", "CERRADO", *caused)


# Whoever answers a survey has it recorded


@proves("EXT-05", "FUP-08")
async def test_a_survey_is_recorded_of_whoever_answered_it() -> None:
    """EXT-05, FUP-08: a foreign company, category 1, none, and when the result was asked or is known."""
    direct = to_be_opened(account=FOREIGN)
    await direct.by_rule("open_follow_up", **ENDED)
    await direct.step(COMMERCIAL, "record_survey", "DIRECTO", score=6, projected_business="Dos contenedores")
    assert (direct.timeline[-1].data["projected_business"], direct.now.office) == ("Dos contenedores", "OFICOM-CN-SHA")
    first = to_be_opened(IN_PROGRAMME)
    await first.by_rule("open_follow_up", **ENDED)
    await first.step(company_of(first), "record_survey", "DIRECTO", **NO_DATE)
    none = to_be_opened()
    await none.by_rule("open_follow_up", **ENDED)
    await none.step(company_of(none), "record_survey", "SIN_CATEGORIA", **NO_DATE)
    asked = await asked_for_result()
    await asked.step(company_of(asked), "record_survey", "RESULTADO_PEDIDO", **NO_DATE)
    await asked.report(REGIONAL, "close_follow_up", reason="No hay más que preguntar")
    await asked.step(company_of(asked), "record_survey", "CERRADO", score=5)


@proves("ATN-01", "FUP-05", "FUP-08", "FUP-06", "SLA-17", "SLA-18")
async def test_the_date_of_a_survey_that_came_before_the_category_is_kept() -> None:
    """FUP-08: stage 2 is set when the category is; who refused stage 1 keeps its date; who refused both gets none."""
    category = {"category": "2", "reason": "Trabajo habitual"}
    stage_2 = ("SLA-18 starts to 2024-12-02", "timer send_stage_2 2024-12-02 09:00", "CATEGORY 2")

    async def surveyed(*facts: Fact) -> Telling:
        told = to_be_opened(*facts)
        await told.by_rule("open_follow_up", **ENDED)
        await told.report(company_of(told), "record_survey", **EXPECTED)
        return told

    told = await surveyed()
    await told.step(REGIONAL, "assign_category", "EN_ESPERA_CON_FECHA", *STAGE_1, *stage_2, **category)
    told = await surveyed(refused("STAGE_1"))
    await told.step(REGIONAL, "assign_category", "CON_FECHA", *stage_2, **category)
    told = await surveyed(refused("STAGE_1"), refused("STAGE_2"))
    await told.step(REGIONAL, "assign_category", "SIN_FECHA", "CATEGORY 2", **category)
