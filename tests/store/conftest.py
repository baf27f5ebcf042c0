"""The store's own tests run on every server that there is."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def store_server(each_store_server: str) -> str:
    return each_store_server
