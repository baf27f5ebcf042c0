"""The visitor's own data, from the page: to download, to erase; and the cookie, to be taken back.

Who has proven who they are gets the person's record, with all devices; anybody else, a claimed identity too, only that
of the device they are on. The anonymous id, which only this browser knows, stands for the device. Who erases a person's
erases the device they are on too, whether or not its history became the person's.

Who has read their data as often as they may can still erase them: each of the two has an allowance of its own. On each
site a network shares one, since ids can be made up; those of proven persons cannot, and need none of it.
"""

from __future__ import annotations

import ipaddress
from typing import Literal, NamedTuple

from starlette.routing import Route

from notesik.allowances import Allowance
from notesik.calls import speaker_of
from notesik.ecommerce import text
from notesik.envelopes import Envelope, read_envelope
from notesik.errors import Forbidden, TooManyRequests
from notesik.notebook import Subject, device_of
from notesik.web.access import site_of_writer
from notesik.web.bodies import read_body
from notesik.web.device_cookie import forget_device_id, kept_device_id
from notesik.web.incoming import JSON, NOT_KEPT, Answer, Endpoint, Incoming, json_answer
from notesik.web.visitors import shown_visitor
from notesik.web.visits import read_call

ASKED_A_MINUTE = 10
"""How often each visitor may read their data; as often they may erase them."""
ASKED_A_MINUTE_OF_NETWORK = 60
"""The same for all together who have one network and no proof of who they are."""


class Asker(NamedTuple):
    """Whose data are asked for, on which device; the same where nobody has proven who they are."""

    site: str
    subject: Subject
    device: Subject


async def post_my_data(incoming: Incoming) -> Answer:
    """The browser's call for what is known of its visitor: of the device or, verified, of the person, as JSON."""
    asker = await _asker(incoming, "read")
    visitor, _ = await incoming.house.notebook.read(asker.site, asker.subject)
    return Answer(shown_visitor(asker.subject, visitor, ""), (JSON, NOT_KEPT))


async def post_erase(incoming: Incoming) -> Answer:
    """The browser's call to erase that; its cookie goes too."""
    asker = await _asker(incoming, "erase")
    notebook = incoming.house.notebook
    forgotten = 0
    for subject in dict.fromkeys((asker.subject, asker.device)):
        forgotten += await notebook.forget(asker.site, subject)
    return json_answer({"erased": forgotten}, forget_device_id(incoming))


async def post_forget(incoming: Incoming) -> Answer:
    """The browser's call after a no: `{writeKey}` alone. Its cookie is taken back; what was kept before stays kept."""
    _refuse_but_pages(incoming)
    envelope: Envelope = read_envelope(await read_body(incoming.receive), single=False)
    site_of_writer(incoming, text(envelope.write_key))
    return Answer(b"", (forget_device_id(incoming),), status=204)


def _refuse_but_pages(incoming: Incoming) -> None:
    """Raises Forbidden for who names no origin; which origins may ask is checked with the write key."""
    if "origin" not in incoming.headers:
        raise Forbidden("only pages of the site's own origins may ask for a visitor's data", path="origin")


def network_of(address: str) -> str:
    """The address, of IPv6 its /64: so many addresses belong to one household.

    >>> network_of("192.0.2.7"), network_of("2001:db8:0:1::7"), network_of("")
    ('192.0.2.7', '2001:db8:0:1::', '')
    """
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:  # a proxy's header may say anything
        return address
    return str(parsed.ipv4_mapped or ipaddress.IPv6Network((parsed, 64), strict=False).network_address)


def _count(allowance: Allowance, asker: str, whose: str, now_ms: int) -> None:
    """Raises TooManyRequests where ``asker`` has none left."""
    if wait_ms := allowance.wait_ms(asker, now_ms):
        raise TooManyRequests(f"{whose} has asked for visitors' data too often", after_s=-(-wait_ms // 1000))


async def _asker(incoming: Incoming, act: Literal["read", "erase"]) -> Asker:
    """Who asks for what. Raises Forbidden but from a page of the site, and TooManyRequests."""
    house = incoming.house
    _refuse_but_pages(incoming)
    call, live = await read_call(incoming)
    now_ms, site = house.clock(), live.site.id
    speaker = speaker_of(call, live.site.secret_key, now_ms)
    # Who has refused to be remembered since may still read and erase what was kept before: their cookie names it.
    kept = "" if call.consent.analytics else kept_device_id(incoming)
    device = device_of(kept or speaker.device_id)
    subject = speaker.subject if speaker.subject.is_person else device
    if not subject.is_person:
        network = f"{site}:{act}:{network_of(incoming.address)}"
        _count(house.my_data_allowance_of_network, network, "this network", now_ms)
    _count(house.my_data_allowance, f"{site}:{act}:{subject.is_person}:{subject.id}", "this visitor", now_ms)
    return Asker(site, subject, device)


ROUTES = [
    Route("/v1/my-data", Endpoint(post_my_data), methods=["POST"]),
    Route("/v1/my-data/erase", Endpoint(post_erase), methods=["POST"]),
    Route("/v1/forget", Endpoint(post_forget), methods=["POST"]),
]
