"""
Capture ("captación") of national companies: the rows of section 8.2 with what CAP, POT, LOW, EXP and OLD add.

`CONTACTO → REGISTRO → [TEST] → NOTIFICADA_REGION | DERIVADA_BAJO_POTENCIAL → CONTACTADA → ENTREVISTADA → VALIDADA →
PREADMISIBLE`; a former user enters at FICHA_POR_ACTUALIZAR. One open case per company (AMB-62).
"""

from __future__ import annotations

from typing import Final

from domain.model.cases import Flow
from domain.protocol.engine_rows import (
    Effect,
    FlowSpec,
    HandOver,
    Notify,
    OpenCase,
    RecordFact,
    RegisterAction,
    StartTerm,
    StopTerm,
    Transition,
)
from domain.protocol.engine_rules import NEW, OPEN
from domain.protocol.flows.capture_facts import FACTS, STATES
from domain.protocol.flows.capture_guards import GUARDS, VALUES

__all__ = ["FLOW", "GUARDS", "VALUES"]

_FICHA: Final[tuple[Effect, ...]] = (
    RecordFact("account.region", "$region"),
    RecordFact("account.office", "@new_office"),
    RecordFact("FICHA", "COMPLETED"),
    RecordFact("EXPORT_DECLARATION", "$exports"),
)
_TEST: Final[tuple[Effect, ...]] = (RecordFact("TEST_LEVEL", "@level_found"),)
_CONTACT_TERMS: Final = StopTerm(("SLA-01", "SLA-03", "SLA-05"))
_INTERVIEW_TERMS: Final = StopTerm(("SLA-02", "SLA-04", "SLA-06"))
_INTERVIEW: Final[tuple[Effect, ...]] = (
    RecordFact("INTERVIEW", "$mode"),
    RecordFact("VERIFIED_POTENTIAL", "$verified_potential"),
    RecordFact("REGISTRATION", "@representation"),
    RegisterAction("@level_action"),
)
_TOLD_TO_REGION: Final[tuple[Effect, ...]] = (Notify("NTF-03"), RegisterAction("AVISO_REGION"), StartTerm("SLA-01"))

_BEFORE_TOLD: Final = ("REGISTRO", "FICHA_POR_ACTUALIZAR", "TEST", "DERIVADA_BAJO_POTENCIAL")
_ENTRY: Final = (NEW, "CONTACTO")
_EXCEPTION_REASON: Final = (
    "Excepción regional: el nivel sigue siendo Baja, y la oficina regional contacta igualmente a la empresa "
    "(Arica y Parinacota, Atacama, Los Ríos, Aysén y Magallanes)."
)
_DIVERTED_REASON: Final = (
    "El resultado del test muestra bajo potencial exportador por ahora: se recomiendan los pasos previos y otros "
    "organismos de apoyo."
)

