"""Print rows for addresses that have none yet: `pytest tests/permissions/observe.py -s -n0`."""

from __future__ import annotations

import pytest

from tests.permissions.addresses import rows, without_row
from tests.permissions.test_table import ADDRESSES, METHODS, Cast, cast, observe
from tracker.projects.models import Project

__all__ = ["cast"]


@pytest.mark.parametrize("name", without_row(list(ADDRESSES.values()), rows()))
@pytest.mark.django_db
@pytest.mark.timeout(60)
def test_print_what_the_site_answers(name: str, project: Project, cast: Cast) -> None:
    for method in METHODS:
        row = observe(name, method, project, cast)
        if set(row.answers) - {"405", "login"}:
            print(f"ROW {row}")
