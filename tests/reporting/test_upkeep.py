"""What happens to documents when nobody looks: they are handed over again, given up, announced, removed."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.endings import ended_at
from tests.factories.evidence import make_evidence, make_upload
from tests.factories.reporting import make_pack_row, make_report_row
from tracker.core import clock, files
from tracker.core.errors import RuleBroken
from tracker.history.models import Activity
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import actions
from tracker.reporting.choices import State, Step, Verb
from tracker.reporting.models import ENOUGH_ATTEMPTS, SILENT_FOR, UNHEARD_FOR, EvidencePack, Report

pytestmark = [pytest.mark.django_db, pytest.mark.documents]


def told(user: User) -> list[Notification]:
    return list(Notification.objects.filter(recipient=user, kind="document"))


def test_who_asked_is_told_with_the_fingerprint_when_the_pack_is_ready(
    project: Project, manager: User
) -> None:
    pack = make_pack_row(project, manager)
    actions.build_pack(pack.pk)
    pack.refresh_from_db()
    (message,) = told(manager)
    assert "evidence pack" in message.subject
    assert pack.key_fingerprint in message.context["detail"]
    assert message.link == f"/projects/{project.slug}/reports/"
    assert pack.expires_at is not None


def test_who_asked_is_told_why_it_failed(project: Project, manager: User) -> None:
    make_evidence(project=project, actor=manager, upload=make_upload("policy.pdf", name="The policy"))
    pack = make_pack_row(project, manager)
    EvidencePack.objects.filter(pk=pack.pk).update(
        state=State.BUILDING, attempt=ENOUGH_ATTEMPTS, beat_at=clock.now() - 2 * SILENT_FOR
    )
    actions.look_after()
    pack.refresh_from_db()
    assert (pack.state, f"{ENOUGH_ATTEMPTS} times" in pack.error) == (State.FAILED, True)
    (message,) = told(manager)
    assert message.context["detail"] == pack.error
    assert Activity.objects.filter(verb=Verb.PACK_FAILED, subject_id=str(pack.pk)).exists()
    actions.retry_pack(actor=manager, pack=pack)


def test_what_a_dead_worker_or_broker_left_is_handed_over_again(
    project: Project, manager: User, django_capture_on_commit_callbacks
) -> None:
    now = clock.now()
    dead, unheard, busy = (make_report_row(project, manager) for _ in range(3))
    rows = Report.objects
    rows.filter(pk=dead.pk).update(state=State.BUILDING, attempt=1, beat_at=now - 2 * SILENT_FOR)
    rows.filter(pk=busy.pk).update(state=State.BUILDING, attempt=1, beat_at=now)
    rows.filter(pk=unheard.pk).update(requested_at=now - 2 * UNHEARD_FOR)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.look_after() == 2
    states = dict(rows.values_list("pk", "state"))
    assert states == {dead.pk: State.READY, unheard.pk: State.READY, busy.pk: State.BUILDING}
    assert actions.look_after() == 0
    assert len(told(manager)) == 2


@pytest.mark.once
def test_a_worker_that_is_told_to_end_leaves_its_document_to_the_next(
    project: Project, manager: User, django_capture_on_commit_callbacks
) -> None:
    """A restart ends the worker by TERM, which is no fault of the document."""
    pack = make_pack_row(project, manager)
    with connection.execute_wrapper(ended_at(Step.SETTING)), pytest.raises(SystemExit):
        actions.build_pack(pack.pk)
    pack.refresh_from_db()
    assert (pack.state, pack.error) == (State.BUILDING, "")
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.look_after() == 1
    pack.refresh_from_db()
    assert (pack.state, pack.attempt) == (State.READY, 2)


def packed(project: Project, manager: User) -> EvidencePack:
    """A finished pack whose bytes are something small."""
    pack = make_pack_row(project, manager)
    stored = files.store(make_upload(f"{pack.pk}.pdf", name="x").file)
    EvidencePack.objects.filter(pk=pack.pk).update(
        state=State.READY, digest=stored.digest, size=stored.size, manifest_digest="a" * 64,
        expires_at=clock.now() - timedelta(hours=1),
    )  # fmt: skip
    pack.refresh_from_db()
    return pack


def long_ago(pack: EvidencePack) -> None:
    os.utime(files.path_of(pack.digest), (0, 0))


def test_a_pack_whose_time_is_over_loses_its_file_and_keeps_its_digests(
    project: Project, manager: User, client: Client
) -> None:
    pack = packed(project, manager)
    long_ago(pack)
    forms = {form: files.store(make_upload(f"{form}.pdf", name="x").file).digest for form in pack.FORMS[1:]}
    EvidencePack.objects.filter(pk=pack.pk).update(**forms)
    for digest in forms.values():
        os.utime(files.path_of(digest), (0, 0))
    assert actions.expire_packs() == 1
    after = EvidencePack.objects.get(pk=pack.pk)
    assert (after.state, after.digest, after.manifest_digest) == (State.EXPIRED, pack.digest, "a" * 64)
    assert [files.path_of(digest).exists() for digest in (pack.digest, *forms.values())] == [False] * 3
    assert Activity.objects.filter(verb=Verb.PACK_EXPIRED, subject_id=str(pack.pk)).count() == 1
    assert actions.expire_packs() == 0
    with pytest.raises(RuleBroken, match="expired"):
        actions.record_download(actor=manager, document=after)
    client.force_login(manager)
    page = client.get(f"/projects/{project.slug}/reports/").content.decode()
    assert "its digest stays" in page
    assert f"{pack.pk}/file" not in page


def test_a_file_that_something_else_refers_to_is_kept(project: Project, manager: User) -> None:
    pack, twin = packed(project, manager), packed(project, manager)
    EvidencePack.objects.filter(pk=twin.pk).update(digest=pack.digest, expires_at=clock.now() + timedelta(1))
    long_ago(pack)
    actions.expire_packs()
    assert files.path_of(pack.digest).exists()
    EvidencePack.objects.filter(pk=twin.pk).update(expires_at=clock.now())
    actions.expire_packs()
    assert not files.path_of(pack.digest).exists()


def test_a_file_that_was_stored_a_moment_ago_is_kept(project: Project, manager: User) -> None:
    """Somebody is keeping the same bytes just now, and has not written down yet that he does."""
    pack = packed(project, manager)
    long_ago(pack)
    with files.open_stored(pack.digest) as again:
        files.store(again)
    actions.expire_packs()
    assert files.path_of(pack.digest).exists()
