"""Enums of people, offices, channels and rights."""

from __future__ import annotations

from domain.model.institution import channels, people
from domain.protocol.access import permissions
from schema.enums.describing import described

described(
    channels.Channel,
    "Channel of a contact (CHN-01).",
    {"IN_PERSON": "Canal presencial.", "DIGITAL": "Canal digital.", "TELEPHONE": "Canal telefónico."},
)
described(
    channels.PointOfContact,
    "Point of contact inside a channel (CHN-02, CHN-03, CHN-04).",
    {
        "OFIREG": "Oficina regional.",
        "OFICOM": "Oficina comercial en el exterior.",
        "NIVEL_CENTRAL": "Oficinas del nivel central.",
        "EVENTO": "Participación en eventos.",
        "FORM_CDA": "Formulario del Centro de Ayuda.",
        "FORM_OIRS": "Formulario de Atención Ciudadana (OIRS).",
        "RRSS_CENTRAL": "Redes sociales del nivel central.",
        "RRSS_OFIREG": "Redes sociales de una oficina regional.",
        "RRSS_OFICOM": "Redes sociales de una oficina comercial.",
        "RRSS_PERSONAL": "Redes sociales de autoridades o ejecutivos.",
        "CORREO": "Correo directo a autoridades o ejecutivos.",
        "TELEFONO": "Teléfono habilitado.",
    },
)
described(
    people.Role,
    "Role under which somebody acts (ROL-01).",
    {
        "REGIONAL_EXECUTIVE": "Ejecutivo o ejecutiva regional.",
        "SECTOR_OFFICER": "Encargado o encargada sectorial (sectorialista).",
        "REGIONAL_HEAD": "Director o directora regional.",
        "COMMERCIAL_EXECUTIVE": "Ejecutivo o ejecutiva de una oficina comercial.",
        "MACROZONE_COORDINATOR": "Coordinador o coordinadora macrozonal.",
        "OCI_COORDINATOR": "Coordinador o coordinadora de One Click Import.",
        "GEOGRAPHIC_PROFESSIONAL": "Profesional del área geográfica.",
        "HELP_CENTRE": "Centro de Ayuda.",
        "CITIZEN_SERVICE": "Atención Ciudadana (OIRS).",
        "CLIENT_MANAGEMENT": "Gestión de clientes.",
        "SECTOR_HEAD": "Jefe o jefa de sector.",
        "CONCURSOS_SUPERVISOR": "Supervisor o supervisora de Concursos.",
        "COMPANY": "Representante de una empresa, en el portal.",
        "ANALYST": "Analista: lee y mide, no escribe.",
        "ADMINISTRATOR": "Administrador o administradora: configura y opera.",
        "SERVICE": "Cuenta de servicio: el sistema mismo u otro sistema.",
    },
)
described(
    people.OfficeKind,
    "Kind of office (SYS-04).",
    {"OFIREG": "Oficina regional.", "OFICOM": "Oficina comercial en el exterior.", "CENTRAL": "Nivel central."},
)
described(
    permissions.Permission,
    "Something that not everybody may do.",
    {
        permission.name: f"{grant.verb_es[0].upper()}{grant.verb_es[1:]} ({grant.rule})."
        for permission, grant in permissions.GRANTS.items()
    },
)
