"""Settings as data: each with its name, default and help. ``notesik settings`` prints them, the README's table is
held equal to them by a test. A flag of the command line wins over the environment, which wins over the default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from notesik.errors import BadDocument, Fault
from notesik.logs import LOG_FORMATS

LOG_WORKERS = ("inside", "apart")


class Setting(NamedTuple):
    """One setting; its environment variable is ``NOTESIK_`` and its name in capitals."""

    name: str
    default: Any
    help: str

    @property
    def variable(self) -> str:
        return f"NOTESIK_{self.name.upper()}"


SETTINGS = (
    Setting("host", "127.0.0.1", "Address to listen on; 0.0.0.0 for all of the machine's."),
    Setting("port", 8000, "Port to listen on; 0 takes a free one."),
    Setting("workers", 1, "Server processes that share the port and the store."),
    Setting("log_workers", "inside", "Who works through the log: the servers (inside), or notesik work alone (apart)."),
    Setting("processes", 1, "Processes of notesik work."),
    Setting("work_port", 0, "Port on which notesik work tells its metrics and health; 0 takes a free one."),
    Setting("data", "data", "Folder of the embedded store's files."),
    Setting("redis_url", "", "Redis 7+ or Valkey 8+ instead of the embedded store: a server, Sentinels or a cluster."),
    Setting("store_replicas", 0, "Replicas that must have what is written before it is acknowledged."),
    Setting("partitions", 64, "Partitions of visitors and log; fixed when a store is first used."),
    Setting("visitor_days", 400, "Days after which a visitor that did not come back is forgotten."),
    Setting("log_length", 1_000_000, "Events that the log keeps, over all partitions."),
    Setting("log_level", "info", "How much is logged: debug, info, warning or error."),
    Setting("log_format", "text", "How: text, or json for one object a line."),
    Setting("metrics_token", "", "Bearer token that /metrics asks for; without one, only this machine may read it."),
    Setting("public_url", "", "Address under which browsers reach this server, where a proxy stands before it."),
    Setting("geo_country_header", "", "Header in which your proxy tells the visitor's country, such as CF-IPCountry."),
    Setting("geo_city_header", "", "Header in which it tells the city, such as CF-IPCity."),
    Setting("geo_file", "", "A file of addresses in MaxMind's format (.mmdb), where no header tells."),
    Setting("script_path", "/notesik.js", "Path of the snippet's script, beside /notesik.js."),
    Setting("parts_path", "/notesik/", "Path under which its parts and the widgets' styles are, beside /notesik/."),
    Setting("calls_path", "/v1/", "Path under which it calls, beside /v1/."),
    Setting("cookie", "notesik_id", "Name of the cookie that knows a browser again."),
    Setting("storage_keys", "notesik", "What the names of its entries in the browser's storage begin with."),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings in force; the fields are those of ``SETTINGS``."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    log_workers: str = "inside"
    processes: int = 1
    work_port: int = 0
    data: str = "data"
    redis_url: str = ""
    store_replicas: int = 0
    partitions: int = 64
    visitor_days: int = 400
    log_length: int = 1_000_000
    log_level: str = "info"
    log_format: str = "text"
    metrics_token: str = ""
    public_url: str = ""
    geo_country_header: str = ""
    geo_city_header: str = ""
    geo_file: str = ""
    script_path: str = "/notesik.js"
    parts_path: str = "/notesik/"
    calls_path: str = "/v1/"
    cookie: str = "notesik_id"
    storage_keys: str = "notesik"

    @property
    def data_folder(self) -> Path:
        return Path(self.data).expanduser().resolve()

    def environment(self) -> dict[str, str]:
        """The settings as environment variables, for processes that are started with them."""
        return {setting.variable: str(getattr(self, setting.name)) for setting in SETTINGS}


def read_settings(environment: Mapping[str, str], **flags: object) -> Settings:
    """The settings from ``environment`` and from those ``flags`` that are not None.

    Raises:
        BadDocument: a value is not of its setting's type, or out of its bounds.
    """
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for setting in SETTINGS:
        value = flags.get(setting.name)
        if value is None:
            value = environment.get(setting.variable, setting.default)
        try:
            values[setting.name] = msgspec.convert(value, type(setting.default), strict=False)
        except msgspec.ValidationError as error:
            faults.append(Fault(setting.variable, str(error)))
    settings = Settings(**values) if not faults else Settings()  # type: ignore[arg-type]  # each was converted above
    faults += [Fault(f"NOTESIK_{name.upper()}", message) for name, wrong, message in _bounds(settings) if wrong]
    if faults:
        raise BadDocument("the environment", faults)
    return settings


def _bounds(settings: Settings) -> list[tuple[str, bool, str]]:
    return [
        ("port", not 0 <= settings.port <= 65_535, "expected 0 to 65535"),
        ("workers", not 1 <= settings.workers <= 256, "expected 1 to 256"),
        ("log_workers", settings.log_workers not in LOG_WORKERS, "expected inside or apart"),
        ("processes", not 1 <= settings.processes <= 256, "expected 1 to 256"),
        ("work_port", not 0 <= settings.work_port <= 65_535, "expected 0 to 65535"),
        ("store_replicas", not 0 <= settings.store_replicas <= 16, "expected 0 to 16"),
        (
            "store_replicas",
            settings.store_replicas > 0 and not settings.redis_url,
            "the embedded store has no replicas",
        ),
        ("partitions", not 1 <= settings.partitions <= 4_096, "expected 1 to 4096"),
        ("visitor_days", settings.visitor_days < 1, "expected 1 or more"),
        ("log_length", settings.log_length < 1_000, "expected 1000 or more"),
        ("log_level", settings.log_level not in ("debug", "info", "warning", "error"), "expected debug, info, …"),
        ("log_format", settings.log_format not in LOG_FORMATS, "expected text or json"),
        ("script_path", not _SCRIPT_PATH.fullmatch(settings.script_path), "expected a path such as /shop/helper.js"),
        ("parts_path", not _FOLDER_PATH.fullmatch(settings.parts_path), "expected a path such as /shop/parts/"),
        ("calls_path", not _FOLDER_PATH.fullmatch(settings.calls_path), "expected a path such as /shop/calls/"),
        ("cookie", not _NAME.fullmatch(settings.cookie), "expected letters, digits, _ and -"),
        ("storage_keys", not _NAME.fullmatch(settings.storage_keys), "expected letters, digits, _ and -"),
    ]


_SCRIPT_PATH = re.compile(r"(/[\w-][\w.-]*)+\.js", re.ASCII)
_FOLDER_PATH = re.compile(r"(/[\w-][\w.-]*)+/", re.ASCII)
_NAME = re.compile(r"[\w-]+", re.ASCII)
