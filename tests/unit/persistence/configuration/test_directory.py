"""The directory file: who answers for what, all invented; a wrong file is refused with every problem."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.model.institution.directory import Directory, digits_of
from domain.model.institution.people import Role
from persistence.configuration import load_configuration, load_directory_of_people


@pytest.fixture(scope="module")
def samples() -> Directory:
    """The packaged samples."""
    return load_directory_of_people(samples=True)


def test_the_production_default_lists_nobody() -> None:
    """ROL-01: the protocol names roles, not people; none is invented for production."""
    assert load_directory_of_people() == Directory()


@pytest.mark.parametrize("role", [Role.REGIONAL_HEAD, Role.REGIONAL_EXECUTIVE, Role.SECTOR_OFFICER])
def test_every_regional_office_has_people(samples: Directory, role: Role) -> None:
    """ROL-01, RTE-05: head, executive and sector officer in each of the sixteen regions."""
    offices = {person.office for person in samples.people if person.role is role}
    assert {f"OFIREG-{number:02}" for number in range(1, 17)} <= offices


def test_every_sample_office_abroad_has_its_executive(samples: Directory) -> None:
    """EXT-01: each of the twelve sample offices registers its foreign companies, in its own market."""
    abroad = {code: office.country for code, office in load_configuration(samples=True).offices.items()}
    executives = {
        person.office: person.markets for person in samples.people if person.role is Role.COMMERCIAL_EXECUTIVE
    }
    assert len(executives) == 12
    assert executives == {code: (country,) for code, country in abroad.items() if code.startswith("OFICOM-")}


def test_the_macro_zones_cover_each_region_once(samples: Directory) -> None:
    """VIS-01, VIS-03: for every region there is one coordinator to ask."""
    regions = [cut for person in samples.holders(Role.MACROZONE_COORDINATOR) for cut in person.regions]
    assert sorted(regions) == [f"{number:02}" for number in range(1, 17)]


def test_every_market_has_a_geographic_professional_and_some_an_attache(samples: Directory) -> None:
    """INV-01, INV-04: both ways of an investment can be tried: China has an attaché, Brazil has none."""
    markets = {market for p in samples.holders(Role.COMMERCIAL_EXECUTIVE) for market in p.markets}
    assert all(samples.holders(Role.GEOGRAPHIC_PROFESSIONAL, market=market) for market in markets)
    attaches = {target.market for target in samples.referrals if target.kind == "INVESTMENT_ATTACHE"}
    assert "CN" in attaches
    assert "BR" not in attaches


def test_every_market_has_a_local_counterpart(samples: Directory) -> None:
    """SPC-05, ROL-03: a company that is not attended is told where to go; Sercotec, Corfo and InvestChile are there."""
    markets = {market for p in samples.holders(Role.COMMERCIAL_EXECUTIVE) for market in p.markets}
    assert markets == {t.market for t in samples.referrals if t.kind == "LOCAL_COUNTERPART"}
    assert {"SERCOTEC", "CORFO", "INVESTCHILE"} <= {t.code for t in samples.referrals}


def test_nobody_of_the_samples_can_be_written_to(samples: Directory) -> None:
    """Invented people and addresses: every one is under example.cl."""
    addresses = [p.email for p in samples.people] + [t.contact for t in samples.referrals]
    assert {address.partition("@")[2] for address in addresses} == {"example.cl"}
    assert len({p.id for p in samples.people}) == len(samples.people)


def test_the_telephones_of_the_samples_are_plainly_invented(samples: Directory) -> None:
    """CHN-04: number, office, enabled flag; zeros for a subscriber, an office without one has none configured."""
    assert all(set(digits_of(each.number)[2:7]) == {"0"} for each in samples.telephones)
    assert [(each.number, each.enabled) for each in samples.telephones_of("OFIREG-08")] == [
        ("+56 00 000 0008", True),
        ("+56 00 000 0088", False),
    ]
    assert samples.telephones_of("OFIREG-01") == ()


def test_who_is_away_is_stood_in_for(samples: Directory) -> None:
    """AMB-14, RTE-05: Valentina Lara is away from 2 to 20 February 2026, both inclusive; Ana Rojas stands in."""
    named = [getattr(samples.standing_in("valentina.lara", date(2026, 2, day)), "id", None) for day in (1, 2, 20, 21)]
    assert named == ["valentina.lara", "ana.rojas", "ana.rojas", "valentina.lara"]


def test_every_problem_of_the_directory_is_told_at_once(tmp_path: Path) -> None:
    """SYS-04: the process does not start on a wrong directory, and one reading shows all of it."""
    file = tmp_path / "people.toml"
    file.write_text(
        """
        persons = []
        [[people]]
        id = "x"
        name = "X"
        role = "KING"
        email = "x"
        office = "OFIREG-99"
        sectors = ["MAGIA"]
        [[people]]
        id = "y"
        name = "Y"
        role = "MACROZONE_COORDINATOR"
        email = "y@example.cl"
        office = "CENTRAL"
        regions = ["17"]
        [[people.absences]]
        since = 2026-02-02
        until = 2026-02-01
        substitute = "nobody"
        [[people]]
        id = "y"
        name = "Y"
        role = "REGIONAL_HEAD"
        email = "y@example.cl"
        office = "OFIREG-08"
        [[telephones]]
        number = "41 222"
        office = "OFIREG-08"
        enabled = true
        [[telephones]]
        number = "+56 00 000 0001"
        office = "OFIREG-99"
        enabled = true
        [[telephones]]
        number = "+5600 000 0001"
        office = "CENTRAL"
        enabled = true
        [[referrals]]
        code = "A"
        kind = "FRIEND"
        name = "A"
        contact = "a@example.cl"
        market = "Chile"
        [[referrals]]
        code = "A"
        kind = "CHAMBER"
        name = "A"
        contact = "a@example.cl"
        stages = ["Idea", 3]
        supports = ["Uno, dos"]
        """,
        encoding="utf-8",
    )

    with pytest.raises(ConfigurationError) as refused:
        load_directory_of_people(file)

    problems = "\n".join(refused.value.problems)
    for expected in (
        "persons is not known here",
        "KING is none of",
        "email x is not an e-mail address",
        "office OFIREG-99 is not known",
        "sectors: 'MAGIA' is not known",
        "needs macrozone and regions",
        "regions: '17' is not known",
        "until 2026-02-01 is before since 2026-02-02",
        "substitute nobody is nobody of this directory",
        "people[y]: the id is there twice",
        "41 222 is no telephone number with its country code",
        "telephones[+56 00 000 0001]: office OFIREG-99 is not known",
        "telephones[+5600 000 0001]: the number is there twice",
        "kind FRIEND is none of",
        "market Chile is not an ISO",
        "stages: 3 must be text in quotes, without a comma",
        "supports: 'Uno, dos' must be text in quotes, without a comma",
        "a body of another kind has none (LOW-03)",
        "a CHAMBER is of one market",
        "referrals[A]: the code is there twice",
    ):
        assert expected in problems
