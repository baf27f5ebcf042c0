"""Why visitors see what they see, over HTTP: decisions explained, and links that open previews. For the bearer of the
secret key; nothing is changed by asking."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notesik.campaigns import Campaign, read_campaign
from notesik.choices import MAX_SLOTS
from notesik.context import read_page
from notesik.context_changes import change_faults
from notesik.documents import read_document
from notesik.dry_run_work import dry_run
from notesik.dry_runs import MAX_VISITS
from notesik.errors import BadDocument, BadRequest, Fault, NotFound
from notesik.identity import Level
from notesik.live_sites import LiveSite
from notesik.notebook import Subject
from notesik.previews import LINK_LIFETIME_MS, Preview, link_to, origin_of, sign_preview
from notesik.sites import allows_origin
from notesik.store.campaigns import campaigns
from notesik.visitors import Visitor
from notesik.web.access import site_of_owner
from notesik.web.bodies import read_json
from notesik.web.house import house_of
from notesik.web.visitors import find_visitor, kind_of
from notesik.what_ifs import Question, answer_to


class WhatIf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a request supposes; all of it may be left out."""

    visitor: str | None = None
    kind: str | None = None
    context: dict[str, Any] = {}
    now: str | None = None
    slots: list[str] | None = None
    campaign: dict[str, Any] | None = None


class Trial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A draft, and on how many of the last visits it is tried."""

    campaign: dict[str, Any]
    visits: Annotated[int, msgspec.Meta(ge=1, le=MAX_VISITS)] = 1_000


async def get_decisions(request: Request) -> Response:
    """Why a visitor sees each campaign or not, now; `?url=…&slots=a,b` say where, `?kind=…` as for the state"""
    query = request.query_params
    subject, visitor, _ = await find_visitor(request, request.path_params["id"], query.get("kind"))
    slots = query["slots"].split(",") if "slots" in query else None
    question = _about(subject, visitor, slots)
    return _answer(request, msgspec.structs.replace(question, page=read_page(dict(query))), subject)


async def post_decisions(request: Request) -> Response:
    """The same of a context that is made up in part, and of a draft: `{visitor?, context?, now?, slots?, campaign?}`"""
    live, document = site_of_owner(request), await read_json(request)
    asked, faults = read_document(document, WhatIf)
    now_ms = house_of(request).clock()
    if asked is not None:
        faults += change_faults(asked.context, "context", live.plans, live.segments)
        now_ms = _moment(asked.now, live.site.time_zone, faults) or now_ms
    if asked is None or faults:
        raise BadDocument("the question", faults)
    subject = None
    question = Question(slots=_slots(asked.slots))
    if asked.visitor is not None:
        subject, visitor, _ = await find_visitor(request, asked.visitor, asked.kind)
        question = _about(subject, visitor, asked.slots)
    draft = None if asked.campaign is None else draft_in(request, live, asked.campaign)
    return _answer(request, msgspec.structs.replace(question, changes=asked.context, draft=draft), subject, now_ms)


def draft_in(request: Request, live: LiveSite, document: dict[str, Any]) -> Campaign:
    """The campaign that a request brings along, which needs no id. Raises BadDocument, its paths below ``campaign``."""
    widgets = house_of(request).sites.widgets
    try:
        return read_campaign({"id": "draft", "name": "Draft", **document}, widgets, live.segments, live.names)
    except BadDocument as error:
        faults = [
            Fault(f"campaign.{fault.path}" if fault.path else "campaign", fault.message) for fault in error.faults
        ]
        raise BadDocument("the campaign", faults) from error


async def post_dry_run(request: Request) -> Response:
    """How many of the last visits would have seen a draft, and why the others not: `{campaign, visits}`"""
    live, document = site_of_owner(request), await read_json(request)
    asked, faults = read_document(document, Trial)
    if asked is None:
        raise BadDocument("the dry run", faults)
    draft = draft_in(request, live, asked.campaign)
    return JSONResponse(await dry_run(house_of(request).client, live, draft, asked.visits))


async def get_debug_link(request: Request) -> Response:
    """A link to `?url=…`, a page of the shop, that tells whoever follows it why it shows what it shows; for a day"""
    return _link(request, Preview("debug"))


async def get_preview_link(request: Request) -> Response:
    """A link to `?url=…`, a page of the shop, that shows this campaign (`&variant=b`) to who follows it; for a day"""
    house, live, id = house_of(request), site_of_owner(request), request.path_params["id"]
    stored = await campaigns(house.client, live.site.id).get(id)
    if stored is None:
        raise NotFound(f"there is no campaign {id!r}", path="id")
    variant, variants = (
        request.query_params.get("variant", ""),
        [v["id"] for v in msgspec.json.decode(stored)["variants"]],
    )
    if variant and variant not in variants:
        raise BadRequest(f"the campaign has no variant {variant!r}; it has {', '.join(variants)}", path="variant")
    return _link(request, Preview("preview", id, variant))


def _about(subject: Subject, visitor: Visitor, slots: Iterable[str] | None) -> Question:
    level = Level.VERIFIED if subject.is_person else Level.ANONYMOUS
    return Question(visitor=visitor, id=subject.id, level=level, slots=_slots(slots))


def _slots(stated: Iterable[str] | None) -> frozenset[str] | None:
    return None if stated is None else frozenset([slot for slot in stated if slot][:MAX_SLOTS])


def _moment(stated: str | None, time_zone: str, faults: list[Fault]) -> int | None:
    """The moment that is asked about, Unix milliseconds; by the site's clock where it says no offset."""
    if stated is None:
        return None
    try:
        moment = datetime.datetime.fromisoformat(stated)
        local = moment if moment.tzinfo else moment.replace(tzinfo=zoneinfo.ZoneInfo(time_zone))
        return round(local.timestamp() * 1000)
    except (ValueError, OverflowError):
        faults.append(Fault("now", f'expected a time such as 2026-11-27T18:00, got "{stated[:40]}"'))
        return None


def _answer(request: Request, question: Question, subject: Subject | None, now_ms: int | None = None) -> Response:
    answer = answer_to(question, site_of_owner(request), now_ms or house_of(request).clock())
    about = {"id": subject.id, "kind": kind_of(subject)} if subject else None
    content = {"visitor": about, **msgspec.structs.asdict(answer)}
    return Response(msgspec.json.encode(content, enc_hook=str), media_type="application/json")


def _link(request: Request, preview: Preview) -> Response:
    """Only to a page of the site: elsewhere the token would be given away."""
    site, url = site_of_owner(request).site, request.query_params.get("url", "")
    origin = origin_of(url)
    if not allows_origin(site, origin):
        raise BadRequest(f"{origin} is not one of the site's origins; add it with: notesik site origin", path="url")
    expires_ms = house_of(request).clock() + LINK_LIFETIME_MS
    link = link_to(url, preview, sign_preview(preview, site.secret_key, expires_ms))
    return JSONResponse({"link": link, "expires_ms": expires_ms})


ROUTES = [
    Route("/api/v1/visitors/{id:path}/decisions", get_decisions, methods=["GET"]),
    Route("/api/v1/decisions", post_decisions, methods=["POST"]),
    Route("/api/v1/campaigns/dry-run", post_dry_run, methods=["POST"]),
    Route("/api/v1/debug-link", get_debug_link, methods=["GET"]),
    Route("/api/v1/campaigns/{id}/preview-link", get_preview_link, methods=["GET"]),
]
