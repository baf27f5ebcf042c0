"""What a user-agent header says of a device."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.devices import MAX_HEADER, Device, device_of

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/16.6 Mobile/15E148 Safari/604.1"
)
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.mark.parametrize(
    ("header", "device"),
    [
        (IPHONE, Device("phone", "iOS", "Mobile Safari", is_bot=False)),
        (IPAD, Device("tablet", "iOS", "Mobile Safari", is_bot=False)),
        (LINUX, Device("desktop", "Linux", "Firefox", is_bot=False)),
        (GOOGLEBOT, Device("other", "Other", "Googlebot", is_bot=True)),
        ("", Device("other", "Other", "Other", is_bot=False)),
    ],
)
def test_a_header_describes_a_device(header: str, device: Device) -> None:
    assert device_of(header) == device


def test_only_the_beginning_of_a_long_header_is_read() -> None:
    assert device_of(LINUX.ljust(MAX_HEADER) + GOOGLEBOT) == device_of(LINUX)


@given(st.text())
def test_any_header_describes_some_device(header: str) -> None:
    assert device_of(header).type in {"phone", "tablet", "desktop", "other"}
