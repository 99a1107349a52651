"""A bucket: by which settings, below which prefix, and when it is away (F-80)."""

from __future__ import annotations

import pytest

from api.documents.files import files_of
from api.settings import Settings
from domain.errors import ConfigurationError, StoreUnavailable
from tests.contract.document_files.conftest import ObjectStore
from tests.contract.document_files.test_document_files import a_file, read


async def test_files_lie_below_the_prefix_that_is_given(object_store: ObjectStore) -> None:
    """F-80: a bucket may hold other things; what is kept there is read by another process with the same settings."""
    key = await a_file(files_of(object_store.settings()), b"contenido")
    assert f"<Key>documentos/{key[:2]}/{key}</Key>" in object_store.names()
    assert b"".join(await read(files_of(object_store.settings()), key)) == b"contenido"


async def test_a_store_that_is_away_or_takes_nothing_is_told_as_unavailable(object_store: ObjectStore) -> None:
    """F-80: as the database tells it, with what to do; nobody waits for long."""
    for away in (
        object_store.settings(AWS_ENDPOINT_URL="http://127.0.0.1:9"),
        object_store.settings(ATENCION_DOCUMENT_FILES="s3://no-hay-tal-cubo"),
    ):
        with pytest.raises(StoreUnavailable, match="Intente más tarde"):
            await a_file(files_of(away), b"x")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"ATENCION_DOCUMENT_FILES": "ftp://x"}, "s3://BUCKET"),
        ({"ATENCION_DOCUMENT_FILES": "s3://"}, "s3://BUCKET"),
        ({"ATENCION_DOCUMENT_FILES": "s3://cubo", "AWS_ENDPOINT_URL": "http://almacen.cl"}, "https"),
    ],
)
def test_wrong_settings_are_told(environment: dict[str, str], told: str) -> None:
    """In production nothing goes over a line that anybody reads."""
    settings = Settings.from_env({"ATENCION_TOKEN_SECRET": "x" * 32, **environment})
    with pytest.raises(ConfigurationError, match=told):
        files_of(settings)
