"""GraphiQL in development: ready operations, development tokens, and nothing that a text could break out of."""

from __future__ import annotations

import json

from api.http.graphql_endpoint import GraphQLSettings
from api.http.graphql_ide import ASSETS, Example, ide_page
from tests.api.transport.conftest import HELLO, JSON, MakeToy, Toy, code_of

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def settings_in(page: str) -> dict[str, object]:
    inside = page.split('id="settings">')[1].split("</script>")[0]
    settings = json.loads(inside)
    assert isinstance(settings, dict)
    return settings


def test_the_page_carries_the_ready_operations_and_tokens() -> None:
    """In their order; variables as the text of the editor."""
    examples = [Example("Saludo", "{ hello }", "Ana", {"n": "Ñuble"}), Example("Otra", "{ a }", "Ana")]
    assert settings_in(ide_page("/graphql", examples, {"Ejecutiva": "t1"})) == {
        "url": "/graphql",
        "examples": [
            {
                "name": "Saludo",
                "document": "# Para ver datos, ingrese como Ana.\n{ hello }",
                "variables": '{\n  "n": "Ñuble"\n}',
            },
            {"name": "Otra", "document": "# Para ver datos, ingrese como Ana.\n{ a }", "variables": "{}"},
        ],
        "tokens": {"Ejecutiva": "t1"},
    }


def test_a_text_cannot_end_the_script_it_stands_in() -> None:
    """`</script>` inside an example stays a text."""
    page = ide_page("/graphql", [Example("x", "# </script><script>alert(1)</script>", "Ana")], {})
    assert "<script>alert" not in page
    assert settings_in(page)["examples"] == [
        {
            "name": "x",
            "document": "# Para ver datos, ingrese como Ana.\n# </script><script>alert(1)</script>",
            "variables": "{}",
        }
    ]


def test_the_files_are_kept_with_their_licences_and_ask_nothing_of_other_hosts() -> None:
    """MIT wants its notice beside the files; fonts and scripts from elsewhere would need a network."""
    assert (ASSETS / "LICENSE").read_text().count("MIT License") == 3
    for style in ASSETS.glob("*.css"):
        assert "@font-face" not in style.read_text()
        assert "@import" not in style.read_text()
    assert sum(file.stat().st_size for file in ASSETS.iterdir()) < 1_500_000


async def test_a_browser_gets_graphiql_in_development_only(make_toy: MakeToy) -> None:
    """A query in the address is answered there, not shown; in production a link that somebody sends runs nothing."""
    development = make_toy(GraphQLSettings(development=True), introspection=True)
    page = await development.get(BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (await development.get(BROWSER, query="{ hello }")).json() == HELLO
    assert (await development.get(JSON)).status_code == 400
    production = await make_toy().get(BROWSER)
    assert (production.status_code, code_of(production)) == (406, "NOT_ACCEPTABLE")


async def test_the_page_loads_nothing_from_elsewhere(make_toy: MakeToy) -> None:
    """`make run` works without a network; every file it names is served."""
    toy = make_toy(GraphQLSettings(development=True))
    page = (await toy.get(BROWSER)).text
    names = [part.split('"')[0] for part in page.replace('href="', 'src="').split('src="')[1:]]
    assert [name for name in names if not name.startswith(("/graphql/assets/", "/session/assets/", "data:,"))] == []
    files = [name for name in names if name.startswith("/graphql/")]  # the others are served where people log in
    assert len(files) == 6
    for name in files:
        assert (await toy.send("GET", name)).status_code == 200
    assert (await Toy().send("GET", files[0])).status_code == 404
