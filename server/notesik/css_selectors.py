"""Whether a text can be a CSS selector at all: light, and never stricter than browsers, which know more pseudo-classes
every year. What is in parentheses is only looked at as far as its brackets and quotes go.

Grammar: Selectors Level 4, w3.org/TR/selectors-4/#grammar.
"""

from __future__ import annotations

import re

_NAME = r"(?:--|-?(?:[a-zA-Z_]|[^\x00-\x7f]|\\.))(?:[\w-]|[^\x00-\x7f]|\\.)*"
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_ATTRIBUTE = rf"\[\s*(?:(?:{_NAME}|\*)?\|)?{_NAME}\s*(?:[~|^$*]?=\s*(?:{_NAME}|{_QUOTED})\s*(?:[iIsS]\s*)?)?\]"
_PART = re.compile(rf"{_ATTRIBUTE}|[#.]{_NAME}|::?{_NAME}(?P<opens>\()?", re.DOTALL)
_TYPE = re.compile(rf"(?:(?:{_NAME}|\*)?\|)?(?:{_NAME}|\*)|&", re.DOTALL)
_BETWEEN = re.compile(r"\s*([>+~,])\s*|\s+")
_WITHIN = re.compile(rf"{_QUOTED}|\\.|[()\[\]]|[^()\[\]\\\"']", re.DOTALL)
_CLOSING = {"(": ")", "[": "]"}


def selector_fault(selector: str) -> str:
    """What keeps a text from being a CSS selector; empty when nothing does.

    >>> selector_fault("main > .row:nth-child(2n + 1), #cart [data-id='5']"), selector_fault("a:has(> img)")
    ('', '')
    >>> selector_fault("###"), selector_fault(".row >")
    ('is no CSS selector, from "###" on', 'is no CSS selector: it ends with ">"')
    """
    text = selector.strip()
    at = 0
    while True:
        end = _after_compound(text, at)
        if end == at:
            return f'is no CSS selector, from "{text[at : at + 20]}" on' if text[at:] else _unfinished(text)
        if end == len(text):
            return ""
        between = _BETWEEN.match(text, end)
        if between is None:
            return f'is no CSS selector, from "{text[end : end + 20]}" on'
        at = between.end()


def types_found(selector: str) -> set[str]:
    """The types of the elements that a sound selector finds, in lower case, as far as it names them.

    >>> sorted(types_found("main > SCRIPT.first, p:has(style) h2, #cart"))
    ['h2', 'script']
    """
    text, at = selector.strip(), 0
    found: set[str] = set()
    while True:
        between = _BETWEEN.match(text, _after_compound(text, at))
        named = _TYPE.match(text, at)
        if named and (between is None or between[1] == ","):
            found.add(named[0].rpartition("|")[2].lower())
        if between is None:
            return found
        at = between.end()


def _unfinished(text: str) -> str:
    return f'is no CSS selector: it ends with "{text[-1]}"' if text else "must not be empty"


def _after_compound(text: str, at: int) -> int:
    """Where what is said of one element ends; ``at`` where nothing is."""
    found = _TYPE.match(text, at)
    end = found.end() if found else at
    while (part := _PART.match(text, end)) is not None:
        after = _after_parentheses(text, part.end()) if part["opens"] else part.end()
        if after == 0:
            break
        end = after
    return end


def _after_parentheses(text: str, at: int) -> int:
    """Behind the bracket that closes what was opened before ``at``; 0 where none does."""
    awaited = [")"]
    while awaited:
        found = _WITHIN.match(text, at)
        if found is None:
            return 0
        at, token = found.end(), found[0]
        if token in _CLOSING:
            awaited.append(_CLOSING[token])
        elif token in (")", "]") and awaited.pop() != token:
            return 0
    return at
