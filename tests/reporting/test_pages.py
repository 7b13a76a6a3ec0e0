"""The reports page: asking, waiting, failing, taking away."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.reporting import make_pack_row, make_report_row
from tracker.core import clock, files, keys
from tracker.core.proof.single import single_file
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting.choices import State, Verb
from tracker.reporting.models import EvidencePack, Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    def log_in(user: User) -> Client:
        client.force_login(user)
        return client

    return log_in


def ready(document: Any, content: bytes = b"%PDF-1.7 the document") -> Any:
    stored = files.store(io.BytesIO(content))
    type(document).objects.filter(pk=document.pk).update(
        state=State.READY, digest=stored.digest, size=stored.size, finished_at=clock.now(), attempt=1
    )
    document.refresh_from_db()
    return document


def page(slug: str) -> str:
    return reverse("reporting:report_list", args=[slug])


def test_the_page_teaches_while_there_is_nothing(project: Project, manager: User, as_user: Any) -> None:
    answer = as_user(manager).get(page(project.slug))
    assert b"No document has been built yet" in answer.content


def test_a_row_being_built_shows_its_steps_and_asks_again(
    project: Project, manager: User, as_user: Any
) -> None:
    pack = make_pack_row(project, manager)
    EvidencePack.objects.filter(pk=pack.pk).update(
        state=State.BUILDING, step="setting", steps_done=2, attempt=1, beat_at=clock.now()
    )
    client = as_user(manager)
    text = client.get(page(project.slug)).content.decode()
    assert 'hx-trigger="every 2s"' in text
    assert "Setting the pages" in text
    block = client.get(page(project.slug), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in block
    assert "Setting the pages" in block


def test_asking_makes_a_row_and_hands_it_to_a_worker(
    project: Project, manager: User, as_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as handed_over:
        answer = as_user(manager).post(reverse("reporting:report_new", args=[project.slug]))
    assert answer.status_code == 302
    assert Report.objects.get().state == State.REQUESTED
    assert len(handed_over) == 1


def test_clauses_that_do_not_exist_are_refused_beside_the_form(
    project: Project, manager: User, as_user: Any
) -> None:
    answer = as_user(manager).post(reverse("reporting:pack_new", args=[project.slug]), {"clauses": ["99"]})
    assert answer.status_code == 422
    assert not EvidencePack.objects.exists()


def test_a_day_to_come_is_refused(project: Project, manager: User, as_user: Any) -> None:
    day = (project.today() + timedelta(days=3)).isoformat()
    answer = as_user(manager).post(reverse("reporting:pack_new", args=[project.slug]), {"as_of": day})
    assert answer.status_code == 409
    assert b"future" in answer.content


def test_a_failed_pack_says_why_and_can_be_tried_again(
    project: Project, manager: User, as_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    pack = make_pack_row(project, manager)
    EvidencePack.objects.filter(pk=pack.pk).update(state=State.FAILED, error="The file plan.pdf is damaged.")
    client = as_user(manager)
    text = client.get(page(project.slug)).content.decode()
    assert "The file plan.pdf is damaged." in text
    assert "Try again" in text
    with django_capture_on_commit_callbacks() as handed_over:
        client.post(reverse("reporting:pack_retry", args=[project.slug, pk := pack.pk]))
    assert EvidencePack.objects.get(pk=pk).state == State.REQUESTED
    assert len(handed_over) == 1


def test_a_download_is_sealed_off_and_written_down(
    project: Project, sponsor: User, manager: User, as_user: Any
) -> None:
    pack = ready(make_pack_row(project, manager), b"PK the pack")
    client = as_user(sponsor)
    answer = client.get(reverse("reporting:pack_file", args=[project.slug, pack.pk]))
    assert b"".join(answer.streaming_content) == b"PK the pack"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    entry = Activity.objects.get(verb=Verb.PACK_DOWNLOADED)
    assert (entry.actor_id, entry.subject_id) == (sponsor.pk, str(pack.pk))
    assert "Sara Sponsor" in client.get(page(project.slug)).content.decode()


def test_the_public_key_is_offered_beside_its_fingerprint(
    project: Project, manager: User, as_user: Any, tmp_path: Any
) -> None:
    client = as_user(manager)
    address = reverse("reporting:public_key", args=[project.slug])
    for place in (page(project.slug), reverse("projects:settings", args=[project.slug])):
        text = client.get(place).content.decode().replace("<wbr>", "")
        assert address in text
        assert keys.fingerprint() in text
    answer = client.get(address)
    assert answer.content == keys.public_key_pem()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="public_key.pem"'


def test_a_pack_is_handed_out_as_a_bag_too(project: Project, manager: User, as_user: Any) -> None:
    pack = ready(make_pack_row(project, manager), b"PK the folder")
    address = reverse("reporting:pack_bag", args=[project.slug, pack.pk])
    client = as_user(manager)
    assert client.get(address).status_code == 404  # made before there were bags
    bag = files.store(io.BytesIO(b"PK the bag"))
    EvidencePack.objects.filter(pk=pack.pk).update(bag_digest=bag.digest, bag_size=bag.size)
    assert address in client.get(page(project.slug)).content.decode()
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"PK the bag"
    assert "-bag.zip" in answer.headers["Content-Disposition"]
    assert Activity.objects.get(verb=Verb.PACK_DOWNLOADED).after == {"digest": bag.digest}
    verifier = client.get(reverse("reporting:verifier", args=[project.slug]))
    assert verifier.content == single_file()


def test_a_damaged_document_is_not_handed_out(project: Project, manager: User, as_user: Any) -> None:
    report = ready(make_report_row(project, manager), b"%PDF-1.7 will be damaged")
    path = files.path_of(report.digest)
    path.chmod(0o600)
    path.write_bytes(b"other")
    answer = as_user(manager).get(
        reverse("reporting:report_file", args=[project.slug, report.pk]), follow=True
    )
    assert b"missing or damaged" in answer.content
    assert not Activity.objects.filter(verb=Verb.REPORT_DOWNLOADED).exists()


def test_the_page_asks_the_same_number_of_questions_for_many(
    project: Project, manager: User, as_user: Any
) -> None:
    client = as_user(manager)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(page(project.slug)).status_code == 200
        return len(asked)

    make_pack_row(project, manager)
    few = count()
    for _each in range(6):
        ready(make_pack_row(project, manager))
        make_report_row(project, manager)
    assert count() == few
