"""The page on which somebody signs."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.people import PASSWORD
from tests.factories.signoffs import make_content, make_request, make_signoff
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs.choices import State
from tracker.signoffs.models import SignOff, SignOffRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def asked(project: Project, manager: User, sponsor: User) -> SignOffRequest:
    return make_request(project, by=manager, of=sponsor)


def to(name: str, asked: SignOffRequest) -> str:
    return reverse(f"signoffs:{name}", args=[asked.project.slug, asked.pk])


def answer(asked: SignOffRequest, **facts: str) -> dict[str, str]:
    return {
        "decision": "approved",
        "password": PASSWORD,
        "read_to_end": "on",
        "digest": asked.digest,
        **facts,
    }


def test_the_sponsor_reads_signs_and_gets_a_receipt(
    client: Client, asked: SignOffRequest, sponsor: User
) -> None:
    client.force_login(sponsor)
    page = client.get(to("request_detail", asked)).content.decode()
    assert page.index("Every clause has current evidence.") < page.index("What your sign-off means")
    assert "Approve and sign as Sara Sponsor" in page
    response = client.post(to("decision", asked), answer(asked), follow=True)
    page = response.content.decode()
    signoff = SignOff.objects.get()
    assert signoff.receipt in page
    assert " ".join(signoff.digest[at : at + 8] for at in range(0, 64, 8)) in page
    assert "Checked now: content, sign-off and seal fit each other" in page
    assert "Approve and sign as" not in page


def test_the_receipt_can_be_checked_by_somebody_who_has_only_the_file(
    client: Client, asked: SignOffRequest, sponsor: User, tmp_path: Any
) -> None:
    import subprocess

    make_signoff(asked, by=sponsor)
    client.force_login(sponsor)
    file = json.loads(client.get(to("receipt_file", asked)).content)
    signed, content = base64.b64decode(file["signed_bytes"]), base64.b64decode(file["content_bytes"])
    assert hashlib.sha256(signed).hexdigest() == file["own_digest"]
    assert (
        hashlib.sha256(content).hexdigest() == file["content_digest"] == json.loads(signed)["content_digest"]
    )
    for name, data in (
        ("signed", signed),
        ("signature", base64.b64decode(file["signature"])),
        ("key.pem", file["public_key"].encode()),
    ):
        (tmp_path / name).write_bytes(data)
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "signed",
        "-sigfile",
        "signature",
    ]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "signed").write_bytes(signed.replace(b"approved", b"declined"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_a_wrong_password_is_refused_logged_and_what_was_typed_is_kept(
    client: Client, asked: SignOffRequest, sponsor: User
) -> None:
    client.force_login(sponsor)
    sent = answer(asked, password="wrong", decision="declined", comment="Too early <for us>")
    response = client.post(to("decision", asked), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "This is not your password." in page
    assert "Too early &lt;for us&gt;" in page
    assert 'value="wrong"' not in page
    assert not SignOff.objects.exists()
    assert Activity.objects.filter(verb="signoffs.identity_not_proved").count() == 1


def test_after_five_wrong_passwords_the_right_one_has_to_wait(
    client: Client, asked: SignOffRequest, sponsor: User
) -> None:
    client.force_login(sponsor)
    for _ in range(5):
        client.post(to("decision", asked), answer(asked, password="wrong"))
    page = client.post(to("decision", asked), answer(asked)).content.decode()
    assert "Five wrong passwords. Wait five minutes" in page
    assert not SignOff.objects.exists()


def test_a_right_password_forgets_the_wrong_ones(
    client: Client, asked: SignOffRequest, sponsor: User, project: Project, manager: User
) -> None:
    client.force_login(sponsor)
    for _ in range(4):
        client.post(to("decision", asked), answer(asked, password="wrong"))
    client.post(to("decision", asked), answer(asked))
    second = make_request(project, by=manager, of=sponsor)
    for _ in range(4):
        client.post(to("decision", second), answer(second, password="wrong"))
    client.post(to("decision", second), answer(second))
    assert SignOff.objects.count() == 2


def test_others_see_the_page_without_the_form_and_cannot_post(
    client: Client, asked: SignOffRequest, manager: User, auditor: User
) -> None:
    for user in (manager, auditor):
        client.force_login(user)
        page = client.get(to("request_detail", asked)).content.decode()
        assert "Waits for Sara Sponsor" in page
        assert "Confirm that it is you" not in page
        assert client.post(to("decision", asked), answer(asked)).status_code == 403
    assert not SignOff.objects.exists()


def test_a_stranger_and_a_viewer_do_not_get_in(
    client: Client, asked: SignOffRequest, stranger: User, viewer: User
) -> None:
    for user, expected in ((stranger, 404), (viewer, 403)):
        client.force_login(user)
        assert client.get(to("request_detail", asked)).status_code == expected
        assert client.get(reverse("signoffs:request_list", args=["nordlicht"])).status_code == expected
        for name in ("decision", "reading", "withdrawal", "retraction"):
            assert client.post(to(name, asked), answer(asked)).status_code == expected


def test_a_request_of_another_project_is_not_reached_through_ones_own(
    client: Client, asked: SignOffRequest, stranger: User
) -> None:
    client.force_login(stranger)
    assert client.get(reverse("signoffs:request_detail", args=["elsewhere", asked.pk])).status_code == 404


def test_a_signer_without_second_factor_is_told_where_to_set_one_up(
    client: Client, asked: SignOffRequest, sponsor: User, project: Project, manager: User
) -> None:
    project.refresh_from_db()
    project.mfa_for_signers = True
    project.save_because("stricter", by=manager)
    client.force_login(sponsor)
    page = client.get(to("request_detail", asked)).content.decode()
    assert "Set up a second factor" in page
    assert "Confirm that it is you" not in page
    response = client.post(to("decision", asked), answer(asked))
    assert response.status_code == 409
    assert not SignOff.objects.exists()
    Authenticator.objects.create(user=sponsor, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert "Code" in client.get(to("request_detail", asked)).content.decode()
    client.post(to("decision", asked), answer(asked))
    assert SignOff.objects.get().proved_with == "password"


def test_a_fresh_code_or_passkey_in_the_session_proves_identity_without_a_password(
    client: Client, asked: SignOffRequest, sponsor: User
) -> None:
    _reauthenticate(client, sponsor, seconds_ago=30)
    client.post(to("decision", asked), answer(asked, password=""))
    assert SignOff.objects.get().proved_with == "passkey"


def test_an_old_one_does_not(client: Client, asked: SignOffRequest, sponsor: User) -> None:
    _reauthenticate(client, sponsor, seconds_ago=301)
    page = client.post(to("decision", asked), answer(asked, password="")).content.decode()
    assert "enter your password" in page
    assert not SignOff.objects.exists()


def test_the_page_reports_that_the_end_was_seen(client: Client, asked: SignOffRequest, sponsor: User) -> None:
    client.force_login(sponsor)
    assert client.post(to("reading", asked)).status_code == 204
    asked.refresh_from_db()
    assert asked.viewed_to_end_at is not None
    assert "You read it to its end on" in client.get(to("request_detail", asked)).content.decode()


@pytest.mark.parametrize("sent", [{}, {"decision": "withdrawn"}, {"decision": "approved", "digest": "x"}])
def test_a_broken_form_is_answered_with_the_page(
    client: Client, asked: SignOffRequest, sponsor: User, sent: dict[str, str]
) -> None:
    client.force_login(sponsor)
    assert client.post(to("decision", asked), sent).status_code == 422
    assert not SignOff.objects.exists()


def test_withdrawing_from_the_page(
    client: Client, asked: SignOffRequest, sponsor: User, manager: User
) -> None:
    client.force_login(sponsor)
    client.post(to("decision", asked), answer(asked))
    response = client.post(to("retraction", asked), {"reason": "Wrong file", "password": "nope"})
    assert "This is not your password." in response.content.decode()
    response = client.post(
        to("retraction", asked), {"reason": "Wrong file", "password": PASSWORD}, follow=True
    )
    page = response.content.decode()
    assert "Withdrawn by Sara Sponsor" in page
    assert "Approved by Sara Sponsor" in page
    asked.refresh_from_db()
    assert asked.state == State.WITHDRAWN


def test_asking_again_shows_what_changed_since(
    client: Client, asked: SignOffRequest, sponsor: User, project: Project, manager: User
) -> None:
    make_signoff(asked, by=sponsor)
    again = make_request(project, by=manager, of=sponsor, content=make_content("30 June 2027"))
    client.force_login(sponsor)
    page = client.get(to("request_detail", again)).content.decode()
    assert "1 thing changed since you answered" in page
    assert "was 12 May 2027, now 30 June 2027" in page


def test_the_list_puts_what_waits_first_in_a_constant_number_of_questions(
    client: Client, project: Project, manager: User, sponsor: User, django_assert_num_queries: Any
) -> None:
    client.force_login(sponsor)
    address = reverse("signoffs:request_list", args=["nordlicht"])
    counts = []
    for number in (1, 8):
        while SignOffRequest.objects.count() < number:
            make_signoff(make_request(project, by=manager, of=sponsor), by=sponsor)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            client.get(address)
        counts.append(len(asked_for))
    assert counts[0] == counts[1]
    make_request(project, by=manager, of=sponsor, title="The newest")
    page = client.get(address).content.decode()
    assert "1 decision waits for you." in page
    assert page.index("The newest") < page.index("S-")


def _reauthenticate(client: Client, user: User, *, seconds_ago: int) -> None:
    import time

    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "webauthn", "reauthenticated": True, "at": time.time() - seconds_ago}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
