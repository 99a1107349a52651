"""The fixture `crm`: every implementation in turn, fresh for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.contract.connector.implementations import IMPLEMENTATIONS, CrmUnderTest, Requirement


@pytest.fixture(params=list(IMPLEMENTATIONS))
async def crm(request: pytest.FixtureRequest) -> AsyncIterator[CrmUnderTest]:
    """One implementation, open."""
    async with IMPLEMENTATIONS[request.param]() as under_test:
        yield under_test


@pytest.fixture
def requires(crm: CrmUnderTest) -> Callable[[Requirement], None]:
    """Skips the test with the implementation's written reason when it lacks the requirement."""

    def check(requirement: Requirement) -> None:
        if requirement in crm.lacks:
            # Not a gap of ours: the CRM itself cannot; implementations.py says why.
            pytest.skip(f"{requirement}: {crm.lacks[requirement]}")

    return check
