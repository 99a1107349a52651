"""Which store of files the settings name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from api.settings import Settings
from domain.errors import ConfigurationError
from domain.ports.documents.files import DocumentFiles
from persistence.documents.folder import FolderFiles

_GIVEN: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_ENDPOINT_URL",
)
_SECONDS: Final = timedelta(seconds=10)


def files_of(settings: Settings) -> DocumentFiles:
    """
    The store of the contents of documents.

    Raises:
        ConfigurationError: ATENCION_DOCUMENT_FILES names none.
    """
    kind, _, place = settings.document_files.partition(":")
    if kind == "s3" and place.startswith("//") and place[2:].partition("/")[0]:
        return _bucket(settings, *place[2:].partition("/")[::2])
    if kind != "folder" or not place:
        told = f"ATENCION_DOCUMENT_FILES={settings.document_files!r}: expected folder:PATH or s3://BUCKET/PREFIX."
        raise ConfigurationError([told])
    return FolderFiles(Path(place))


def _bucket(settings: Settings, bucket: str, prefix: str) -> DocumentFiles:
    """By the variables that every client of such a store reads; without keys, as what this machine may."""
    endpoint = settings.environment.get("AWS_ENDPOINT_URL", "")
    if endpoint.startswith("http:") and not settings.development:
        raise ConfigurationError([f"AWS_ENDPOINT_URL={endpoint!r}: documents go by https alone."])
    try:
        from obstore.store import S3Store

        from persistence.documents.bucket import BucketFiles
    except ImportError:  # the extra is for those who need it
        raise ConfigurationError(["ATENCION_DOCUMENT_FILES names a bucket: install the extra `s3`."]) from None
    given = {name: settings.environment[name] for name in _GIVEN if name in settings.environment}
    store = S3Store(
        bucket,
        prefix=prefix.strip("/") or None,
        config={name.lower(): value for name, value in given.items()},  # type: ignore[arg-type]  # names of its keys
        client_options={"allow_http": endpoint.startswith("http:"), "timeout": _SECONDS, "connect_timeout": _SECONDS},
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    )
    return BucketFiles(store)
