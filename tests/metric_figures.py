"""What ``/metrics`` says, to compare."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

Figures = dict[str, dict[tuple[str, ...], float]]
"""Values by the name of the sample and the values of its labels, in the order of the labels' names."""


def figures_of(text: str) -> Figures:
    found: Figures = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(value for _, value in sorted(sample.labels.items()))] = sample.value
    return found
