"""The two stores of the contents of documents: a folder, and a bucket of a server that speaks S3, on this machine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from moto.server import ThreadedMotoServer

from api.documents.files import files_of
from api.settings import Settings
from domain.ports.documents.files import DocumentFiles


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A server that speaks S3, with a bucket."""

    url: str
    bucket: str

    def settings(self, **more: str) -> Settings:
        """Of an installation that keeps its documents there."""
        return Settings.from_env(
            {
                "ATENCION_MODE": "development",
                "ATENCION_DOCUMENT_FILES": f"s3://{self.bucket}/documentos",
                "AWS_ENDPOINT_URL": self.url,
                "AWS_ACCESS_KEY_ID": "llave",
                "AWS_SECRET_ACCESS_KEY": "secreto",
                "AWS_REGION": "us-east-1",
                **more,
            }
        )

    def names(self) -> str:
        """What lies in the bucket, as the server lists it."""
        return httpx2.get(f"{self.url}/{self.bucket}", params={"list-type": "2"}).text


@pytest.fixture(scope="session")
def object_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def object_store(object_server: str) -> ObjectStore:
    bucket = f"b{uuid.uuid4()}"
    httpx2.put(f"{object_server}/{bucket}").raise_for_status()
    return ObjectStore(object_server, bucket)


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentFiles:
    if request.param == "s3":
        store: ObjectStore = request.getfixturevalue("object_store")
        return files_of(store.settings())
    return files_of(
        Settings.from_env({"ATENCION_MODE": "development", "ATENCION_DOCUMENT_FILES": f"folder:{tmp_path}"})
    )
