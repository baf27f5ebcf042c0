"""The extra suite reads real files from the folder that NOTESIK_EXTERNAL names; without it, it is not collected."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from browser.conftest import browser

__all__ = ["browser", "external"]

_FOLDER = os.environ.get("NOTESIK_EXTERNAL", "")

collect_ignore_glob = [] if _FOLDER else ["test_*.py"]


@pytest.fixture(scope="session")
def external() -> Path:
    """The folder of outside test material."""
    return Path(_FOLDER)
