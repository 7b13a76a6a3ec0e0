"""What holds for every test: a data folder of its own, and limits by tier."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import pytest

SECONDS = {"browser": 120, "documents": 60, "kill": 120, "deep": 3600}


def _own_data_folder() -> None:
    """Each worker process gets its own folder before Django reads the settings."""
    folder = tempfile.mkdtemp(prefix="iso20k-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ISO20K_DATA"] = folder
    os.environ["SECRET_KEY"] = "a key that is used for tests only, and nowhere else " * 2


_own_data_folder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("timeout"):
            continue
        limits = [SECONDS[name] for name in SECONDS if item.get_closest_marker(name)]
        if limits:
            item.add_marker(pytest.mark.timeout(max(limits)))
