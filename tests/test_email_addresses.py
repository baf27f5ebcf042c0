"""What may be an e-mail address: every letter of it is seen, and none of its domain passes for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notesik.email_addresses import is_email_address


@pytest.mark.parametrize(
    "address",
    [
        "anna@shop.example",
        "żółw@bücher.example",
        "anna@bu\u0308cher.example",
        "анна@почта.рф",
        "ana@shop.рф",
        "anna@उदाहरण.भारत",
        "anna@東京タワーのtokyo.example",
        "anna@한국abc.example",
        "anna@xn--bcher-kva.example",
        "anna@xn--80a1acny.xn--p1ai",
    ],
)
def test_an_address_of_any_alphabet_is_taken(address: str) -> None:
    assert is_email_address(address)


@pytest.mark.parametrize("letter", "\u034f\u115f\u1160\u17b4\u180b\u180f\u200b\u3164\ufe0f\uffa0\U000e0100\U000e0020")
def test_letters_that_are_not_seen_are_in_no_address(letter: str) -> None:
    assert not is_email_address(f"a{letter}b@shop.example")
    assert not is_email_address(f"anna@sh{letter}op.example")


@pytest.mark.parametrize(
    "domain",
    [
        "раураl.com",
        "pаypal.com",
        "gοοgle.com",
        "shop.соm",
        "한shоp.example",
        "xn--pypal-4ve.com",
        "ｐaypal.com",
        "𝐩aypal.com",
    ],
)
def test_a_domain_whose_letters_pass_for_those_of_another_alphabet_is_refused(domain: str) -> None:
    assert not is_email_address(f"anna@{domain}")


@pytest.mark.parametrize("domain", ["xn--0.example", "xn--\u0430.example", "xn--sh\u0431op.example", "xn--a.example"])
def test_what_only_seems_to_be_encoded_is_refused(domain: str) -> None:
    assert not is_email_address(f"anna@{domain}")


@given(st.text(st.characters(min_codepoint=128), min_size=1))
def test_an_encoded_domain_has_none_but_the_letters_of_ascii(text: str) -> None:
    assert not is_email_address(f"anna@xn--{text}.example")
