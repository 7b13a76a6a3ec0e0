"""Public holidays of countries and their regions; the library with the rules is loaded when it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from tracker.plan.actions.worktime import Otherwise
from tracker.projects.models import Project

YEARS_AHEAD = 2
MOST_YEARS = 12


@lru_cache(maxsize=1)
def countries() -> Sequence[tuple[str, str]]:
    """Code (ISO 3166-1) and English name of each country whose holidays are known, by name."""
    from holidays.registry import COUNTRIES

    known = _regions()
    named = ((code, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)) for name, code, *_ in COUNTRIES.values())
    return sorted((pair for pair in named if pair[0] in known), key=lambda pair: pair[1])


def regions_of(country: str) -> Sequence[str]:
    """The codes of the regions of a country that have holidays of their own."""
    return _regions()[country]


@lru_cache(maxsize=1)
def _regions() -> dict[str, list[str]]:
    import holidays

    return holidays.list_supported_countries(include_aliases=False)


def public_holidays(
    project: Project, country: str, region: str, there: Sequence[Otherwise]
) -> list[Otherwise]:
    """The public holidays of the years of the project that are not among the exceptions yet."""
    import holidays

    first = project.starts_on.year
    last = max(project.target_on or project.starts_on, project.today()).year
    years = range(first, min(last + YEARS_AHEAD, first + MOST_YEARS))
    found = holidays.country_holidays(country, subdiv=region or None, years=years, language="en_US")
    taken = {one.first for one in there if one.first == one.last}
    return [Otherwise(day, day, (), name) for day, name in sorted(found.items()) if day not in taken]
