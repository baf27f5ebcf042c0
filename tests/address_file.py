"""A small file of addresses in MaxMind's format (maxmind.github.io/MaxMind-DB), IPv4, as tests need it."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

_MARKER = b"\xab\xcd\xefMaxMind.com"


def address_file(records: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The file in which each network (``192.0.2.0/24``) has its record."""
    tree: dict[str, Any] = {}
    data, offsets = b"", {}
    for network, record in records.items():
        offsets[network] = len(data)
        data += _encoded(record)
        node = tree
        address = IPv4Network(network)
        bits = f"{int(address.network_address):032b}"[: address.prefixlen]
        for bit in bits[:-1]:
            node = node.setdefault(bit, {})
        node[bits[-1]] = network
    nodes = [tree]
    for node in nodes:
        nodes += [child for child in node.values() if isinstance(child, dict)]
    places = {id(node): place for place, node in enumerate(nodes)}
    count = len(nodes)

    def pointer(child: Any) -> int:
        if child is None:
            return count
        return places[id(child)] if isinstance(child, dict) else count + 16 + offsets[child]

    search = b"".join(pointer(node.get(bit)).to_bytes(3, "big") for node in nodes for bit in "01")
    about = {
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": Wide(1),
        "database_type": "Test",
        "description": {"en": "Test"},
        "ip_version": 4,
        "languages": ["en"],
        "node_count": Long(count),
        "record_size": 24,
    }
    return search + bytes(16) + data + _MARKER + _encoded(about)


class Long(int):
    """Of 32 bits; others are of 16."""


class Wide(int):
    """Of 64 bits."""


def _encoded(value: Any) -> bytes:
    """Texts and collections below a length of 29."""
    if isinstance(value, str):
        text = value.encode()
        return bytes([2 << 5 | len(text)]) + text
    if isinstance(value, Wide):
        return bytes([8, 2]) + value.to_bytes(8, "big")
    if isinstance(value, Long):
        return bytes([6 << 5 | 4]) + value.to_bytes(4, "big")
    if isinstance(value, int):
        return bytes([5 << 5 | 2]) + value.to_bytes(2, "big")
    if isinstance(value, list):
        return bytes([len(value), 4]) + b"".join(map(_encoded, value))
    return bytes([7 << 5 | len(value)]) + b"".join(_encoded(name) + _encoded(each) for name, each in value.items())
