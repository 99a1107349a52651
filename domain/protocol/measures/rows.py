"""
The measures ("indicadores"), one row each: what is counted, of what the figure is made, and how that reads.

A store counts records by group and *part* (the state of a term, the score of a survey); the row makes the figure of
those counts, for the query, the series, the page and the file alike. Belongs here: the rows. Does not belong here: how
a store counts (`persistence.measures`), and the names of groups (`domain.protocol.measures.dimensions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.model.cases import Flow
from domain.model.quality.calls import StageProgress
from domain.model.quality.improvements import ImprovementState
from domain.model.quality.suggestions import OPEN_STATES, SuggestionState
from domain.model.terms import TermObligation, TermState
from domain.protocol.measures.dimensions import Dimension
from domain.protocol.measures.funnel import StageLeft
from domain.protocol.measures.measure import FigureUnit, Measure, mean_of, median_of, number_of, share_of
from domain.protocol.measures.objectives import OBJECTIVES, SATISFACTION_TARGET
from domain.protocol.measures.operation import DayOfChannel
from domain.protocol.measures.results import Business, FollowedUp
from domain.protocol.measures.steps import StepTaken
from domain.protocol.measures.subjects import OF_CASE, OPEN, MeasureName, Subject
from domain.protocol.terms.table import TERMS


def _of(*obligations: TermObligation) -> Mapping[Dimension, frozenset[str]]:
    return {Dimension.RULE: frozenset(row.rule_id for row in TERMS if row.obligation in obligations)}


_D: Final = Dimension
_N: Final = MeasureName
_CALL: Final = frozenset({_D.STAGE, _D.UNIT, _D.OFFICE, _D.MONTH})
_TERM: Final = OF_CASE | {_D.RULE, _D.STEP}
_JUDGED: Final = frozenset({TermState.MET, TermState.MET_LATE, TermState.OVERDUE})
_OPEN_SUGGESTIONS: Final[frozenset[str]] = frozenset(OPEN_STATES)
_FOLLOWED: Final = frozenset(FollowedUp) - {FollowedUp.SCHEDULED}
_BROKEN: Final = frozenset({TermState.MET_LATE, TermState.OVERDUE})

_ROWS: Final = (
    Measure(
        name=_N.TERM_COMPLIANCE,
        subject=Subject.TERM,
        unit=FigureUnit.SHARE,
        how_es="Plazos obligatorios cumplidos a tiempo, entre los que vencieron en el período y ya fueron juzgados: "
        "cumplidos, cumplidos fuera de plazo y vencidos. No cuentan los eximidos, aquellos de cuyo pedido se desistió "
        "antes de que vencieran, los que siguen en curso y los recomendados.",
        rules=("MEA-01", "LIN-06", "POL-08", "POL-04"),
        figure=share_of(TermState.MET),
        dimensions=_TERM,
        counted=_JUDGED,
        only=_of(TermObligation.MANDATORY),
    ),
    Measure(
        name=_N.RECOMMENDED_TERMS,
        subject=Subject.TERM,
        unit=FigureUnit.SHARE,
        how_es="Plazos recomendados cumplidos a tiempo, entre los que vencieron en el período y ya fueron juzgados. Su "
        "atraso no es incumplimiento.",
        rules=("MEA-01", "SLA-21"),
        figure=share_of(TermState.MET),
        dimensions=_TERM,
        counted=_JUDGED,
        only=_of(TermObligation.RECOMMENDED),
    ),
    Measure(
        name=_N.BREACHES,
        subject=Subject.TERM,
        unit=FigureUnit.COUNT,
        how_es="Plazos obligatorios que vencieron en el período sin cumplirse, o que se cumplieron después.",
        rules=("POL-12", "LIN-08", "LIN-03", "MEA-13"),
        figure=number_of,
        dimensions=_TERM,
        counted=_BROKEN,
        only=_of(TermObligation.MANDATORY),
    ),
    Measure(
        name=_N.TERMS_AT_RISK,
        subject=Subject.TERM,
        unit=FigureUnit.COUNT,
        how_es="Plazos obligatorios que vencen en el período y están hoy dentro de su margen de riesgo.",
        rules=("LIN-03",),
        figure=number_of,
        dimensions=_TERM,
        counted=frozenset({TermState.AT_RISK}),
        only=_of(TermObligation.MANDATORY),
    ),
    Measure(
        name=_N.WAIVED_TERMS,
        subject=Subject.TERM,
        unit=FigureUnit.COUNT,
        how_es="Plazos obligatorios que vencían en el período y ya no se exigen: los que alguien eximió, "
        "y aquellos de cuyo pedido se desistió antes de que vencieran.",
        rules=("MEA-01", "SLA-21"),
        figure=number_of,
        dimensions=_TERM,
        counted=frozenset({TermState.WAIVED, TermState.WITHDRAWN}),
        only=_of(TermObligation.MANDATORY),
    ),
    Measure(
        name=_N.STARTED_TERMS,
        subject=Subject.STARTED_TERM,
        unit=FigureUnit.COUNT,
        how_es="Plazos de toda clase que empezaron en el período, tengan o no un día de vencimiento, por el estado en "
        "que están hoy.",
        rules=("SLA-21", "POL-04"),
        figure=number_of,
        dimensions=_TERM - {_D.MONTH},
    ),
    Measure(
        name=_N.CONTACTS,
        subject=Subject.CONTACT,
        unit=FigureUnit.COUNT,
        how_es="Contactos con empresas y personas que se registraron en un caso en el período, y acciones con canal "
        "que no son de un caso.",
        rules=("MEA-02", "LIN-04", "POL-08"),
        figure=number_of,
        dimensions=OF_CASE,
    ),
    Measure(
        name=_N.CHANNEL_OPERATION,
        subject=Subject.OFFICE_DAY,
        unit=FigureUnit.SHARE,
        how_es="Días hábiles de la oficina en que llegó algún contacto por el canal, entre los del período que ya "
        "terminaron; también se dice cuántos no tuvieron ninguno. Son canales de una oficina aquellos por los que "
        "recibió contactos en el período o en los doce meses anteriores.",
        rules=("MEA-07", "POL-08"),
        figure=share_of(DayOfChannel.TRAFFIC),
        dimensions=frozenset({_D.CHANNEL, _D.OFFICE, _D.REGION, _D.MONTH}),
    ),
    Measure(
        name=_N.REQUESTED_INFORMATION,
        subject=Subject.REQUEST,
        unit=FigureUnit.COUNT,
        how_es="Contactos y aperturas de casos del período que tienen tema, propio o el de su caso, y acciones con "
        "tema que no son de un caso. Los que no tienen tema no cuentan: «Contactos por canal» dice "
        "cuántos son.",
        rules=("MEA-05", "LIN-06"),
        figure=number_of,
        dimensions=OF_CASE,
    ),
    Measure(
        name=_N.CASES,
        subject=Subject.CASE,
        unit=FigureUnit.COUNT,
        how_es="Casos que se abrieron en el período, cerrados o no.",
        rules=("POL-08", "POL-04"),
        figure=number_of,
        dimensions=OF_CASE,
    ),
    Measure(
        name=_N.UNANSWERED,
        subject=Subject.CASE,
        unit=FigureUnit.COUNT,
        how_es="Casos que se abrieron en el período, por el canal que fuera, y que hoy siguen abiertos.",
        rules=("MEA-07", "POL-08"),
        figure=number_of,
        dimensions=OF_CASE,
        counted=frozenset({OPEN}),
    ),
    Measure(
        name=_N.CAPTURE_STAGES,
        subject=Subject.STAGE,
        unit=FigureUnit.COUNT,
        how_es="Veces que una empresa llegó a una etapa de su captación en el período, y cómo la dejó: pasó a otra, "
        "desistió, venció, no fue validada, siguió en la cuenta o el caso que ya tenía, o sigue en ella.",
        rules=("MEA-09", "POL-10", "LIN-03", "ROL-04", "ROL-05"),
        figure=number_of,
        dimensions=OF_CASE | {_D.STAGE},
    ),
    Measure(
        name=_N.CAPTURE_ABANDONMENT,
        subject=Subject.STAGE,
        unit=FigureUnit.SHARE,
        how_es="Empresas que desistieron o cuya captación venció en la etapa, entre las que llegaron a ella en el "
        "período y ya la dejaron. No cuentan las que siguen en ella ni las que siguieron en la cuenta o el caso que "
        "ya tenían.",
        rules=("MEA-09", "CAP-02"),
        figure=share_of(StageLeft.WITHDRAWN, StageLeft.EXPIRED),
        dimensions=OF_CASE | {_D.STAGE},
        counted=frozenset({StageLeft.PASSED, StageLeft.WITHDRAWN, StageLeft.EXPIRED, StageLeft.REFUSED}),
    ),
    Measure(
        name=_N.CAPTURE_TIME,
        subject=Subject.STAGE_TIME,
        unit=FigureUnit.BUSINESS_DAYS,
        how_es="Mediana de los días hábiles de la oficina que una empresa estuvo en la etapa, sin contar el día en que "
        "llegó, de las que llegaron a ella en el período y ya la dejaron. Las que no "
        "dejaron sus días anotados no cuentan.",
        rules=("MEA-09", "LIN-03"),
        figure=median_of,
        dimensions=OF_CASE | {_D.STAGE},
    ),
    Measure(
        name=_N.STEP_TIME,
        subject=Subject.STEP_TIME,
        unit=FigureUnit.BUSINESS_DAYS,
        how_es="Mediana de los días hábiles de la oficina que los casos estuvieron en cada estado, sin contar el día "
        "en que llegaron, de los que llegaron en el período y ya lo dejaron. Los que no dejaron sus días anotados no "
        "cuentan.",
        rules=("MEA-13", "SYS-05"),
        figure=median_of,
        dimensions=OF_CASE | {_D.STEP},
    ),
    Measure(
        name=_N.CALL_STAGES,
        subject=Subject.CALL_STAGE,
        unit=FigureUnit.SHARE,
        how_es="Etapas de convocatorias que terminaron a más tardar el día que su propio plan decía, entre las que "
        "terminaron en el período y tenían plan. El protocolo no da tiempos: no es un incumplimiento.",
        rules=("MEA-08", "LIN-02"),
        figure=share_of(StageProgress.ON_PLAN),
        dimensions=_CALL,
        counted=frozenset({StageProgress.ON_PLAN, StageProgress.LATE}),
    ),
    *(
        Measure(
            name=name,
            subject=subject,
            unit=FigureUnit.BUSINESS_DAYS,
            how_es=f"Mediana de los días hábiles {what} las etapas de convocatorias que terminaron en el período, el "
            "primero y el último incluidos, por el calendario de la oficina de la convocatoria.",
            rules=("MEA-08", "LIN-02"),
            figure=median_of,
            dimensions=_CALL,
        )
        for name, subject, what in (
            (_N.CALL_TIME, Subject.CALL_TIME, "que tomaron"),
            (_N.CALL_PLAN, Subject.CALL_PLAN, "planificados para"),
        )
    ),
    Measure(
        name=_N.SATISFACTION,
        subject=Subject.SURVEY,
        unit=FigureUnit.MEAN,
        how_es="Promedio de las notas de las encuestas que se respondieron en el período; n es cuántas traían nota.",
        rules=("MEA-04", "POL-16", "LIN-06", "LIN-10", "MEA-12", "POL-08", "MEA-13"),
        figure=mean_of,
        dimensions=OF_CASE | {_D.STEP},
        personal=True,
        target=SATISFACTION_TARGET,
    ),
    Measure(
        name=_N.SERVICES_FOLLOWED,
        subject=Subject.FOLLOW_UP,
        unit=FigureUnit.SHARE,
        how_es="Servicios tras los que se envió una etapa del seguimiento o alguien de ProChile registró un contacto "
        "directo, entre aquellos cuyo seguimiento se abrió en el período. No cuentan los que esperan el día de su "
        "correo, ni las actividades que se anularon; lo que la empresa responde se cuenta aparte.",
        rules=("MEA-11", "FUP-05", "FUP-03"),
        figure=share_of(FollowedUp.FOLLOWED, FollowedUp.ANSWERED),
        dimensions=OF_CASE | {_D.ACTION_TYPE},
        counted=_FOLLOWED,
    ),
    Measure(
        name=_N.SERVICES_NOT_FOLLOWED,
        subject=Subject.FOLLOW_UP,
        unit=FigureUnit.COUNT,
        how_es="Servicios tras los que nadie preguntó a la empresa cómo le fue ni ella lo contó, de aquellos cuyo "
        "seguimiento se abrió en el período y no esperan el día de su correo. No cuentan las actividades que se "
        "anularon.",
        rules=("POL-13", "MEA-11", "LIN-11"),
        figure=number_of,
        dimensions=OF_CASE | {_D.ACTION_TYPE},
        counted=frozenset({FollowedUp.NOT_FOLLOWED}),
    ),
    Measure(
        name=_N.SERVICES_ANSWERED,
        subject=Subject.FOLLOW_UP,
        unit=FigureUnit.SHARE,
        how_es="Servicios de los que se sabe cómo le fue a la empresa, se le haya preguntado o no, entre aquellos cuyo "
        "seguimiento se abrió en el período y no esperan el día de su correo. No cuentan las actividades que se "
        "anularon.",
        rules=("MEA-11", "FUP-08"),
        figure=share_of(FollowedUp.ANSWERED, FollowedUp.TOLD_ITSELF),
        dimensions=OF_CASE | {_D.ACTION_TYPE},
        counted=_FOLLOWED,
    ),
    Measure(
        name=_N.SERVICES_WITH_BUSINESS,
        subject=Subject.BUSINESS,
        unit=FigureUnit.SHARE,
        how_es="Servicios tras los que la empresa concretó negocios, entre aquellos cuyo seguimiento se abrió en el "
        "período y de los que se registró el resultado. De los demás no se supone nada.",
        rules=("MEA-11", "FUP-08"),
        figure=share_of(Business.CONCLUDED),
        dimensions=OF_CASE | {_D.ACTION_TYPE},
        counted=frozenset({Business.CONCLUDED, Business.NOT_CONCLUDED}),
    ),
    Measure(
        name=_N.SERVICE_SATISFACTION,
        subject=Subject.SURVEY,
        unit=FigureUnit.MEAN,
        how_es="Promedio de las notas de las encuestas sobre un servicio que se respondieron en el período; n es "
        "cuántas traían nota.",
        rules=("MEA-11", "FUP-08"),
        figure=mean_of,
        dimensions=OF_CASE | {_D.ACTION_TYPE},
        only={_D.FLOW: frozenset({Flow.FOLLOW_UP})},
        personal=True,
    ),
    Measure(
        name=_N.SUGGESTIONS,
        subject=Subject.SUGGESTION,
        unit=FigureUnit.COUNT,
        how_es="Sugerencias y reclamos que llegaron en el período, en encuestas o por Atención Ciudadana, estén como "
        "estén hoy; su unidad es el área con que se compartieron. Los que se retiraron por error no cuentan.",
        rules=("LIN-10", "MEA-10"),
        figure=number_of,
        dimensions=OF_CASE,
        counted=_OPEN_SUGGESTIONS | {SuggestionState.CLOSED},
    ),
    Measure(
        name=_N.OPEN_SUGGESTIONS,
        subject=Subject.SUGGESTION,
        unit=FigureUnit.COUNT,
        how_es="Sugerencias y reclamos que llegaron en el período y hoy siguen sin respuesta para quien los hizo; su "
        "unidad es el área con que se compartieron, y su antigüedad se cuenta hasta hoy.",
        rules=("MEA-10", "LIN-10"),
        figure=number_of,
        dimensions=OF_CASE | {_D.AGE},
        counted=_OPEN_SUGGESTIONS,
    ),
    Measure(
        name=_N.STEPS_TAKEN,
        subject=Subject.STEP,
        unit=FigureUnit.SHARE,
        how_es="Contactos del período tras los que siguió en su caso el paso que da el protocolo, entre aquellos tras "
        "los que ya siguió algo; su regla es la que pide el paso. Los que aún esperan y los que cerraron su caso no "
        "cuentan.",
        rules=("MEA-03",),
        figure=share_of(StepTaken.AS_GIVEN),
        dimensions=OF_CASE | {_D.RULE},
        counted=frozenset({StepTaken.AS_GIVEN, StepTaken.OTHER}),
    ),
    Measure(
        name=_N.IMPROVEMENTS,
        subject=Subject.IMPROVEMENT,
        unit=FigureUnit.SHARE,
        how_es="Acciones de mejora hechas a tiempo, entre las que vencían en el período y ya se hicieron o están "
        "atrasadas. Las que siguen en curso y las desistidas no cuentan.",
        rules=("LIN-12", "ROL-02", "POL-01"),
        figure=share_of(ImprovementState.DONE),
        dimensions=frozenset({_D.UNIT, _D.RULE, _D.MONTH}),
        counted=frozenset({ImprovementState.DONE, ImprovementState.DONE_LATE, ImprovementState.OVERDUE}),
    ),
    *OBJECTIVES,
)

MEASURES: Final[Mapping[MeasureName, Measure]] = {row.name: row for row in _ROWS}
"""Every measure. A new one is a row here and, when its subject is new, a source in `persistence.measures.sources`."""
