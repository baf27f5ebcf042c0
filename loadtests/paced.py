"""Load at a steady rate: what a visitor waits at that rate, counted from when they would have come.

A load tool that waits for each answer before it asks again asks less when the server is slow, and hides what those who
come in the meantime would have waited (Gil Tene calls it coordinated omission). Here each request has its time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from statistics import quantiles

CONNECTIONS = 32


class TooSlow(Exception):
    """The server did not keep up with the rate."""


async def waits_ms(port: int, requests: Sequence[bytes], rate: float) -> list[float]:
    """Send ``requests`` (whole HTTP/1.1 messages) ``rate`` times a second; milliseconds each took from its own time.

    Raises TooSlow when all connections are busy for longer than a second.
    """
    lines = asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]()
    for _ in range(CONNECTIONS):
        lines.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    begun_s = time.perf_counter() + 0.1
    waited = await asyncio.gather(
        *(_sent(lines, request, begun_s + number / rate) for number, request in enumerate(requests))
    )
    while not lines.empty():
        _, writer = lines.get_nowait()
        writer.close()
        await writer.wait_closed()
    return waited


async def _sent(
    lines: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]], request: bytes, due_s: float
) -> float:
    await asyncio.sleep(due_s - time.perf_counter())
    reader, writer = await lines.get()
    if time.perf_counter() - due_s > 1:
        raise TooSlow
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"refused: {head.decode()}")
    length = int(head.lower().split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
    await reader.readexactly(length)
    lines.put_nowait((reader, writer))
    return (time.perf_counter() - due_s) * 1000


def p99(values: Sequence[float]) -> float:
    """What 99 of 100 do not exceed."""
    return quantiles(values, n=100)[98]
