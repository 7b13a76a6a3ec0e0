"""The words of a method: the one place that knows what a page calls a stage, a product, a report."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.plan.methods.reader import METHODS, read_method


@dataclass(frozen=True, slots=True)
class Words:
    """What the method calls things; `method` is empty where none was used."""

    method: str

    stage: str
    stages: str
    product: str
    products: str
    report: str
    gate: str
    exception: str
    sponsor: str


def words_of_method(key: str) -> Words:
    """The words of that method; of none, our own."""
    if key in METHODS:
        return Words(method=key, **read_method(key).words)
    return Words(
        method="",
        stage=_("Phase"),
        stages=_("Phases"),
        product=_("Deliverable"),
        products=_("Deliverables"),
        report=_("Readiness report"),
        gate=_("Gate"),
        exception=_("Exception"),
        sponsor=_("Sponsor"),
    )
