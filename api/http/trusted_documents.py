"""Documents known by a hash: those that a build trusted in advance, and those that Apollo clients register.

A trusted document is named by the id that the front end's build gave it; its text comes from the manifest that the
build writes. The ids are hashes of the text: MD5 (relay-compiler), SHA-1 (graphql-codegen) or SHA-256 (Apollo's
generate-persisted-query-manifest; the others, when told), in hexadecimal, alone or after the name of the hash
("sha256:…"). With `only_trusted` nothing else runs, so that the surface of an API is the set of operations its own
clients were built with.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Self

import orjson

from api.http.graphql_request import Parameters, Refused, bad_request
from schema.faults import Fault, FaultCode

_PREFIX: Final = "sha256:"
_HASHES: Final = {"md5": 32, "sha1": 40, "sha256": 64}
"""Digits of each hash. MD5 and SHA-1 are names and no promise: what is trusted is what is in the manifest."""


def _id_of(told: str) -> str:
    """A document's id, without the name of its hash."""
    name, found, digits = told.lower().partition(":")
    return digits if found and name in _HASHES else told.lower()


def _is_hash_of(key: str, text: str) -> bool:
    name = next((name for name, digits in _HASHES.items() if digits == len(key)), None)
    return name is not None and hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest() == key


def hash_of(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class TrustedDocuments:
    """The texts of a manifest by their ids."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """
        Take *texts* by their hash: MD5, SHA-1 or SHA-256.

        Raises:
            ValueError: a hash is not that of its text (another algorithm, or a text changed afterwards).
        """
        self._texts = {_id_of(key): text for key, text in texts.items()}
        wrong = sorted(key for key, text in self._texts.items() if not _is_hash_of(key, text))
        if wrong:
            shown = ", ".join(key[:16] for key in wrong[:5])
            raise ValueError(f"{len(wrong)} documents of the manifest are not keyed by a hash of them: {shown}")
        self._texts |= {hash_of(text): text for text in texts.values()}

    def __len__(self) -> int:
        """Return how many documents are trusted."""
        return len(set(self._texts.values()))

    def __contains__(self, sha256: str) -> bool:
        """Tell whether the text with this hash is trusted."""
        return sha256 in self._texts

    def text(self, document_id: str) -> str | None:
        """Return the text with this id, None when it is not in the manifest."""
        return self._texts.get(_id_of(document_id))

    def with_texts(self, texts: Iterable[str]) -> TrustedDocuments:
        """Return these documents and *texts*."""
        return TrustedDocuments({**self._texts, **{hash_of(text): text for text in texts}})

    @classmethod
    def from_manifest(cls, path: Path) -> Self:
        """
        Read a manifest: `{hash: text}`, or Apollo's `{"operations": [{"id": hash, "body": text}]}`.

        Raises:
            OSError: it cannot be read.
            ValueError: it is not a manifest, or a hash is wrong.
        """
        content = orjson.loads(path.read_bytes())
        if isinstance(content, dict) and isinstance(content.get("operations"), list):
            content = {operation["id"]: operation["body"] for operation in content["operations"]}
        if not isinstance(content, dict) or not all(isinstance(text, str) for text in content.values()):
            raise ValueError(f"{path.name} is not a manifest of documents by their hash")
        return cls(content)


class PersistedQueries:
    """Apollo's automatic persisted queries: the texts registered last, at most *size*, each at most *length* long."""

    def __init__(self, size: int = 1_000, length: int = 20_000) -> None:
        self._size, self._length = size, length
        self._texts: OrderedDict[str, str] = OrderedDict()

    def get(self, sha256: str) -> str | None:
        """Return a registered text."""
        text = self._texts.get(sha256)
        if text is not None:
            self._texts.move_to_end(sha256)
        return text

    def register(self, sha256: str, text: str) -> None:
        """
        Remember *text*.

        Raises:
            Refused: 400, the hash is not that of the text.
        """
        if hash_of(text) != sha256:
            raise bad_request("'sha256Hash' is not the SHA-256 of 'query'.")
        if len(text) > self._length:
            return
        self._texts[sha256] = text
        if len(self._texts) > self._size:
            self._texts.popitem(last=False)


class DocumentSource:
    """Finds the text that a request means."""

    def __init__(
        self,
        trusted: TrustedDocuments | None = None,
        persisted: PersistedQueries | None = None,
        *,
        only_trusted: bool = False,
    ) -> None:
        if only_trusted and trusted is None:
            raise ValueError("only_trusted needs a manifest of trusted documents")
        self._trusted = trusted
        self._persisted = persisted
        self._only_trusted = only_trusted

    def text_of(self, parameters: Parameters) -> str:
        """
        Return the text to run.

        Raises:
            Refused: an unknown id, a text that is not trusted, or a persisted query to be sent in full first.
        """
        if parameters.document_id is not None:
            return self._by_id(parameters.document_id)
        if parameters.persisted_hash is not None and self._persisted is not None and not self._only_trusted:
            return self._by_hash(parameters.persisted_hash.lower(), parameters.query, self._persisted)
        if parameters.persisted_hash is not None and parameters.query is None:
            return self._by_id(_PREFIX + parameters.persisted_hash)
        text = parameters.query or ""
        if self._only_trusted and (self._trusted is None or hash_of(text) not in self._trusted):
            message = "Only trusted documents are run here: send the 'documentId' of one."
            raise Refused(403, Fault(FaultCode.UNTRUSTED_DOCUMENT, message))
        return text

    def _by_id(self, document_id: str) -> str:
        text = self._trusted.text(document_id) if self._trusted else None
        if text is None:
            message = "This 'documentId' is not known: send one of the manifest, as the build wrote it."
            raise bad_request(message, FaultCode.PERSISTED_QUERY_NOT_FOUND)
        return text

    @staticmethod
    def _by_hash(sha256: str, query: str | None, persisted: PersistedQueries) -> str:
        if query is not None:
            persisted.register(sha256, query)
            return query
        known = persisted.get(sha256)
        if known is None:
            # The message is Apollo's: its clients look for it, and then send the text.
            raise bad_request("PersistedQueryNotFound", FaultCode.PERSISTED_QUERY_NOT_FOUND)
        return known


__all__ = ["DocumentSource", "PersistedQueries", "TrustedDocuments", "hash_of"]
