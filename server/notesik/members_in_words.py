"""What a condition tested, as sentences for people: what was there, and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from notesik.explanations import SINCE_LAST, Member

MOST_FAILURES = 5
"""In one sentence; the rest are counted."""
MOST_CHARACTERS = 80

OPERATORS_IN_WORDS: dict[str, str] = {
    "$eq": "{}",
    "$ne": "anything but {}",
    "$lt": "less than {}",
    "$lte": "at most {}",
    "$gt": "more than {}",
    "$gte": "at least {}",
    "$veq": "version {}",
    "$vne": "any version but {}",
    "$vlt": "a version before {}",
    "$vlte": "version {} or before",
    "$vgt": "a version after {}",
    "$vgte": "version {} or after",
    "$in": "one of {}",
    "$nin": "none of {}",
    "$ini": "one of {}, in any case",
    "$nini": "none of {}, in any case",
    "$regex": "what fits the pattern {}",
    "$regexi": "what fits the pattern {}, in any case",
    "$notRegex": "what does not fit the pattern {}",
    "$notRegexi": "what does not fit the pattern {}, in any case",
    "$exists": "that it is there: {}",
    "$type": "the type {}",
    "$not": "not {}",
    "$size": "so many items: {}",
    "$all": "all of {}",
    "$alli": "all of {}, in any case",
    "$elemMatch": "an item that fits {}",
    "$inGroup": "one of the group {}",
    "$notInGroup": "none of the group {}",
}
_GROUPS = {"$and": "all of", "$or": "at least one of", "$nor": "none of", "$not": "not all of"}
_FAILED_GROUPS = {
    "$and": "",
    "$or": "none of these holds: ",
    "$nor": "one of these holds: ",
    "$not": "all of this holds: ",
}
_ACTUAL = {
    "count": "{} times",
    "sum": "{} in sum",
    "share": "a share of {}",
    "sequence": "{} of its steps",
}


def failures_in_words(tests: Iterable[Member]) -> str:
    """The members that failed: ``cart.value is 20, expected at least 50; …``."""
    failed = [_failure(test) for test in tests if not test.holds]
    more = f"; and {len(failed) - MOST_FAILURES} more" if len(failed) > MOST_FAILURES else ""
    return "; ".join(failed[:MOST_FAILURES]) + more


def subject_of(test: Member) -> str:
    """What was looked at: ``cart.value``, ``Product Viewed where {"price": 5} within 7d``, ``segment vip``."""
    if test.field:
        return test.field
    if test.segment:
        return f"segment {test.segment}"
    if not test.of:
        return _GROUPS[test.operator]
    if "sequence" in test.of:
        subject = "the sequence " + ", then ".join(_event(step) for step in test.of["sequence"])
        return subject + _within(test.of) + _without(test.of)
    subject = _event(test.of) + _within(test.of)
    return f"{test.of['property']} of {subject}" if "property" in test.of else subject


def expected_of(test: Member) -> str:
    """What was expected: ``at least 50``; nothing where that is told by the tests within."""
    if test.measure == "sequence":
        return f"all {test.expected}"
    if test.operator not in OPERATORS_IN_WORDS or not (test.field or test.measure):
        return ""
    words = OPERATORS_IN_WORDS[test.operator]
    if test.measure == SINCE_LAST:
        return words.format(test.expected) + " ago"
    return words.format(in_words(test.expected))


def actual_of(test: Member) -> str:
    """What was there: ``20``, ``3 times``, ``2 h ago``; nothing where that is told by the tests within."""
    if test.segment:
        return "the visitor is in it" if test.actual else "the visitor is not in it"
    if test.measure == "step":
        return "reached" if test.holds else "not reached"
    if test.measure in (SINCE_LAST, "share") and test.actual is None:
        return "never"
    if test.measure == SINCE_LAST:
        return f"{_time(test.actual)} ago"
    if test.measure:
        return _ACTUAL[test.measure].format(in_words(test.actual))
    return in_words(test.actual) if test.field else ""


def _failure(test: Member) -> str:
    """A member that failed, as a sentence: ``cart.value is 20, expected at least 50``."""
    subject = subject_of(test)
    if test.segment:
        inner = failures_in_words(test.tests)
        return f"{subject}: {actual_of(test)}" + (f" ({inner})" if inner else "")
    if test.measure == "sequence":
        missing = next((_event(step.of) for step in test.tests if not step.holds), "")
        return f"{subject}: {actual_of(test)} reached, expected {expected_of(test)}; {missing} is missing"
    if test.measure:
        return f"{subject}: {actual_of(test)}, expected {expected_of(test)}"
    if test.field:
        return f"{subject} is {actual_of(test)}, expected {expected_of(test)}"
    return _FAILED_GROUPS[test.operator] + _members_in_words(test)


def _members_in_words(group: Member) -> str:
    """What is in a group that failed: of ``$or`` and ``$and`` what failed, of ``$nor`` and ``$not`` what holds."""
    if group.operator == "$and":
        return failures_in_words(group.tests)
    if group.operator == "$or":
        return " ".join(f"({_failure(test)})" for test in group.tests)
    return ", ".join(f"{subject_of(test)} {actual_of(test)}".strip() for test in group.tests if test.holds)


def in_words(value: object) -> str:
    """A value as JSON, cut where it is long."""
    if value is None:
        return "missing"
    text = msgspec.json.encode(value, enc_hook=str).decode()
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def _event(of: Mapping[str, Any]) -> str:
    names = of["event"] if isinstance(of["event"], list | tuple) else [of["event"]]
    where = f" where {in_words(of['where'])}" if of.get("where") else ""
    return " or ".join(map(str, names)) + where


def _within(of: Mapping[str, Any]) -> str:
    within = of.get("within")
    if within is None:
        return ""
    return {"session": " in this session", "earlier": " before this session"}.get(within, f" within {within}")


def _without(of: Mapping[str, Any]) -> str:
    return f" without {_event(of['without'])}" if "without" in of else ""


def _time(seconds: float) -> str:
    for unit, length_s in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length_s:
            return f"{seconds / length_s:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:g} s"
