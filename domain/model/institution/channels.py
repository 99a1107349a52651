"""Channels and points of contact (CHN-01..CHN-04): closed lists."""

from __future__ import annotations

from typing import Final

from domain.model.worded import Worded


class Channel(Worded):
    """Channel of a contact ("canal"; CHN-01)."""

    IN_PERSON = "IN_PERSON", "Canal presencial."
    DIGITAL = "DIGITAL", "Canal digital."
    TELEPHONE = "TELEPHONE", "Canal telefónico."


class PointOfContact(Worded):
    """Point of contact inside a channel ("punto de contacto"; CHN-02..CHN-04). Codes are the protocol's."""

    OFIREG = "OFIREG", "Oficina regional."
    OFICOM = "OFICOM", "Oficina comercial en el exterior."
    NIVEL_CENTRAL = "NIVEL_CENTRAL", "Oficinas del nivel central."
    EVENTO = "EVENTO", "Participación en eventos."
    FORM_CDA = "FORM_CDA", "Formulario del Centro de Ayuda."
    FORM_OIRS = "FORM_OIRS", "Formulario de Atención Ciudadana (OIRS)."
    RRSS_CENTRAL = "RRSS_CENTRAL", "Redes sociales del nivel central."
    RRSS_OFIREG = "RRSS_OFIREG", "Redes sociales de una oficina regional."
    RRSS_OFICOM = "RRSS_OFICOM", "Redes sociales de una oficina comercial."
    RRSS_PERSONAL = "RRSS_PERSONAL", "Redes sociales de autoridades o ejecutivos."
    CORREO = "CORREO", "Correo directo a autoridades o ejecutivos."
    TELEFONO = "TELEFONO", "Teléfono habilitado."


CHANNEL_OF: Final = {
    PointOfContact.OFIREG: Channel.IN_PERSON,
    PointOfContact.OFICOM: Channel.IN_PERSON,
    PointOfContact.NIVEL_CENTRAL: Channel.IN_PERSON,
    PointOfContact.EVENTO: Channel.IN_PERSON,
    PointOfContact.FORM_CDA: Channel.DIGITAL,
    PointOfContact.FORM_OIRS: Channel.DIGITAL,
    PointOfContact.RRSS_CENTRAL: Channel.DIGITAL,
    PointOfContact.RRSS_OFIREG: Channel.DIGITAL,
    PointOfContact.RRSS_OFICOM: Channel.DIGITAL,
    PointOfContact.RRSS_PERSONAL: Channel.DIGITAL,
    PointOfContact.CORREO: Channel.DIGITAL,
    PointOfContact.TELEFONO: Channel.TELEPHONE,
}
"""The channel each point of contact belongs to (CHN-02, CHN-03, CHN-04)."""
