"""Country and city of a visitor: what a proxy's headers say, or a file in MaxMind's format says of the address.

The address is looked up and forgotten: only the answer goes into the context document, and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from notesik.errors import NotesikError

MAX_CITY = 100
_NO_COUNTRY = ("XX", "T1")
"""What Cloudflare says of unknown addresses and of Tor."""


class Geo(NamedTuple):
    """``country`` is ISO 3166's two letters; what is not known is empty."""

    country: str = ""
    city: str = ""


_NOWHERE = Geo()


class GeoFileLike(Protocol):
    """Finds the record of an address, None where there is none (``maxminddb.Reader``)."""

    def get(self, ip_address: str, /) -> object: ...


class GeoFinder:
    """Headers are trusted only where the settings name them; where they say nothing, the file does."""

    def __init__(self, country_header: str = "", city_header: str = "", file: GeoFileLike | None = None) -> None:
        self._country_header, self._city_header, self._file = country_header.lower(), city_header.lower(), file

    def find(self, headers: Mapping[str, str], address: str) -> Geo:
        """Where ``address``, from which a request with these headers (by their names in lower case) came, is."""
        if self._file is None and not (self._country_header or self._city_header):
            return _NOWHERE
        told = Geo(
            _country(headers.get(self._country_header, "") if self._country_header else ""),
            _city(_as_sent(headers.get(self._city_header, "")) if self._city_header else ""),
        )
        if self._file is None or all(told):
            return told
        found = _read(self._file, address)
        if told.country not in ("", found.country):
            return told
        return Geo(told.country or found.country, told.city or found.city)


def open_geo_file(path: str) -> GeoFileLike:
    """The file at ``path``. Raises NotesikError when it cannot be read, or the package that reads it is missing."""
    try:
        import maxminddb  # an optional dependency
    except ImportError as error:
        raise NotesikError("needs the package maxminddb: pip install 'notesik[geo]'", path="geo_file") from error
    try:
        file: GeoFileLike = maxminddb.open_database(path)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise NotesikError(f"{path} cannot be read: {error}", path="geo_file") from error
    return file


def _read(file: GeoFileLike, address: str) -> Geo:
    try:
        record = file.get(address)
    except ValueError:  # no IP address, as of a socket file; or one of IPv6 in a file of IPv4
        return Geo()
    return Geo(_country(_member(record, "country", "iso_code")), _city(_member(record, "city", "names", "en")))


def _member(record: Any, *path: str) -> object:
    for name in path:
        record = record.get(name) if isinstance(record, Mapping) else None
    return record


def _country(value: object) -> str:
    country = value.strip().upper() if isinstance(value, str) else ""
    return country if len(country) == 2 and country.isascii() and country not in _NO_COUNTRY else ""


def _city(value: object) -> str:
    return value.strip()[:MAX_CITY] if isinstance(value, str) else ""


def _as_sent(header: str) -> str:
    """Proxies send UTF-8, but headers are read as Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
