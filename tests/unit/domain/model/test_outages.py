"""Many failures of one cause are one outage, and each makes the next try wait longer (F-12)."""

from __future__ import annotations

from domain.model.outages import Ended, Outage, doubled_wait


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


def test_the_wait_doubles_with_each_failure_up_to_the_longest() -> None:
    """From 5 seconds, never over an hour, however long it has been away: F-12."""
    waits = [doubled_wait(failures, 5.0, 3_600.0) for failures in (0, 1, 2, 9, 10, 100_000)]
    assert waits == [5.0, 10.0, 20.0, 2_560.0, 3_600.0, 3_600.0]
