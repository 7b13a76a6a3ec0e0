"""The demonstration is made once and asked many things."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Count
from django.test import Client

from tracker.checklist.choices import State
from tracker.checklist.models import Checkpoint
from tracker.checklist.queries import readiness, rounds_of
from tracker.core import clock, files
from tracker.core.sniff import sniff
from tracker.dashboard.demo.cast import DOMAIN, PASSWORD
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.evidence.queries import samplings_of
from tracker.history.queries import verify_log
from tracker.people.models import Person, User
from tracker.plan.choices import TaskKind
from tracker.plan.models import Milestone, Task, TaskSeries
from tracker.progress.models import ProgressSnapshot
from tracker.progress.queries import standing
from tracker.projects.models import Project
from tracker.signoffs.models import SignOffRequest
from tracker.standard.models import Crossref
from tracker.training.models import TrainingRecord

LOGINS = ("manager", "member", "sponsor", "auditor")


@pytest.mark.documents
@pytest.mark.once
@pytest.mark.timeout(300)
@pytest.mark.django_db
def test_the_demonstration_is_whole_and_real() -> None:
    be_whole_and_real()


def be_whole_and_real() -> None:
    said = io.StringIO()
    call_command("seed_demo", stdout=said)
    for login in LOGINS:
        assert f"{login}@{DOMAIN}" in said.getvalue()
    project = Project.objects.get()
    _has_its_size(project)
    _has_its_decisions()
    _was_looked_at(project)
    _has_real_files(project)
    _has_a_past(project)
    _opens_for_everybody()
    assert verify_log().whole
    with pytest.raises(CommandError, match="already"):
        call_command("seed_demo", stdout=said)
    assert Project.objects.count() == 1


def _was_looked_at(project: Project) -> None:
    """Two rounds that differ, a sample with its results and one that is open, and what hangs together."""
    first, last = rounds_of(project)[::-1] if rounds_of(project)[0].kind != "gap" else rounds_of(project)
    assert (first.kind, last.kind) == ("gap", "again")
    assert first.rows.filter(met=True).count() < last.rows.filter(met=True).count()
    tallies = [
        each.tally
        for found in samplings_of(project, Evidence.objects.of(project).values_list("pk", flat=True)).values()
        for each in found
    ]
    assert sorted((each.size, each.conforming, each.deviations, each.open) for each in tallies) == [
        (8, 5, 0, 3),
        (12, 11, 1, 0),
    ]
    assert Crossref.objects.count() == 2


def _has_its_size(project: Project) -> None:
    assert Person.objects.count() == 40
    assert Task.objects.of(project).filter(kind=TaskKind.TASK).count() == 115
    assert Milestone.objects.of(project).count() == 12
    assert TaskSeries.objects.of(project).get().occurrences.count() == 12
    assert Checkpoint.objects.of(project).count() == 206
    today = project.today()
    assert TrainingRecord.objects.filter(expires_on__lt=today).exists()
    assert EvidenceRevision.objects.expired(on=today).exists()
    now = standing(project)
    assert 0 < now.ready < now.met < now.total
    assert now.gained is not None
    assert now.gained > 0
    assert 0 < now.slip < 90
    late = [
        m for m in now.milestones if m.done and m.baseline_on and m.day > m.baseline_on + timedelta(days=7)
    ]
    assert [m.name for m in late] == ["Gate 1: documents approved"]


def _has_its_decisions() -> None:
    states = dict(SignOffRequest.objects.values_list("state").annotate(Count("id")))
    assert states["declined"] == 1
    assert states["waiting"] == 2
    assert states["approved"] >= 1


def _has_real_files(project: Project) -> None:
    kinds = set()
    for revision in EvidenceRevision.objects.of(project):
        with files.open_verified(revision.digest) as source:
            content = source.read()
        assert sniff(content[:8192], revision.filename) == revision.media_type
        if revision.media_type.startswith("application/vnd.openxml"):
            assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
        kinds.add(revision.filename.rsplit(".", 1)[-1])
    assert kinds >= {"pdf", "docx", "xlsx", "png"}


def _has_a_past(project: Project) -> None:
    """What a snapshot kept is what the history says of that day."""
    day = project.today() - timedelta(days=60)
    kept = ProgressSnapshot.objects.get(project=project, day=day)
    told = readiness(project, at=clock.now() - timedelta(days=60))
    assert sum(row.met for row in told) == kept.met > 0
    states = {row.state for row in Checkpoint.objects.of(project)}
    assert {State.MET, State.PARTLY_MET, State.NOT_MET} <= states


def _opens_for_everybody() -> None:
    for login in LOGINS:
        client = Client()
        assert client.login(username=f"{login}@{DOMAIN}", password=PASSWORD)
        for page in ("", "my-work/", "activity/"):
            assert client.get(f"/projects/fjellbach/{page}").status_code == 200
    assert not User.objects.get(email=f"quality@{DOMAIN}").has_usable_password()
