"""With a manifest only its documents run, and those of our own pages (issue 15, point 6; F-60)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pages.documents import page_documents
from tests.api.conftest import api_of

MINE = "query Mine { viewer { username } }"
MD5 = hashlib.md5(MINE.encode()).hexdigest()


async def test_with_a_manifest_nothing_else_runs_but_our_own_pages(tmp_path: Path) -> None:
    """F-60: any document still ran with ATENCION_DOCUMENTS set; the pages go on, their forms too."""
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({MD5: MINE}))
    settings = {"ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}", "ATENCION_DOCUMENTS": str(manifest)}
    async with api_of(**settings) as desk:
        headers = {"authorization": f"Bearer {desk.token}"}
        refused = await desk.client.post("/graphql", json={"query": "{ viewer { username } }"}, headers=headers)
        assert refused.status_code == 403
        assert refused.json()["errors"][0]["extensions"]["code"] == "UNTRUSTED_DOCUMENT"
        for asked in ({"documentId": MD5}, {"query": MINE}):
            answer = await desk.client.post("/graphql", json=asked, headers=headers)
            assert answer.json()["data"] == {"viewer": {"username": "admin"}}
        own = page_documents()
        for text in (text for name, text in own.items() if "DeskToday" in text or "TODAY" in name):
            answer = await desk.client.post("/graphql", json={"query": text}, headers=headers)
            codes = {error["extensions"]["code"] for error in answer.json().get("errors", [])}
            assert "UNTRUSTED_DOCUMENT" not in codes


async def test_without_one_a_hash_serves_in_development_and_not_in_production(tmp_path: Path) -> None:
    """Issue 15, point 6: Apollo's automatic persisted queries; in production nobody fills a process's memory."""
    sha = hashlib.sha256(MINE.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha}}
    for mode, expected in (("development", True), ("production", False)):
        settings = {"ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / mode}.db", "ATENCION_MODE": mode}
        async with api_of(**settings) as desk:
            headers = {"authorization": f"Bearer {desk.token}"}
            sent = {"query": MINE, "extensions": extensions}
            assert "errors" not in (await desk.client.post("/graphql", json=sent, headers=headers)).json()
            again = await desk.client.post("/graphql", json={"extensions": extensions}, headers=headers)
            assert ("data" in again.json()) is expected


FORMS = "{ flows { flow facts { name mutation inputType documentId roles } } }"


async def test_the_document_of_each_fact_is_ready_by_its_id_with_and_without_a_manifest(tmp_path: Path) -> None:
    """F-60, issue 15, point 3: a form that is drawn sends a typed mutation, also where only trusted ones run."""
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({hashlib.sha256(FORMS.encode()).hexdigest(): FORMS}))
    for more in ({}, {"ATENCION_DOCUMENTS": str(manifest)}):
        async with api_of(ATENCION_DATABASE_URL=f"sqlite:///{tmp_path / str(len(more))}.db", **more) as desk:
            headers = {"authorization": f"Bearer {desk.token}"}
            forms = (await desk.client.post("/graphql", json={"query": FORMS}, headers=headers)).json()["data"]["flows"]
            facts = [fact for each in forms for fact in each["facts"]]
            assert len([fact for fact in facts if fact["documentId"]]) > 100
            for fact in facts:
                assert (fact["documentId"] is None) is (fact["mutation"] is None)
                if fact["documentId"]:
                    sent = {"documentId": fact["documentId"], "variables": {"input": {}}}
                    found = (await desk.client.post("/graphql", json=sent, headers=headers)).json()
                    assert "errors" not in found, (fact["name"], found)
                    assert {error["code"] for error in found["data"]["reported"]["userErrors"]} & {
                        "MISSING_DATA",
                        "NOT_AUTHORISED",
                        "STEP_NOT_ALLOWED",
                    }, fact["name"]
