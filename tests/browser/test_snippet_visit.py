"""The first request, routes of single-page applications, identity and the API, as the server sees them."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

from browser.recording_server import Answer, Recorded, RecordingServer


def is_visit(request: Recorded) -> bool:
    return request.path == "/v1/visit"


def test_the_first_request_carries_page_slots_and_a_fresh_id(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(f"{shop.url}/index.html?utm_source=news&utm_campaign=spring&gclid=abc")
    visit = server.wait(is_visit)
    assert visit.headers["Content-Type"].startswith("text/plain")
    assert visit.headers["Origin"] == shop.url
    body = visit.body
    assert body["writeKey"] == "wk_test"
    assert body["fresh"] is True
    assert body["slots"] == ["hero"]
    assert body["on_screen"] == []
    assert body["consent"] == {}
    assert body["page"] == {
        "url": f"{shop.url}/index.html?utm_source=news&utm_campaign=spring&gclid=abc",
        "referrer": "",
        "title": "A shop",
        "language": "en-GB",
    }
    [message] = body["batch"]
    assert message["type"] == "page"
    assert message["anonymousId"] == body["anonymousId"]
    assert message["timestamp"] <= body["sentAt"]
    assert message["context"]["page"]["url"] == body["page"]["url"], "the server reads campaign and click ids from it"
    assert message["context"]["locale"] == "en-GB"


def test_the_next_page_is_the_same_visitor_and_names_its_referrer(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    first = server.wait(is_visit)
    page.click("#next")
    second = server.wait(lambda request: is_visit(request) and request.body["page"]["title"] == "The next page")
    assert second.body["anonymousId"] == first.body["anonymousId"]
    assert second.body["page"]["referrer"] == f"{shop.url}/"
    assert "fresh" not in second.body


def test_the_servers_id_is_taken_over_with_what_still_waits(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    answer = server.taken
    server.answer = lambda request: Answer(body={**answer(request).body, "anonymousId": "known-by-cookie"})
    page.goto(shop.url)
    server.wait(is_visit)
    page.evaluate("notesik.track('Later')")
    assert server.wait_for_event("Later")["anonymousId"] == "known-by-cookie"
    assert server.requests[-1].body["anonymousId"] == "known-by-cookie"
    assert page.evaluate("JSON.parse(localStorage.notesik).a") == "known-by-cookie"


def test_calls_made_before_the_snippet_came_are_kept(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    shop.pages["early.html"] = """<!doctype html><title>Early</title>
      <script>
        window.held = window.notesik = window.notesik || []
        held.push(["page", "Landing", {type: "landing"}])
        held.push(["track", "Early Bird", {kind: "array"}])
        ;(function () { held.push(arguments) })("track", "Arguments", {})
        held.push(null, "nonsense", ["no such call"])
      </script>
      <script async src="NOTESIK/notesik.js" data-site="wk_test"></script>"""
    page.goto(f"{shop.url}/early.html")
    visit = server.wait(is_visit)
    assert visit.events == ["page", "Early Bird", "Arguments"]
    assert visit.body["page"]["name"] == "Landing"
    assert visit.body["page"]["type"] == "landing"
    assert page.evaluate("window.held === window.notesik")
    page.evaluate("held.push(['track', 'Held On To'])")
    server.wait_for_event("Held On To")


def test_a_tag_that_stands_twice_runs_once(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    tag = '<script async src="NOTESIK/notesik.js" data-site="wk_test"></script>'
    shop.pages["twice.html"] = f"<!doctype html><title>Twice</title>{tag}{tag}"
    page.goto(f"{shop.url}/twice.html", wait_until="load")
    page.evaluate("notesik.track('Sentinel')")
    server.wait_for_event("Sentinel")
    assert len(server.messages("page")) == 1


def route_change(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    server.wait_for_event("page")
    page.evaluate("history.pushState({}, '', '/shoes'); document.title = 'Shoes'")
    visit = server.wait(lambda request: request.body.get("page", {}).get("title") == "Shoes")
    assert visit.events == ["page"]
    assert visit.body["page"]["url"] == f"{shop.url}/shoes"
    assert visit.body["page"]["referrer"] == f"{shop.url}/"
    page.evaluate("location.hash = 'reviews'")
    page.evaluate("history.replaceState({}, '', '/shoes?size=42#top')")
    server.wait_for_event("page", 3)
    page.evaluate("history.back()")
    page.evaluate("history.back()")
    server.wait(lambda request: request.body.get("page", {}).get("url") == f"{shop.url}/" and len(server.requests) > 3)
    assert len({message["messageId"] for message in server.messages("page")}) == 4


def test_routes_are_pages_by_the_navigation_api(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.goto(shop.url)
    assert page.evaluate("!!window.navigation")
    route_change(page, shop, server)


def test_routes_are_pages_by_the_patched_history(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.add_init_script("Object.defineProperty(window, 'navigation', {value: undefined})")
    page.goto(shop.url)
    route_change(page, shop, server)


def test_a_named_route_is_one_page_event(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate(
        """() => {
            history.pushState({}, '', '/cart')
            notesik.page('Cart', {type: 'cart'})
            setTimeout(() => notesik.track('Sentinel'), 300) // later than a route is told by itself
        }"""
    )
    server.wait_for_event("Sentinel")
    names = [message.get("name") for message in server.messages("page")]
    assert names == [None, "Cart"]


def test_slots_that_come_late_are_asked_for(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.goto(shop.url)
    server.wait(is_visit)
    page.evaluate(
        "setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<div data-notesik-slot=late></div>'))"
    )
    visit = server.wait(lambda request: "late" in request.body.get("slots", []))
    assert visit.body["slots"] == ["hero", "late"]


def test_another_user_on_the_same_device_starts_anew(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    first = server.wait(is_visit).body["anonymousId"]
    page.evaluate("notesik.identify('ann', {first_name: 'Ann'}, {token: 'proof'})")
    message = server.wait_for_event("identify")
    assert (message["userId"], message["anonymousId"]) == ("ann", first)
    assert message["traits"] == {"first_name": "Ann"}
    sent = server.wait(lambda request: "identify" in request.events)
    assert (sent.body["userId"], sent.body["token"]) == ("ann", "proof")
    page.evaluate("notesik.identify('bob')")
    other = server.wait(lambda request: request.body.get("userId") == "bob").body
    assert other["anonymousId"] != first
    assert "token" not in other


def test_reset_leaves_the_user_behind_and_what_they_did_with_them(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    first = server.wait(is_visit).body["anonymousId"]
    page.evaluate("notesik.identify('ann')")
    server.wait_for_event("identify")
    page.evaluate("notesik.track('Of Ann'); notesik.reset(); notesik.track('Of Nobody')")
    assert server.wait_for_event("Of Ann")["anonymousId"] == first
    nobody = server.wait_for_event("Of Nobody")
    assert nobody["anonymousId"] != first
    assert "userId" not in nobody
    last = server.wait(lambda request: "Of Nobody" in request.events)
    assert last.events == ["Of Nobody"]
    assert "fresh" not in last.body


def test_a_second_tab_is_the_same_visitor(
    context: BrowserContext, page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    first = server.wait(is_visit).body["anonymousId"]
    other = context.new_page()
    other.goto(f"{shop.url}/next.html")
    server.wait_for_event("page", 2)
    other.evaluate("notesik.identify('ann')")
    server.wait_for_event("identify")
    page.evaluate("notesik.track('In The First Tab')")
    message = server.wait_for_event("In The First Tab")
    assert (message["userId"], message["anonymousId"]) == ("ann", first)


def test_a_page_from_the_back_forward_cache_is_told_again(
    page: Page, shop: RecordingServer, server: RecordingServer
) -> None:
    page.goto(shop.url)
    server.wait_for_event("page")
    page.evaluate("localStorage.notesik = JSON.stringify({a: 'changed-meanwhile'})")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    server.wait_for_event("page", 2)
    assert server.requests[-1].body["anonymousId"] == "changed-meanwhile"


def test_callbacks_hear_of_events_and_answers(page: Page, shop: RecordingServer, server: RecordingServer) -> None:
    page.goto(shop.url)
    server.wait(is_visit)
    heard = page.evaluate(
        """() => new Promise((resolve) => {
          const names = []
          notesik.on("event", () => { throw new Error("the shop's own fault") })
          notesik.on("event", (message) => names.push(message.event))
          notesik.on("answer", (answer) => resolve([...names, typeof answer.anonymousId]))
          notesik.track("Product Added", {product_id: "a"})
        })"""
    )
    assert heard == ["Product Added", "string"]
