"""To which of a Redis Cluster's slots a command goes."""

from __future__ import annotations

from collections.abc import Sequence

from redis.crc import REDIS_CLUSTER_HASH_SLOTS as SLOTS
from redis.crc import key_slot

from notesik.store.keys import STORE
from notesik.store.scripts import Argument, Command

__all__ = ["KEYLESS", "KEY_AT", "SLOTS", "slot_of_key", "slots_of"]

KEY_AT = {"EVAL": 3, "EVALSHA": 3, "XGROUP": 2, "XINFO": 2}
"""Where the first key stands, where it is not the first argument. All keys of a command have the same slot."""

KEYLESS = frozenset({"CLUSTER", "CONFIG", "DBSIZE", "ECHO", "FLUSHALL", "INFO", "KEYS", "PING", "SCRIPT", "TIME"})


def slot_of_key(key: Argument) -> int:
    """
    >>> slot_of_key("notesik:{p07}:log") == slot_of_key("notesik:{p07}:visitor:shop:a:anna")
    True
    """
    return key_slot(key if isinstance(key, bytes) else str(key).encode())


def slots_of(commands: Sequence[Command]) -> list[int]:
    """The slot of each command of a trip. One without a key goes along with the trip's first that has one: the time
    that is asked with the products that changed since is their server's own."""
    slots = [_slot_of(command) for command in commands]
    if None not in slots:
        return slots  # type: ignore[return-value]  # None is not among them
    usual = next((slot for slot in slots if slot is not None), _STORE_SLOT)
    return [usual if slot is None else slot for slot in slots]


def _slot_of(command: Command) -> int | None:
    name = command[0]
    if name == "XREADGROUP":
        return slot_of_key(command[command.index("STREAMS") + 1])
    return None if name in KEYLESS else slot_of_key(command[KEY_AT.get(str(name), 1)])


_STORE_SLOT = slot_of_key(STORE)
