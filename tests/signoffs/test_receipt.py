"""The receipt on paper: it says what was decided, and carries its proof."""

from __future__ import annotations

import hashlib
import json
import subprocess
from base64 import b64decode
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.signoffs import make_proof, make_request, make_signoff
from tracker.notifications.mail import letter
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.signoffs import actions
from tracker.signoffs.choices import Decision
from tracker.signoffs.models import SignOff, SignOffRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def signoff(project: Project, manager: User, sponsor: User) -> SignOff:
    asked = make_request(project, by=manager, of=sponsor)
    return make_signoff(
        asked, by=sponsor, decision=Decision.APPROVED_WITH_CONDITIONS, conditions="Test <restore> by March"
    )


def address(signoff: SignOff) -> str:
    return reverse("signoffs:receipt_pdf", args=["nordlicht", signoff.request_id])


@pytest.mark.documents
def test_the_paper_says_who_decided_what_and_holds_the_file_that_proves_it(
    client: Client, signoff: SignOff, sponsor: User, tmp_path: Path
) -> None:
    client.force_login(sponsor)
    response = client.get(address(signoff))
    assert response["Content-Disposition"] == f'attachment; filename="{signoff.receipt}.pdf"'
    path = tmp_path / "receipt.pdf"
    path.write_bytes(response.content)
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    words = " ".join(text.split())
    for said in (
        f"Receipt {signoff.receipt}",
        "Sara Sponsor approved it with conditions on",
        "Test <restore> by March",
        "Every clause has current evidence.",
        signoff.own_digest[:4] + " " + signoff.own_digest[4:8],
    ):
        assert said in words
    with pikepdf.open(path) as pdf:
        inside = json.loads(pdf.attachments[f"{signoff.receipt}.json"].get_file().read_bytes())
    assert hashlib.sha256(b64decode(inside["signed_bytes"])).hexdigest() == signoff.own_digest


@pytest.mark.documents
def test_a_withdrawal_stands_on_it_too(
    client: Client, signoff: SignOff, sponsor: User, tmp_path: Path
) -> None:
    actions.withdraw_signoff(actor=sponsor, signoff=signoff, proof=make_proof(), reason="A file was wrong")
    client.force_login(sponsor)
    path = tmp_path / "receipt.pdf"
    path.write_bytes(client.get(address(signoff)).content)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Withdrawn by Sara Sponsor" in text
    assert "A file was wrong" in text


def test_there_is_no_paper_for_what_no_longer_fits(client: Client, signoff: SignOff, sponsor: User) -> None:
    SignOffRequest.objects.filter(pk=signoff.request_id).update(title="Something else")
    client.force_login(sponsor)
    page = client.get(address(signoff), follow=True).content.decode()
    assert "there is no receipt for it" in page


def test_the_mail_about_the_decision_offers_it(signoff: SignOff, manager: User) -> None:
    mail = letter(list(Notification.objects.of(manager)), message_id="<one@localhost>")
    assert "Receipt as PDF: http" in mail.body
    assert address(signoff) in mail.body
    assert address(signoff) in str(mail.alternatives[0][0])
