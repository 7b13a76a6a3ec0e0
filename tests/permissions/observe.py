"""What the site answers at addresses that have no row in the table yet; `tools/permission_rows.py` calls it."""

from __future__ import annotations

import pytest

from tests.permissions.addresses import rows, without_row
from tests.permissions.test_table import ADDRESSES, METHODS, Cast, cast, observe
from tracker.projects.models import Project

__all__ = ["cast"]


@pytest.mark.parametrize("name", without_row(list(ADDRESSES.values()), rows()))
@pytest.mark.django_db
@pytest.mark.timeout(60)
def print_row(name: str, project: Project, cast: Cast) -> None:
    for method in METHODS:
        row = observe(name, method, project, cast)
        if set(row.answers) - {"405", "login"}:
            print(f"ROW {row}")
