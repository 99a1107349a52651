"""The six systems of administrative records, and what may enter from each (SYS-01, SYS-02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import InvalidValue, MissingData, ProtocolError
from domain.model.accounts import PersonType
from domain.model.history.journeys import JourneyRecord, SourceSystem
from domain.protocol.history.source_systems import SOURCE_SYSTEMS, checked_record
from tests.support.proving import proves

TODAY = date(2024, 9, 13)
RECORD = JourneyRecord(
    source=SourceSystem.CENTRO_DE_AYUDA,
    external_id=" CDA-1 ",
    on=TODAY,
    kind="consulta",
    person_type=PersonType.NATURAL,
    rut="11.111.111-1",
    requested_service=" Aranceles ",
    delivered_service=" ",
    state="abierta",
)


@proves("SYS-01", "SYS-03", "PUB-06", "PUB-07")
def test_there_are_exactly_six_systems_and_five_tell_events() -> None:
    """SYS-01: «ProChile cuenta con 6 sistemas para obtener registros administrativos»; the CRM has its connector."""
    assert [row.name_es for row in SOURCE_SYSTEMS.values()] == [
        "Sistema de Información Institucional (CRM Dynamics 365)",
        "Centro de Ayuda",
        "Sistema Atención Ciudadana",
        "Plataforma Ley de Lobby",
        "Portal Transparencia Chile",
        "CERTO (certificación de origen)",
    ]
    assert set(SOURCE_SYSTEMS) == set(SourceSystem)
    assert [system for system, row in SOURCE_SYSTEMS.items() if not row.enters] == [SourceSystem.CRM]


@proves("SYS-01", "SYS-02")
def test_a_record_is_kept_with_its_rut_normalised() -> None:
    """SYS-01, SYS-02: source, id, date, person type, key, kind, both services."""
    assert checked_record(RECORD, TODAY) == replace(
        RECORD, external_id="CDA-1", rut="111111111", requested_service="Aranceles", delivered_service=None
    )
    assert checked_record(replace(RECORD, rut=" "), TODAY).rut is None


@pytest.mark.parametrize("source", [SourceSystem.LEY_DE_LOBBY, SourceSystem.TRANSPARENCIA])
@pytest.mark.parametrize("field", ["requested_service", "delivered_service"])
def test_lobby_and_transparency_enter_without_contents(source: SourceSystem, field: str) -> None:
    """AMB-45, SYS-01: nothing beyond date, kind and state."""
    bare = replace(RECORD, source=source, requested_service=None, delivered_service=None)
    assert checked_record(bare, TODAY).state == "abierta"
    with pytest.raises(InvalidValue, match="AMB-45") as refused:
        checked_record(replace(bare, **{field: "Reunión por la ley X"}), TODAY)
    assert refused.value.field == (field,)


@pytest.mark.parametrize(
    ("wrong", "error", "field"),
    [
        ({"source": SourceSystem.CRM}, InvalidValue, "source"),
        ({"external_id": " "}, MissingData, "external_id"),
        ({"external_id": "x" * 129}, InvalidValue, "external_id"),
        ({"kind": ""}, MissingData, "kind"),
        ({"on": date(2024, 9, 14)}, InvalidValue, "on"),
        ({"rut": "11.111.111-2"}, InvalidValue, "rut"),
        ({"state": "x" * 401}, InvalidValue, "state"),
        ({"external_id": "a\x00b"}, InvalidValue, "external_id"),
        ({"kind": "\ud800"}, InvalidValue, "kind"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_what_may_not_enter_says_why(wrong: dict[str, object], error: type[ProtocolError], field: str) -> None:
    """SYS-01: each refusal names its field."""
    with pytest.raises(error) as refused:
        checked_record(replace(RECORD, **wrong), TODAY)  # type: ignore[arg-type]  # one wrong value each
    assert refused.value.field == (field,)
