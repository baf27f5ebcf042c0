"""What a store's URL says, and what is none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from notesik.errors import NotesikError
from notesik.store.places import Access, Place
from notesik.store.urls import read_url


@pytest.mark.parametrize(
    ("url", "place", "access"),
    [
        ("redis://localhost", Place("localhost", 6379), Access()),
        ("redis://ann:s%40fe@store:7000/3", Place("store", 7000), Access("ann", "s@fe", 3)),
        ("redis://[::1]:7000?client_name=shop", Place("::1", 7000), Access(client_name="shop")),
        ("unix:///run/valkey.sock?db=2", Place(path="/run/valkey.sock"), Access(database=2)),
        ("redis://store/3?db=4", Place("store"), Access(database=4)),
        ("rediss://store?ssl_cert_reqs=none", Place("store"), Access(tls={"ssl_cert_reqs": "none"})),
        (
            "rediss://store?ssl_check_hostname=false&db=1",
            Place("store"),
            Access("", "", 1, "", {"ssl_check_hostname": False}),
        ),
    ],
)
def test_one_server_has_a_place_and_how_to_speak_to_it(url: str, place: Place, access: Access) -> None:
    found = read_url(url)
    assert (found.kind, found.places, found.access) == ("server", (place,), access)


def test_some_nodes_of_a_cluster_may_be_named() -> None:
    found = read_url("rediss+cluster://ann:safe@a:7000,[::1]:7001,c?ssl_ca_certs=/ca.pem")
    assert found.kind == "cluster"
    assert found.places == (Place("a", 7000), Place("::1", 7001), Place("c", 6379))
    assert found.access == Access("ann", "safe", tls={"ssl_ca_certs": "/ca.pem"})


def test_sentinels_are_named_with_their_master_and_may_have_a_password_of_their_own() -> None:
    found = read_url("redis+sentinel://:safe@a,b:7001/shop/2?sentinel_username=eye&sentinel_password=other%20one")
    assert (found.kind, found.master) == ("sentinel", "shop")
    assert found.places == (Place("a", 26379), Place("b", 7001))
    assert found.access == Access(password="safe", database=2)
    assert found.sentinel_access == Access("eye", "other one")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://store", r"begin with redis://, rediss://, unix://, redis\+sentinel://, .* or rediss\+cluster://"),
        ("redis://store:many", "[Pp]ort"),
        ("redis://[store", "Invalid IPv6"),
        ("redis://store/three", "'three' is no number of a database"),
        ("redis://store?colour=red", "no option colour"),
        ("redis://store?ssl_ca_certs=/ca.pem", "no option ssl_ca_certs"),
        ("rediss://store?colour=red&ssl_cert_reqs=none", "no option colour"),
        ("rediss://store?ssl_min_version=new", "wrong TLS options: .*ssl_min_version"),
        ("rediss://store?ssl_cert_reqs=some", "wrong TLS options: .*some"),
        ("rediss+sentinel://store/shop?ssl_colour=red", "wrong TLS options: .*ssl_colour"),
        ("redis://shop..example:6379", "'shop..example' is no name of a host"),
        ("redis+cluster://a,.b", "'.b' is no name of a host"),
        ("redis+cluster://a,b/3", "no databases"),
        ("redis+cluster://,", "names no host"),
        ("redis+cluster://", "names no host"),
        ("redis+sentinel:///shop", "names no host"),
        ("redis+sentinel://a/shop?sentinel_user=eye", "no option sentinel_user"),
        ("redis+sentinel://a,b", "master's name"),
        ("redis+sentinel://a,b/shop/two", "master's name"),
    ],
)
def test_what_is_none_says_why(url: str, reason: str) -> None:
    with pytest.raises(NotesikError, match=reason):
        read_url(url)


def test_a_process_on_one_server_without_tls_is_spared_what_only_others_need() -> None:
    lines = [
        "import sys, notesik.cli.main, notesik.app, notesik.work_app",
        "from notesik.store.client import Client",
        "Client('redis://127.0.0.1:1')",
        "print('redis' in sys.modules)",
        "Client('redis+cluster://127.0.0.1:1')",
        "print('redis' in sys.modules)",
    ]
    said = subprocess.run([sys.executable, "-c", "; ".join(lines)], check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["False", "True"]
