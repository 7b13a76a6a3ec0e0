"""The demonstration once more, on whichever database is asked: ISO20K_TEST_DATABASE=postgresql for PostgreSQL."""

from __future__ import annotations

import pytest

from tests.dashboard.test_demonstration import be_whole_and_real

pytestmark = [pytest.mark.deep, pytest.mark.django_db]


def test_the_demonstration_is_made_on_this_database_too() -> None:
    be_whole_and_real()
