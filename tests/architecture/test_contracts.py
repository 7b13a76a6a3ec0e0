"""The import contracts hold, and each of them catches a planted breach."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, sources

LINT = Path(sys.executable).parent / "lint-imports"
BREACHES = {
    "tracker/core/clock.py": "from tracker.people.models import User",
    "tracker/people/choices.py": "from tracker.people.actions import create_user",
    "tracker/projects/models.py": "from tracker.history import tasks",
    "tracker/evidence/models/__init__.py": "import weasyprint",
    "tracker/standard/models.py": "import iso20k.settings",
}


def lint(folder: Path) -> tuple[dict[str, str], str]:
    """Each contract with its verdict, and the report."""
    result = subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)$", result.stdout, re.MULTILINE))
    assert verdicts, result.stdout + result.stderr
    return verdicts, result.stdout


@pytest.mark.timeout(120)
def test_all_contracts_are_kept() -> None:
    verdicts, report = lint(ROOT)
    assert set(verdicts.values()) == {"KEPT"}, report


@pytest.mark.timeout(120)
def test_each_contract_catches_a_planted_breach(tmp_path: Path) -> None:
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for source in sources():
        target = tmp_path / source.path
        target.parent.mkdir(parents=True, exist_ok=True)
        # Only who imports whom matters: an empty twin of each file keeps this fast.
        target.write_text(BREACHES.get(source.path, ""))
    verdicts, report = lint(tmp_path)
    assert set(verdicts.values()) == {"BROKEN"}, report
