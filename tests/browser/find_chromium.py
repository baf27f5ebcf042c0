"""Finds a Chromium for the browser tests, installs one where that is allowed, and prints its path.

The system's own comes first, then Debian's package (as root or with sudo that asks for no password), then the one that
Playwright brings. Run by the Makefile; the tests themselves only look.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
HOW = (
    "No Chromium was found and none could be installed. Install one by hand: on Debian or Ubuntu "
    "`apt-get install chromium`, elsewhere `python -m playwright install chromium` or Google Chrome; "
    "then run this again."
)


def find_chromium() -> str | None:
    """The path of a Chromium that is there, the system's before Playwright's."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((path for path in MAC_PATHS if Path(path).exists()), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install_from_debian() -> None:
    """Ubuntu's package of that name is a snap, which cannot start everywhere; it does nothing where snap is absent."""
    if not shutil.which("apt-get"):
        return
    rights = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if rights and not shutil.which("sudo"):
        return
    for command in (["update", "--quiet"], ["install", "--yes", "--quiet", "--no-install-recommends", "chromium"]):
        if subprocess.run([*rights, "apt-get", *command], stdout=sys.stderr, check=False).returncode:
            return


def _install_from_playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=False)


def _runs(path: str) -> bool:
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def main() -> int:
    """Prints the path and ends with 0, or says how to get one and ends with 1."""
    for install in (None, _install_from_debian, _install_from_playwright):
        if install:
            install()
        path = find_chromium()
        if path and _runs(path):
            print(path)
            return 0
    print(HOW, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
