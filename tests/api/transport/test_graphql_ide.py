"""GraphiQL in development: ready operations, development tokens, and nothing that a text could break out of."""

from __future__ import annotations

import json

from api.http.graphql_ide import ASSETS, Example, ide_page


def settings_in(page: str) -> dict[str, object]:
    inside = page.split('id="settings">')[1].split("</script>")[0]
    settings = json.loads(inside)
    assert isinstance(settings, dict)
    return settings


def test_the_page_carries_the_ready_operations_and_tokens() -> None:
    """In their order; variables as the text of the editor."""
    examples = [Example("Saludo", "{ hello }", {"n": "Ñuble"}), Example("Otra", "{ a }")]
    assert settings_in(ide_page("/graphql", examples, {"Ejecutiva": "t1"})) == {
        "url": "/graphql",
        "examples": [
            {"name": "Saludo", "document": "{ hello }", "variables": '{\n  "n": "Ñuble"\n}'},
            {"name": "Otra", "document": "{ a }", "variables": "{}"},
        ],
        "tokens": {"Ejecutiva": "t1"},
    }


def test_a_text_cannot_end_the_script_it_stands_in() -> None:
    """`</script>` inside an example stays a text."""
    page = ide_page("/graphql", [Example("x", "# </script><script>alert(1)</script>")], {})
    assert "<script>alert" not in page
    assert settings_in(page)["examples"] == [
        {"name": "x", "document": "# </script><script>alert(1)</script>", "variables": "{}"}
    ]


def test_the_files_are_kept_with_their_licences_and_ask_nothing_of_other_hosts() -> None:
    """MIT wants its notice beside the files; fonts and scripts from elsewhere would need a network."""
    assert (ASSETS / "LICENSE").read_text().count("MIT License") == 3
    for style in ASSETS.glob("*.css"):
        assert "@font-face" not in style.read_text()
        assert "@import" not in style.read_text()
    assert sum(file.stat().st_size for file in ASSETS.iterdir()) < 1_500_000
