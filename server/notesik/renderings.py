"""The widgets of one moment, each rendered once: when nothing but its being empty keeps its campaign from a visitor."""

from __future__ import annotations

from collections.abc import Container, Mapping

from notesik.campaigns import CompiledCampaign
from notesik.live_campaigns import Look
from notesik.widget_scenes import Scene


class Renderings:
    """Renders for a decision (see ``ledger.Render``), and keeps what comes of it for the answer.

    What can be foretold without being rendered is rendered only when it is shown: who is held out may do without.
    A message that the visitor has already is not rendered again: the panel of the inbox does that, when it is opened.
    """

    def __init__(self, looks: Mapping[tuple[str, str], Look], scene: Scene, in_inbox: Container[str] = ()) -> None:
        self._looks, self._scene, self._in_inbox = looks, scene, in_inbox
        self._html: dict[str, str] = {}
        self.chosen: dict[str, Look] = {}
        """By campaign, the variants that a decision has asked for."""

    def __call__(self, compiled: CompiledCampaign, variant: str) -> str | None:
        campaign = compiled.campaign.id
        look = self.chosen[campaign] = self._looks[campaign, variant]
        if look.is_message and campaign in self._in_inbox:
            return None
        foretold = look.widget.foretold(self._scene)
        if foretold is not None:
            return foretold or None
        html = self._html[campaign] = look.widget.render(self._scene)
        return None if html else look.widget.absence(self._scene)

    def html(self, campaign: str, scene: Scene) -> str:
        """What was rendered, anew where more messages are unread in ``scene`` than were when it was decided on."""
        if scene is not self._scene and scene.inbox != self._scene.inbox:
            return self.chosen[campaign].widget.render(scene)
        if campaign not in self._html:
            self._html[campaign] = self.chosen[campaign].widget.render(self._scene)
        return self._html[campaign]
