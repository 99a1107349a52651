"""The plug-in checks its own settings, and the journal lets the CRM outlive its process."""

from __future__ import annotations

from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from connectors.contract.records import a_write, account_values, contact_values, new_key, read_changes
from connectors.mock import SETTINGS, MockConnector, plugin
from connectors.mock.dataset import PROTAGONIST_KEY
from connectors.mock.journal import Journal
from domain.errors import ConfigurationError
from domain.model.exchange.crm_records import CrmDeletion, EmailActivity, RecordKind, WriteStatus
from domain.ports.crm import ConnectorPlugin, CrmConnector

ACCOUNT, CONTACT = RecordKind.ACCOUNT, RecordKind.CONTACT


def test_the_entry_point_names_a_plugin() -> None:
    """Issue 2: plug-ins are found by entry point group."""
    found: ConnectorPlugin = EntryPoint("mock", "connectors.mock:plugin", "atencion.connectors").load()

    assert found is plugin
    assert found.name == "mock"


def test_without_settings_it_connects_to_the_example_data() -> None:
    """A fresh clone needs no account anywhere: three hundred companies."""
    assert plugin.check_settings({}) == ()
    connector: CrmConnector = plugin.connect({"PATH": "/bin", "ATENCION_MOCK_CONTROL_TOKEN": "x"})

    assert isinstance(connector, MockConnector)
    assert len(connector.records(ACCOUNT)) == 300
    assert connector.record(ACCOUNT, PROTAGONIST_KEY) is not None


def test_settings_change_what_it_is() -> None:
    """Each documented setting has its effect."""
    connector = plugin.connect(
        {
            "ATENCION_MOCK_COMPANIES": "50",
            "ATENCION_MOCK_SEED": "3",
            "ATENCION_MOCK_REFERENCE_DATE": "2024-09-18",
            "ATENCION_MOCK_LATENCY_MS": "250",
            "ATENCION_MOCK_MAX_BATCH": "20",
            "ATENCION_MOCK_MAX_IN_FLIGHT": "2",
            "ATENCION_MOCK_CALLS_PER_SECOND": "18.5",
            "ATENCION_MOCK_BURST": "300",
            "ATENCION_MOCK_FAULT_SEED": "9",
        }
    )

    assert len(connector.records(ACCOUNT)) == 50
    registered = [record.values["registered_on"] for record in connector.records(ACCOUNT)]
    assert max(day for day in registered if isinstance(day, date)) <= date(2024, 9, 18)
    assert connector.latency_seconds == 0.25
    capabilities = connector.capabilities
    assert (capabilities.max_batch, capabilities.max_in_flight) == (20, 2)
    assert (capabilities.calls_per_second, capabilities.burst) == (18.5, 300)
    assert plugin.connect({"ATENCION_MOCK_COMPANIES": "0"}).records(ACCOUNT) == ()


def test_every_wrong_setting_is_told_at_once() -> None:
    """Settings of a connector are validated by itself at start, all problems at once."""
    settings = {
        "ATENCION_MOCK_COMPANIES": "many",
        "ATENCION_MOCK_REFERENCE_DATE": "18/09/2024",
        "ATENCION_MOCK_CALLS_PER_SECOND": "0",
        "ATENCION_MOCK_MAX_BATCH": "0",
        "ATENCION_MOCK_LATENCY": "5",
    }

    problems = plugin.check_settings(settings)

    assert [next(name for name in settings if f"{name} " in problem) for problem in problems] == [
        "ATENCION_MOCK_LATENCY",
        "ATENCION_MOCK_COMPANIES",
        "ATENCION_MOCK_REFERENCE_DATE",
        "ATENCION_MOCK_MAX_BATCH",
        "ATENCION_MOCK_CALLS_PER_SECOND",
    ]
    with pytest.raises(ConfigurationError) as refused:
        plugin.connect(settings)
    assert list(refused.value.problems) == list(problems)


