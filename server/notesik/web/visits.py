"""The browser's own calls: a visit (events in, widgets out), and the inbox's panel."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notesik.calls import Call, VisitRequest, page_id_of
from notesik.context import MAX_URL
from notesik.debug_views import debug_view
from notesik.devices import device_of
from notesik.ecommerce import text
from notesik.envelopes import read_envelope
from notesik.errors import BadRequest, Forbidden
from notesik.events import MAX_ID_LENGTH, NOBODY
from notesik.live_sites import LiveSite
from notesik.metrics import VisitMeter
from notesik.previews import read_preview
from notesik.visit import open_inbox, visit
from notesik.web.access import device_id_of, keep_device_id, site_of_bearer, site_of_writer
from notesik.web.bodies import read_body
from notesik.web.house import house_of

_encoder = msgspec.json.Encoder()


async def post_visit(request: Request) -> Response:
    """The browser's call: events in, widgets out."""
    house = house_of(request)
    meter = VisitMeter(house.recorder)
    call, live = await read_call(request)
    answer = await visit(call, live, house.notebook, house.clock(), meter)
    if answer.preview:
        view = debug_view(answer.preview, answer.decisions or (), answer.context or None, _page_url(call))
        answer.debug = {"html": house.overlay.render(view), "styles": house.overlay.style_file}
    response = answer_of(request, answer, call)
    meter.end("answer")
    return response


def _page_url(call: Call) -> str:
    return text(call.request.page.get("url"), MAX_URL)


async def post_inbox(request: Request) -> Response:
    """The panel of the visitor's inbox."""
    house = house_of(request)
    call, live = await read_call(request)
    panel = await open_inbox(call, live, house.sites.widgets, house.notebook, house.clock())
    return answer_of(request, panel, call)


async def read_call(request: Request, shape: type[VisitRequest] = VisitRequest) -> tuple[Call, LiveSite]:
    """Who calls with what, from a browser, and the site that it may speak to."""
    visit_request = read_envelope(await read_body(request), single=False, shape=shape)
    live = site_of_writer(request, visit_request.write_key)
    owner = site_of_bearer(request)
    if owner is not None and owner.site.id != live.site.id:
        raise Forbidden("the secret key and the write key belong to different sites")
    consent = visit_request.consent.narrowed(request.headers, live.site.gpc)
    device_id = device_id_of(
        request,
        # Who has no id keeps at least what is drawn by lot for as long as the page is open.
        _stated_id(visit_request) or ("" if consent.analytics else page_id_of(visit_request.page_id)),
        is_fresh=visit_request.fresh,
        may_remember=consent.analytics,
    )
    visit_request.anonymous_id = device_id
    call = Call(
        request=visit_request,
        device_id=device_id,
        device=device_of(request.headers.get("user-agent", "")),
        consent=consent,
        may_debug=owner is not None,
        geo=house_of(request).geo.find(request.headers, request.client.host if request.client else ""),
        preview=read_preview(visit_request.preview or "", live.site.secret_key, house_of(request).clock()),
    )
    return call, live


def _stated_id(visit_request: VisitRequest) -> str:
    """The anonymous id that the page states; empty when it states none, or what broken pages take for one."""
    stated = text(visit_request.anonymous_id, MAX_ID_LENGTH + 1)
    if len(stated) > MAX_ID_LENGTH:
        raise BadRequest(f"at most {MAX_ID_LENGTH} characters", path="anonymousId")
    if any(character < " " for character in stated):
        raise BadRequest("control characters are not allowed", path="anonymousId")
    return "" if stated.lower() in NOBODY else stated


def answer_of(request: Request, content: object, call: Call) -> Response:
    """``content`` as JSON; who agrees to be remembered gets the cookie, too."""
    response = Response(_encoder.encode(content), media_type="application/json", headers={"Cache-Control": "no-store"})
    if call.consent.analytics:
        keep_device_id(request, response, call.device_id)
    return response


ROUTES = [
    Route("/v1/visit", post_visit, methods=["POST"]),
    Route("/v1/inbox", post_inbox, methods=["POST"]),
]
