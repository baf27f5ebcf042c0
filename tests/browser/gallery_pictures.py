"""Pictures of exhibits for people to look at, where ``NOTESIK_SHOTS`` names a folder; else nothing is done."""

from __future__ import annotations

import base64
import html
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Page

from browser.shopper import SHOTS

SHEET = """<!doctype html><title>{title}</title><style>
body {{ margin: 16px; font: 13px system-ui; background: #888; display: flex; flex-wrap: wrap; gap: 16px }}
figure {{ margin: 0; background: #fff; padding: 4px }} img {{ display: block; inline-size: {inline_size}px }}
</style>"""


CLIP = """() => {
  const root = document.querySelector("notesik-widget").shadowRoot
  if (root.querySelector("dialog[open]")) return null
  const { top, height } = (root.querySelector(".opener, .beside") ?? root.firstElementChild).getBoundingClientRect()
  const y = Math.max(top + scrollY - 24, 0)
  return { x: 0, y, width: innerWidth, height: top + scrollY + height + 24 - y }
}"""
"""What of the page is of interest: all of it under a dialog, else the widget with some of its surroundings."""


class Pictures:
    """A widget's pictures; when all are taken, a sheet of those of each width is made of them."""

    def __init__(self, page: Page, title: str) -> None:
        self.page, self.title = page, title
        self._taken: dict[int, list[Path]] = {}

    def __enter__(self) -> Pictures:
        return self

    def take(self, name: str, width: int, scheme: str) -> None:
        """What the page shows now."""
        if not SHOTS:
            return
        path = Path(SHOTS) / f"{name}-{width}-{scheme}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        clip = self.page.evaluate(CLIP)
        self.page.screenshot(path=path, clip=clip, full_page=clip is not None)
        self._taken.setdefault(width, []).append(path)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for width, paths in self._taken.items():
            sheet = self.page.context.new_page()
            sheet.set_viewport_size({"width": 1640, "height": 800})
            sheet.set_content(_sheet(f"{self.title} {width}", paths, 300 if width < 600 else 780))
            sheet.screenshot(path=Path(SHOTS) / f"sheet-{self.title}-{width}.png", full_page=True)
            sheet.close()


def _sheet(title: str, paths: list[Path], inline_size: int) -> str:
    figures = (
        f"<figure><figcaption>{html.escape(path.stem)}</figcaption>"
        f'<img src="data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"></figure>'
        for path in paths
    )
    return SHEET.format(title=html.escape(title), inline_size=inline_size) + "".join(figures)