# fmt: off
_ENTERING: Final = (
    Transition(_ENTRY, "register", None, ("CAP-04",), "has_no_account", refuse=True,
               reason="El registro es de una empresa: indique su cuenta o su RUT."),
    Transition(_ENTRY, "register", None, ("CAP-04",), "run_is_not_proven", refuse=True,
               reason="El registro lo hace quien representa a la empresa, con su propia Clave Única."),
    Transition((NEW,), "receive_contact", None, ("EXT-01",), "is_foreign", refuse=True,
               reason="Las empresas establecidas en el exterior se captan por la oficina comercial."),
    Transition((NEW,), "receive_contact", None, ("INS-01",), "is_institution", refuse=True,
               reason="Las instituciones y asociaciones las registra y valida su encargado(a) o ejecutivo(a)."),
    Transition((NEW,), "receive_contact", None, ("CAP-02", "USR-01"), "is_user", refuse=True,
               reason="La empresa ya trabaja con ProChile: registre su solicitud para su ejecutivo(a) regional."),
    Transition((NEW,), "receive_contact", None, ("CAP-10",), "is_validated", refuse=True,
               reason="La empresa ya está validada: corresponde la atención personalizada."),
    Transition((NEW,), "receive_contact", "FICHA_POR_ACTUALIZAR", ("OLD-01", "COM-02"), "is_former",
               reason="Trabajó con ProChile hace 3 años o más: basta con que actualice su ficha."),
    Transition((NEW,), "receive_contact", "CONTACTO", ("CAP-02", "CAP-03", "PUB-03", "COM-02")),
    Transition(_ENTRY, "register", None, ("EXT-01",), "is_foreign", refuse=True,
               reason="Las empresas establecidas en el exterior se captan por la oficina comercial, sin Clave Única."),
    Transition(_ENTRY, "register", None, ("INS-01",), "is_institution", refuse=True,
               reason="Las instituciones y asociaciones las registra y valida su encargado(a) o ejecutivo(a)."),
    Transition(_ENTRY, "register", None, ("CAP-02", "USR-01"), "is_user", refuse=True,
               reason="La empresa ya trabaja con ProChile: registre su solicitud para su ejecutivo(a) regional."),
    Transition(_ENTRY, "register", None, ("CAP-10",), "is_validated", refuse=True,
               reason="La empresa ya está validada: corresponde la atención personalizada."),
    Transition(_ENTRY, "register", "FICHA_POR_ACTUALIZAR", ("OLD-01", "CAP-04"), "is_former",
               (RecordFact("REGISTRATION", "DECLARED"),)),
    Transition(_ENTRY, "register", "REGISTRO", ("CAP-04", "CAP-01"),
               effects=(RecordFact("REGISTRATION", "DECLARED"),)),
)

_FICHA_ROWS: Final = (
    Transition((NEW,), "complete_ficha", None, ("CAP-04",), "has_no_account", refuse=True,
               reason="La ficha es de una empresa: indique su cuenta o su RUT."),
    Transition((NEW,), "complete_ficha", None, ("EXT-01",), "is_foreign", refuse=True,
               reason="Las empresas establecidas en el exterior no completan ficha: las capta la oficina comercial."),
    Transition((NEW,), "complete_ficha", None, ("INS-01",), "is_institution", refuse=True,
               reason="Las instituciones y asociaciones las registra y valida su encargado(a) o ejecutivo(a)."),
    Transition((NEW,), "complete_ficha", None, ("CAP-02", "USR-01"), "is_user", refuse=True,
               reason="La empresa ya trabaja con ProChile: actualiza sus datos sin una nueva captación."),
    Transition((NEW,), "complete_ficha", None, ("CAP-10",), "is_validated", refuse=True,
               reason="La empresa ya está validada: actualiza sus datos sin una nueva captación."),
    Transition((NEW, "CONTACTO"), "complete_ficha", None, ("CAP-01", "CAP-04"), "is_not_registered", refuse=True,
               reason="Antes de la ficha, quien representa a la empresa se registra con Clave Única."),
    Transition((*_BEFORE_TOLD[2:], "NOTIFICADA_REGION", "CONTACTADA", "ENTREVISTADA", "VALIDADA"), "complete_ficha",
               None, ("CAP-01", "OLD-01"), "ficha_is_the_same"),
    Transition((*_ENTRY, *_BEFORE_TOLD), "complete_ficha", "NOTIFICADA_REGION", ("OLD-03", "SLA-05"),
               "former_exporter_is_told",
               (*_FICHA, Notify("NTF-05"), Notify("NTF-07"), RegisterAction("AVISO_REGION"), StartTerm("SLA-05"))),
    Transition((*_ENTRY, *_BEFORE_TOLD), "complete_ficha", "NOTIFICADA_REGION", ("OLD-03", "SLA-05"),
               "former_says_exporter",
               (*_FICHA, Notify("NTF-07"), RegisterAction("AVISO_REGION"), StartTerm("SLA-05"))),
    Transition((*_ENTRY, *_BEFORE_TOLD), "complete_ficha", "NOTIFICADA_REGION",
               ("EXP-01", "EXP-02", "EXP-03", "CAP-05", "RTE-04"), "says_exporter",
               (*_FICHA, Notify("NTF-05"), RegisterAction("AVISO_EMPRESA_EXPORTADORA"), Notify("NTF-06"),
                RegisterAction("AVISO_REGION"), StartTerm("SLA-03"))),
    Transition((*_ENTRY, *_BEFORE_TOLD), "complete_ficha", "TEST", ("CAP-06", "CAP-05", "OLD-02"), effects=_FICHA),
    Transition(("NOTIFICADA_REGION",), "complete_ficha", "NOTIFICADA_REGION", ("RTE-04",), "region_changed",
               (*_FICHA, HandOver("@handed_to"), Notify("@region_notice"), RegisterAction("AVISO_REGION")),
               reason="La empresa cambió de región antes del contacto: responde su nueva oficina regional. "
                      "El plazo no vuelve a empezar."),
    Transition(("NOTIFICADA_REGION",), "complete_ficha", None, ("CAP-01", "OLD-01"), effects=_FICHA),
    Transition(("CONTACTADA", "ENTREVISTADA", "VALIDADA"), "complete_ficha", None, ("CAP-01", "OLD-01"),
               effects=(RecordFact("FICHA", "COMPLETED"), RecordFact("EXPORT_DECLARATION", "$exports"),
                        RecordFact("account.region", "$region")),
               reason="La ficha quedó actualizada. El caso sigue en la oficina que ya contactó a la empresa."),
)

