"""How often something may be asked for: a bounded memory of who has asked in a period."""

from __future__ import annotations


class Allowance:
    """So many calls of each asker in a period, as one process counts them.

    >>> allowance = Allowance(calls=1, period_ms=1000)
    >>> allowance.wait_ms("anna", 0), allowance.wait_ms("anna", 400), allowance.wait_ms("anna", 1000)
    (0, 600, 0)
    """

    def __init__(self, *, calls: int, period_ms: int, askers: int = 10_000) -> None:
        self._calls, self._period_ms, self._askers = calls, period_ms, askers
        self._used: dict[str, tuple[int, int]] = {}

    def wait_ms(self, asker: str, now_ms: int) -> int:
        """Counts a call of ``asker``; how long they have to wait with it, 0 where it is allowed.

        Time does not go back. Of more askers than can be remembered, those whose period began first are forgotten.
        """
        began_ms, calls = self._used.get(asker, (now_ms, 0))
        if now_ms - began_ms >= self._period_ms:
            began_ms, calls = now_ms, 0
            self._used.pop(asker, None)  # to stand behind all whose period began before
        if calls >= self._calls:
            return began_ms + self._period_ms - now_ms
        self._used[asker] = began_ms, calls + 1
        while len(self._used) > self._askers:
            del self._used[next(iter(self._used))]
        return 0
