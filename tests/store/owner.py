"""A process that owns an embedded store, for tests that share it or kill it: `owner.py FOLDER [PLATFORM]`.

Prints the store's URL and the process of its Valkey, then waits for its standard input to end.
"""

from __future__ import annotations

import sys
from pathlib import Path

from notesik.store.embedded import EmbeddedStore

if len(sys.argv) > 2:
    sys.platform = sys.argv[2]  # where a server does not end with its owner
with EmbeddedStore(Path(sys.argv[1])) as store:
    print(store.url, store.pid, flush=True)
    sys.stdin.read()
