"""Every key in Redis and how long it lives.

| key                                            | type: what it holds                               | lifetime      |
|------------------------------------------------|---------------------------------------------------|---------------|
| `notesik:store`                                | hash: `partitions`, their number, fixed once      | for ever      |
| `notesik:sites`                                | hash: site id → document                          | for ever      |
| `notesik:versions`                             | hash: what changed → how often                    | for ever      |
| `notesik:log-readers`                          | zset: workers of the log by when they said so     | for ever      |
| `notesik:turn:WORK`                            | text: somebody does this work now                 | one turn      |
| `notesik:{pNN}:visitor:SITE:LEVEL:ID`          | hash: `s` state, `r` revision, `u`, `p`           | as saved      |
| `notesik:{pNN}:log`                            | stream: `d` one event, packed                     | LOG_LENGTH    |
| `notesik:{pNN}:log:faulty`                     | stream: `d`, `id`, `reason` of what was set aside | FAULTY_LENGTH |
| `notesik:{pNN}:results:SITE:CAMPAIGN:DAY`      | hash: `VARIANT:FIELD` → whole number              | RESULTS_…     |
| `notesik:{site:SITE}:campaigns`                | hash: campaign id → document                      | for ever      |
| `notesik:{site:SITE}:segments`                 | hash: segment id → document                       | for ever      |
| `notesik:{site:SITE}:scoring-plans`            | hash: plan id → document                          | for ever      |
| `notesik:{site:SITE}:segment:SEGMENT:DAY`      | HyperLogLog: the visitors in it                   | SEGMENT_…     |
| `notesik:{site:SITE}:rules`                    | hash: `rules`, the document                       | for ever      |
| `notesik:{site:SITE}:theme`                    | hash: `theme`, the document                       | for ever      |
| `notesik:{site:SITE}:catalogue`                | hash: `generation` shown, `count`, `last` begun   | for ever      |
| `notesik:{site:SITE}:catalogue:GENERATION`     | hash: product id → product                        | while shown   |
| `notesik:{site:SITE}:together:KIND:of:PRODUCT` | zset: neighbours by weight                        | TOGETHER_…    |
| `notesik:{site:SITE}:together:KIND:changed`    | zset: products by the time of their change        | TOGETHER_…    |
| `notesik:{site:SITE}:best-sellers`             | zset: products by weight                          | TOGETHER_…    |
| `notesik:{site:SITE}:counting`                 | zset: entries counted there, by last try          | COUNTING_…    |
| `notesik:{site:SITE}:shoppers:KIND:of:PRODUCT` | zset: visitors, hashed, by hour of their last     | MAX_HOURS     |
| `notesik:{site:SITE}:shoppers:KIND:in:PRODUCT` | hash: hour → visitors whose last it was           | MAX_HOURS     |
| `notesik:{site:SITE}:shoppers:KIND:changed`    | zset: products by the time of their change        | MAX_HOURS     |

The part in braces is the hash tag: keys with the same one live on the same node of a Redis Cluster, so that a script
may change them together. A visitor's record, the log of its events and their results share one partition.
Ids of sites, campaigns and segments, and days, hold no colon; visitor and product ids, which may, always come last.
"""

from __future__ import annotations

from typing import Literal, NamedTuple
from zlib import crc32

PARTITIONS = 64
"""Default number of partitions."""

LOG_LENGTH = 10_000
"""Entries that the log of one partition keeps at least; older ones are trimmed (a few more may stay)."""

FAULTY_LENGTH = 1_000
"""Entries set aside that one partition keeps."""

DAY_MS = 86_400_000
VISITOR_LIFETIME_MS = 400 * DAY_MS
"""Default lifetime of a visitor's record after its last change."""

RESULTS_LIFETIME_MS = 800 * DAY_MS
SEGMENT_SIZES_LIFETIME_MS = 400 * DAY_MS
"""Shorter than that of results, since each may take 12 KB; but the same day of last year can be seen."""

