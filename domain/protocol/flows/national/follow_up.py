"""
Follow-up of results ("seguimiento de resultados"; FUP, LIN-11): direct by the executive for category 1, in two
automatic stages for categories 2 and 3, with the option not to receive the first one any more.

When the messages go out is reckoned in `domain.protocol.follow_up.stages`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.model.cases import Flow
from domain.model.classes import Category
from domain.model.institution.tuning import tuned
from domain.protocol.engine.rows import (
    ACCOUNT,
    ANY,
    NEW,
    OPEN,
    CancelTimers,
    FlowSpec,
    Notify,
    RecordFact,
    RegisterAction,
    SetTimer,
    StartTerm,
    StopTerm,
    Transition,
    WaiveTerm,
    on,
    refusal,
    step,
    trace,
)
from domain.protocol.engine.situation import Situation
from domain.protocol.flows.national.follow_up_facts import FACTS, SCORE, STATES
from domain.protocol.flows.national.responsible import (
    ENDED_ON,
    NAME_THE_COMPANY,
    case_office,
    has_no_account,
    is_foreign,
    is_institution,
    regional_executive,
)
from domain.protocol.follow_up.stages import (
    STAGE_1,
    STAGE_2,
    activity_es,
    day_of_recording,
    expected_day,
    goes_with_a_later_one,
    has_refused,
    stage_1_day,
    stage_1_is_missed,
    stage_1_on,
    stage_2_on,
    survey_day,
)

__all__ = ["FLOW"]


def _category(situation: Situation) -> Category | None:
    return None if situation.classes is None else situation.classes.category.value


def is_followed_directly(situation: Situation) -> bool:
    """Category 1, and whoever is no national company: its executive asks in person. Source: FUP-03, EXT-03."""
    return _category(situation) is Category.EXPORTA_MAS or is_foreign(situation) or is_institution(situation)


def has_no_category(situation: Situation) -> bool:
    """Nobody assigned one: 2 or 3 is the executive's decision. Source: ATN-01, AMB-31."""
    return _category(situation) in {None, Category.SIN_CATEGORIA}


def refused_stage_1(situation: Situation) -> bool:
    """Source: FUP-06."""
    return has_refused(situation.account, STAGE_1, situation.today)


def refused_stage_2(situation: Situation) -> bool:
    """Source: AMB-30."""
    return has_refused(situation.account, STAGE_2, situation.today)


def stage_1_is_early(situation: Situation) -> bool:
    """Its term has not passed. Source: SLA-17."""
    ended_on = situation.day("ended_on")
    return not situation.asked and ended_on is not None and situation.today < stage_1_day(ended_on, situation)


def own_stage_1_on(situation: Situation) -> date | None:
    """The day of the message about the activity of the case alone. Source: SLA-17."""
    ended_on = situation.day("ended_on")
    return None if ended_on is None else stage_1_day(ended_on, situation)


def stage_2_is_early(situation: Situation) -> bool:
    """Its day, which waits for stage 1, has not come. Source: FUP-08, FUP-09."""
    day = stage_2_on(situation)
    return not situation.asked and day is not None and day_of_recording(situation) < day


def gives_date(situation: Situation) -> bool:
    """The survey tells when business is expected, and the company accepts to be asked. Source: FUP-08, AMB-32."""
    return expected_day(situation.given, situation.today) is not None and not refused_stage_2(situation)


def gave_date(situation: Situation) -> bool:
    """A survey that came before told when business is expected, and the company accepts to be asked. Source: FUP-08."""
    return survey_day(situation) is not None and not refused_stage_2(situation)


def gave_date_and_refused_stage_1(situation: Situation) -> bool:
    """Source: FUP-06, FUP-08."""
    return gave_date(situation) and refused_stage_1(situation)


def gave_date_and_missed_stage_1(situation: Situation) -> bool:
    """Source: FUP-05, FUP-08."""
    return gave_date(situation) and stage_1_is_missed(situation)


def is_out_of_scale(situation: Situation) -> bool:
    """A score that no page of a survey would take; without a scale none is judged. Source: MEA-04."""
    score, highest = situation.given.get("score"), tuned(situation.config, "survey_highest_score", situation.today)
    return isinstance(score, int) and highest is not None and not 1 <= score <= int(highest)


