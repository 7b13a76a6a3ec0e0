"""What starts the program must not load what only a few requests need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = {
    "weasyprint",
    "openpyxl",
    "pypdf",
    "pikepdf",
    "fontTools",
    "PIL",
    "lxml",
    "numpy",
    "holidays",
    "icalendar",
}
START = """
import django, sys
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(" ".join(sys.modules))
"""


def test_the_start_loads_no_library_for_documents_and_workbooks() -> None:
    root = Path(__file__).resolve().parents[2]
    started = subprocess.run(
        [sys.executable, "-c", START], cwd=root, check=True, capture_output=True, text=True, timeout=120
    )
    assert not HEAVY & set(started.stdout.split())
