"""The Segment-compatible tracking API: SDKs and servers send to it unchanged."""

from __future__ import annotations

from starlette.routing import Route

from notesik.audiences import Sender
from notesik.consent import Consent
from notesik.ecommerce import text
from notesik.envelopes import Envelope, read_envelope
from notesik.errors import BadRequest
from notesik.events import Rejected, parse_events
from notesik.web.access import site_of_writer
from notesik.web.bodies import read_body
from notesik.web.incoming import Answer, Endpoint, Incoming, json_answer

KINDS = ("identify", "track", "page", "screen", "group", "alias")
BATCHES = ("batch", "import")


async def collect_one(incoming: Incoming) -> Answer:
    """One event whose type the address says (``/v1/track``, or the browser SDK's first letters, ``/v1/t``)."""
    kind = _KIND_OF[incoming.scope["path"].rpartition("/")[2]]
    envelope: Envelope = read_envelope(await read_body(incoming.receive), single=True)
    accepted, rejected = await _take_in(incoming, envelope, kind)
    if rejected:
        raise BadRequest(rejected[0].reason)
    return json_answer({"success": True, "accepted": accepted})


async def collect_batch(incoming: Incoming) -> Answer:
    """Many events; each bad one is rejected alone and named in the answer."""
    envelope: Envelope = read_envelope(await read_body(incoming.receive), single=False)
    accepted, rejected = await _take_in(incoming, envelope, "")
    return json_answer({"success": True, "accepted": accepted, "rejected": rejected})


async def _take_in(incoming: Incoming, envelope: Envelope, kind: str) -> tuple[int, list[Rejected]]:
    house = incoming.house
    live = site_of_writer(incoming, text(envelope.write_key))
    now_ms = house.clock()
    consent = Consent().narrowed(incoming.headers, live.site.gpc)
    events, rejected = parse_events(envelope, now_ms, type_of_all=kind, refuse=consent.refusal)
    await house.notebook.write(live.shop_for(Sender(consent=consent)), events, now_ms)
    house.recorder.events((each.type for each in events), len(rejected))
    return len(events), rejected


_KIND_OF = {kind: kind for kind in KINDS} | {kind[0]: kind for kind in KINDS}

ROUTES = [
    *(Route(f"/v1/{word}", Endpoint(collect_one), methods=["POST"]) for word in _KIND_OF),
    *(
        Route(f"{prefix}/v1/{batch}", Endpoint(collect_batch), methods=["POST"])
        for prefix in ("", "/beacon")
        for batch in BATCHES
    ),
]