def date_is_moved(situation: Situation) -> bool:
    """The date given is not after stage 1. Source: FUP-09."""
    given = expected_day(situation.given, situation.today)
    day = stage_2_on(situation)
    return given is not None and day is not None and day != given


def refuses_only_stage_2(situation: Situation) -> bool:
    """Stage 1 goes on. Source: AMB-30."""
    return situation.given.get("stage") == STAGE_2


def _refuses_stage_1(situation: Situation) -> str | None:
    return _refusal(STAGE_1, situation)


def _refuses_stage_2(situation: Situation) -> str | None:
    return _refusal(STAGE_2, situation)


def _refusal(stage: str, situation: Situation) -> str | None:
    """The opt-out to record; None: it was recorded before, or is not asked for."""
    wanted = situation.given.get("stage", STAGE_1) in {stage, "BOTH"}
    return stage if wanted and not has_refused(situation.account, stage, situation.today) else None


def _category_after_refusal(situation: Situation) -> str | None:
    """Category 2 passes to 3; 3 stays, 1 is not affected. Source: FUP-07."""
    return Category.TRABAJO_ESPORADICO.value if _category(situation) is Category.TRABAJO_HABITUAL else None


def _new_category(situation: Situation) -> str | None:
    """The category to record; None: the account has it already, it was assigned on the account. Source: ATN-01."""
    given = situation.text_given("category")
    held = _category(situation)
    return None if held is not None and given == held.value else given


def _minute_es(situation: Situation) -> str:
    """The procedure of the Exporta Más minute, which is configuration, for companies of category 1. Source: FUP-03."""
    if _category(situation) is not Category.EXPORTA_MAS:
        return ""
    minute = tuned(situation.config, "exporta_mas_minute", situation.today)
    if minute is None:
        return " El procedimiento de la minuta de Exporta Más no está configurado."
    return f" Procedimiento de la minuta de Exporta Más: {minute}"


def _in_charge(situation: Situation) -> str | None:
    account = situation.account
    if account is not None and is_foreign(situation):
        person = situation.directory.standing_in(account.commercial_executive, situation.today)
        return None if person is None else person.id
    return regional_executive(situation)


_STOPPED: Final = (
    WaiveTerm(("SLA-17", "SLA-18")),
    CancelTimers(("follow_up_stage_1", "follow_up_stage_2")),
)
_STAGE_1_SET: Final = (
    StartTerm("SLA-17", ENDED_ON),
    SetTimer("follow_up_stage_1", own_stage_1_on, "send_stage_1", term="SLA-17"),
)
_SET_STAGE_2: Final = SetTimer("follow_up_stage_2", stage_2_on, "send_stage_2", term="SLA-18")
_STAGE_2_SET: Final = (StartTerm("SLA-18", stage_2_on), _SET_STAGE_2)
_STAGE_2_MOVED: Final = (WaiveTerm(("SLA-18",)), CancelTimers(("follow_up_stage_2",)), *_STAGE_2_SET)
_REFUSED: Final = (
    RecordFact("FOLLOW_UP_OPT_OUT", _refuses_stage_1),
    RecordFact("FOLLOW_UP_OPT_OUT", _refuses_stage_2),
    RecordFact("CATEGORY", _category_after_refusal),
)
_NO_STAGE_1: Final = (WaiveTerm(("SLA-17",)), CancelTimers(("follow_up_stage_1",)))
_REFUSED_ES: Final = "La empresa pidió no recibir más esta comunicación: la etapa 1 no sale."
_MISSED_ES: Final = (
    "La etapa 1 salía el {stage_1_on}, y ese día ya había pasado: no sale. "
    "Pregunte directamente a {company} cómo le fue."
)

AFTER_STAGE_1: Final = {"EN_ESPERA": "SIN_FECHA", "EN_ESPERA_CON_FECHA": "CON_FECHA"}
"""Where each state goes when its stage 1 is done with."""

WITH_DATE: Final = {
    "EN_ESPERA": "EN_ESPERA_CON_FECHA",
    "EN_ESPERA_CON_FECHA": "EN_ESPERA_CON_FECHA",
    "SIN_FECHA": "CON_FECHA",
    "CON_FECHA": "CON_FECHA",
}
"""Where each state goes when the company gives a date."""


