"""What the results of a sample say of it, and of the records that nobody looked at.

The bound is the exact one of Clopper and Pearson (Biometrika 26, 1934, 404-413), one-sided: the largest share of
deviations with which so few of them, or fewer, would still turn up in one of twenty samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SURE = 0.95
HALVINGS = 60  # Each halves what is left of the interval from 0 to 1: far beyond what is shown.


@lru_cache(maxsize=2048)
def upper_bound(deviations: int, size: int) -> float:
    """The one-sided upper limit of 95 % for the share of deviations, by the binomial distribution."""
    if deviations >= size:
        return 1.0
    low, high = 0.0, 1.0
    for _each in range(HALVINGS):
        middle = (low + high) / 2
        if _at_most(deviations, size, middle) > 1 - SURE:
            low = middle
        else:
            high = middle
    return high


def _at_most(deviations: int, size: int, share: float) -> float:
    """How probable so many deviations, or fewer, are where their share is this."""
    return sum(
        comb(size, count) * share**count * (1 - share) ** (size - count) for count in range(deviations + 1)
    )


@dataclass(frozen=True, slots=True)
class ResultTally:
    """The results of a sample, counted. A record that is not found is no proof, so it deviates as well."""

    size: int
    population_size: int
    random: bool
    conforming: int = 0
    deviating: int = 0
    not_found: int = 0

    @property
    def open(self) -> int:
        """Records of the sample that have no result yet."""
        return self.size - self.conforming - self.deviations

    @property
    def deviations(self) -> int:
        return self.deviating + self.not_found

    @property
    def rate(self) -> float:
        return self.deviations / self.size

    @property
    def standing(self) -> str:
        """The word for its shape."""
        return "not_met" if self.deviations else "not_assessed" if self.open else "met"

    @property
    def short(self) -> str:
        """A few words, for lists."""
        if self.open:
            words = {"n": self.open, "all": self.size}
            said = ngettext(
                "open: %(n)s of %(all)s without a result",
                "open: %(n)s of %(all)s without a result",
                self.open,
            )
            return said % words + (self._deviate if self.deviations else "")
        return _("%(n)s of %(all)s conform") % {"n": self.conforming, "all": self.size}

    @property
    def _deviate(self) -> str:
        said = ngettext(", %(n)s does not conform", ", %(n)s do not conform", self.deviations)
        return said % {"n": self.deviations}

    @property
    def figures(self) -> str:
        """How many conform, and how many deviate of all that were looked at."""
        if self.open:
            return self.short
        words = {
            "n": self.conforming,
            "all": self.size,
            "rate": percent(self.rate),
            "deviating": self.deviating,
            "lost": self.not_found,
        }
        if not self.deviations:
            return _("%(n)s of %(all)s conform; deviation rate %(rate)s.") % words
        return (
            _(
                "%(n)s of %(all)s conform; deviation rate %(rate)s (not conforming: %(deviating)s, "
                "not found: %(lost)s)."
            )
            % words
        )

    @property
    def reach(self) -> str:
        """What it says of the others, and what it does not."""
        if self.open:
            return _("What it shows is said when every record of the sample has its result.")
        if self.size >= self.population_size:
            return _("Every record was looked at, so this is the rate itself and no estimate.")
        if not self.random:
            return _("Chosen by hand: it shows these records, and no rate for the others can be worked out.")
        words = {"n": self.size, "bound": percent(upper_bound(self.deviations, self.size))}
        return (
            _(
                "A sample of %(n)s shows no more than this: with 95 %% confidence, at most %(bound)s of all records "
                "deviate (exact binomial upper limit, Clopper–Pearson)."
            )
            % words
        )


def percent(share: float) -> str:
    return _("%(n)s %%") % {"n": f"{100 * share:.1f}"}
