"""
The pytest plug-in: the option `--crm` and the fixtures of the contract suite.

Installed with the distribution, it is there for `pytest --pyargs connectors.contract.suite` in any project.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from importlib import import_module

import pytest
import pytest_asyncio

from connectors.contract.under_test import CrmUnderTest, Requirement

pytest.register_assert_rewrite("connectors.contract.suite", "connectors.contract.records")

Opens = Callable[[], AbstractAsyncContextManager[CrmUnderTest]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--crm`."""
    parser.getgroup("atencion").addoption(
        "--crm",
        action="append",
        default=[],
        metavar="MODULE:NAME",
        help="a CRM for the contract suite: an async context manager that gives a CrmUnderTest; may be repeated",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of the suite on each CRM that was named."""
    if "crm" in metafunc.fixturenames and metafunc.module.__name__.startswith("connectors.contract.suite"):
        named: list[str] = metafunc.config.getoption("--crm")
        if not named:
            raise pytest.UsageError("Name a CRM for the contract suite: --crm your_package.testing:your_crm")
        metafunc.parametrize("crm", named, indirect=True, ids=[each.rpartition(":")[2] for each in named])


@pytest_asyncio.fixture
async def crm(request: pytest.FixtureRequest) -> AsyncIterator[CrmUnderTest]:
    """One implementation, open, fresh for each test."""
    module, _, name = str(request.param).partition(":")
    opens: Opens = getattr(import_module(module), name)
    async with opens() as under_test:
        yield under_test


@pytest.fixture
def requires(crm: CrmUnderTest) -> Callable[[Requirement], None]:
    """Skips the test with the implementation's written reason when it lacks the requirement."""

    def check(requirement: Requirement) -> None:
        if requirement in crm.lacks:
            # Not a gap of ours: the CRM itself cannot; the implementation says why.
            pytest.skip(f"{requirement}: {crm.lacks[requirement]}")

    return check