# fmt: off
def _stage_1(source: str, target: str) -> tuple[Transition, ...]:
    """The first message of a case: sent, sent with another, or not sent."""
    return (
        refusal(source, "La etapa 1 sale {SLA-17} después del término de la actividad: el {stage_1_on}.",
                "FUP-05", "SLA-17", when=stage_1_is_early),
        step(source, "DIRECTO", "FUP-03", when=is_followed_directly, then=_STOPPED,
             because="La empresa se sigue de manera directa: no sale el correo automático."),
        step(source, target, "FUP-06", when=refused_stage_1, then=_NO_STAGE_1, because=_REFUSED_ES),
        step(source, target, "FUP-05", "FUP-04", when=goes_with_a_later_one,
             then=(StopTerm(("SLA-17",)), CancelTimers(("follow_up_stage_1",))),
             because="Va en un solo correo con otra actividad del mismo mes: el {stage_1_on}."),
        step(source, target, "FUP-05", "FUP-06", "SLA-17",
             then=(Notify("NTF-29"), StopTerm(("SLA-17",)), RegisterAction("SEGUIMIENTO_ETAPA_1"))),
    )


def _survey(source: str, target: str) -> tuple[Transition, ...]:
    """A survey with a date sets stage 2, or moves it; without one nothing is assumed."""
    dated = _STAGE_2_MOVED if source == target else _STAGE_2_SET
    return (
        step(source, target, "FUP-09", "FUP-08", "SLA-18", when=date_is_moved, then=dated,
             because="La fecha indicada no es posterior a la etapa 1: la etapa 2 pasa al {stage_2_on}."),
        step(source, target, "FUP-08", "SLA-18", when=gives_date, then=dated),
        trace(source, "FUP-08",
              because="La encuesta no trae fecha de negocios, o la empresa no desea la etapa 2: no se supone ninguna."),
    )


