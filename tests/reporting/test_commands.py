"""Documents made from the command line: where they cannot be written is said before the work begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tracker.projects.models import Project
from tracker.reporting.models import EvidencePack, Report


def test_a_pack_that_has_no_place_is_not_begun(project: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("evidence_pack", project=project.slug, out=tmp_path / "file" / "pack")
    assert not EvidencePack.objects.exists()


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "is a folder"), ("none/report.pdf", "There is no folder")]
)
def test_a_report_that_has_no_place_is_not_begun(
    name: str, sentence: str, project: Project, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("readiness_report", project=project.slug, out=tmp_path / name)
    assert not Report.objects.exists()
