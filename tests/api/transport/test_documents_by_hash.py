"""Documents that are known by a hash: those of a manifest, and those that Apollo's clients register."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from api.http.graphql_endpoint import GraphQLSettings
from api.http.trusted_documents import DocumentSource, PersistedQueries, TrustedDocuments
from tests.api.transport.conftest import GRAPHQL, HELLO, JSON, MakeToy, code_of

TEXT = "query Hello { hello }"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    "document_id",
    [
        hashlib.md5(TEXT.encode()).hexdigest(),
        hashlib.sha1(TEXT.encode()).hexdigest(),
        f"sha1:{hashlib.sha1(TEXT.encode()).hexdigest()}",
        SHA,
        f"sha256:{SHA.upper()}",
    ],
)
async def test_a_document_is_named_by_the_id_that_its_build_gave_it(
    make_toy: MakeToy, tmp_path: Path, document_id: str
) -> None:
    """Issue 15, point 6: relay-compiler's MD5, graphql-codegen's SHA-1, SHA-256 of all; and by its SHA-256."""
    path = tmp_path / "persisted.json"
    path.write_text(json.dumps({document_id: TEXT}))
    trusted = TrustedDocuments.from_manifest(path)
    toy = make_toy(GraphQLSettings(documents=DocumentSource(trusted, only_trusted=True)))
    assert len(trusted) == 1
    for told in (document_id, f"sha256:{SHA}"):
        assert (await toy.post({"documentId": told})).json() == HELLO
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": SHA}}
    assert (await toy.post({"extensions": extensions})).json() == HELLO


@pytest.mark.parametrize(
    "manifest",
    [
        {SHA: TEXT},
        {f"sha256:{SHA}": TEXT},
        {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": SHA, "body": TEXT}]},
    ],
)
async def test_a_trusted_document_is_run_by_its_id(
    make_toy: MakeToy, tmp_path: Path, manifest: dict[str, object]
) -> None:
    """Engineering notes B.3: what relay-compiler, graphql-codegen and Apollo write."""
    path = tmp_path / "persisted.json"
    path.write_text(json.dumps(manifest))
    trusted = TrustedDocuments.from_manifest(path)
    toy = make_toy(GraphQLSettings(documents=DocumentSource(trusted)))
    assert (await toy.post({"documentId": f"sha256:{SHA}"})).json() == HELLO
    assert (await toy.get(documentId=f"sha256:{SHA}")).json() == HELLO
    assert (await toy.post({"query": "{ hello }"})).json() == HELLO
    unknown = await toy.post({"documentId": "sha256:" + "0" * 64})
    assert (unknown.status_code, code_of(unknown)) == (400, "PERSISTED_QUERY_NOT_FOUND")


async def test_with_only_trusted_documents_nothing_else_runs(make_toy: MakeToy) -> None:
    """A text passes when it is one of the trusted."""
    source = DocumentSource(TrustedDocuments({SHA: TEXT}), only_trusted=True)
    toy = make_toy(GraphQLSettings(documents=source))
    refused = await toy.post({"query": "{ hello }"})
    assert (refused.status_code, code_of(refused)) == (403, "UNTRUSTED_DOCUMENT")
    assert toy.contexts_made == 0
    assert (await toy.post({"query": TEXT})).json() == HELLO
    assert (await toy.post({"documentId": f"sha256:{SHA}"})).json() == HELLO


def test_a_manifest_whose_hashes_are_wrong_stops_the_start() -> None:
    """Else a document could be swapped under a trusted id."""
    with pytest.raises(ValueError, match="not keyed by a hash of them"):
        TrustedDocuments({SHA: TEXT + " "})
    with pytest.raises(ValueError, match="only_trusted"):
        DocumentSource(only_trusted=True)


async def test_apollo_clients_may_register_a_text_once_and_send_its_hash(make_toy: MakeToy) -> None:
    """Apollo's protocol: hash alone, PersistedQueryNotFound, hash and text, hash alone."""
    toy = make_toy(GraphQLSettings(documents=DocumentSource(persisted=PersistedQueries(size=1))))
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": SHA}}
    for accept, status in ((GRAPHQL, 400), (JSON, 200)):
        response = await toy.post({"extensions": extensions}, accept)
        assert (response.status_code, code_of(response)) == (status, "PERSISTED_QUERY_NOT_FOUND")
        assert response.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert (await toy.post({"query": TEXT, "extensions": extensions})).json() == HELLO
    assert (await toy.post({"extensions": extensions})).json() == HELLO
    assert (await toy.get(extensions=json.dumps(extensions))).json() == HELLO
    forged = await toy.post({"query": "{ dear }", "extensions": extensions})
    assert (forged.status_code, code_of(forged)) == (400, "BAD_REQUEST")
    assert (await toy.post({"extensions": extensions})).json() == HELLO