_ROWS: Final = (
    *on("open_follow_up",
        refusal(NEW, NAME_THE_COMPANY, "FUP-01", when=has_no_account, lacks=(ACCOUNT,)),
        step(NEW, "DIRECTO", "FUP-03", "ATN-01", when=is_followed_directly),
        step(NEW, "SIN_CATEGORIA", "ATN-01", "FUP-04", when=has_no_category),
        step(NEW, "SIN_FECHA", "FUP-04", "FUP-06", when=refused_stage_1, because=_REFUSED_ES),
        step(NEW, "SIN_FECHA", "FUP-05", "SLA-17", when=stage_1_is_missed, because=_MISSED_ES),
        step(NEW, "EN_ESPERA", "FUP-04", "FUP-05", "SLA-17", then=_STAGE_1_SET)),
    *on("assign_category",
        refusal("SIN_CATEGORIA",
                "{company} participa en Exporta Más: su categoría es 1 mientras participe. Regístrele el resultado de "
                "manera directa.", "ATN-01", "FUP-03", when=is_followed_directly),
        step("SIN_CATEGORIA", "CON_FECHA", "ATN-01", "FUP-06", "FUP-08", "SLA-18", when=gave_date_and_refused_stage_1,
             then=(RecordFact("CATEGORY", _new_category), *_STAGE_2_SET), because=_REFUSED_ES),
        step("SIN_CATEGORIA", "SIN_FECHA", "ATN-01", "FUP-04", "FUP-06", when=refused_stage_1,
             then=(RecordFact("CATEGORY", _new_category),), because=_REFUSED_ES),
        step("SIN_CATEGORIA", "CON_FECHA", "ATN-01", "FUP-05", "FUP-08", "SLA-18", when=gave_date_and_missed_stage_1,
             then=(RecordFact("CATEGORY", _new_category), *_STAGE_2_SET), because=_MISSED_ES),
        step("SIN_CATEGORIA", "SIN_FECHA", "ATN-01", "FUP-05", "SLA-17", when=stage_1_is_missed,
             then=(RecordFact("CATEGORY", _new_category),), because=_MISSED_ES),
        step("SIN_CATEGORIA", "EN_ESPERA_CON_FECHA", "ATN-01", "FUP-05", "FUP-08", "SLA-17", "SLA-18", when=gave_date,
             then=(RecordFact("CATEGORY", _new_category), *_STAGE_1_SET, *_STAGE_2_SET)),
        step("SIN_CATEGORIA", "EN_ESPERA", "ATN-01", "FUP-04", "FUP-05", "SLA-17",
             then=(RecordFact("CATEGORY", _new_category), *_STAGE_1_SET))),
    *on("follow_directly",
        step("SIN_CATEGORIA", "DIRECTO", "FUP-03", "ATN-01", when=is_followed_directly,
             because="Participa en Exporta Más: su categoría es 1, y se sigue de manera directa.")),
    *on("send_stage_1", *(row for source, target in AFTER_STAGE_1.items() for row in _stage_1(source, target))),
    *on("record_survey",
        refusal((*WITH_DATE, "SIN_CATEGORIA", "DIRECTO", "RESULTADO_PEDIDO", "CERRADO"),
                "La nota no está en la escala de la encuesta, que va del 1 a la nota más alta configurada.", "MEA-04",
                when=is_out_of_scale, wrong=SCORE),
        *(row for source, target in WITH_DATE.items() for row in _survey(source, target)),
        trace(("SIN_CATEGORIA", "DIRECTO", "RESULTADO_PEDIDO", "CERRADO"), "EXT-05", "FUP-08",
              because="Queda la encuesta; por ella no sale un correo automático.")),
    *on("send_stage_2",
        step(("CON_FECHA", "EN_ESPERA_CON_FECHA"), "CERRADO", "FUP-08", "FUP-06", when=refused_stage_2, then=_STOPPED,
             because="La empresa pidió no recibir tampoco la etapa 2."),
        trace(("CON_FECHA", "EN_ESPERA_CON_FECHA"), "FUP-09", "FUP-08", when=stage_2_is_early, then=(_SET_STAGE_2,),
              because="La etapa 2 no sale antes de la etapa 1 ni el mismo día: pasa al {stage_2_on}."),
        step(("CON_FECHA", "EN_ESPERA_CON_FECHA"), "RESULTADO_PEDIDO", "FUP-08", "SLA-18",
             then=(Notify("NTF-30"), StopTerm(("SLA-17", "SLA-18")), CancelTimers(("follow_up_stage_1",)),
                   RegisterAction("SEGUIMIENTO_ETAPA_2")))),
    *on("record_answer",
        trace(("SIN_CATEGORIA", "DIRECTO", *AFTER_STAGE_1, "SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO", "CERRADO"),
              "FUP-05", "FUP-02", then=(RegisterAction("RESULTADO_SEGUIMIENTO"),))),
    *on("opt_out",
        trace(ANY, "FUP-06", "FUP-08", when=refuses_only_stage_2,
              then=(RecordFact("FOLLOW_UP_OPT_OUT", _refuses_stage_2),),
              because="La empresa pidió no recibir la etapa 2."),
        step("EN_ESPERA", "SIN_FECHA", "FUP-06", "FUP-07", then=(*_REFUSED, *_NO_STAGE_1), because=_REFUSED_ES),
        step("EN_ESPERA_CON_FECHA", "CON_FECHA", "FUP-06", "FUP-07", "FUP-09",
             then=(*_REFUSED, *_NO_STAGE_1, CancelTimers(("follow_up_stage_2",)),
                   SetTimer("follow_up_stage_2", survey_day, "send_stage_2")),
             because=_REFUSED_ES),
        trace(("SIN_CATEGORIA", "DIRECTO", "SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO", "CERRADO"), "FUP-06", "FUP-07",
              then=_REFUSED)),
    *on("record_result",
        step(("SIN_CATEGORIA", "DIRECTO", "SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO"), "CERRADO", "FUP-08", "FUP-01",
             then=(*_STOPPED, RegisterAction("RESULTADO_SEGUIMIENTO")))),
    *on("close_follow_up",
        step(("SIN_CATEGORIA", "DIRECTO", "SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO"), "CERRADO", "FUP-08", "POL-06",
             then=_STOPPED)),
    *on("drop_activity",
        step(OPEN, "CERRADO", "FUP-04", "ATN-05", then=_STOPPED,
             because="La actividad se anuló o se corrigió en el Registro de Acciones: no hay resultados que seguir.")),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.FOLLOW_UP,
    "Seguimiento de resultados",
    FACTS,
    STATES,
    _ROWS,
    "Oficina regional",
    office=case_office,
    assignee=_in_charge,
    words={
        "stage_1_on": stage_1_on,
        "stage_2_on": stage_2_on,
        "minute": _minute_es,
        "activity_name": lambda situation: activity_es(situation.data),
    },
)
