"""The readiness report: from the facts of a project, and as pages."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories.checklist import make_checklist
from tests.factories.signoffs import make_request
from tests.reporting.samples import make_report
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import words
from tracker.reporting.render import content_bytes, render_report


def text_of(pdf: bytes, path: Path) -> str:
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return " ".join(done.stdout.split())


def test_the_answer_is_made_from_the_figures() -> None:
    content = make_report()
    assert words.answer(content) == (
        "We expect the certificate on 12 May 2027, 3 weeks after plan. 2 decisions wait for you."
    )
    assert words.because(content).startswith("121 of 206 checkpoints are confirmed, +18 since 30 Sep.")
    assert words.readiness_claim(content).startswith(
        "121 of 206 checkpoints are confirmed; clause 8 holds 49 of the 85"
    )


def test_nothing_planned_is_said_and_not_papered_over() -> None:
    empty = make_report(milestones=(), decisions=(), coverage=(), clauses=())
    assert "no milestone is planned yet" in words.answer(empty)
    assert "No decision waits for you." in words.answer(empty)


@pytest.mark.documents
def test_the_pages_say_what_the_content_says(tmp_path: Path) -> None:
    content = make_report()
    digest = hashlib.sha256(content_bytes(content)).hexdigest()
    pdf = render_report(content, digest)
    assert render_report(content, digest) == pdf
    text = text_of(pdf, tmp_path / "report.pdf")
    for expected in (
        "We expect the certificate on 12 May 2027",
        "121 / 206",
        "Helena Voss",
        "Page 1 of",
        "off track",
        "overdue",
    ):
        assert expected in text
    images = subprocess.run(
        ["pdfimages", "-list", tmp_path / "report.pdf"], capture_output=True, text=True, check=True
    )
    assert len(images.stdout.splitlines()) == 2


@pytest.mark.documents
def test_rooms_that_are_not_there_leave_no_page(tmp_path: Path) -> None:
    content = make_report(coverage=(), decisions=(), signoffs=(), gaps=(), milestones=())
    text = text_of(render_report(content, "0" * 64), tmp_path / "report.pdf")
    for absent in ("People", "Training coverage", "Risk", "Benefit", "TODO"):
        assert absent not in text


@pytest.mark.documents
def test_what_people_type_stays_text(tmp_path: Path) -> None:
    content = make_report()
    name = '<img src="file:///etc/passwd"> {{ 7*7 }} <script>alert(1)</script>'
    hostile = replace(content, head=replace(content.head, project=name))
    assert "{{ 7*7 }} <script>" in text_of(render_report(hostile, "0" * 64), tmp_path / "report.pdf")


@pytest.mark.django_db
@pytest.mark.documents
def test_the_command_writes_a_report(project: Project, manager: User, sponsor: User, tmp_path: Path) -> None:
    make_checklist(project)
    make_request(project, by=manager, of=sponsor)
    out = tmp_path / "report.pdf"
    call_command("readiness_report", project=project.slug, out=out)
    text = text_of(out.read_bytes(), tmp_path / "again.pdf")
    assert "0 of 4 checkpoints are confirmed" in text
    assert "1 decision waits for you." in text
    checked = subprocess.run(["qpdf", "--check", str(out)], capture_output=True, text=True, check=True)
    assert "No syntax or stream encoding errors found" in checked.stdout
