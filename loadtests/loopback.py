"""A load may only go to this very machine."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


class Elsewhere(ValueError):
    """The host is not this machine."""


def only_loopback(url: str) -> str:
    """``url`` itself, if its host is this machine's loopback; names other than ``localhost`` are not looked up."""
    host = urlsplit(url).hostname or ""
    try:
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise Elsewhere(f"{url} is not on this machine: a load test goes to the loopback alone")
    return url
