"""Whether a process lives, and whether it can serve."""

from __future__ import annotations

from pathlib import Path

from notesik import __version__
from notesik.store.data_folder import wait_for
from notesik.store.embedded import EmbeddedStore
from running_app import running_app


def test_a_process_is_ready_while_its_store_answers_and_lives_all_the_time(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path) as store, running_app(store.url) as app:
        assert app.http.get("/readyz").json() == {"status": "ready", "version": __version__}
        store.stop()
        down = app.http.get("/readyz")
        assert down.status_code == 503
        assert down.json()["error"]["code"] == "store_unavailable"
        assert int(down.headers["retry-after"]) >= 1
        assert app.http.get("/healthz").json() == {"status": "ok", "version": __version__}
        with EmbeddedStore(tmp_path):
            assert wait_for(lambda: app.http.get("/readyz").status_code == 200, timeout_s=5)
