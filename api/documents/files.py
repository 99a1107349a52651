"""Which store of files the settings name."""

from __future__ import annotations

from pathlib import Path

from api.settings import Settings
from domain.errors import ConfigurationError
from domain.ports.documents.files import DocumentFiles
from persistence.documents.folder import FolderFiles


def files_of(settings: Settings) -> DocumentFiles:
    """
    The store of the contents of documents.

    Raises:
        ConfigurationError: ATENCION_DOCUMENT_FILES names none.
    """
    kind, _, place = settings.document_files.partition(":")
    if kind != "folder" or not place:
        told = f"ATENCION_DOCUMENT_FILES={settings.document_files!r}: expected folder:PATH."
        raise ConfigurationError([told])
    return FolderFiles(Path(place))
