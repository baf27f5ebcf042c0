"""What is asked of Notesik over HTTP is asked here of one on a Redis Cluster."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def store_server(cluster_server: str) -> str:
    return cluster_server
