"""The situations an account can be in, as data: what is filled, declared and validated, and how it worked with us."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Body(StrEnum):
    """What kind of account it is."""

    COMPANY = "company"
    PERSON = "person"  # natural person with a business
    FOREIGN = "foreign"
    CHILEAN_ABROAD = "chilean_abroad"  # established abroad, with a Chilean RUT
    INSTITUTION = "institution"


class Work(StrEnum):
    """How it worked with ProChile."""

    NONE = "none"
    LOG_ONLY = "log_only"  # contacts and log entries, nothing that counts
    THIS_YEAR = "this_year"
    BEFORE = "before"  # last year or the year before, less than 3 years ago
    LONG_AGO = "long_ago"  # 3 years ago or more
    UNCONFIRMED = "unconfirmed"  # registered by another role, nobody confirmed
    CONFIRMED = "confirmed"  # registered by another role, confirmed by the regional executive
    ANNULLED = "annulled"  # its only counting action was annulled
    LATE = "late"  # done last year, registered this one
    ACROSS = "across"  # begun last year, ended this one


class Situation(StrEnum):
    """Names of the rows below."""

    POTENTIAL = "potential"
    POTENTIAL_CARD = "potential_card"
    IN_CAPTURE = "in_capture"
    IN_CAPTURE_MEDIUM = "in_capture_medium"
    LOW_POTENTIAL = "low_potential"
    LOW_POTENTIAL_EXCEPTION = "low_potential_exception"
    VALIDATION_REJECTED = "validation_rejected"
    VALIDATION_WITHDRAWN = "validation_withdrawn"
    VALIDATED_OTHER_SECTOR = "validated_other_sector"
    PORTFOLIO_NEW = "portfolio_new"
    PORTFOLIO_USER = "portfolio_user"
    PORTFOLIO_POTENTIAL_USER = "portfolio_potential_user"
    PORTFOLIO_BEFORE = "portfolio_before"
    USER_OUTSIDE_PORTFOLIO = "user_outside_portfolio"
    USER_POTENTIAL_ACCOUNT = "user_potential_account"
    PREVIOUS_USER = "previous_user"
    FORMER_USER = "former_user"
    FORMER_USER_INCOMPLETE = "former_user_incomplete"
    EXPORTA_MAS = "exporta_mas"
    EXPORTA_MAS_FAILING = "exporta_mas_failing"
    EXPORTA_MAS_ENDED = "exporta_mas_ended"
    UNCONFIRMED_ACTION = "unconfirmed_action"
    CONFIRMED_ACTION = "confirmed_action"
    ANNULLED_ACTION = "annulled_action"
    LATE_REGISTRATION = "late_registration"
    ACROSS_THE_YEAR = "across_the_year"
    LOG_ONLY = "log_only"
    WITHOUT_SII = "without_sii"
    INACTIVE = "inactive"
    PERSON_USER = "person_user"
    PERSON_POTENTIAL = "person_potential"
    FOREIGN_USER = "foreign_user"
    FOREIGN_NEW = "foreign_new"
    CHILEAN_ABROAD = "chilean_abroad"
    INSTITUTION = "institution"
    INSTITUTION_ACTIVE = "institution_active"


@dataclass(frozen=True, slots=True)
class Profile:
    """
    One situation.

    Attributes:
        share: Weight among the accounts; each situation comes at least once in a full set.
        missing: How many of the mandatory fields of the sample list are empty.
        exports: Declaration of the ficha; None: no ficha yet.
        test: Result of the test, when it does not export.
        validation: Latest decision of the regional executive.
        strategic: Its sector is strategic in the sample configuration.
        membership: Exporta Más: None, "current" or "ended".
        exception_region: In one of the five regions of LOW-06.
    """

    situation: Situation
    share: int
    body: Body = Body.COMPANY
    missing: int = 0
    exports: bool | None = True
    test: str | None = None
    validation: str | None = "VALIDATED"
    strategic: bool = True
    work: Work = Work.NONE
    category: str | None = None
    membership: str | None = None
    sii: bool | None = True
    active: bool = True
    exception_region: bool = False


_S = Situation
# fmt: off
SITUATIONS: Final = (
    Profile(_S.POTENTIAL, 24, missing=2, exports=None, validation=None),
    Profile(_S.POTENTIAL_CARD, 18, missing=5, exports=None, validation=None, sii=None),
    Profile(_S.IN_CAPTURE, 14, validation=None),
    Profile(_S.IN_CAPTURE_MEDIUM, 10, exports=False, test="MEDIUM", validation=None),
    Profile(_S.LOW_POTENTIAL, 10, exports=False, test="LOW", validation=None, work=Work.LOG_ONLY),
    Profile(_S.LOW_POTENTIAL_EXCEPTION, 8, exports=False, test="LOW", validation=None, exception_region=True),
    Profile(_S.VALIDATION_REJECTED, 3, exports=False, test="LOW", validation="REJECTED"),
    Profile(_S.VALIDATION_WITHDRAWN, 2, validation="WITHDRAWN", work=Work.BEFORE, category="3"),
    Profile(_S.VALIDATED_OTHER_SECTOR, 10, strategic=False),
    Profile(_S.PORTFOLIO_NEW, 18),
    Profile(_S.PORTFOLIO_USER, 48, work=Work.THIS_YEAR, category="2"),
    Profile(_S.PORTFOLIO_POTENTIAL_USER, 14, exports=False, test="HIGH", work=Work.THIS_YEAR, category="3"),
    Profile(_S.PORTFOLIO_BEFORE, 16, work=Work.BEFORE, category="3"),
    Profile(_S.USER_OUTSIDE_PORTFOLIO, 10, strategic=False, work=Work.THIS_YEAR, category="3"),
    Profile(_S.USER_POTENTIAL_ACCOUNT, 4, missing=2, validation=None, work=Work.THIS_YEAR),
    Profile(_S.PREVIOUS_USER, 10, strategic=False, work=Work.BEFORE, category="3"),
    Profile(_S.FORMER_USER, 14, work=Work.LONG_AGO),
    Profile(_S.FORMER_USER_INCOMPLETE, 6, missing=2, exports=None, validation=None, work=Work.LONG_AGO),
    Profile(_S.EXPORTA_MAS, 10, work=Work.THIS_YEAR, category="1", membership="current"),
    Profile(_S.EXPORTA_MAS_FAILING, 3, missing=1, work=Work.THIS_YEAR, category="1", membership="current"),
    Profile(_S.EXPORTA_MAS_ENDED, 3, work=Work.BEFORE, category="2", membership="ended"),
    Profile(_S.UNCONFIRMED_ACTION, 5, work=Work.UNCONFIRMED),
    Profile(_S.CONFIRMED_ACTION, 4, work=Work.CONFIRMED, category="3"),
    Profile(_S.ANNULLED_ACTION, 4, work=Work.ANNULLED),
    Profile(_S.LATE_REGISTRATION, 3, work=Work.LATE, category="3"),
    Profile(_S.ACROSS_THE_YEAR, 3, work=Work.ACROSS, category="2"),
    Profile(_S.LOG_ONLY, 6, work=Work.LOG_ONLY),
    Profile(_S.WITHOUT_SII, 4, work=Work.THIS_YEAR, sii=False),
    Profile(_S.INACTIVE, 4, work=Work.BEFORE, active=False),
    Profile(_S.PERSON_USER, 8, Body.PERSON, work=Work.THIS_YEAR, category="3"),
    Profile(_S.PERSON_POTENTIAL, 5, Body.PERSON, missing=3, exports=None, validation=None),
    Profile(_S.FOREIGN_USER, 14, Body.FOREIGN, exports=None, validation=None, work=Work.THIS_YEAR),
    Profile(_S.FOREIGN_NEW, 8, Body.FOREIGN, exports=None, validation=None),
    Profile(_S.CHILEAN_ABROAD, 5, Body.CHILEAN_ABROAD, exports=None, validation=None, work=Work.LOG_ONLY),
    Profile(_S.INSTITUTION, 7, Body.INSTITUTION, exports=None, sii=None, work=Work.LOG_ONLY),
    Profile(_S.INSTITUTION_ACTIVE, 4, Body.INSTITUTION, exports=None, sii=None, work=Work.THIS_YEAR),
)
# fmt: on
