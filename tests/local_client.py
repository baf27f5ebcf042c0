"""Clients of the servers that tests start on this machine."""

from __future__ import annotations

import httpx


def client_of(url: str, **headers: str) -> httpx.Client:
    """A client that speaks plain HTTP only: to load the certificates for HTTPS takes longer than most tests do."""
    return httpx.Client(base_url=url, headers=headers, timeout=30, verify=False)
