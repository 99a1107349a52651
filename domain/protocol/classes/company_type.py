"""Types of company for the answer ("tipos de empresa"): which procedure to transmit to a national non-user."""

from __future__ import annotations

from typing import Final

from domain.model.classes import Classes, Export, Finding, Origin, Reason, Registration, Relation
from domain.model.worded import Worded
from domain.protocol.classes.reference_day import missing


class NonUserType(Worded):
    """Type of a national company that is no user ("empresa no usuaria nacional"; DEF-13)."""

    EXPORTADORA = "EXPORTADORA", "Empresa no usuaria exportadora."
    CON_POTENCIAL = "CON_POTENCIAL", "Empresa no usuaria con potencial exportador."
    BAJO_POTENCIAL = "BAJO_POTENCIAL", "Empresa no usuaria con bajo potencial exportador."
    POR_DETERMINAR = "POR_DETERMINAR", "Falta su declaración de exportaciones o el resultado de su test."


_OF_EXPORT: Final = {
    Export.EXPORTADORA: (NonUserType.EXPORTADORA, "Empresa no usuaria exportadora."),
    Export.POTENCIAL_ALTA: (NonUserType.CON_POTENCIAL, "Empresa no usuaria con potencial exportador."),
    Export.POTENCIAL_MEDIA: (NonUserType.CON_POTENCIAL, "Empresa no usuaria con potencial exportador."),
    Export.POTENCIAL_BAJA: (NonUserType.BAJO_POTENCIAL, "Empresa no usuaria con bajo potencial exportador."),
}
_CONFIRMED: Final = "Empresa no usuaria con potencial exportador, confirmado en la entrevista."
_UNKNOWN: Final = "Empresa no usuaria: falta saber si exporta o cuál es su potencial."


def non_user_type(classes: Classes) -> Finding[NonUserType] | None:
    """
    The type of a registered national company without any counting activity; None: it is not one of these.

    A low score that a regional executive raised in the interview counts as potential (AMB-39); who has worked with
    ProChile before is a former or earlier user and has its own procedure.

    Source: DEF-13, DEF-11, DEF-12.
    """
    national = classes.origin.value is Origin.NACIONAL
    registered = classes.registration.value is not Registration.NO_REGISTRADA
    if not (national and registered and classes.relation.value is Relation.SIN_TRABAJO):
        return None
    export = classes.export
    if export.value is not Export.EXPORTADORA and classes.capacity.value and export.value not in _OF_POTENTIAL:
        grounds = classes.capacity.reasons[0].grounds
        return Finding(NonUserType.CON_POTENCIAL, (Reason("DEF-13", _CONFIRMED, grounds, (), ("AMB-39",)),))
    grounds = export.reasons[0].grounds
    found = _OF_EXPORT.get(export.value)
    if found is None:
        lacking = export.reasons[0].missing or missing("EXPORT_DECLARATION")
        return Finding(NonUserType.POR_DETERMINAR, (Reason("DEF-13", _UNKNOWN, grounds, lacking),))
    kind, text = found
    return Finding(kind, (Reason("DEF-13", text, grounds),))


_OF_POTENTIAL: Final = frozenset({Export.POTENCIAL_ALTA, Export.POTENCIAL_MEDIA})
