"""
Registration of a company by its representative with Clave Única ("registro"; CAP-04), where the account may be new.

Belongs here: making the account that the portal asks for. Everything after it is facts of the capture case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.errors import NotAuthorised, StepNotAllowed
from domain.model.accounts import Account, PersonType
from domain.model.cases import Flow
from domain.model.institution.people import Role
from domain.model.representations import Decided, Draft, Representation, RepresentationState
from domain.model.rut import Rut
from domain.protocol.access.actionable import account_by_rule
from domain.protocol.access.permissions import Permission, accounts_of, is_allowed
from domain.protocol.access.representation import opens_to
from domain.use_cases.cases.load_situation import Casework
from domain.use_cases.cases.take_step import (
    CASE,
    CaseOutcome,
    StartCase,
    declare_in,
    declared_again,
    start_in,
)
from domain.use_cases.checks import FieldInput, checked_fields, needed_text
from domain.use_cases.once import once_on_cases

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


@once_on_cases(CASE)
async def register_company(casework: Casework, asked: RegisterCompany) -> CaseOutcome:
    """
    Register the company that the person says she represents.

    Of a company that is hers already (confirmed, or her own RUN) the capture case of its account is opened, or the
    open one returned. Of any other RUT her declaration waits in a case of its own, which shows her what she gave: the
    same statements and the same answer whether or not an account has the RUT, since none is looked for (AMB-54).

    Raises:
        NotAuthorised: Staff cannot simulate a Clave Única registration.
        StepNotAllowed: Her company is not captured (a user, a foreign company...); or what she declares is a natural
            person other than herself.
        InvalidValue, MissingData: As their messages say.

    Source: CAP-04, CAP-02, AMB-54, AMB-62, AMB-63.
    """
    run = casework.actor.run
    if run is None or not is_allowed(casework.actor, Permission.REGISTER_COMPANY):
        raise NotAuthorised(
            "El registro lo hace quien representa a la empresa, con su propia Clave Única.", rule="CAP-04"
        )
    person = Rut.parse(run)
    rut = Rut.parse(asked.rut)
    told = _told_account(casework, asked, rut, person)
    held = await casework.work.representations.of_person(person)
    hers = await _hers(casework, told, person, held)
    return await (
        _declare(casework, asked, told, person, held) if hers is None else _register(casework, asked, hers, run)
    )


async def _hers(casework: Casework, told: Account, person: Rut, held: Sequence[Representation]) -> Account | None:
    """
    The account, when it is hers for certain: it has her own RUN, or she represents it already.

    Only what is hers is read, so that nothing tells whether another RUT is known.
    """
    if told.rut == person:
        own = await casework.work.accounts.by_rut(person)
        natural = account_by_rule(replace(told, person_type=PersonType.NATURAL), "CAP-04: a person registers herself")
        account = own or await casework.work.accounts.add(natural)
        return await _represents_herself(casework, account, person, held)
    standing = {one.account_id for one in held if one.state is RepresentationState.CONFIRMED and one.rut == told.rut}
    for account_id in sorted({each for each in standing if each is not None} | accounts_of(casework.actor)):
        account = await casework.work.accounts.get(account_id)
        if account.rut == told.rut and opens_to(account, person):
            return account
    return None


async def _represents_herself(
    casework: Casework, account: Account, person: Rut, held: Sequence[Representation]
) -> Account:
    """Nobody needs to confirm that a person is herself. Source: AMB-54."""
    if not any(one.account_id == account.id and one.closed is None for one in held):
        itself = Decided(casework.actor.id, casework.run.now)
        on_record = replace(
            _representation(casework, account, person),
            account_id=account.id,
            confirmed=itself,
            since=casework.run.today(account),
        )
        await casework.work.representations.add(on_record)
    return account


async def _register(casework: Casework, asked: RegisterCompany, account: Account, run: str) -> CaseOutcome:
    acting = replace(casework.actor, account_id=account.id)
    start = StartCase(Flow.CAPTURE, "register", account.id, {"representative_run": run}, asked.occurred_at)
    return await start_in(casework, start, actor=acting)


async def _declare(
    casework: Casework, asked: RegisterCompany, told: Account, person: Rut, held: Sequence[Representation]
) -> CaseOutcome:
    """Her declaration in a case of its own; one that waits already is returned (AMB-62)."""
    for one in held:
        if one.rut == told.rut and one.state is RepresentationState.DECLARED and one.case_id is not None:
            return await declared_again(casework, one.case_id)
    record = _representation(casework, told, person)
    given = frozenset({"name", *asked.fields})
    draft = Draft(replace(told, id=record.id), given=given)
    start = StartCase(Flow.CAPTURE, "register", None, {"representative_run": str(person)}, asked.occurred_at)
    return await declare_in(casework, start, replace(record, draft=draft))


def _representation(casework: Casework, account: Account, person: Rut) -> Representation:
    return Representation(
        id=casework.services.core.new_id(),
        run=person,
        person=casework.actor.id,
        person_name=casework.actor.name,
        rut=account.rut or person,
        declared_at=casework.run.now,
    )


def _told_account(casework: Casework, asked: RegisterCompany, rut: Rut, person: Rut) -> Account:
    """The company as the person tells it, whether or not an account has its RUT."""
    config = casework.services.core.configuration()
    values = checked_fields(
        {**asked.fields, "name": needed_text(asked.name, "name", "el nombre de la empresa")}, config
    )
    account = Account(
        id=casework.services.core.new_id(),
        name=asked.name.strip(),
        registered_on=casework.run.today(),
        registered_by=casework.actor.id,
        registered_role=Role.COMPANY,
        rut=rut,
    )
    told = {**values, "rut": rut}  # told beside the fields; whatever they say of it, this one was read
    account = replace(account, **told)  # type: ignore[arg-type]  # checked_fields gives each field its own type
    if not opens_to(account, person):
        raise StepNotAllowed(
            "Una persona natural se registra ella misma, con su propia Clave Única.",
            rule="CAP-04",
            step_to_take="Pida a esa persona que se registre",
        )
    if account.country != "CL":
        raise StepNotAllowed(
            "El portal registra empresas establecidas en Chile; a las demás las registra la oficina comercial.",
            rule="EXT-01",
        )
    return account if account.region is None else replace(account, office=f"OFIREG-{account.region}")
