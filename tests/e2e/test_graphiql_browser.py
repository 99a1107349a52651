"""GraphiQL in a real browser, under the policy that its page is served with."""

from __future__ import annotations

from pathlib import Path

from domain.model.institution.people import Role
from tests.support.system.browser import chromium, in_a_browser
from tests.support.system.processes import SECRET, Api, eventually, free_port, running, token


@in_a_browser
def test_graphiql_runs_an_operation_without_inline_styles_or_scripts(tmp_path: Path) -> None:
    """
    Issue 8, point 5; F-69: the page works under a policy without unsafe-inline, and nothing of it is blocked; each
    ready operation has a tab with its name, and one that is chosen is shown there.
    """
    port = free_port()
    environment = {
        "ATENCION_MODE": "development",
        "ATENCION_DATABASE_URL": f"sqlite:///{tmp_path / 'ide.db'}",
        "ATENCION_MAIL": f"eml:{tmp_path / 'mail'}",
        "ATENCION_TOKEN_SECRET": SECRET,
    }
    blocked: list[str] = []
    with running(tmp_path, "api", ["serve", "--port", str(port)], environment), chromium() as browser:
        url = f"http://127.0.0.1:{port}"
        api = Api(url, token(Role.ADMINISTRATOR))
        eventually(api.is_ready, "the API is ready")
        api.client.close()
        page = browser.new_page()
        page.on("console", lambda message: blocked.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: blocked.append(str(error)))
        response = page.goto(f"{url}/graphql")
        page.wait_for_selector(".graphiql-tab:has-text('Sincronizacion')")
        tabs = page.locator(".graphiql-tab-button").all_inner_texts()
        page.click(".graphiql-execute-button")
        page.wait_for_selector(".result-window :text('REGIONAL_EXECUTIVE')")
        page.click("button[aria-label='Show Documentation Explorer']")
        page.wait_for_selector("text=Root Types")
        kept = "() => localStorage.getItem('graphiql:tabState') !== null"
        eventually(lambda: page.evaluate(kept), "GraphiQL has kept its tabs, which it does half a second later")
        page.select_option("#example", label="6. Una regla del protocolo")
        page.wait_for_selector(".graphiql-tab-active:has-text('Regla')")
        tabs_after = page.locator(".graphiql-tab-button").all_inner_texts()

    assert tabs == ["QuienSoy", "Empresa", "Cartera", "PlazosPorVencer", "DiaHabil", "Regla", "Sincronizacion"]
    assert tabs_after == tabs
    assert response is not None
    assert "unsafe" not in response.headers["content-security-policy"]
    assert blocked == []
