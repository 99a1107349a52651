"""
Classes of an account on a date as SQL conditions: the twin of `domain.protocol.classes`, held equal by a test.

Every condition is built from the same frame of configuration and day as the rule, and answers from indexes: "the
latest fact of a kind" is the first row of ix_account_fact_latest, "the latest action that counts" walks
ix_action_account from its newest end. They are scalar subqueries on purpose: a planner cannot turn them into joins
over whole tables, so that a page of a filtered list stays a page.

Conditions are never NULL: `~condition` is its complement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    String,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)

from domain.errors import InvalidValue
from domain.model.accounts import FactKind, Organisation
from domain.model.classes import AccountClass, Category, Export, Origin, Registration, Relation
from domain.model.institution.configuration import ProtocolConfiguration
from domain.model.institution.people import Role
from domain.model.standing import MAIN_CONTACT
from domain.protocol.classes.reference_day import Frame, Interval, frame_of
from persistence import tables

Shape = tuple[object, ...]
"""What else than days a condition was built from: two days of one shape differ only in what is bound."""


_NEVER: Final = date.min
_EXECUTIVES: Final = (Role.REGIONAL_EXECUTIVE.value, Role.COMMERCIAL_EXECUTIVE.value)
_LEVELS: Final = {Export.POTENCIAL_ALTA: "HIGH", Export.POTENCIAL_MEDIA: "MEDIUM", Export.POTENCIAL_BAJA: "LOW"}
_DAY: Final = timedelta(days=1)
_MOST_KEPT: Final = 256


_ABROAD: Final = tables.account.c.country != literal_column("'CL'")
_NOT_ORDINARY: Final = {
    AccountClass.EXTRANJERA: _ABROAD,
    AccountClass.CHILENA_EXTERIOR: _ABROAD,
    AccountClass.INSTITUCION: tables.account.c.organisation == literal_column(f"'{Organisation.INSTITUTION.value}'"),
}


def class_condition(configuration: Callable[[], ProtocolConfiguration]) -> ClassConditions:
    """The filters of lists, under the configuration of the moment they are asked for."""
    return ClassConditions(configuration)


class ClassConditions:
    """
    Filters on a row of `account` by its classes on a day: built once for each `Shape`, the days are bound.

    Building one of these conditions takes longer than its statement takes to run, so they are kept.
    """

    def __init__(self, configuration: Callable[[], ProtocolConfiguration]) -> None:
        self._configuration = configuration
        self._kept: dict[Shape, ColumnElement[Any]] = {}
        self._last: tuple[ProtocolConfiguration | None, object] = (None, object())

    def shape(self, on: date) -> Shape:
        """Of the day, under the present configuration."""
        config = self._configuration()
        frame = frame_of(config, on)
        if config is not self._last[0]:
            self._last = (config, object())  # stands for it in keys: a configuration has no hash
        return (self._last[1], frame.mandatory, frame.strategic, frame.test_cutoff is None)

    def days(self, on: date) -> Mapping[str, object]:
        """What to bind in a condition for this day."""
        return _days(frame_of(self._configuration(), on))

    def any_of(self, names: frozenset[str], on: date) -> ColumnElement[bool]:
        """
        Any of the classes so named holds. Bind `days`; the day is there as default too.

        Raises:
            InvalidValue: There is no such class.
        """
        classes = [_class_named(name) for name in sorted(names)]
        return self.once(
            (*classes,), on, lambda sql: and_(*_few(classes), or_(false(), *(sql.holds(k) for k in classes)))
        )

    def category(self, value: str, on: date) -> ColumnElement[bool]:
        """
        It is of this category of attention (see `ClassesInSql.category`). Bind `days`, as above.

        Raises:
            InvalidValue: There is no such category.
        """
        try:
            category = Category(value)
        except ValueError as wrong:
            raise InvalidValue(f"«{value}» no es una categoría de atención.", field=("category",)) from wrong
        return self.once((category,), on, lambda sql: sql.category(category))

    def once(self, asked: Shape, on: date, build: Callable[[ClassesInSql], ColumnElement[Any]]) -> ColumnElement[Any]:
        """What *build* makes for the day, kept under *asked*; see `days`."""
        key = (asked, self.shape(on))
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = build(ClassesInSql(on, self._configuration()))
        return found


def _few(classes: Sequence[AccountClass]) -> list[ColumnElement[bool]]:
    """What ix_account_not_ordinary knows of such accounts, told to the planner as the index tells it."""
    if not classes:
        return [false()]
    if not all(klass in _NOT_ORDINARY for klass in classes):
        return []
    # each kind once and in the index's order: SQLite compares the text
    return [or_(*dict.fromkeys(known for klass, known in _NOT_ORDINARY.items() if klass in classes))]


def _days(frame: Frame) -> dict[str, object]:
    new_year, former = date(frame.on.year, 1, 1), frame.former_cutoff
    return {
        "class_on": frame.on,
        "class_year_begins": new_year,
        "class_year_before_ends": new_year - _DAY,
        "class_former": former,
        "class_after_former": former + _DAY,
        "class_test": frame.test_cutoff or _NEVER,
    }


def class_predicate(
    klass: AccountClass, on: date, config: ProtocolConfiguration, account: FromClause = tables.account
) -> ColumnElement[bool]:
    """
    *klass* is in the set `classes` of the account on that day; NO_USUARIA: it is registered and in none.

    Args:
        account: The account table, or an alias of it, that the statement reads.

    Source: section 8.1, AMB-46.
    """
    return ClassesInSql(on, config, account).holds(klass)


class ClassesInSql:
    """The axes of section 8.1 on one day under one configuration, as conditions on a row of `account`."""

    def __init__(self, on: date, config: ProtocolConfiguration, account: FromClause = tables.account) -> None:
        self._frame: Frame = frame_of(config, on)
        self._day = {name: bindparam(name, value, Date) for name, value in _days(self._frame).items()}
        self._on = self._day["class_on"]
        self._account = account
        self._row = account.c

    def holds(self, klass: AccountClass) -> ColumnElement[bool]:
        """The class is in the set; NO_USUARIA: registered, and none is."""
        match klass:
            case AccountClass.CUENTA_POTENCIAL:
                return self.registration(Registration.CUENTA_POTENCIAL)
            case AccountClass.CARTERA:
                return self.portfolio()
            case AccountClass.USUARIA | AccountClass.USUARIA_ANTERIOR | AccountClass.ANTIGUA_USUARIA:
                return self.relation(Relation(klass.value))
            case AccountClass.INSTITUCION | AccountClass.EXTRANJERA | AccountClass.CHILENA_EXTERIOR:
                return and_(self._registered(), self.origin(Origin(klass.value)))
            case AccountClass.NO_USUARIA:
                # no class of origin, no missing field, not portfolio, no work; every other way out is one of these
                ordinary = and_(self._registered(), self.origin(Origin.NACIONAL), ~self._lacks_field())
                return and_(ordinary, self.relation(Relation.SIN_TRABAJO), ~self.portfolio())

    def origin(self, origin: Origin) -> ColumnElement[bool]:
        """Source: DEF-01, DEF-02, INS-01, SPC-03..SPC-05."""
        row = self._row
        institution = row.organisation == Organisation.INSTITUTION.value
        national = or_(row.country == "CL", row.rut.is_not(None))
        chilean = or_(row.chilean_capital.is_(True), and_(row.led_by_chileans.is_(True), row.sells_national.is_(True)))
        match origin:
            case Origin.INSTITUCION:
                return institution
            case Origin.NACIONAL:
                return and_(~institution, national)
            case Origin.CHILENA_EXTERIOR:
                return and_(~institution, ~national, _known(chilean))
            case Origin.EXTRANJERA:
                return and_(~institution, ~national, ~_known(chilean))

    def registration(self, registration: Registration) -> ColumnElement[bool]:
        """Source: DEF-07, AMB-40."""
        national = self.origin(Origin.NACIONAL)
        potential = and_(national, self._lacks_field())
        match registration:
            case Registration.NO_REGISTRADA:
                return ~self._registered()
            case Registration.CUENTA_POTENCIAL:
                return and_(self._registered(), potential)
            case Registration.VALIDADA:
                return and_(self._registered(), ~potential, self._validated())
            case Registration.EN_CAPTACION:
                return and_(self._registered(), ~potential, ~self._validated())

    def relation(self, relation: Relation) -> ColumnElement[bool]:
        """Source: DEF-05, DEF-06, DEF-08, DEF-09, AMB-07, AMB-08, AMB-36, AMB-53."""
        row, on = self._row, self._on
        started = and_(
            row.sii_started.is_(True),
            or_(row.sii_started_on.is_(None), row.sii_started_on <= on),
        )
        able = and_(self._registered(), or_(~self.origin(Origin.NACIONAL), started))
        last = self._last_counting()
        day = self._day
        match relation:
            case Relation.USUARIA:
                return and_(able, last >= day["class_year_begins"])
            case Relation.USUARIA_ANTERIOR:
                return and_(able, last.between(day["class_after_former"], day["class_year_before_ends"]))
            case Relation.ANTIGUA_USUARIA:
                return and_(able, last.between(_NEVER + _DAY, day["class_former"]))
            case Relation.SIN_TRABAJO:
                return or_(~able, last == _NEVER)

    def portfolio(self) -> ColumnElement[bool]:
        """The four conditions of DEF-03; one that is not configured does not hold."""
        frame = self._frame
        if frame.mandatory is None or not frame.strategic:
            return false()
        return and_(
            self._registered(),
            self._row.active.is_(True),
            _known(self._row.sector.in_(sorted(frame.strategic))),
            ~self._lacks_field(),
            self._validated(),
            self.capacity(),
        )

    def export(self, export: Export) -> ColumnElement[bool]:
        """Source: DEF-11, DEF-12, AMB-09, AMB-10."""
        exports = self._fact(FactKind.EXPORT_DECLARATION) == "YES"
        match export:
            case Export.EXPORTADORA:
                return exports
            case Export.SIN_DECLARAR:
                return and_(~exports, self._test_level() == "")
            case Export.POTENCIAL_ALTA | Export.POTENCIAL_MEDIA | Export.POTENCIAL_BAJA:
                return and_(~exports, self._test_level() == _LEVELS[export])

    def capacity(self) -> ColumnElement[bool]:
        """Exporter, level high or medium, or potential confirmed by a regional executive. Source: AMB-39."""
        by_executive = tables.account_fact.c.role == Role.REGIONAL_EXECUTIVE.value
        return or_(
            self._fact(FactKind.EXPORT_DECLARATION) == "YES",
            self._test_level().in_(["HIGH", "MEDIUM"]),
            self._fact(FactKind.VERIFIED_POTENTIAL, by_executive) == "CONFIRMED",
        )

    def category(self, category: Category) -> ColumnElement[bool]:
        """Category 1 is membership of Exporta Más; 2 and 3 are assigned. Source: ATN-01, AMB-31."""
        member = and_(self._registered(), self._fact(FactKind.EXPORTA_MAS) != "")
        assigned = self._fact(FactKind.CATEGORY)
        match category:
            case Category.EXPORTA_MAS:
                return member
            case Category.TRABAJO_HABITUAL | Category.TRABAJO_ESPORADICO:
                return and_(self._registered(), ~member, assigned == category.value)
            case Category.SIN_CATEGORIA:
                return or_(~self._registered(), and_(~member, assigned.not_in(["2", "3"])))

    def has_worked(self) -> ColumnElement[bool]:
        """An activity counted by the day, whatever it is now. Source: DEF-05, AMB-41."""
        return and_(self._registered(), self._last_counting() != _NEVER)

    # Pieces

    def _registered(self) -> ColumnElement[bool]:
        return self._row.registered_on <= self._on

    def _validated(self) -> ColumnElement[bool]:
        return self._fact(FactKind.VALIDATION) == "VALIDATED"

    def _fact(self, kind: FactKind, also: ColumnElement[bool] | None = None) -> ColumnElement[str]:
        """Value of the fact of this kind that holds on the day; "" when there is none, or *also* is not so of it."""
        fact = tables.account_fact.c
        holds = or_(fact.until.is_(None), fact.until >= self._on)
        value = case((holds if also is None else and_(holds, also), fact.value))
        latest = (
            select(value)
            .where(fact.account_pk == self._row.pk, fact.kind == kind.value, fact.on_date <= self._on)
            .order_by(fact.on_date.desc(), fact.at.desc(), fact.pk.desc())
            .limit(1)
            .correlate(self._account)
            .scalar_subquery()
        )
        return func.coalesce(latest, literal("", String))

    def _test_level(self) -> ColumnElement[str]:
        """Level of the test that holds and is still valid (AMB-10); "" when there is none."""
        expires = self._frame.test_cutoff is not None
        valid = tables.account_fact.c.on_date > self._day["class_test"]
        return self._fact(FactKind.TEST_LEVEL, valid if expires else None)

    def _last_counting(self) -> ColumnElement[date]:
        """End of the latest action that counts by the day; the first day of all when there is none (AMB-37)."""
        action = tables.action.c
        latest = (
            select(action.ended_on)
            .where(
                action.account_pk == self._row.pk,
                action.ended_on <= self._on,
                action.annulled_at.is_(None),
                or_(
                    action.registered_role.in_(_EXECUTIVES),
                    and_(action.confirmed_at.is_not(None), action.confirmed_role.in_(_EXECUTIVES)),
                ),
                self._counts(),
            )
            .order_by(action.ended_on.desc(), action.id.desc())
            .limit(1)
            .correlate(self._account)
            .scalar_subquery()
        )
        return func.coalesce(latest, literal(_NEVER, Date))

    def _counts(self) -> ColumnElement[bool]:
        """Types that count at the action's end; types with the same dates are compared together."""
        action = tables.action.c
        alike: dict[tuple[Interval, ...], list[str]] = {}
        for code, intervals in self._frame.counting.items():
            alike.setdefault(intervals, []).append(code)
        rows = [
            and_(action.type.in_(codes), action.ended_on.between(first, last))
            for intervals, codes in alike.items()
            for first, last in intervals
        ]
        return or_(false(), *rows)

    def _lacks_field(self) -> ColumnElement[bool]:
        """A mandatory field is empty now; without a list of them, none is."""
        return or_(false(), *(self._is_empty(name) for name in self._frame.mandatory or ()))

    def _is_empty(self, name: str) -> ColumnElement[bool]:
        if name == MAIN_CONTACT:
            return ~self._has_main_contact()
        column: ColumnElement[Any] | None = self._row.get(name)
        if column is None:
            raise InvalidValue(f"«{name}» no es un campo de la cuenta.", rule="DEF-07", field=("mandatory_fields",))
        if name == "purposes":
            return cast(column, Text) == "[]"
        if isinstance(column.type, String):
            return or_(column.is_(None), column == "")
        return column.is_(None)

    def _has_main_contact(self) -> ColumnElement[bool]:
        contact = tables.contact.c
        return exists(
            select(true())
            .select_from(tables.contact)
            .where(
                contact.account_pk == self._row.pk,
                contact.is_main.is_(True),
                contact.active.is_(True),
                contact.name != "",
                or_(contact.email != "", contact.phone != ""),
            )
            .correlate(self._account)
        )


def _known(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """False where *condition* is unknown."""
    return func.coalesce(condition, false())


def _class_named(name: str) -> AccountClass:
    try:
        return AccountClass(name)
    except ValueError as wrong:
        raise InvalidValue(f"«{name}» no es una clase de cuenta.", field=("classes",)) from wrong
