"""Enums of records: synchronisation, decisions, reads of personal data, journeys."""

from __future__ import annotations

from domain.model import personal_data
from domain.model.exchange import conflicts, crm_records
from domain.model.history import decisions, journeys
from domain.protocol.history.source_systems import SOURCE_SYSTEMS
from schema.enums.describing import described

described(
    conflicts.SyncStatus,
    "How an account stands towards the CRM.",
    {
        "IN_SYNC": "Al día.",
        "PENDING": "Con cambios por enviar.",
        "CONFLICT": "Con un conflicto por resolver.",
        "FAILED": "El CRM rechaza un cambio: necesita una persona.",
    },
)
described(
    conflicts.Side,
    "Whose value.",
    {"ATENCION": "El valor de Atención.", "CRM": "El valor del CRM.", "OTHER": "Otro valor, dado por quien resuelve."},
    name="ConflictSide",
)
described(
    crm_records.RecordKind,
    "Kind of record kept in step with the CRM.",
    {"ACCOUNT": "Cuenta.", "CONTACT": "Contacto.", "ACTION": "Acción."},
    name="SyncedRecordKind",
)
described(
    decisions.DecisionKind,
    "Kind of entry of the record of decisions.",
    {
        "DECISION": "Decisión.",
        "OVERRIDE": "Una persona reemplazó un valor derivado o propuesto, con motivo.",
        "REFUSAL": "Rechazo, derivación o postergación, con el motivo que se mostró.",
        "TRACE": "Cambio que hizo el sistema por una regla o por el calendario.",
    },
)
described(
    personal_data.PersonalData,
    "A kind of datum by which a natural person is known or reached (DAT-01, DAT-02, DAT-07).",
    {
        "NAME": "Nombre.",
        "RUN": "RUN, o RUT de una persona natural.",
        "EMAIL": "Correo electrónico.",
        "PHONE": "Teléfono.",
        "ADDRESS": "Dirección.",
        "POSITION": "Cargo.",
        "CORRESPONDENCE": "Texto de un mensaje.",
    },
    name="PersonalDataKind",
)
described(
    journeys.SourceSystem,
    "The six systems of administrative records (SYS-01).",
    {row.system.name: f"{row.name_es}." for row in SOURCE_SYSTEMS.values()},
)
described(
    journeys.JourneyResult,
    "What came of a record that a system tells.",
    {
        "RECORDED": "Registrado.",
        "NEW_VERSION": "El sistema lo cuenta distinto: quedó como versión nueva.",
        "UNCHANGED": "Ya estaba, igual.",
        "REFUSED": "Rechazado, con el motivo.",
    },
)