_TEST_ROWS: Final = (
    Transition((NEW, "CONTACTO", "REGISTRO", "FICHA_POR_ACTUALIZAR"), "record_test_result", None,
               ("CAP-01", "CAP-06"), refuse=True,
               reason="El test viene después de la ficha: primero hay que completarla o actualizarla."),
    Transition(("NOTIFICADA_REGION", "CONTACTADA", "ENTREVISTADA", "VALIDADA"), "record_test_result", None,
               ("CAP-05",), "declares_exports", refuse=True,
               reason="La empresa declaró exportaciones: el test no aplica."),
    Transition((*_BEFORE_TOLD[2:], "NOTIFICADA_REGION", "CONTACTADA", "ENTREVISTADA", "VALIDADA"),
               "record_test_result", None, ("DEF-12",), "has_no_level", refuse=True,
               reason="Indique el nivel que dio el test, o el puntaje y una tabla de puntajes configurada."),
    Transition(("DERIVADA_BAJO_POTENCIAL", "NOTIFICADA_REGION", "CONTACTADA", "ENTREVISTADA", "VALIDADA"),
               "record_test_result", None, ("DEF-12",), "test_is_the_same"),
    Transition(("TEST", "DERIVADA_BAJO_POTENCIAL"), "record_test_result", "NOTIFICADA_REGION",
               ("POT-01", "POT-02", "SLA-01"), "level_is_high_or_medium", (*_TEST, *_TOLD_TO_REGION)),
    Transition(("TEST", "DERIVADA_BAJO_POTENCIAL"), "record_test_result", "NOTIFICADA_REGION",
               ("LOW-06", "POT-02", "SLA-01"), "is_low_in_exempt_region", (*_TEST, *_TOLD_TO_REGION),
               reason=_EXCEPTION_REASON),
    Transition(("TEST", "DERIVADA_BAJO_POTENCIAL"), "record_test_result", "DERIVADA_BAJO_POTENCIAL",
               ("LOW-01", "LOW-02", "LOW-03", "LOW-04"), "is_low",
               (*_TEST, Notify("NTF-04"), RegisterAction("DERIVACION_BAJO_POTENCIAL")), reason=_DIVERTED_REASON,
               turns_away=True),
    Transition(("NOTIFICADA_REGION", "CONTACTADA", "ENTREVISTADA", "VALIDADA"), "record_test_result", None,
               ("DEF-12", "CAP-07"), effects=_TEST),
)

