"""The Segment-compatible tracking API: SDKs and servers send to it unchanged."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik.audiences import Sender
from notesik.consent import Consent
from notesik.ecommerce import text
from notesik.envelopes import Envelope, read_envelope
from notesik.errors import BadRequest
from notesik.events import Rejected, parse_events
from notesik.web.access import site_of_writer
from notesik.web.bodies import read_body
from notesik.web.house import house_of

KINDS = ("identify", "track", "page", "screen", "group", "alias")
BATCHES = ("batch", "import")


async def collect_one(request: Request) -> Response:
    """One event whose type the address says (``/v1/track``, or the browser SDK's first letters, ``/v1/t``)."""
    kind = _KIND_OF[request.url.path.rpartition("/")[2]]
    envelope: Envelope = read_envelope(await read_body(request), single=True)
    accepted, rejected = await _take_in(request, envelope, kind)
    if rejected:
        raise BadRequest(rejected[0].reason)
    return JSONResponse({"success": True, "accepted": accepted})


async def collect_batch(request: Request) -> Response:
    """Many events; each bad one is rejected alone and named in the answer."""
    envelope: Envelope = read_envelope(await read_body(request), single=False)
    accepted, rejected = await _take_in(request, envelope, "")
    return JSONResponse({"success": True, "accepted": accepted, "rejected": [_shown(each) for each in rejected]})


async def _take_in(request: Request, envelope: Envelope, kind: str) -> tuple[int, list[Rejected]]:
    house = house_of(request)
    live = site_of_writer(request, text(envelope.write_key))
    now_ms = house.clock()
    consent = Consent().narrowed(request.headers, live.site.gpc)
    events, rejected = parse_events(envelope, now_ms, type_of_all=kind, refuse=consent.refusal)
    await house.notebook.write(live.shop_for(Sender(consent=consent)), events, now_ms)
    house.recorder.events((each.type for each in events), len(rejected))
    return len(events), rejected


def _shown(rejected: Rejected) -> dict[str, object]:
    return {"index": rejected.index, "messageId": rejected.message_id, "reason": rejected.reason}


_KIND_OF = {kind: kind for kind in KINDS} | {kind[0]: kind for kind in KINDS}

ROUTES = [
    *(Route(f"/v1/{word}", collect_one, methods=["POST"]) for word in _KIND_OF),
    *(
        Route(f"{prefix}/v1/{batch}", collect_batch, methods=["POST"])
        for prefix in ("", "/beacon")
        for batch in BATCHES
    ),
]
