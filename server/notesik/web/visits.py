"""The browser's own calls: a visit (events in, widgets out), and the inbox's panel."""

from __future__ import annotations

from starlette.routing import Route

from notesik.calls import Call, VisitRequest, page_id_of
from notesik.context import MAX_URL
from notesik.debug_views import debug_view
from notesik.devices import device_of
from notesik.ecommerce import text
from notesik.envelopes import read_envelope
from notesik.errors import BadRequest, Forbidden
from notesik.events import CONTROL_CHARACTER, MAX_ID_LENGTH, NOBODY
from notesik.identity import new_anonymous_id
from notesik.live_sites import LiveSite
from notesik.metrics import VisitMeter
from notesik.previews import read_preview
from notesik.visit import open_inbox, visit
from notesik.web.access import site_of_bearer, site_of_writer
from notesik.web.bodies import read_body
from notesik.web.device_cookie import keep_device_id, kept_device_id
from notesik.web.incoming import NOT_KEPT, Answer, Endpoint, Incoming, json_answer


async def post_visit(incoming: Incoming) -> Answer:
    """The browser's call: events in, widgets out."""
    house = incoming.house
    meter = VisitMeter(house.recorder)
    call, live = await read_call(incoming)
    found = await visit(call, live, house.notebook, house.clock(), meter)
    if found.preview:
        view = debug_view(found.preview, found.decisions or (), found.context or None, _page_url(call))
        found.debug = {"html": house.overlay.render(view), "styles": house.overlay.style_file}
    answer = answer_of(incoming, found, call)
    meter.end("answer")
    return answer


def _page_url(call: Call) -> str:
    return text(call.request.page.get("url"), MAX_URL)


async def post_inbox(incoming: Incoming) -> Answer:
    """The panel of the visitor's inbox."""
    house = incoming.house
    call, live = await read_call(incoming)
    panel = await open_inbox(call, live, house.sites.widgets, house.notebook, house.clock())
    return answer_of(incoming, panel, call)


async def read_call(incoming: Incoming, shape: type[VisitRequest] = VisitRequest) -> tuple[Call, LiveSite]:
    """Who calls with what, from a browser, and the site that it may speak to."""
    house, headers = incoming.house, incoming.headers
    request = read_envelope(await read_body(incoming.receive), single=False, shape=shape)
    live = site_of_writer(incoming, request.write_key)
    owner = site_of_bearer(headers, house.sites)
    if owner is not None and owner.site.id != live.site.id:
        raise Forbidden("the secret key and the write key belong to different sites")
    consent = request.consent.narrowed(headers, live.site.gpc)
    request.anonymous_id = device_id = _device_id(incoming, request, may_remember=consent.analytics)
    call = Call(
        request=request,
        device_id=device_id,
        device=device_of(headers.get("user-agent", "")),
        consent=consent,
        may_debug=owner is not None,
        geo=house.geo.find(headers, incoming.address),
        preview=read_preview(request.preview or "", live.site.secret_key, house.clock()),
    )
    return call, live


def _device_id(incoming: Incoming, request: VisitRequest, *, may_remember: bool) -> str:
    """The anonymous id that holds: the cookie's when the page has only just made one up, since its storage was lost.

    Without consent to be remembered (``may_remember``) the cookie is not looked at; who then states no id keeps at
    least what is drawn by lot for as long as the page is open.
    """
    stated = _stated_id(request) or ("" if may_remember else page_id_of(request.page_id))
    if may_remember and (request.fresh or not stated) and (kept := kept_device_id(incoming)):
        return kept
    return stated or new_anonymous_id()


def _stated_id(request: VisitRequest) -> str:
    """The anonymous id that the page states; empty when it states none, or what broken pages take for one."""
    stated = text(request.anonymous_id, MAX_ID_LENGTH + 1)
    if len(stated) > MAX_ID_LENGTH:
        raise BadRequest(f"at most {MAX_ID_LENGTH} characters", path="anonymousId")
    if not stated.isprintable() and CONTROL_CHARACTER.search(stated):
        raise BadRequest("control characters are not allowed", path="anonymousId")
    return "" if stated.lower() in NOBODY else stated


def answer_of(incoming: Incoming, content: object, call: Call) -> Answer:
    """``content`` as JSON; who agrees to be remembered gets the cookie, too."""
    kept = [keep_device_id(incoming, call.device_id)] if call.consent.analytics else []
    return json_answer(content, NOT_KEPT, *kept)


ROUTES = [
    Route("/v1/visit", Endpoint(post_visit), methods=["POST"]),
    Route("/v1/inbox", Endpoint(post_inbox), methods=["POST"]),
]
