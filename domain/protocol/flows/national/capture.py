"""
Capture ("captación") of national companies: the rows of section 8.2 with what CAP, POT, LOW, EXP and OLD add.

`CONTACTO → REGISTRO → [TEST] → NOTIFICADA_REGION | DERIVADA_BAJO_POTENCIAL → CONTACTADA → ENTREVISTADA → VALIDADA →
PREADMISIBLE`; a former user enters at FICHA_POR_ACTUALIZAR. One open case per company (AMB-62).
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import Flow
from domain.protocol.engine.rows import (
    ACCOUNT,
    NEW,
    OPEN,
    CancelTimers,
    Effect,
    FlowSpec,
    HandOver,
    Notify,
    OpenCase,
    RecordFact,
    RegisterAction,
    Represent,
    SetTimer,
    StartTerm,
    StopTerm,
    WaiveTerm,
    on,
    refusal,
    step,
    trace,
    turning_away,
)
from domain.protocol.flows.national.capture_facts import (
    EXPORTS,
    FACTS,
    ITEMS,
    LEVEL,
    MODE,
    REGION,
    STATES,
    VERIFIED_POTENTIAL,
)
from domain.protocol.flows.national.capture_guards import (
    cannot_be_validated,
    case_office,
    company_did_not_answer,
    declares_exports,
    expires_on,
    ficha_is_the_same,
    first_expires_on,
    former_exporter_is_told,
    former_says_exporter,
    given_up,
    handed_to,
    has_no_account,
    has_no_level,
    interview_term,
    is_another_persons,
    is_before_contact,
    is_explained_by_message,
    is_foreign,
    is_former,
    is_institution,
    is_low_in_exempt_region,
    is_not_declared,
    is_not_quiet,
    is_not_registered,
    is_user,
    is_validated,
    lacks_items,
    level_action,
    level_is_high_or_medium,
    level_of,
    missing_items,
    missing_to_validate,
    moved_notice,
    moved_notice_action,
    new_office,
    opted_out_stage,
    preadmissibility,
    proposed_person,
    region_changed,
    region_notice,
    registration,
    representation,
    run_is_not_proven,
    says_exporter,
    test_is_the_same,
    unit_of,
    waits_for_confirmation,
    was_interviewed_before,
)
from domain.protocol.flows.national.responsible import JOIN_OTHER_CASE, JOINED
from domain.protocol.routing.referrals import bodies_es

__all__ = ["FLOW"]

_FICHA: Final[tuple[Effect, ...]] = (
    RecordFact("account.region", REGION),
    RecordFact("account.office", new_office),
    RecordFact("FICHA", "COMPLETED"),
    RecordFact("EXPORT_DECLARATION", EXPORTS),
)
_TEST: Final[tuple[Effect, ...]] = (RecordFact("TEST_LEVEL", level_of),)
_CONTACT_TERMS: Final = StopTerm(("SLA-01", "SLA-03", "SLA-05"))
_INTERVIEW_TERMS: Final = StopTerm(("SLA-02", "SLA-04", "SLA-06"))
_ALL_TERMS: Final = WaiveTerm((*_CONTACT_TERMS.rules, *_INTERVIEW_TERMS.rules))
_WITHDRAWN: Final = WaiveTerm(_ALL_TERMS.rules, withdrawn=True)
_GIVEN_UP: Final = (Represent(given_up), RegisterAction("NOTA_BITACORA"))
_INTERVIEW: Final[tuple[Effect, ...]] = (
    RecordFact("INTERVIEW", MODE),
    RecordFact("VERIFIED_POTENTIAL", VERIFIED_POTENTIAL),
    RecordFact("REGISTRATION", representation),
    RegisterAction(level_action),
    Represent(representation),
)
_TOLD_TO_REGION: Final[tuple[Effect, ...]] = (Notify("NTF-03"), RegisterAction("AVISO_REGION"), StartTerm("SLA-01"))

_EXPIRES: Final = SetTimer("expire_capture", first_expires_on, "expire_capture")
_EXPIRES_LATER: Final = SetTimer("expire_capture", expires_on, "expire_capture")
_REGISTRATION: Final = (RecordFact("REGISTRATION", registration), Represent("DECLARED"), _EXPIRES)
_BEFORE_TOLD: Final = ("REGISTRO", "FICHA_POR_ACTUALIZAR", "TEST", "DERIVADA_BAJO_POTENCIAL")
_TOLD: Final = ("NOTIFICADA_REGION", "CONTACTADA", "ENTREVISTADA", "VALIDADA")
_TESTABLE: Final = ("TEST", "DERIVADA_BAJO_POTENCIAL")
_ENTRY: Final = (NEW, "CONTACTO")
_WITH_THE_COMPANY: Final = ("CONTACTO", *_BEFORE_TOLD)
_EXCEPTION_REASON: Final = (
    "Excepción regional: el nivel sigue siendo Baja, y la oficina regional contacta igualmente a la empresa "
    "(Arica y Parinacota, Atacama, Los Ríos, Aysén y Magallanes)."
)
_DIVERTED_REASON: Final = (
    "El resultado del test muestra bajo potencial exportador por ahora: se recomiendan los pasos previos y otros "
    "organismos de apoyo."
)

# fmt: off
_ROWS: Final = (
    *on("receive_contact",
        refusal(NEW, "Las empresas establecidas en el exterior se captan por la oficina comercial.", "EXT-01",
                when=is_foreign),
        refusal(NEW, "Las instituciones y asociaciones las registra y valida su encargado(a) o ejecutivo(a).", "INS-01",
                when=is_institution),
        refusal(NEW, "La empresa ya trabaja con ProChile: registre su solicitud para su ejecutivo(a) regional.",
                "CAP-02", "USR-01", when=is_user),
        refusal(NEW, "La empresa ya está validada: corresponde la atención personalizada.", "CAP-10",
                when=is_validated),
        step(NEW, "FICHA_POR_ACTUALIZAR", "OLD-01", "COM-02", when=is_former, then=(_EXPIRES,),
             because="Trabajó con ProChile hace 3 años o más: basta con que actualice su ficha."),
        step(NEW, "CONTACTO", "CAP-02", "CAP-03", "PUB-03", "COM-02", then=(_EXPIRES,)),
        trace(OPEN, "CHN-01", "CAP-02")),
    *on("register",
        refusal(_ENTRY, "El registro es de una empresa: indique su cuenta o su RUT.", "CAP-04", when=has_no_account,
                lacks=(ACCOUNT,)),
        refusal(_ENTRY, "El registro lo hace quien representa a la empresa, con su propia Clave Única.", "CAP-04",
                when=run_is_not_proven),
        refusal(_ENTRY, "La cuenta de una persona natural se abre solo a su propia Clave Única.", "CAP-04",
                when=is_another_persons),
        refusal(_ENTRY, "Las empresas establecidas en el exterior se captan por la oficina comercial, sin Clave Única.",
                "EXT-01", when=is_foreign),
        refusal(_ENTRY, "Las instituciones y asociaciones las registra y valida su encargado(a) o ejecutivo(a).",
                "INS-01", when=is_institution),
        refusal(_ENTRY, "La empresa ya trabaja con ProChile: registre su solicitud para su ejecutivo(a) regional.",
                "CAP-02", "USR-01", when=is_user),
        refusal(_ENTRY, "La empresa ya está validada: corresponde la atención personalizada.", "CAP-10",
                when=is_validated),
        step(_ENTRY, "FICHA_POR_ACTUALIZAR", "OLD-01", "CAP-04", when=is_former,
             then=_REGISTRATION),
        step(_ENTRY, "REGISTRO", "CAP-04", "CAP-01", then=_REGISTRATION)),
    *on("confirm_representation",
        refusal(OPEN, "En este caso no hay una representación declarada por confirmar.", "CAP-04",
                when=is_not_declared),
        trace(OPEN, "CAP-04", "CAP-07",
              then=(RecordFact("REGISTRATION", "CONFIRMED"), Represent("CONFIRMED")))),
    *on("refuse_representation",
        refusal(OPEN, "En este caso no hay una representación declarada por rechazar.", "CAP-04",
                when=is_not_declared),
        turning_away(step(OPEN, "REPRESENTACION_RECHAZADA", "CAP-04", "POL-06", when=waits_for_confirmation,
                          then=(_ALL_TERMS, Represent("REFUSED")))),
        turning_away(trace(OPEN, "CAP-04", "POL-06", then=(Represent("REFUSED"),)))),
    *on("go_on_elsewhere", step(OPEN, "UNIDA_A_LA_CUENTA", "CAP-02", "CAP-04", then=(_ALL_TERMS,))),
    *on("join_other_case",
        step(OPEN, "UNIDA_A_OTRO_CASO", "CAP-04", "POL-07", then=(_ALL_TERMS, CancelTimers(("expire_capture",))))),
    *on("withdraw_capture",
        step(OPEN, "DESISTIDA", "CAP-02", "POL-07", then=(_WITHDRAWN, *_GIVEN_UP))),
    *on("expire_capture",
        trace(_WITH_THE_COMPANY, "CAP-02", "POL-07", when=is_not_quiet, then=(_EXPIRES_LATER,),
              because="Hubo movimiento: la captación sigue abierta."),
        step(_WITH_THE_COMPANY, "VENCIDA", "CAP-02", "POL-07", then=_GIVEN_UP,
             because="No hubo movimiento en el plazo que la institución configuró.")),
    *on("opt_out", trace(OPEN, "FUP-06", then=(RecordFact("FOLLOW_UP_OPT_OUT", opted_out_stage),))),
    *on("complete_ficha",
        refusal(NEW, "La ficha es de una empresa: indique su cuenta o su RUT.", "CAP-04", when=has_no_account,
                lacks=(ACCOUNT,)),
        refusal(NEW, "Las empresas establecidas en el exterior no completan ficha: las capta la oficina comercial.",
                "EXT-01", when=is_foreign),
        refusal(NEW, "Las instituciones y asociaciones las registra y valida su encargado(a) o ejecutivo(a).", "INS-01",
                when=is_institution),
        refusal(NEW, "La empresa ya trabaja con ProChile: actualiza sus datos sin una nueva captación.", "CAP-02",
                "USR-01", when=is_user),
        refusal(NEW, "La empresa ya está validada: actualiza sus datos sin una nueva captación.", "CAP-10",
                when=is_validated),
        refusal((NEW, "CONTACTO"), "Antes de la ficha, quien representa a la empresa se registra con Clave Única.",
                "CAP-01", "CAP-04", when=is_not_registered),
        refusal((*_TESTABLE, *_TOLD), "La ficha ya dice lo mismo.", "CAP-01", "OLD-01", when=ficha_is_the_same),
        step((*_ENTRY, *_BEFORE_TOLD), "NOTIFICADA_REGION", "OLD-03", "SLA-05", when=former_exporter_is_told,
             then=(*_FICHA, Notify("NTF-05"), Notify("NTF-07"), RegisterAction("AVISO_REGION"), StartTerm("SLA-05"))),
        step((*_ENTRY, *_BEFORE_TOLD), "NOTIFICADA_REGION", "OLD-03", "SLA-05", when=former_says_exporter,
             then=(*_FICHA, Notify("NTF-07"), RegisterAction("AVISO_REGION"), StartTerm("SLA-05"))),
        step((*_ENTRY, *_BEFORE_TOLD), "NOTIFICADA_REGION", "EXP-01", "EXP-02", "EXP-03", "CAP-05", "RTE-04",
             when=says_exporter,
             then=(*_FICHA, Notify("NTF-05"), RegisterAction("AVISO_EMPRESA_EXPORTADORA"), Notify("NTF-06"),
                   RegisterAction("AVISO_REGION"), StartTerm("SLA-03"))),
        step((*_ENTRY, *_BEFORE_TOLD), "TEST", "CAP-06", "CAP-05", "OLD-02", then=_FICHA),
        step("NOTIFICADA_REGION", "NOTIFICADA_REGION", "RTE-04", when=region_changed,
             then=(*_FICHA, HandOver(handed_to), Notify(region_notice), RegisterAction("AVISO_REGION")),
             because="La empresa cambió de región antes del contacto: responde su nueva oficina regional. El plazo no "
                     "vuelve a empezar."),
        trace("NOTIFICADA_REGION", "CAP-01", "OLD-01", then=_FICHA),
        trace(("CONTACTADA", "ENTREVISTADA", "VALIDADA"), "CAP-01", "OLD-01",
              then=(RecordFact("FICHA", "COMPLETED"), RecordFact("EXPORT_DECLARATION", EXPORTS),
                    RecordFact("account.region", REGION)),
              because="La ficha quedó actualizada. El caso sigue en la oficina que ya contactó a la empresa.")),
    *on("record_test_result",
        refusal((NEW, "CONTACTO", "REGISTRO", "FICHA_POR_ACTUALIZAR"),
                "El test viene después de la ficha: primero hay que completarla o actualizarla.", "CAP-01", "CAP-06"),
        refusal((*_TESTABLE, *_TOLD), "La empresa declaró exportaciones: el test no aplica.", "CAP-05",
                when=declares_exports),
        refusal((*_TESTABLE, *_TOLD),
                "Indique el nivel que dio el test, o el puntaje y una tabla de puntajes configurada.", "DEF-12",
                when=has_no_level, lacks=(LEVEL,)),
        refusal(("DERIVADA_BAJO_POTENCIAL", *_TOLD), "El resultado del test ya está registrado.", "DEF-12",
                when=test_is_the_same),
        step(_TESTABLE, "NOTIFICADA_REGION", "POT-01", "POT-02", "SLA-01", when=level_is_high_or_medium,
             then=(*_TEST, *_TOLD_TO_REGION)),
        step(_TESTABLE, "NOTIFICADA_REGION", "LOW-06", "POT-02", "SLA-01", when=is_low_in_exempt_region,
             then=(*_TEST, *_TOLD_TO_REGION), because=_EXCEPTION_REASON),
        turning_away(step(_TESTABLE, "DERIVADA_BAJO_POTENCIAL", "LOW-01", "LOW-02", "LOW-03", "LOW-04",
                          then=(*_TEST, Notify("NTF-04"), RegisterAction("DERIVACION_BAJO_POTENCIAL")),
                          because=_DIVERTED_REASON)),
        trace(_TOLD, "DEF-12", "CAP-07", then=_TEST)),
    *on("record_contact_attempt",
        trace(("NOTIFICADA_REGION", "CONTACTADA"), "POT-02", "EXP-03", "OLD-03",
              then=(RegisterAction("CONTACTO_INTENTADO"),))),
    *on("record_contact",
        refusal("NOTIFICADA_REGION",
                "Hay contacto cuando la empresa responde, de palabra o por escrito; mientras no, es un intento.",
                "POT-02", "EXP-03", when=company_did_not_answer),
        step("NOTIFICADA_REGION", "ENTREVISTADA", "CAP-07", "CAP-08", "POT-02", "EXP-03", "OLD-03",
             when=was_interviewed_before, then=(_CONTACT_TERMS, RegisterAction("CONTACTO_ESTABLECIDO")),
             because="La entrevista o visita ya está registrada y cuenta: queda por validar a la empresa."),
        step("NOTIFICADA_REGION", "CONTACTADA", "POT-02", "POT-03", "EXP-03", "OLD-03",
             then=(_CONTACT_TERMS, StartTerm(interview_term), RegisterAction("CONTACTO_ESTABLECIDO")))),
    *on("record_interview",
        trace(_BEFORE_TOLD, "CAP-07", "CAP-08", then=_INTERVIEW,
              because="La entrevista quedó registrada. Para validar faltan la ficha y, si no exporta, el test."),
        step("NOTIFICADA_REGION", "ENTREVISTADA", "CAP-07", "CAP-08", "CAP-09", then=(_CONTACT_TERMS, *_INTERVIEW)),
        step("CONTACTADA", "ENTREVISTADA", "CAP-08", "CAP-09", "POT-03", "EXP-04", "OLD-04",
             then=(_INTERVIEW_TERMS, *_INTERVIEW)),
        trace(("ENTREVISTADA", "VALIDADA"), "CAP-08", "CAP-09", then=_INTERVIEW)),
    *on("validate",
        refusal("ENTREVISTADA", "Antes de validar, confirme o rechace la representación declarada.", "CAP-07",
                "CAP-04", when=waits_for_confirmation),
        refusal("ENTREVISTADA", "Para validar falta: {missing_to_validate}.", "CAP-07", when=cannot_be_validated),
        step("ENTREVISTADA", "VALIDADA", "CAP-07", "EXP-05", "DEF-03",
             then=(RecordFact("VALIDATION", "VALIDATED"), RegisterAction("VALIDACION")))),
    *on("reject",
        refusal("ENTREVISTADA", "Antes de decidir sobre la empresa, confirme o rechace la representación declarada.",
                "CAP-07", "CAP-04", when=waits_for_confirmation),
        turning_away(step("ENTREVISTADA", "RECHAZADA", "CAP-07", "POL-06",
                          then=(RecordFact("VALIDATION", "REJECTED"), RegisterAction("NOTA_BITACORA"))))),
    *on("complete_preadmissibility",
        refusal("VALIDADA", "Para la preadmisibilidad falta entregar: {missing_items}.", "CAP-07", when=lacks_items,
                lacks=(ITEMS,)),
        step("VALIDADA", "PREADMISIBLE", "CAP-07", "CAP-10",
             then=(RecordFact("PREADMISSIBILITY", "COMPLETED"), RegisterAction("PREADMISIBILIDAD")))),
    *on("explain_procedure",
        trace(OPEN, "COM-03", "COM-02", "CAP-03", when=is_explained_by_message, then=(Notify("NTF-02"),)),
        trace(OPEN, "COM-03", "COM-02", "CAP-03")),
    *on("report_portal_problem", trace(OPEN, "RTE-03", "LOW-05", "OLD-05", then=(OpenCase(Flow.PORTAL_PROBLEM),))),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.CAPTURE,
    "Captación",
    (*FACTS, JOIN_OTHER_CASE),
    (*STATES, JOINED),
    _ROWS,
    "Dirección Nacional",
    office=case_office,
    follows=is_before_contact,
    moved=(Notify(moved_notice), RegisterAction(moved_notice_action)),
    assignee=proposed_person,
    unit=unit_of,
    words={
        "preadmissibility": preadmissibility,
        "bodies": bodies_es,
        "missing_to_validate": missing_to_validate,
        "missing_items": lambda situation: missing_items(situation) or "ninguno",
    },
    one_per_account=True,
)