_ATTENDING: Final = (
    Transition(("NOTIFICADA_REGION", "CONTACTADA"), "record_contact_attempt", None, ("POT-02", "EXP-03", "OLD-03"),
               effects=(RegisterAction("CONTACTO_INTENTADO"),)),
    Transition(("NOTIFICADA_REGION",), "record_contact", None, ("POT-02", "EXP-03"), "was_only_written_to", refuse=True,
               reason="Un mensaje escrito cuenta como contacto cuando la empresa responde: regístrelo como intento."),
    Transition(("NOTIFICADA_REGION",), "record_contact", "CONTACTADA", ("POT-02", "POT-03", "EXP-03", "OLD-03"),
               effects=(_CONTACT_TERMS, StartTerm("@interview_term"), RegisterAction("CONTACTO_ESTABLECIDO"))),
    Transition(("REGISTRO", "FICHA_POR_ACTUALIZAR", "TEST", "DERIVADA_BAJO_POTENCIAL"), "record_interview", None,
               ("CAP-07", "CAP-08"), effects=_INTERVIEW,
               reason="La entrevista quedó registrada. Para validar faltan la ficha y, si no exporta, el test."),
    Transition(("NOTIFICADA_REGION",), "record_interview", "ENTREVISTADA", ("CAP-07", "CAP-08", "CAP-09"),
               effects=(_CONTACT_TERMS, *_INTERVIEW)),
    Transition(("CONTACTADA",), "record_interview", "ENTREVISTADA", ("CAP-08", "CAP-09", "POT-03", "EXP-04", "OLD-04"),
               effects=(_INTERVIEW_TERMS, *_INTERVIEW)),
    Transition(("ENTREVISTADA", "VALIDADA"), "record_interview", None, ("CAP-08", "CAP-09"), effects=_INTERVIEW),
    Transition(("ENTREVISTADA",), "validate", None, ("CAP-07",), "has_no_ficha", refuse=True,
               reason="Para validar falta la Ficha de Caracterización completa."),
    Transition(("ENTREVISTADA",), "validate", None, ("CAP-07",), "has_no_test", refuse=True,
               reason="Para validar falta el resultado del test: la empresa declaró que no exporta."),
    Transition(("ENTREVISTADA",), "validate", "VALIDADA", ("CAP-07", "EXP-05", "DEF-03"),
               effects=(RecordFact("VALIDATION", "VALIDATED"), RegisterAction("VALIDACION"))),
    Transition(("ENTREVISTADA",), "reject", "RECHAZADA", ("CAP-07", "POL-06"),
               effects=(RecordFact("VALIDATION", "REJECTED"), RegisterAction("NOTA_BITACORA")), turns_away=True),
    Transition(("VALIDADA",), "complete_preadmissibility", None, ("CAP-07",), "lacks_items", refuse=True,
               reason="Para la preadmisibilidad falta entregar: {missing_items}."),
    Transition(("VALIDADA",), "complete_preadmissibility", "PREADMISIBLE", ("CAP-07", "CAP-10"),
               effects=(RecordFact("PREADMISSIBILITY", "COMPLETED"), RegisterAction("PREADMISIBILIDAD"))),
    Transition((OPEN,), "explain_procedure", None, ("COM-03", "COM-02", "CAP-03"), "is_explained_by_message",
               (Notify("NTF-02"),)),
    Transition((OPEN,), "explain_procedure", None, ("COM-03", "COM-02", "CAP-03")),
    Transition((OPEN,), "report_portal_problem", None, ("RTE-03", "LOW-05", "OLD-05"),
               effects=(OpenCase(Flow.PORTAL_PROBLEM),)),
)
# fmt: on

FLOW: Final = FlowSpec(
    Flow.CAPTURE,
    "Captación",
    FACTS,
    STATES,
    (*_ENTERING, *_FICHA_ROWS, *_TEST_ROWS, *_ATTENDING),
    accountable_unit="Dirección Nacional",
    one_per_account=True,
)
