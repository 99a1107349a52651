"""
Follow-up of results ("seguimiento de resultados"; FUP, LIN-11): direct by the executive for category 1, in two
automatic stages for categories 2 and 3, with the option not to receive the first one any more.

When the messages go out is reckoned in `domain.protocol.follow_up`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.model.cases import Flow
from domain.model.classes import Category
from domain.protocol.engine_rows import (
    CancelTimers,
    Effect,
    FlowSpec,
    Notify,
    RecordFact,
    RegisterAction,
    SetTimer,
    StartTerm,
    StopTerm,
    Transition,
    WaiveTerm,
)
from domain.protocol.engine_rules import ANY, NEW, OPEN
from domain.protocol.engine_situation import Computed, Guard, Situation
from domain.protocol.flows.follow_up_facts import FACTS, STATES
from domain.protocol.flows.national import (
    case_office,
    has_no_account,
    is_foreign,
    is_institution,
    of_a_company,
    regional_executive,
)
from domain.protocol.follow_up import (
    STAGE_1,
    STAGE_2,
    activity_es,
    day_of_recording,
    expected_day,
    goes_with_a_later_one,
    has_refused,
    stage_1_day,
    stage_1_on,
    stage_2_on,
    survey_day,
)

__all__ = ["FLOW", "GUARDS", "VALUES"]


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


def date_is_moved(situation: Situation) -> bool:
    """The date given is not after stage 1. Source: FUP-09."""
    given = expected_day(situation.given, situation.today)
    day = stage_2_on(situation)
    return given is not None and day is not None and day != given


def refuses_only_stage_2(situation: Situation) -> bool:
    """Stage 1 goes on. Source: AMB-30."""
    return situation.given.get("stage") == STAGE_2


def _refusal(stage: str) -> Computed:
    """The opt-out to record; None: it was recorded before, or is not asked for."""

    def read(situation: Situation) -> str | None:
        wanted = situation.given.get("stage", STAGE_1) in {stage, "BOTH"}
        return stage if wanted and not has_refused(situation.account, stage, situation.today) else None

    return read


def _category_after_refusal(situation: Situation) -> str | None:
    """Category 2 passes to 3; 3 stays, 1 is not affected. Source: FUP-07."""
    return Category.TRABAJO_ESPORADICO.value if _category(situation) is Category.TRABAJO_HABITUAL else None


def _new_category(situation: Situation) -> str | None:
    """The category to record; None: the account has it already, it was assigned on the account. Source: ATN-01."""
    given = situation.text_given("category")
    held = _category(situation)
    return None if held is not None and given == held.value else given


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
    StartTerm("SLA-17", "$ended_on"),
    SetTimer("follow_up_stage_1", "@own_stage_1_on", "send_stage_1"),
)
_SET_STAGE_2: Final = SetTimer("follow_up_stage_2", "@stage_2_on", "send_stage_2")
_STAGE_2_SET: Final = (
    WaiveTerm(("SLA-18",)),
    CancelTimers(("follow_up_stage_2",)),
    StartTerm("SLA-18", "@stage_2_on"),
    _SET_STAGE_2,
)
_REFUSED: Final = (
    RecordFact("FOLLOW_UP_OPT_OUT", "@refusal_1"),
    RecordFact("FOLLOW_UP_OPT_OUT", "@refusal_2"),
    RecordFact("CATEGORY", "@category_after_refusal"),
)
_NO_STAGE_1: Final = (WaiveTerm(("SLA-17",)), CancelTimers(("follow_up_stage_1",)))
_REFUSED_ES: Final = "La empresa pidió no recibir más esta comunicación: la etapa 1 no sale."

AFTER_STAGE_1: Final = {"EN_ESPERA": "SIN_FECHA", "EN_ESPERA_CON_FECHA": "CON_FECHA"}
"""Where each state goes when its stage 1 is done with."""

WITH_DATE: Final = {
    "EN_ESPERA": "EN_ESPERA_CON_FECHA",
    "EN_ESPERA_CON_FECHA": "EN_ESPERA_CON_FECHA",
    "SIN_FECHA": "CON_FECHA",
    "CON_FECHA": "CON_FECHA",
}
"""Where each state goes when the company gives a date."""


def _stage_1(source: str, target: str) -> tuple[Transition, ...]:
    """The first message of a case: sent, sent with another, or not sent."""
    own: tuple[Effect, ...] = (
        Notify("NTF-29"),
        StopTerm(("SLA-17",)),
        RegisterAction("SEGUIMIENTO_ETAPA_1"),
    )
    return (
        Transition(
            (source,),
            "send_stage_1",
            None,
            ("FUP-05", "SLA-17"),
            "stage_1_is_early",
            refuse=True,
            reason="La etapa 1 sale {SLA-17} después del término de la actividad: el {stage_1_on}.",
        ),
        Transition(
            (source,),
            "send_stage_1",
            "DIRECTO",
            ("FUP-03",),
            "is_followed_directly",
            _STOPPED,
            reason="La empresa se sigue de manera directa: no sale el correo automático.",
        ),
        Transition((source,), "send_stage_1", target, ("FUP-06",), "refused_stage_1", _NO_STAGE_1, reason=_REFUSED_ES),
        Transition(
            (source,),
            "send_stage_1",
            target,
            ("FUP-05", "FUP-04"),
            "goes_with_a_later_one",
            (StopTerm(("SLA-17",)), CancelTimers(("follow_up_stage_1",))),
            reason="Va en un solo correo con otra actividad del mismo mes: el {stage_1_on}.",
        ),
        Transition((source,), "send_stage_1", target, ("FUP-05", "FUP-06", "SLA-17"), effects=own),
    )


def _survey(source: str, target: str) -> tuple[Transition, ...]:
    """A survey with a date sets stage 2; without one nothing is assumed."""
    return (
        Transition(
            (source,),
            "record_survey",
            target,
            ("FUP-09", "FUP-08", "SLA-18"),
            "date_is_moved",
            _STAGE_2_SET,
            reason="La fecha indicada no es posterior a la etapa 1: la etapa 2 pasa al {stage_2_on}.",
        ),
        Transition((source,), "record_survey", target, ("FUP-08", "SLA-18"), "gives_date", _STAGE_2_SET),
        Transition(
            (source,),
            "record_survey",
            None,
            ("FUP-08",),
            reason="La encuesta no trae fecha de negocios, o la empresa no desea la etapa 2: no se supone ninguna.",
        ),
    )


def _opened(source: str, fact: str, *rules: str) -> tuple[Transition, ...]:
    """Where a follow-up of categories 2 and 3 begins."""
    recorded: tuple[Effect, ...] = (RecordFact("CATEGORY", "@new_category"),) if fact == "assign_category" else ()
    return (
        Transition((source,), fact, "SIN_FECHA", (*rules, "FUP-06"), "refused_stage_1", recorded, reason=_REFUSED_ES),
        Transition((source,), fact, "EN_ESPERA", (*rules, "FUP-05", "SLA-17"), effects=(*recorded, *_STAGE_1_SET)),
    )


_TRANSITIONS: Final = (
    of_a_company("open_follow_up", "FUP-01"),
    Transition((NEW,), "open_follow_up", "DIRECTO", ("FUP-03", "ATN-01"), "is_followed_directly"),
    Transition((NEW,), "open_follow_up", "SIN_CATEGORIA", ("ATN-01", "FUP-04"), "has_no_category"),
    *_opened(NEW, "open_follow_up", "FUP-04"),
    Transition(
        ("SIN_CATEGORIA",),
        "assign_category",
        None,
        ("ATN-01", "FUP-03"),
        "is_followed_directly",
        refuse=True,
        reason="{company} participa en Exporta Más: su categoría es 1 mientras participe. Regístrele el resultado de "
        "manera directa.",
    ),
    *_opened("SIN_CATEGORIA", "assign_category", "ATN-01", "FUP-04"),
    *(row for source, target in AFTER_STAGE_1.items() for row in _stage_1(source, target)),
    *(row for source, target in WITH_DATE.items() for row in _survey(source, target)),
    Transition(
        ("CON_FECHA", "EN_ESPERA_CON_FECHA"),
        "send_stage_2",
        "CERRADO",
        ("FUP-08", "FUP-06"),
        "refused_stage_2",
        _STOPPED,
        reason="La empresa pidió no recibir tampoco la etapa 2.",
    ),
    Transition(
        ("CON_FECHA", "EN_ESPERA_CON_FECHA"),
        "send_stage_2",
        None,
        ("FUP-09", "FUP-08"),
        "stage_2_is_early",
        (_SET_STAGE_2,),
        reason="La etapa 2 no sale antes de la etapa 1 ni el mismo día: pasa al {stage_2_on}.",
    ),
    Transition(
        ("CON_FECHA", "EN_ESPERA_CON_FECHA"),
        "send_stage_2",
        "RESULTADO_PEDIDO",
        ("FUP-08", "SLA-18"),
        effects=(
            Notify("NTF-30"),
            StopTerm(("SLA-17", "SLA-18")),
            CancelTimers(("follow_up_stage_1",)),
            RegisterAction("SEGUIMIENTO_ETAPA_2"),
        ),
    ),
    Transition(
        ("DIRECTO", *AFTER_STAGE_1, "SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO"),
        "record_answer",
        None,
        ("FUP-05", "FUP-02"),
        effects=(RegisterAction("RESULTADO_SEGUIMIENTO"),),
    ),
    Transition(
        (ANY,),
        "opt_out",
        None,
        ("FUP-06", "FUP-08"),
        "refuses_only_stage_2",
        (RecordFact("FOLLOW_UP_OPT_OUT", "@refusal_2"),),
        reason="La empresa pidió no recibir la etapa 2.",
    ),
    Transition(
        ("EN_ESPERA",),
        "opt_out",
        "SIN_FECHA",
        ("FUP-06", "FUP-07"),
        effects=(*_REFUSED, *_NO_STAGE_1),
        reason=_REFUSED_ES,
    ),
    Transition(
        ("EN_ESPERA_CON_FECHA",),
        "opt_out",
        "CON_FECHA",
        ("FUP-06", "FUP-07", "FUP-09"),
        effects=(
            *_REFUSED,
            *_NO_STAGE_1,
            CancelTimers(("follow_up_stage_2",)),
            SetTimer("follow_up_stage_2", "@date_kept", "send_stage_2"),
        ),
        reason=_REFUSED_ES,
    ),
    Transition(
        ("SIN_CATEGORIA", "DIRECTO", "SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO", "CERRADO"),
        "opt_out",
        None,
        ("FUP-06", "FUP-07"),
        effects=_REFUSED,
    ),
    Transition(
        ("SIN_CATEGORIA", "DIRECTO", "SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO"),
        "record_result",
        "CERRADO",
        ("FUP-08", "FUP-01"),
        effects=(*_STOPPED, RegisterAction("RESULTADO_SEGUIMIENTO")),
    ),
    Transition(
        ("SIN_CATEGORIA", "DIRECTO", "SIN_FECHA", "CON_FECHA", "RESULTADO_PEDIDO"),
        "close_follow_up",
        "CERRADO",
        ("FUP-08", "POL-06"),
        effects=_STOPPED,
    ),
    Transition(
        (OPEN,),
        "drop_activity",
        "CERRADO",
        ("FUP-04", "ATN-05"),
        effects=_STOPPED,
        reason="La actividad se anuló o se corrigió en el Registro de Acciones: no hay resultados que seguir.",
    ),
)

FLOW: Final = FlowSpec(Flow.FOLLOW_UP, "Seguimiento de resultados", FACTS, STATES, _TRANSITIONS, "Oficina regional")


GUARDS: Final[Mapping[str, Guard]] = {
    guard.__name__: guard
    for guard in (
        has_no_account,
        is_followed_directly,
        has_no_category,
        refused_stage_1,
        refused_stage_2,
        stage_1_is_early,
        stage_2_is_early,
        gives_date,
        date_is_moved,
        goes_with_a_later_one,
        refuses_only_stage_2,
    )
}


def _minute_es(situation: Situation) -> str:
    """The procedure of the Exporta Más minute, which is configuration, for companies of category 1. Source: FUP-03."""
    if _category(situation) is not Category.EXPORTA_MAS:
        return ""
    setting = situation.config.tuning.get("exporta_mas_minute")
    dated = None if setting is None else setting.on(situation.today)
    if dated is None:
        return " El procedimiento de la minuta de Exporta Más no está configurado."
    return f" Procedimiento de la minuta de Exporta Más: {dated.value}"


VALUES: Final[Mapping[str, Computed]] = {
    "case_office": case_office,
    "case_assignee": _in_charge,
    "own_stage_1_on": own_stage_1_on,
    "stage_1_on": stage_1_on,
    "stage_2_on": stage_2_on,
    "date_kept": survey_day,
    "refusal_1": _refusal(STAGE_1),
    "refusal_2": _refusal(STAGE_2),
    "category_after_refusal": _category_after_refusal,
    "new_category": _new_category,
    "minute": _minute_es,
    "activity_name": lambda situation: activity_es(situation.data),
}
