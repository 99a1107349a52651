"""Many failures of one cause are one outage (F-12)."""

from __future__ import annotations

from domain.model.outages import Ended, Outage


def test_an_outage_begins_once_and_ends_with_its_count() -> None:
    """It lasts from the first failure to the last."""
    outage = Outage()
    assert [outage.met(now) for now in (10.0, 11.0, 40.0)] == [True, False, False]
    assert outage.worked(46.0) == Ended(seconds=30.0, failures=3)
    assert outage.worked(47.0) is None
    assert outage.met(50.0)


def test_a_success_between_failures_does_not_end_it() -> None:
    """A full disk takes a small write now and then: one outage, not a hundred."""
    outage = Outage()
    outage.met(10.0)
    assert outage.worked(12.0) is None
    assert not outage.met(13.0)
    assert outage.is_on


def test_it_is_over_once_nothing_failed_for_five_seconds() -> None:
    """Failures at 10 and 40: at 44.9 it goes on, at 45 it is over, and what fails then is another."""
    outage = Outage()
    outage.met(10.0)
    outage.met(40.0)
    assert outage.worked(44.9) is None
    assert outage.worked(45.0) == Ended(seconds=30.0, failures=2)
    assert not outage.is_on
