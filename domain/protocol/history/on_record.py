"""
What may be put on record of a company ("dejar constancia"): one guard for each rule, whichever the door.

A person here is refused by them, in a case or on the account. What the CRM already has happened there: it is taken, and
the same guards say what is told of it (`refused_fact`, `refused_action`).

Belongs here: what speaks against a fact or an action by itself. Does not belong here: the steps of a case (its flow),
values that nobody can hold (`domain.exchange.values`), who may (`domain.protocol.access`).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from domain.errors import InvalidValue, ProtocolError, StepNotAllowed
from domain.model.accounts import Account, Fact, FactKind
from domain.model.classes import Export, Origin
from domain.model.history.actions import Action
from domain.model.institution.channels import PointOfContact
from domain.model.institution.configuration import ProtocolConfiguration
from domain.protocol.classes.classification import classify, origin_of
from domain.protocol.classes.reference_day import frame_of, missing, missing_fields
from domain.protocol.engine.contact_points import no_contact_point

VALIDATED: Final = "VALIDATED"


def require_test_applies(account: Account, on: date) -> None:
    """The test is for who declared no exports. Raises StepNotAllowed. Source: CAP-05, DEF-11."""
    declared = account.fact(FactKind.EXPORT_DECLARATION, on)
    if declared is not None and declared.value == "YES":
        raise StepNotAllowed("La empresa declaró que exporta: el test no le corresponde.", rule="CAP-05")


def require_capacity(account: Account, on: date, config: ProtocolConfiguration) -> None:
    """Exporta Más is for who exports or could. Raises StepNotAllowed. Source: ATN-03, DEF-11, DEF-12."""
    if not classify(account, (), max(on, account.registered_on), config).capacity.value:
        raise StepNotAllowed(
            "Exporta Más se ofrece a empresas exportadoras o con potencial, y esta empresa no consta como tal.",
            rule="ATN-03",
            step_to_take="Registrar su declaración de exportaciones o el resultado del test",
        )


def require_no_membership(account: Account, on: date) -> None:
    """A member of Exporta Más has category 1, and no other. Raises StepNotAllowed. Source: ATN-01, AMB-31."""
    if account.fact(FactKind.EXPORTA_MAS, on) is not None:
        raise StepNotAllowed(
            "La empresa participa en Exporta Más: su categoría es 1 mientras participe.",
            rule="ATN-01",
            step_to_take="Registrar el término de la participación en Exporta Más",
        )


def require_ready(account: Account, on: date, config: ProtocolConfiguration) -> None:
    """
    A national company is validated with its mandatory data and, if it declared no exports, a result of its test that
    still holds.

    Raises:
        StepNotAllowed: Some are missing.

    Source: CAP-07, CAP-05, AMB-13, AMB-10.
    """
    if origin_of(account).value is not Origin.NACIONAL:
        return
    lacking = missing_fields(account, frame_of(config, on))
    if lacking:
        labels = ", ".join(each.label for each in missing(*lacking))
        raise StepNotAllowed(
            f"Para validar la cuenta faltan datos obligatorios: {labels}.",
            rule="CAP-07",
            step_to_take="Completar los datos de la cuenta",
            field=lacking,
        )
    declared = account.fact(FactKind.EXPORT_DECLARATION, on)
    export = classify(account, (), max(on, account.registered_on), config).export.value
    if declared is not None and declared.value == "NO" and export is Export.SIN_DECLARAR:
        raise StepNotAllowed(
            "La empresa declaró que no exporta y falta un resultado vigente de su Test de Autodiagnóstico.",
            rule="CAP-07",
            step_to_take="Rendir el Test de Autodiagnóstico",
        )


def require_type(code: str, ended_on: date, config: ProtocolConfiguration) -> None:
    """Raises InvalidValue for a type that the catalogue does not have on that day. Source: DEF-05, AMB-37."""
    if config.action_type(code, ended_on) is None:
        raise InvalidValue(
            f"El tipo de acción «{code}» no existe o no regía el {ended_on:%d-%m-%Y}: elija uno del catálogo.",
            rule="DEF-05",
            field=("type",),
        )


def require_point(code: str, ended_on: date, point: PointOfContact | None, config: ProtocolConfiguration) -> None:
    """A contact says by which point it came about. Raises MissingData. Source: CHN-01."""
    row = config.action_type(code, ended_on)
    if row is not None and row.is_contact and point is None:
        raise no_contact_point(row.name)


def refused_fact(before: Account, fact: Fact, config: ProtocolConfiguration) -> ProtocolError | None:
    """Why a person here could not have recorded *fact* of the account as it was *before*; None: nothing against it."""
    try:
        match fact.kind:
            case FactKind.TEST_LEVEL:
                require_test_applies(before, fact.on)
            case FactKind.EXPORTA_MAS:
                require_capacity(before, fact.on, config)
            case FactKind.CATEGORY:
                require_no_membership(before, fact.on)
            case FactKind.VALIDATION if fact.value == VALIDATED:
                require_ready(before, fact.on, config)
            case _:
                pass
    except ProtocolError as refused:
        return refused
    return None


def refused_action(action: Action, config: ProtocolConfiguration) -> ProtocolError | None:
    """Why a person here could not have registered *action* as it is; None: nothing against it, or it is annulled."""
    if action.annulment is not None:
        return None
    try:
        require_type(action.type, action.ended_on, config)
        require_point(action.type, action.ended_on, action.point_of_contact, config)
    except ProtocolError as refused:
        return refused
    return None
