"""What the tag costs a page: layout shift, longest task and requests of each of the demo's pages, with it and without.

    python loadtests/measure_page.py [--rate 4] [--phone]

Starts the demo on a free port, and Chromium with its processor slowed down ``rate`` times. The visitor has looked at
three bicycles and filled a cart, so that the home page's hero, the bar, recommendations and the inbox are there. Each
page is opened several times, by turns with the tag and without; a figure is the best of its kind, because other work
on the machine only ever adds. The tag's requests are answered from the browser's cache as far as they may be.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser.find_chromium import HOW, find_chromium
from browser.page_cost import OBSERVE, PAGES, Cost, cost_with_tag, cost_without_tag, prepare_visitor
from demo_process import Demo, running_demo

SCRIPT = "/notesik.js"
HEADER = f"{'page':<10}{'CLS with':>10}{'without':>9}{'longest task':>14}{'without':>9}{'requests':>10}{'kB':>7}  shown"


class Both(NamedTuple):
    """One page opened both ways."""

    with_tag: Cost
    without: Cost


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rate", type=float, default=4, help="how many times slower the processor is")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--phone", action="store_true", help="a phone's window in place of a desktop's")
    options = parser.parse_args()
    path = find_chromium() or sys.exit(HOW)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        window = {"width": 390, "height": 844} if options.phone else {"width": 1280, "height": 800}
        context = browser.new_context(viewport=window, is_mobile=options.phone, has_touch=options.phone)
        print(HEADER)
        for name, both in measure(context, demo, options.rate, options.rounds).items():
            print(line(name, both))
        browser.close()


def measure(context: BrowserContext, demo: Demo, rate: float, rounds: int) -> dict[str, Both]:
    """Each page's cost, the best of ``rounds``."""
    page = context.new_page()
    page.add_init_script(OBSERVE)
    prepare_visitor(page, demo)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
    found: dict[str, Both] = {}
    for name, path in PAGES.items():
        pairs = [
            Both(cost_with_tag(page, demo, path), cost_without_tag(page, demo, path, SCRIPT)) for _ in range(rounds)
        ]
        found[name] = Both(best([each.with_tag for each in pairs]), best([each.without for each in pairs]))
    return found


def best(costs: list[Cost]) -> Cost:
    """The least of each figure, but the most layout shift: that is no noise."""
    worst = max(costs, key=lambda cost: cost.shift)
    return worst._replace(
        longest_ms=min(cost.longest_ms for cost in costs),
        requests=min(cost.requests for cost in costs),
        kilobytes=min(cost.kilobytes for cost in costs),
    )


def line(name: str, both: Both) -> str:
    """One row of the table."""
    cost, without = both
    shifts = f"{cost.shift:>10.3f}{without.shift:>9.3f}"
    tasks = f"{longest(cost):>14}{longest(without):>9}"
    return f"{name:<10}{shifts}{tasks}{cost.requests:>10}{cost.kilobytes:>7.1f}  {', '.join(cost.shown)}"


def longest(cost: Cost) -> str:
    """The browser tells of tasks over 50 ms only."""
    return f"{cost.longest_ms:.0f} ms" if cost.longest_ms else "<= 50 ms"


if __name__ == "__main__":
    main()
