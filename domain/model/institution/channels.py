"""Channels and points of contact (CHN-01..CHN-04): closed lists."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Channel(StrEnum):
    """Channel of a contact ("canal"; CHN-01)."""

    IN_PERSON = "IN_PERSON"  # presencial
    DIGITAL = "DIGITAL"  # digital
    TELEPHONE = "TELEPHONE"  # telefónico


class PointOfContact(StrEnum):
    """Point of contact inside a channel ("punto de contacto"; CHN-02..CHN-04). Codes are the protocol's."""

    OFIREG = "OFIREG"  # oficina regional
    OFICOM = "OFICOM"  # oficina comercial
    NIVEL_CENTRAL = "NIVEL_CENTRAL"  # oficinas nivel central
    EVENTO = "EVENTO"  # participación en eventos
    FORM_CDA = "FORM_CDA"  # formulario del Centro de Ayuda
    FORM_OIRS = "FORM_OIRS"  # formulario de Atención Ciudadana
    RRSS_CENTRAL = "RRSS_CENTRAL"  # redes sociales, nivel central
    RRSS_OFIREG = "RRSS_OFIREG"  # redes sociales, oficina regional
    RRSS_OFICOM = "RRSS_OFICOM"  # redes sociales, oficina comercial
    RRSS_PERSONAL = "RRSS_PERSONAL"  # redes sociales de autoridades o ejecutivos
    CORREO = "CORREO"  # correo directo a autoridades o ejecutivos
    TELEFONO = "TELEFONO"  # teléfono habilitado


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
