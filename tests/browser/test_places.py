"""Page edits, social proof, an owner's HTML and products beneath a cart, in a real browser against the real server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import Request as BrowserRequest
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from local_client import client_of
from notesik.app import create_app
from notesik.settings import Settings
from running_app import SITE, App, Clock, page_campaign, prepare, product, served, track

PAGE = f"""<!doctype html><html lang="en"><title>A shop</title>
<script async src="/notesik.js" data-site="{SITE.write_key}"></script>
<h1>Welcome <b>all</b></h1>
<a href="/old"><picture><source srcset="/wide.svg"><img src="/old.svg" alt="Old" width="20" height="20"></picture></a>
<p id="news">News</p><p id="first">First</p><p id="last">Last</p>
<style class="code"></style><svg><style class="code"></style></svg><script class="code"></script>
<ul id="list">LIST</ul><div data-notesik-slot="here"></div></html>"""
ITEMS = "".join(f'<li><a data-item="{id}">{id}</a></li>' for id in ("sea-1", "wind-1", "own-1", "wind-2"))
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types notesik"
)

EDITS = [
    {"selector": "h1", "text": "Hello, {{ visitor.first_name | default('you') }} <i>"},
    {"selector": "img", "image": "/new.svg", "image_text": "New", "link": "/new"},
    {"selector": "#news", "hide": True},
    {"selector": "#last", "move": {"to": "#first"}},
    {"selector": "p:no-such-kind", "text": "no such selector"},
    {"selector": ".code", "text": "h1 { display: none } {{ visitor.first_name | default('you') }}"},
    {"selector": "#later", "text": "Later, too"},
]


HERE = {"type": "slot", "slot": "here"}
SORT = {"selector": "#list", "sort": {"items": "li", "product_id_attribute": "data-item"}}
WINDY = {"visitor.favourite_brand": "Wind", "page.path": "/shop/sorted"}
CAMPAIGNS = [
    page_campaign("edited", "page_edit", {"edits": EDITS}, {"type": "page"}),
    page_campaign(
        "withdrawn", "page_edit", {"edits": EDITS}, {"type": "page"}, frequency={"stop_after_conversion": True}
    ),
    page_campaign("sorted", "page_edit", {"edits": [SORT]}, {"type": "page"}, condition=WINDY),
    page_campaign("proof", "social_proof", {"product": "wind-1", "minimum": 3}, HERE),
    page_campaign("own", "custom_html", {"html": '<p>Hi {{ page.title }}</p><a href="/x">Go</a>'}, HERE),
    page_campaign("beneath", "recommendations", {"layout": "list", "strategy": "recently_viewed"}, HERE),
]
PRODUCTS = [
    product("sea-1", "Boats", brand="Sea"),
    product("wind-1", "Boats", brand="Wind"),
    product("wind-2", "Boats", brand="Wind"),
]


@pytest.fixture(scope="module", autouse=True)  # before the browser, beside which no event loop can be run
def app(module_store_url: str) -> Iterator[App]:
    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE.replace("LIST", ITEMS), headers={"Content-Security-Policy": POLICY})

    asyncio.run(prepare(module_store_url, CAMPAIGNS, PRODUCTS))
    clock = Clock()
    app = create_app(Settings(), module_store_url, clock=clock, more_routes=[Route("/shop/{name}", page)])
    with served(app) as url, client_of(url) as http:
        yield App(http, clock)


def shop(name: str) -> dict[str, str]:
    return {"url": f"http://shop.example/shop/{name}"}


def open_shop(page: Page, app: App, name: str) -> None:
    with page.expect_response("**/v1/visit"):
        page.goto(f"{app.http.base_url}/shop/{name}")


def until(holds: Callable[[], object]) -> None:
    """Asks again and again, each time over HTTP; what has been told is known everywhere within a second or two."""
    assert any(holds() for _ in range(1_000))


def tells(page: Page, event: str) -> Any:
    return page.expect_request(lambda request: event in (request.post_data or ""))


def pages_with_views(request: BrowserRequest) -> set[str]:
    """The pages on which a widget was viewed, as a request tells."""
    told = request.post_data_json if request.method == "POST" else {}
    return {each["properties"]["page_id"] for each in told.get("batch", ()) if each.get("event") == "Widget Viewed"}


def ids(page: Page) -> list[str]:
    return page.locator("#list li").all_inner_texts()


def test_a_page_is_edited_in_its_words_pictures_links_and_order(page: Page, app: App) -> None:
    with tells(page, "Widget Viewed"):
        open_shop(page, app, "edited")
    expect(page.locator("h1")).to_have_text("Hello, you <i>")
    expect(page.locator("#news")).to_be_hidden()
    assert page.locator("a").first.get_attribute("href") == "/new"
    assert page.locator("img").get_attribute("alt") == "New"
    assert page.evaluate("[...document.querySelectorAll('source, img')].map(each => each.srcset)") == ["/new.svg"] * 2
    assert page.evaluate("[...document.querySelectorAll('p')].map(each => each.id)") == ["news", "last", "first"]


def test_no_text_becomes_code_or_style(page: Page, app: App) -> None:
    open_shop(page, app, "edited")
    expect(page.locator("#news")).to_be_hidden()
    assert page.locator(".code").all_text_contents() == ["", "", ""]
    expect(page.locator("h1")).to_be_visible()


def test_what_a_page_draws_anew_or_later_is_edited_too_but_not_for_ever(page: Page, app: App) -> None:
    open_shop(page, app, "edited")
    expect(page.locator("h1")).to_have_text("Hello, you <i>")
    page.evaluate("document.querySelector('h1').textContent = 'Drawn anew'")
    expect(page.locator("h1")).to_have_text("Hello, you <i>")
    page.evaluate("document.body.insertAdjacentElement('beforeend', document.createElement('p')).id = 'later'")
    expect(page.locator("#later")).to_have_text("Later, too")
    page.evaluate("""() => new MutationObserver(() => {
        const h1 = document.querySelector('h1')
        if (h1.textContent !== 'Mine') h1.textContent = 'Mine'
    }).observe(document, { subtree: true, childList: true })""")
    page.evaluate("document.querySelector('h1').textContent = 'Fight'")
    expect(page.locator("h1")).to_have_text("Mine")


def test_a_page_is_as_it_was_when_the_campaign_is_gone(page: Page, app: App) -> None:
    open_shop(page, app, "withdrawn")
    expect(page.locator("h1")).to_have_text("Hello, you <i>")
    page.evaluate(
        "document.querySelector('#first').nextSibling.remove()"
    )  # what stood behind #last before it was moved
    app.owner("PUT", "campaigns/withdrawn", json={**CAMPAIGNS[1], "status": "paused"})
    until(lambda: not app.visit("ola", page=shop("withdrawn"))["widgets"])
    page.evaluate("notesik.track('Looked Again')")
    expect(page.locator("h1 b")).to_have_text("all")
    expect(page.locator("#news")).to_be_visible()
    assert page.locator("a").first.evaluate("link => link.outerHTML") in PAGE
    assert page.evaluate("[...document.querySelectorAll('p')].map(each => each.id)") == ["news", "first", "last"]


def test_a_list_is_sorted_by_what_the_visitor_is_drawn_to_and_not_under_their_finger(page: Page, app: App) -> None:
    open_shop(page, app, "sorted")
    assert ids(page) == ["sea-1", "wind-1", "own-1", "wind-2"]
    page.locator("h1").click()
    with page.expect_response(lambda response: "Product Viewed" in (response.request.post_data or "")) as told:
        page.evaluate("notesik.track('Product Viewed', { product_id: 'wind-2' })")
    assert [each["campaign"] for each in told.value.json()["widgets"]] == ["sorted"]
    page.wait_for_selector("head > notesik-widget", state="attached")
    assert ids(page) == ["sea-1", "wind-1", "own-1", "wind-2"]
    # Whatever Playwright evaluates counts as a touch of the visitor's, so only the network tells when it is done; what
    # the page that is left still tells of itself does not.
    left = told.value.request.post_data_json["page_id"]
    with page.expect_request(lambda request: pages_with_views(request) - {left}):
        open_shop(page, app, "sorted")
    assert ids(page) == ["wind-1", "wind-2", "sea-1", "own-1"]


def test_visitors_are_told_of_only_once_there_are_enough_of_them(page: Page, app: App) -> None:
    robot = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    for visitor in ("anna", "ola", "ola"):
        app.visit(visitor, track("Product Viewed", {"product_id": "wind-1"}))
    request = app.visit_request("robot", track("Product Viewed", {"product_id": "wind-1"}))
    assert app.http.post("/v1/visit", json=request, headers=robot).status_code == 200
    proof = page.locator("notesik-widget[data-campaign=proof]")
    open_shop(page, app, "proof")
    page.evaluate("notesik.track('Looked')")
    assert proof.count() == 0
    with page.expect_response(lambda response: "Product Viewed" in (response.request.post_data or "")):
        page.evaluate("notesik.track('Product Viewed', { product_id: 'wind-1' })")
    until(lambda: app.visit("ola", page=shop("proof"), slots=["here"])["widgets"])  # the workers count it afterwards
    open_shop(page, app, "proof")
    expect(proof).to_contain_text("3 people looked at this in the last 24 hours")


def test_an_owners_html_says_what_it_should_and_its_links_are_counted(page: Page, app: App) -> None:
    open_shop(page, app, "own")
    expect(page.locator("notesik-widget p")).to_have_text("Hi A shop")
    with tells(page, "Widget Clicked"):
        page.locator("notesik-widget a").click(modifiers=["Control"])


def test_a_page_may_take_what_is_added_from_a_list_else_it_leads_to_the_product(page: Page, app: App) -> None:
    open_shop(page, app, "beneath")
    page.evaluate("""document.addEventListener('notesik:add', (event) => {
        event.preventDefault()
        window.added = event.detail.product_id
    }, { once: true })""")
    add = page.locator("notesik-widget .add").first
    add.click()
    added = page.evaluate("added")
    assert added in {"sea-1", "wind-1", "wind-2"}
    assert page.url.endswith("/shop/beneath")
    add.click()
    page.wait_for_url(f"**/product/{added}")
