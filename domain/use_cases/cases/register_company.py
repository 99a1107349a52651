"""
Registration of a company by its representative with Clave Única ("registro"; CAP-04), where the account may be new.

Belongs here: making the account that the portal asks for. Everything after it is facts of the capture case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.errors import NotAuthorised, StepNotAllowed
from domain.model.accounts import Account, FactKind, PersonType
from domain.model.cases import Flow
from domain.model.institution.people import Actor, Role
from domain.model.rut import Rut
from domain.use_cases.cases.load_situation import CaseServices, Desk
from domain.use_cases.cases.write import CaseOutcome, StartCase, repeated, start_in
from domain.use_cases.checks import FieldInput, checked_fields, needed_text

__all__ = ["RegisterCompany", "register_company"]


@dataclass(frozen=True, slots=True)
class RegisterCompany:
    """
    What the representative says of the company.

    Attributes:
        rut: Of the company; its check digit is validated.
        fields: Other fields of the account, by name.
    """

    rut: str
    name: str
    fields: Mapping[str, FieldInput] = field(default_factory=dict)
    occurred_at: datetime | None = None
    client_key: str | None = None


async def register_company(services: CaseServices, actor: Actor, asked: RegisterCompany) -> CaseOutcome:
    """
    Register the company: its account is found by RUT or made, and its capture case opened, or the open one returned.

    The representation is declared; the regional executive confirms it in the interview (AMB-54).

    Raises:
        NotAuthorised: Staff cannot simulate a Clave Única registration.
        StepNotAllowed: The account exists and is another's; or it is not captured (a user, a foreign company...).
        InvalidValue, MissingData: As their messages say.

    Source: CAP-04, CAP-02, AMB-54, AMB-62, AMB-63.
    """
    if actor.role is not Role.COMPANY or actor.run is None:
        raise NotAuthorised(
            "El registro lo hace quien representa a la empresa, con su propia Clave Única.", rule="CAP-04"
        )
    run_number = actor.run
    async with services.core.transactions(actor) as work:
        desk = Desk.start(services, work)
        known = await desk.run.recall(asked.client_key, "register_company", asked)
        if known is not None:
            return await repeated(desk, known["case"])
        rut = Rut.parse(asked.rut)
        account = await work.accounts.by_rut(rut)
        if account is None:
            account = await work.accounts.add(_new_account(desk, asked, rut))
        else:
            _require_who_may_represent(desk, account, Rut.parse(run_number))
        acting = replace(actor, account_id=account.id)
        start = StartCase(Flow.CAPTURE, "register", account.id, {"representative_run": run_number}, asked.occurred_at)
        outcome = await start_in(desk, start, actor=acting)
        await desk.run.remember(asked.client_key, "register_company", asked, case=outcome.case.id)
        return outcome


def _new_account(desk: Desk, asked: RegisterCompany, rut: Rut) -> Account:
    config = desk.services.core.configuration()
    values = checked_fields(
        {**asked.fields, "name": needed_text(asked.name, "name", "el nombre de la empresa")}, config
    )
    account = Account(
        id=desk.services.core.new_id(),
        name=asked.name.strip(),
        registered_on=desk.run.today(),
        registered_by=desk.actor.id,
        registered_role=Role.COMPANY,
        rut=rut,
    )
    account = replace(account, **values)  # type: ignore[arg-type]  # checked_fields gives each field its own type
    if _is_natural(account) and rut.compact != Rut.parse(desk.actor.run or "").compact:
        raise _not_yours()
    if account.country != "CL":
        raise StepNotAllowed(
            "El portal registra empresas establecidas en Chile; a las demás las registra la oficina comercial.",
            rule="EXT-01",
        )
    return account if account.region is None else replace(account, office=f"OFIREG-{account.region}")


def _require_who_may_represent(desk: Desk, account: Account, run: Rut) -> None:
    """
    An account that exists is taken by nobody: it goes on for its own person, and for whoever registered it before.

    Raises:
        StepNotAllowed: In the same words whatever the account is.

    Source: AMB-54, CAP-04.
    """
    fact = account.fact(FactKind.REGISTRATION, desk.run.today(account))
    registered = None if fact is None else fact.detail.get("representative_run")
    hers = account.id == desk.actor.account_id or (registered is not None and Rut.parse(registered) == run)
    if account.rut != run and (_is_natural(account) or not hers):
        raise _not_yours()


def _is_natural(account: Account) -> bool:
    """Its account opens to that person's own RUN only. Source: AMB-54, DAT-03."""
    return account.person_type is PersonType.NATURAL


def _not_yours() -> StepNotAllowed:
    return StepNotAllowed(
        "No pudimos completar el registro. Si usted representa a la empresa, pida ayuda a gestión de clientes.",
        rule="CAP-04",
        step_to_take="Informar el problema a gestión de clientes",
    )
