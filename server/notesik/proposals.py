"""Recommended products as data, for shops that draw them themselves."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from notesik.addresses import safe_address
from notesik.calls import Call, VisitRequest, speaker_of
from notesik.context import read_page
from notesik.errors import BadRequest
from notesik.languages import in_language
from notesik.live_sites import LiveSite
from notesik.money import format_money, to_major
from notesik.notebook import Notebook
from notesik.recommendations import STRATEGIES, Recommendation
from notesik.visit import remembered
from notesik.visitor_scenes import context_of, scene_of
from notesik.widget_scenes import Scene
from notesik.widgets import Widget

MAX_LIMIT = 24
USUAL_LIMIT = 4


class ProposalRequest(VisitRequest, rename="camel"):
    """A visit's place and visitor, and what is asked for: a strategy of the recommendations."""

    strategy: str = ""
    limit: int = USUAL_LIMIT
    product_id: str = msgspec.field(default="", name="product_id")
    """Beside which product; empty = the page's."""


class Proposal(msgspec.Struct, frozen=True):
    """One product. ``price`` is what it costs now, in major units; ``price_text`` the same as the visitor reads it."""

    id: str
    title: str
    url: str
    image: str
    price: float
    currency: str
    price_text: str
    source: str
    """The strategy, or what filled up its free places."""
    reason: str
    """The same in the visitor's language; empty where there is nothing to say."""


async def propose(
    call: Call, live: LiveSite, widgets: Mapping[str, Widget], notebook: Notebook, now_ms: int
) -> list[Proposal]:
    """Products for whom the call speaks, as far as that is proven and they agree to it; nothing is written.

    Raises BadRequest for a strategy that there is not, or a limit beyond 1 to ``MAX_LIMIT``; StoreUnavailable.
    """
    asked = call.request
    if not isinstance(asked, ProposalRequest) or asked.strategy not in STRATEGIES:
        raise BadRequest(f"expected one of {', '.join(STRATEGIES)}", path="strategy")
    if not 1 <= asked.limit <= MAX_LIMIT:
        raise BadRequest(f"expected 1 to {MAX_LIMIT}", path="limit")
    if asked.product_id:
        asked.page = {**asked.page, "product_id": asked.product_id}
    speaker = speaker_of(call, live.site.secret_key, now_ms)
    visitor = await remembered(call, live, notebook, speaker.subject)
    page = read_page(asked.page)
    context = context_of(visitor, call, speaker, page, live, now_ms)
    scene = scene_of(visitor, context, page, live, now_ms)
    reasons = in_language(widgets["recommendations"].words, scene.language)["reason"]
    return [_proposal(each, scene, reasons) for each in scene.recommend(asked.strategy, asked.limit)]


def _proposal(recommendation: Recommendation, scene: Scene, reasons: Mapping[str, str]) -> Proposal:
    product, source = recommendation
    price_minor, currency = product.current_price_minor(scene.now_ms), product.currency
    return Proposal(
        id=product.id,
        title=product.title,
        url=safe_address(product.url),
        image=safe_address(product.image),
        price=to_major(price_minor, currency),
        currency=currency,
        price_text=format_money(price_minor, currency, scene.language),
        source=source,
        reason=str(reasons.get(source, "")),
    )
