"""Content security policies that shops have: everything works under them, the browser has nothing to complain of."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from browser.recording_server import Answer, Recorded, RecordingServer
from browser.widgets.shown import POPUP, WIDGETS, products_scene
from notesik.widget_scenes import Message, Panel, Scene

TAG = '<script async src="NOTESIK/notesik.js" data-site="wk_test"></script>'
PAGE = f"""<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,">{TAG}
<h1>A shop</h1><main><div data-notesik-slot="hero"></div><div data-notesik-slot="row"></div></main></html>"""
POLICIES = {
    "origins": "script-src 'self' NOTESIK; style-src 'self'; require-trusted-types-for 'script'",
    "one policy": "default-src 'self'; script-src NOTESIK; connect-src NOTESIK; style-src 'self';"
    " img-src 'self' https: data:; object-src 'none'; base-uri 'none';"
    " require-trusted-types-for 'script'; trusted-types notesik",
    "nonce": "script-src 'nonce-r4nd0m' 'strict-dynamic'; style-src 'self'; object-src 'none'; base-uri 'none'",
    "nonce and types": "script-src 'nonce-r4nd0m' 'strict-dynamic'; style-src 'nonce-r4nd0m';"
    " require-trusted-types-for 'script'; trusted-types notesik",
}
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
  violations.push([violatedDirective, blockedURI, sample]))"""
PLACES: dict[str, dict[str, str]] = {
    "banner": {"type": "slot", "slot": "hero"},
    "bar": {"type": "top"},
    "popup": {"type": "modal"},
    "recommendations": {"type": "slot", "slot": "row"},
    "inbox": {"type": "corner"},
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "banner": {"title": "Gravel season", "colour": "#1d5c46", "button": "Look", "url": "/c"},
    "bar": {"text": "Free delivery", "colour": "#b3261e", "closable": True},
    "popup": POPUP,
    "recommendations": {"title": "For you"},
    "inbox": {},
}


def widgets() -> list[dict[str, Any]]:
    """One of each, as the server answers them."""
    return [
        {
            "campaign": name,
            "variant": "a",
            "widget": name,
            "placement": place,
            "trigger": {"type": "immediate"},
            "html": WIDGETS[name].compile(PARAMETERS[name]).render(products_scene()),
            "styles": WIDGETS[name].style_file,
        }
        for name, place in PLACES.items()
    ]


def panel_answer(request: Recorded) -> Answer | None:
    if request.path != "/v1/inbox":
        return None
    card = WIDGETS["message"].compile({"title": "Hello", "text": "Good to see you."}).render(Scene())
    panel = Panel(messages=[Message(campaign="hello", variant="a", html=card, is_unread=True)])
    html = WIDGETS["inbox"].render_panel(Scene(), panel)
    return Answer(body={"html": html, "styles": WIDGETS["message"].style_file, "unread": 1})


@pytest.fixture
def strict(context: BrowserContext, shop: RecordingServer, server: RecordingServer) -> RecordingServer:
    """The shop, with one of each widget to be shown; its pictures are there."""
    for widget in WIDGETS.values():
        server.pages[f"notesik/{widget.style_file}"] = widget.css
    server.widgets = widgets()
    server.answer = panel_answer
    shop.pages["shop.html"] = PAGE

    def answer(route: Route) -> None:
        if route.request.resource_type == "image":
            route.fulfill(body='<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml")
        else:
            route.continue_()

    context.route("**", answer)
    return shop


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES.keys())
def test_every_widget_works_and_the_browser_has_nothing_to_complain_of(
    page: Page, strict: RecordingServer, server: RecordingServer, policy: str
) -> None:
    strict.headers["Content-Security-Policy"] = policy.replace("NOTESIK", server.url)
    if "nonce" in policy:
        strict.pages["shop.html"] = PAGE.replace("<script", '<script nonce="r4nd0m"')
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.add_init_script(WATCH)
    page.goto(f"{strict.url}/shop.html")

    expect(page.locator("notesik-widget dialog[open] .title")).to_be_visible()
    page.keyboard.press("Escape")
    for name in ("banner", "bar", "recommendations"):
        expect(page.locator(f"notesik-widget[data-widget={name}] .notesik-{name}")).to_be_visible()
    colour = page.locator(".notesik-banner").evaluate("(element) => getComputedStyle(element).borderRadius")
    assert colour == "20px"
    page.locator("notesik-widget[data-widget=inbox] button").first.click()
    expect(page.locator("notesik-widget[data-widget=inbox] .sheet[data-state=ready]")).to_be_visible()
    assert page.evaluate("violations") == []
    assert said == []
