"""
What an actor may act on: the only maker of `ActionableAccount` and `ActionableCase`, which writing asks for.

One is made for one permission, from the record as the transaction holds it. What belongs to an account (contacts,
actions) is made of an account that may be acted on; a term, for the permission or by the rule that moves it. A test of
the source holds that nobody else makes one. Rules of the protocol act without a person; they have their own makers,
which ask for the reason.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import NewType, TypeVar

from domain.errors import NotAuthorised, RecordNotFound
from domain.model.accounts import Account, Contact
from domain.model.cases import Case
from domain.model.history.actions import Action
from domain.model.institution.people import Actor
from domain.model.terms import Term
from domain.protocol.access.conflict_of_interest import require_impartial
from domain.protocol.access.permissions import GRANTS, Permission, require, sees_account, sees_case
from domain.protocol.access.reach import Known, Whose, require_reach, whose_account

ActionableAccount = NewType("ActionableAccount", Account)
"""An account that the actor may change, for the permission for which it was asked."""

ActionableCase = NewType("ActionableCase", Case)
"""A case that the actor may take on, for what was asked."""
ActionableAction = NewType("ActionableAction", Action)
"""An action of an account that may be changed."""
ActionableContact = NewType("ActionableContact", Contact)
"""A contact of an account that may be changed."""
ActionableTerm = NewType("ActionableTerm", Term)
"""A term that may be opened, stopped, waived or counted anew."""
_OfAccount = TypeVar("_OfAccount", Action, Contact)


@dataclass(frozen=True, slots=True)
class Access:
    """One actor before what is known of people and offices."""

    actor: Actor
    known: Known

    def require_sight(self, account_id: str, kind: str = "una cuenta", key: str | None = None) -> None:
        """
        Let pass only who may know of the account, or of a record of it: of that *kind*, with that *key*.

        Raises:
            RecordNotFound: In the words of a record that does not exist.
        """
        if not sees_account(self.actor, account_id):
            raise RecordNotFound(kind, account_id if key is None else key)

    def account(
        self,
        account: Account,
        permission: Permission,
        *,
        markets: AbstractSet[str] = frozenset(),
        office: str | None = None,
    ) -> ActionableAccount:
        """
        The account, to act on by *permission*.

        Args:
            markets: Those of what is done with it.
            office: The office that did it.

        Raises:
            RecordNotFound: It is another company's.
            NotAuthorised: Another role, or another office's, sector's or area's account; with whose it is.
            ConflictOfInterestStands: The actor declared one with the company.
        """
        require(self.actor, permission)
        self.require_sight(account.id)
        self.require_impartial(account)
        grant = GRANTS[permission]
        if grant.in_reach:
            offices = whose_account(account).offices + (() if office is None else (office,))
            whose = replace(whose_account(account), offices=offices, begins=grant.begins)
            whose = replace(whose, markets=whose.markets | markets)
            require_reach(self.actor, whose, self.known, grant.rule)
        return ActionableAccount(account)

    def require_impartial(self, *accounts: Account | None) -> None:
        """
        Let pass only whoever decides on all of these companies; None is of nobody's company.

        Raises:
            ConflictOfInterestStands: The actor declared a conflict of interest with one of them, which stands.

        Source: POL-07, AMB-72.
        """
        for account in accounts:
            require_impartial(self.actor, account, self.known.on)

    def may(self, account: Account, permission: Permission) -> bool:
        """Whether `account` would give it."""
        try:
            self.account(account, permission)
        except (NotAuthorised, RecordNotFound):
            return False
        return True

    def new_account(self, account: Account, permission: Permission) -> ActionableAccount:
        """
        An account that is about to be registered.

        Raises:
            NotAuthorised: Another role registers such accounts.
        """
        require(self.actor, permission)
        return ActionableAccount(account)

    def require_office(self, permission: Permission, office: str, what_es: str) -> None:
        """
        Let pass only who may, for something that an office answers for; *what_es* names it, as it follows "por".

        Raises:
            NotAuthorised: Another role; or another office's, with its name.

        Source: LIN-01, RTE-04.
        """
        require(self.actor, permission)
        grant = GRANTS[permission]
        if grant.in_reach and office != self.actor.office:
            whose = f"por {what_es} responde {self.known.name(office)}"
            raise NotAuthorised(
                f"Usted no puede {grant.verb_es} de otra oficina: {whose}. Pida a esa oficina que lo haga.",
                rule=grant.rule,
            )

    def require_place(self, permission: Permission, whose: Whose) -> None:
        """
        Let pass only who may, for something that is no account's own: of a case, or of no company.

        Raises:
            NotAuthorised: Another role, or it is not theirs; with whose it is.
            ConflictOfInterestStands: The actor declared one with its company.
        """
        require(self.actor, permission)
        self.require_impartial(whose.account)
        if GRANTS[permission].in_reach:
            require_reach(self.actor, whose, self.known, GRANTS[permission].rule)

    def case(self, case: Case, account: Account | None, whose: Whose | None, rule: str = "RTE-04") -> ActionableCase:
        """
        The case, to act on where it is; *whose* is None for what anybody may do with a case that they see.

        Args:
            account: Its company; None: it is of nobody's company.

        Raises:
            RecordNotFound: The actor may not know of it.
            NotAuthorised: It is another office's, sector's, area's or macro-zone's; with whose it is.
            ConflictOfInterestStands: The actor declared one with the company.
        """
        if not sees_case(self.actor, case):
            raise RecordNotFound("un caso", case.id)
        self.require_impartial(account)
        if whose is not None:
            require_reach(self.actor, whose, self.known, rule)
        return ActionableCase(case)

    def term(self, term: Term, account: Account | None, permission: Permission) -> ActionableTerm:
        """
        The term, to act on by *permission*: it is of its company, and of the office that owes it.

        Raises:
            RecordNotFound, NotAuthorised: As `account`, or as `require_place` when it is of no account.

        Source: RTE-04.
        """
        if account is None:
            self.require_place(permission, Whose("este plazo", (term.office,) if term.office else ()))
        else:
            self.account(account, permission, office=term.office)
        return ActionableTerm(term)


def action_of(account: ActionableAccount, action: Action) -> ActionableAction:
    """The action, new or changed, of an account that may be acted on. Raises ValueError: it is another account's."""
    return ActionableAction(_belonging(account, action))


def contact_of(account: ActionableAccount, contact: Contact) -> ActionableContact:
    """The contact, new or changed, of an account that may be acted on. Raises ValueError: it is another account's."""
    return ActionableContact(_belonging(account, contact))


def _belonging(account: ActionableAccount, record: _OfAccount) -> _OfAccount:
    if record.account_id != account.id:
        raise ValueError(f"{record.id} is no record of the account {account.id}")
    return record


def term_by_rule(term: Term, reason: str) -> ActionableTerm:
    """The term, opened or moved by a rule of the protocol (a fact of its case, a holiday); *reason* says which."""
    if not reason:
        raise ValueError("a rule that acts says why")
    return ActionableTerm(term)


def account_by_rule(account: Account, reason: str) -> ActionableAccount:
    """The account, changed by a rule of the protocol and nobody's permission; *reason* says which, for the reader."""
    if not reason:
        raise ValueError("a rule that acts says why")
    return ActionableAccount(account)


def case_by_rule(case: Case, reason: str) -> ActionableCase:
    """The case, taken on by a rule of the protocol (a timer, an effect, another case); *reason* says which."""
    if not reason:
        raise ValueError("a rule that acts says why")
    return ActionableCase(case)