TOGETHER_LIFETIME_MS = 180 * DAY_MS
COUNTING_LIFETIME_MS = 7 * DAY_MS
"""An entry of the log that is not tried again for so long has been acknowledged; its worker has died just then."""
ACKNOWLEDGED_LIFETIME_MS = 600_000
"""How long the name of an acknowledged entry is known, for workers that stood still since they have read it."""
UNFINISHED_IMPORT_LIFETIME_MS = 3_600_000
"""A catalogue whose import was broken off vanishes after this."""

REPLACED_CATALOGUE_LIFETIME_MS = 600_000
"""A catalogue that was replaced stays this long for those who are just reading it."""

STORE = "notesik:store"
SITES = "notesik:sites"
VERSIONS = "notesik:versions"
LOG_READERS = "notesik:log-readers"

Level = Literal["a", "u"]
"""Whose record: an anonymous id's or a user id's. The same text may occur as both."""

Kind = Literal["viewed", "bought"]
"""How two products came together."""


class VisitorKey(NamedTuple):
    """Where a visitor's record is."""

    partition: int
    name: str

    @property
    def log(self) -> str:
        return log_key(self.partition)


def partition_of(site: str, id: str, partitions: int) -> int:
    """The partition of a visitor: the same in every process and for ever.

    >>> partition_of("shop", "b7f2", 64)
    38
    """
    return crc32(f"{site}:{id}".encode()) % partitions


def visitor_key(site: str, level: Level, id: str, partitions: int) -> VisitorKey:
    """
    >>> visitor_key("shop", "a", "b7f2", 64).name
    'notesik:{p38}:visitor:shop:a:b7f2'
    """
    partition = partition_of(site, id, partitions)
    return VisitorKey(partition, f"notesik:{{p{partition:02d}}}:visitor:{site}:{level}:{id}")


def log_key(partition: int) -> str:
    return f"notesik:{{p{partition:02d}}}:log"


def faulty_log_key(partition: int) -> str:
    return f"notesik:{{p{partition:02d}}}:log:faulty"


def results_key(partition: int, site: str, campaign: str, day: str) -> str:
    """`day` is a date like `2026-11-21`."""
    return f"notesik:{{p{partition:02d}}}:results:{site}:{campaign}:{day}"


def campaigns_key(site: str) -> str:
    return f"notesik:{{site:{site}}}:campaigns"


def segments_key(site: str) -> str:
    return f"notesik:{{site:{site}}}:segments"


def scoring_plans_key(site: str) -> str:
    return f"notesik:{{site:{site}}}:scoring-plans"


def site_rules_key(site: str) -> str:
    return f"notesik:{{site:{site}}}:rules"


def site_theme_key(site: str) -> str:
    return f"notesik:{{site:{site}}}:theme"


def turn_key(work: str) -> str:
    return f"notesik:turn:{work}"


def segment_size_key(site: str, segment: str, day: str) -> str:
    """`day` is a date like `2026-11-21`."""
    return f"notesik:{{site:{site}}}:segment:{segment}:{day}"


def catalogue_key(site: str) -> str:
    return f"notesik:{{site:{site}}}:catalogue"


def generation_key(site: str, generation: int) -> str:
    return f"notesik:{{site:{site}}}:catalogue:{generation}"


def together_key(site: str, kind: Kind, product: str) -> str:
    return f"notesik:{{site:{site}}}:together:{kind}:of:{product}"


def together_changed_key(site: str, kind: Kind) -> str:
    return f"notesik:{{site:{site}}}:together:{kind}:changed"


def best_sellers_key(site: str) -> str:
    return f"notesik:{{site:{site}}}:best-sellers"


def counting_key(site: str) -> str:
    return f"notesik:{{site:{site}}}:counting"


def shoppers_key(site: str, action: str, product: str) -> str:
    return f"notesik:{{site:{site}}}:shoppers:{action}:of:{product}"


def shoppers_hours_key(site: str, action: str, product: str) -> str:
    return f"notesik:{{site:{site}}}:shoppers:{action}:in:{product}"


def shoppers_changed_key(site: str, action: str) -> str:
    return f"notesik:{{site:{site}}}:shoppers:{action}:changed"
