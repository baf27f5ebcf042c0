"""E-mail addresses as visitors write them: what can be one, and shows every letter that it has."""

from __future__ import annotations

import unicodedata

_LOCAL_SIGNS = frozenset(".!#$%&'*+/=?^_`{|}~-")
"""What HTML takes before the @ beside letters and digits."""
_MAX_LOCAL_LENGTH = 64
_MAX_LABEL_LENGTH = 63
_MAX_LENGTH = 254
_UNSEEN = frozenset(
    chr(code)
    for first, last in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)
"""The letters and marks that are drawn as nothing: ``Default_Ignorable_Code_Point`` of DerivedCoreProperties.txt in
Unicode 16, of which Python knows nothing. What else has that property is no letter, mark or digit."""
_EAST_ASIAN = frozenset({"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO", "HANGUL"})
"""Scripts that are written together, and with Latin letters: "highly restrictive" in UTS 39, section 5.2."""


def is_email_address(text: str) -> bool:
    """Whether it may be one; that there is such a mailbox nobody promises.

    >>> is_email_address("anna@shop.example"), is_email_address("anna@shop"), is_email_address("anna@раypal.example")
    (True, False, False)
    """
    local, _, domain = text.rpartition("@")
    labels = domain.split(".")
    return (
        len(text) <= _MAX_LENGTH
        and 1 <= len(local) <= _MAX_LOCAL_LENGTH
        and _has_only(local, _LOCAL_SIGNS)
        and len(labels) > 1
        and len(labels[-1]) > 1
        and all(map(_is_label, labels))
    )


def _is_label(text: str) -> bool:
    """Whether it may be one part of a domain's name, as it is read or as it is sent (``xn--…``, RFC 3492)."""
    is_framed = text.startswith("-") or text.endswith("-")
    if not 1 <= len(text) <= _MAX_LABEL_LENGTH or is_framed or not _has_only(text, frozenset("-")):
        return False
    if not text.lower().startswith("xn--"):
        return _is_of_one_script(text)
    try:
        read = text[len("xn--") :].encode("ascii").decode("punycode")
    except UnicodeError:
        return False
    return _has_only(read, frozenset("-")) and _is_of_one_script(read)


def _has_only(text: str, signs: frozenset[str]) -> bool:
    """Whether there are only ``signs`` beside letters, marks and digits of any alphabet: nothing that is not seen, or
    that turns what stands around it."""
    return all(
        character in signs or (unicodedata.category(character)[0] in "LMN" and character not in _UNSEEN)
        for character in text
    )


def _is_of_one_script(label: str) -> bool:
    """Whether its letters are those of one alphabet, so that none can pass for one of another; and none is a variant,
    which no domain's name has (RFC 5892, section 2.2)."""
    if label.isascii():
        return True
    if unicodedata.normalize("NFKC", label) != unicodedata.normalize("NFC", label):
        return False
    scripts = {_script(character) for character in label if character.isalpha()}
    return len(scripts - {"LATIN"} if "CJK" in scripts else scripts) <= 1


def _script(letter: str) -> str:
    """The first word of its name, which for the alphabets with look-alikes is the script's own."""
    word = unicodedata.name(letter, "").partition(" ")[0]
    return "CJK" if word in _EAST_ASIAN else word
