"""Addresses the source gives besides the regional mailboxes. The forms it names carry no address."""

from typing import Final

HELP_DESK_MAILBOX: Final = "gestiondeclientes@prochile.gob.cl"
"""Help with registration, ficha, test, update, and disagreement ("gestión de clientes"). Source: RTE-03."""

USER_PORTAL_URL: Final = "https://portalusuario.prochile.cl/"
"""Where a company registers and completes or updates its ficha; the default of a setting. Source: RTE-02."""

INSTITUTION_SITE: Final = "www.prochile.gob.cl"
"""ProChile's web site, whose tone the texts share. Source: COM-03, LOW-03."""
