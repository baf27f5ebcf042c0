"""What an address of a store may look like.

    redis://HOST:PORT/DATABASE                    one server; rediss:// with TLS, unix:///PATH by a socket
    redis+sentinel://HOST:PORT,HOST:PORT/MASTER   the master that Sentinels know by this name; /MASTER/DATABASE
    redis+cluster://HOST:PORT,HOST:PORT           a Redis Cluster, of which these are some nodes

A user and password stand before the hosts (`redis+cluster://USER:PASSWORD@HOST…`); after `?`, `client_name`, `db`, and
where there is TLS, redis-py's `ssl_…` options.
There is no standard for several hosts; these forms are what most Python projects with such URLs take.
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from notesik.errors import NotesikError
from notesik.store.places import REDIS_PORT, Access, Place

SENTINEL_PORT = 26379

SCHEMES = ("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel", "redis+cluster", "rediss+cluster")

_SENTINEL_OPTIONS = {"sentinel_username", "sentinel_password"}

_SEVERAL = re.compile(
    r"(?P<scheme>rediss?)\+(?P<kind>cluster|sentinel)://(?P<user>[^/?]*@)?(?P<hosts>[^/?@]*)"
    r"(?:/(?P<path>[^?]*))?(?:\?(?P<options>.*))?"
)


class StoreUrl(NamedTuple):
    """``places``: the server, or those Sentinels or nodes that are asked first; ``access`` is that to the servers."""

    kind: Literal["server", "sentinel", "cluster"]
    places: tuple[Place, ...]
    access: Access
    master: str = ""
    sentinel_access: Access = Access()


def read_url(url: str) -> StoreUrl:
    """
    Raises NotesikError when it is none of these.

    >>> read_url("redis+sentinel://a,b:26380/shop").places
    (Place(host='a', port=26379, path=''), Place(host='b', port=26380, path=''))
    """
    if url.partition("://")[0] not in SCHEMES:
        *forms, last = (f"{scheme}://" for scheme in SCHEMES)
        raise _fault(f"it has to begin with {', '.join(forms)} or {last}")
    several = _SEVERAL.fullmatch(url)
    if several is None:
        place, access = _read_server(url)
        return StoreUrl("server", (place,), access)
    scheme, user, options = several["scheme"], several["user"] or "", several["options"] or ""
    rest = unquote(several["path"] or "").strip("/")
    if several["kind"] == "cluster":
        if rest not in ("", "0"):
            raise _fault("a cluster has no databases")
        places, access = _read_several(scheme, user, several["hosts"], REDIS_PORT, options)
        return StoreUrl("cluster", places, access)
    master, _, database = rest.partition("/")
    if not master or not (database or "0").isdigit():
        raise _fault("it has to end with the master's name, as in redis+sentinel://HOST:26379/MASTER")
    own = {name: values[0] for name, values in parse_qs(options).items()}
    options = "&".join(each for each in options.split("&") if each.partition("=")[0] not in _SENTINEL_OPTIONS)
    places, access = _read_several(scheme, user, several["hosts"], SENTINEL_PORT, options)
    sentinels = access._replace(username=own.get("sentinel_username", ""), password=own.get("sentinel_password", ""))
    return StoreUrl("sentinel", places, access._replace(database=int(database or 0)), master, sentinels)


def _read_several(scheme: str, user: str, hosts: str, port: int, options: str) -> tuple[tuple[Place, ...], Access]:
    found = [_read_server(f"{scheme}://{user}{host}?{options}", port) for host in hosts.split(",") if host]
    if not found:
        raise _fault("it names no host")
    return tuple(place for place, _ in found), found[0][1]


def _read_server(url: str, default_port: int = REDIS_PORT) -> tuple[Place, Access]:
    try:
        parts = urlsplit(url)
        port = parts.port or default_port
    except ValueError as fault:
        raise _fault(str(fault)) from fault
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    path = unquote(parts.path)
    if parts.scheme == "unix":
        place = Place(path=path)
    else:
        place = Place(unquote(parts.hostname or "localhost"), port)
        options.setdefault("db", path.strip("/"))
    if not _is_host(place.host):
        raise _fault(f"{place.host!r} is no name of a host")
    access = Access(
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        _database(options.pop("db", "")),
        options.pop("client_name", ""),
        _take_tls_options(url, options) if parts.scheme == "rediss" else None,
    )
    if options:
        raise _fault(f"there is no option {', '.join(sorted(options))}")
    return place, access


def _database(text: str) -> int:
    if not (text or "0").isdecimal():
        raise _fault(f"{text!r} is no number of a database")
    return int(text or 0)


def _take_tls_options(url: str, options: dict[str, str]) -> dict[str, Any]:
    """Out of all options of the URL those that are redis-py's matter, as it reads them."""
    from redis.asyncio.connection import SSLConnection, parse_url  # not above: only who needs it has its 6 MB and 90 ms
    from redis.exceptions import RedisError

    try:
        read: dict[str, Any] = {name: value for name, value in parse_url(url).items() if name.startswith("ssl_")}
        SSLConnection(**read)  # opens nothing yet
    except (RedisError, TypeError, ValueError) as fault:
        raise _fault(f"it has wrong TLS options: {fault}") from fault
    for name in read:
        del options[name]
    return read


def _is_host(text: str) -> bool:
    try:
        text.encode("idna")  # as it is looked up
    except UnicodeError:
        return False
    return True


def _fault(reason: str) -> NotesikError:
    return NotesikError(f"The store's URL cannot be used: {reason}.")
