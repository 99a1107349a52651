"""A search by words and classes finds the same whichever way it goes, and goes the cheaper one."""

from __future__ import annotations

from datetime import date

import pytest

from domain.ports.reading import AccountQuery, PageRequest
from persistence.accounts.words import Sample, Samples
from persistence.classes.finding import Curve, Way
from persistence.database import Database
from persistence.reading import SqlReadModel

ON = date(2024, 1, 12)
FIRST = PageRequest(first=100)
CLASSES = frozenset({"CUENTA_POTENCIAL"})


def going(read: SqlReadModel, way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every search of *read* go this way."""

    async def decided(_: AccountQuery) -> Way:
        return way

    monkeypatch.setattr(read, "_way", decided)


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("search", ["agri", "agricola", "agricola maule", "x", "zzz"])
async def test_every_way_finds_the_same(
    read: SqlReadModel, way: Way, search: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Section 8.1: the accounts of the class that have the words, in order, page by page from both ends."""
    both = AccountQuery(search=search, classes=CLASSES, classes_on=ON)
    of_class = {row.id for row in (await read.accounts(AccountQuery(classes=CLASSES, classes_on=ON), FIRST)).items}
    having = (await read.accounts(AccountQuery(search=search), FIRST)).items
    expected = [row for row in having if row.id in of_class]

    going(read, way, monkeypatch)
    page = await read.accounts(both, FIRST)
    assert list(page.items) == expected
    assert await read.count_accounts(both) == len(expected)
    if search == "agri":
        assert 1 < len(expected) < len(having)
    if expected:
        after = await read.accounts(both, PageRequest(first=2, after=page.cursors[0]))
        before = await read.accounts(both, PageRequest(last=2, before=page.cursors[-1]))
        assert (list(after.items), list(before.items)) == (expected[1:3], expected[:-1][-2:])


class Sampled(Samples):
    """As if PostgreSQL had seen these texts, of so many accounts."""

    def __init__(self, sample: Sample | None) -> None:
        super().__init__()
        self._sample = sample

    async def known(self, database: Database) -> Sample | None:
        """This one."""
        return self._sample


TEXTS = [f" 76000{n} common{' rare' if n < 2 else ''} " for n in range(1_000)]


@pytest.mark.parametrize(
    ("search", "sizes", "way"),
    [
        ("common", {"CARTERA": 66_000}, Way.WALKED),  # each account of the class has the word
        ("common", {"CARTERA": 66_000, "USUARIA": 70_000}, Way.CHECKED),  # two classes are in no one's order
        ("rare", {"CARTERA": 66_000}, Way.BY_WORDS),  # 2,000 have it; of the class it would be one in 500
        ("nobody", {"CARTERA": 66_000}, Way.BY_WORDS),
        ("common", {"CARTERA": 1_000}, Way.AMONG),  # a million have the word
        ("rare", {"CARTERA": 100}, Way.AMONG),
        ("rare", {"CARTERA": 3_900}, Way.AMONG),  # 3,900 are searched sooner than 2,000 are found by the words
        ("nobody", {"CARTERA": 3_900}, Way.BY_WORDS),  # some 500 may have it
        ("", {"CARTERA": 1_000}, Way.AMONG),
    ],
)
@pytest.mark.parametrize("loaded", ["postgresql"], indirect=True)
async def test_postgresql_goes_by_the_words_where_few_have_them(
    read: SqlReadModel, search: str, sizes: dict[str, int], way: Way
) -> None:
    """
    Issue 12, 4: its planner takes a class on a day for large; its own sample says how many have the words.

    SQLite goes by the words where it can.
    """
    read._samples = Sampled(Sample(TEXTS, 1_000_000))
    for name, size in sizes.items():
        read._sizes.note(name, Curve([(ON.toordinal(), size)]))
    asked = AccountQuery(search=search, classes=frozenset(sizes), classes_on=ON, active=True)
    assert await read._way(asked) is way

    read._samples = Sampled(None)
    few = sum(sizes.values()) <= 4_000
    assert await read._way(asked) is (Way.AMONG if few else Way.CHECKED)  # nothing is known of the words yet


def test_the_share_of_words_is_that_of_the_sample() -> None:
    """A word begins with what is asked; what nobody in the sample has counts as half of one."""
    sample = Sample(TEXTS, 1_000_000)
    assert (sample.share(["common"]), sample.share(["comm", "rare"]), sample.share(["are"])) == (1.0, 0.002, 0.0005)


@pytest.mark.parametrize("loaded", ["postgresql"], indirect=True)
async def test_the_sample_is_what_postgresql_has_taken(loaded: Database) -> None:
    """A load takes one of the accounts; SQLite takes none, and is never asked for it."""
    found = await Samples().known(loaded)
    assert found is not None
    assert found.accounts == 60
    assert found.share(["agricola"]) > 0.05