def test_every_setting_is_documented() -> None:
    """Name, meaning, default: what the operator reads."""
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)


async def test_with_a_file_the_crm_is_the_same_after_its_process_died(tmp_path: Path) -> None:
    """Versions, deletions and cursors outlive the process: what was answered for is on the file."""
    settings = {"ATENCION_MOCK_COMPANIES": "0", "ATENCION_MOCK_FILE": str(tmp_path / "deep" / "crm.jsonl")}
    async with plugin.connect(settings) as before:
        kept, gone = a_write(), a_write()
        outcomes = await before.write([kept, gone, a_write(CONTACT, None, contact_values(gone.key))])
        _, cursor = await read_changes(before, ACCOUNT, None)
        before.delete(ACCOUNT, gone.key)
        left = EmailActivity(new_key(), "Hola", "<p>¡Hola!</p>", "de@x.example", ("a@x.example",), account_id=kept.key)
        await before.leave_email(left)
        held = before.snapshot()

    async with plugin.connect(settings) as after:
        assert after.snapshot() == held
        assert after.emails == (left,)
        assert not await after.leave_email(left)
        assert after.record(ACCOUNT, kept.key) == before.record(ACCOUNT, kept.key)
        assert after.records(CONTACT) == ()
        changes, _ = await read_changes(after, ACCOUNT, cursor)
        assert changes == [CrmDeletion(ACCOUNT, gone.key)]
        (again,) = await after.write([kept])
        assert (again.status, again.version) == (WriteStatus.UNCHANGED, outcomes[0].version)
        (new,) = await after.write([a_write(ACCOUNT, kept.key, {"phone": "9"}, expected=again.version)])
        assert new.status is WriteStatus.UPDATED
        assert new.version not in {outcome.version for outcome in outcomes}


async def test_a_line_torn_by_the_death_of_the_process_is_dropped(tmp_path: Path) -> None:
    """It was never answered for; the next process goes on from the last whole line."""
    file = tmp_path / "crm.jsonl"
    async with MockConnector(journal=Journal(file)) as before:
        kept = a_write()
        await before.write([kept])
    with file.open("a", encoding="utf-8") as torn:
        torn.write('{"kind": "account", "key": "ha')

    async with MockConnector(journal=Journal(file)) as after:
        assert [record.key for record in after.records(ACCOUNT)] == [kept.key]
        other = a_write()
        await after.write([other])
    async with MockConnector(journal=Journal(file)) as last:
        assert [record.key for record in last.records(ACCOUNT)] == [kept.key, other.key]


async def test_a_file_that_is_not_a_journal_is_refused(tmp_path: Path) -> None:
    """Never overwritten: it may be something else that somebody needs."""
    file = tmp_path / "notes.txt"
    file.write_text("my notes\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="is not a journal"):
        async with MockConnector(journal=Journal(file)):
            pass
    assert file.read_text(encoding="utf-8") == "my notes\n"


async def test_reset_and_restore_are_on_the_file_too(tmp_path: Path) -> None:
    """After a reset the old versions and cursors are void, in the next process as well; a restore brings back."""
    file = tmp_path / "crm.jsonl"
    key = new_key()
    async with MockConnector(journal=Journal(file)) as before:
        before.create(ACCOUNT, key, account_values(phone="1"))
        left = EmailActivity(new_key(), "Hola", "<p>¡Hola!</p>", "de@x.example", ("a@x.example",))
        await before.leave_email(left)
        image = before.snapshot()
        version = image.records[0].version
        before.edit(ACCOUNT, key, {"phone": "2"})
        before.restore(image)
        edited = before.edit(ACCOUNT, key, {"phone": "3"})
        assert edited.version != version
    async with MockConnector(journal=Journal(file)) as after:
        assert after.records(ACCOUNT) == (edited,)
        assert after.emails == (left,)
        after.reset()
    async with MockConnector(journal=Journal(file)) as last:
        assert last.records(ACCOUNT) == ()
        assert last.emails == ()
