"""The sponsor's ninety seconds: from a mail on a phone to a signed milestone and its receipt."""

from __future__ import annotations

import hashlib
import json
import re
import time
from base64 import b64decode
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Download, expect

from tests.factories.people import PASSWORD, make_person
from tests.factories.plan import make_milestone, make_task
from tests.journeys.conftest import DESK, PHONE, Visit, Visitor
from tests.plugins.mailbox import Mailbox
from tracker.people.models import User
from tracker.plan.actions import complete_task, link_tasks
from tracker.plan.models import Milestone
from tracker.projects.models import Project

pytestmark = [pytest.mark.browser, pytest.mark.once]

IN_HAND = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}


@pytest.fixture
def gate(project: Project, manager: User) -> Milestone:
    """A gate whose work is done, with enough of it that a phone has to be scrolled."""
    owner = make_person(organization=project.organization, name="Nadia Haddad")
    criteria = "Every required document is approved.\nEverybody in scope has read the policy."
    made = make_milestone(
        project, name="Gate 1: documents approved", needs_signoff=True, criteria=criteria, owner=owner
    )
    for name in ("Scope statement", "Policy", "Service catalogue", "Change process", "Continuity plan"):
        task = make_task(project, name=f"Approve: {name}", owner=owner)
        link_tasks(actor=manager, predecessor=task, successor=made.task)
        complete_task(actor=manager, task=task)
    return made


def test_from_the_mail_on_a_phone_to_a_signed_milestone_and_its_receipt(
    visit: Visitor, mailbox: Mailbox, project: Project, gate: Milestone, manager: User, sponsor: User
) -> None:
    desk, phone = visit(DESK), visit(PHONE, **IN_HAND)
    ask_for_it(desk, project, gate, manager, sponsor)
    address = link_in(the_mail(mailbox, to=sponsor, about="Is gate 1 behind us?"))
    who_asked_cannot_sign(desk, address)
    open_and_read(phone, address, sponsor)
    sign_it(phone)
    receipt = keep_the_receipt(phone)
    the_milestone_is_passed(phone)
    told = the_mail(mailbox, to=manager, about="Sara Sponsor approved Gate 1: documents approved")
    assert f"{address}receipt.pdf" in text_of(told)
    what_changes_afterwards_is_named(desk, gate, receipt)


def ask_for_it(desk: Visit, project: Project, gate: Milestone, manager: User, sponsor: User) -> None:
    desk.log_in(manager)
    page = desk.go(f"/projects/nordlicht/plan/milestones/{gate.pk}/")
    desk.sees("Approve: Continuity plan", "Ask for sign-off")
    page.get_by_label("Who signs").select_option(label=str(sponsor))
    page.get_by_label("Answer wanted by").fill((project.today() + timedelta(days=2)).isoformat())
    page.get_by_label("Question").fill("Is gate 1 behind us?")
    desk.shot("sponsor-1-asking")
    page.get_by_role("button", name="Ask for sign-off").click()
    desk.sees("Sara Sponsor has been asked.", "Is gate 1 behind us?")
    assert desk.fits()
    desk.shot("sponsor-2-asked")


def who_asked_cannot_sign(desk: Visit, address: str) -> None:
    page = desk.opens(address)
    desk.sees("Waits for Sara Sponsor")
    assert page.get_by_role("button", name="Approve").count() == 0
    assert page.get_by_label("Confirm that it is you").count() == 0
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    sent = {"csrfmiddlewaretoken": token, "decision": "approved", "password": PASSWORD, "read_to_end": "on"}
    answer = page.request.post(f"{address}decision/", form=sent, headers={"Referer": address})
    assert answer.status == 403
    assert "somebody else has to give it" in answer.text()
    desk.shot("sponsor-3-who-asked")


def open_and_read(phone: Visit, address: str, sponsor: User) -> None:
    page = phone.opens(address)
    assert "/accounts/login/" in page.url
    page.get_by_label("Email").fill(sponsor.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    phone.sees("Is gate 1 behind us?", "Every required document is approved.", "Approve: Continuity plan")
    phone.sees("What your sign-off means", "I have read it to its end")
    phone.shot("sponsor-4-reading")
    page.get_by_text("End of content").scroll_into_view_if_needed()
    phone.sees("You read it to its end")
    assert phone.fits()


def sign_it(phone: Visit) -> None:
    page = phone.page
    page.get_by_label("Confirm that it is you").fill("not my password")
    page.get_by_role("button", name="Approve and sign as Sara Sponsor").click()
    phone.sees("This is not your password.")
    phone.shot("sponsor-5-wrong")
    page.get_by_label("Confirm that it is you").fill(PASSWORD)
    page.get_by_role("button", name="Approve and sign as Sara Sponsor").click()
    phone.sees("With your approval “Gate 1: documents approved” is passed.", "Approved by Sara Sponsor")
    phone.sees("Checked now: content, sign-off and seal fit each other")
    assert page.get_by_role("button", name="Approve and sign").count() == 0
    assert phone.fits()
    phone.shot("sponsor-6-receipt")


def keep_the_receipt(phone: Visit) -> str:
    """The number of the receipt; both files are what the page says they are."""
    with phone.page.expect_download() as machine:
        phone.page.get_by_role("link", name="As file for machines").click()
    with phone.page.expect_download() as paper:
        phone.page.get_by_role("link", name="Receipt as PDF").click()
    file = json.loads(content_of(machine.value))
    own, content = (b64decode(file[name]) for name in ("signed_bytes", "content_bytes"))
    shown = "".join(phone.page.locator(".s-rc .mono").all_inner_texts()).replace(" ", "")
    assert hashlib.sha256(own).hexdigest() == file["own_digest"] in shown
    assert hashlib.sha256(content).hexdigest() == file["content_digest"] in shown
    assert json.loads(content)["question"] == "Is gate 1 behind us?"
    with pikepdf.open(Path(paper.value.path())) as pdf:
        inside = pdf.attachments[f"{file['receipt']}.json"].get_file().read_bytes()
    assert json.loads(inside) == file
    phone.sees(file["receipt"])
    return str(file["receipt"])


def the_milestone_is_passed(phone: Visit) -> None:
    phone.page.get_by_role("link", name="Where this stands today").click()
    phone.sees("Passed on", "Nothing has changed since it was signed.")
    assert phone.fits()
    phone.shot("sponsor-7-passed")


def what_changes_afterwards_is_named(desk: Visit, gate: Milestone, receipt: str) -> None:
    page = desk.go(f"/projects/nordlicht/plan/milestones/{gate.pk}/")
    desk.sees("Nothing has changed since it was signed.", receipt)
    page.goto(desk.address + f"/projects/nordlicht/plan/tasks/{first_task(gate).pk}/")
    page.get_by_role("button", name="Reopen").click()
    page.goto(desk.address + f"/projects/nordlicht/plan/milestones/{gate.pk}/")
    desk.sees("Changed since signing", "1 thing is different from what was signed")
    change = page.locator(".s-ch li")
    expect(change).to_contain_text("Work that leads here › Approve: Scope statement › State")
    expect(change).to_contain_text(re.compile(r"was done on .+, now 0 % done"))
    desk.shot("sponsor-8-changed")


def first_task(gate: Milestone) -> Any:
    return gate.project.tasks.get(name="Approve: Scope statement")


# The mail -------------------------------------------------------------------------


def the_mail(mailbox: Mailbox, *, to: User, about: str) -> EmailMessage:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        for mail in mailbox.to(to.email):
            if mail["Subject"] == about:
                return mail
        time.sleep(0.05)
    raise AssertionError([(mail["To"], mail["Subject"]) for mail in mailbox.mails])


def text_of(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def link_in(mail: EmailMessage) -> str:
    """Where the button of the mail leads."""
    html = mail.get_body(("html",))
    assert html is not None
    found = re.search(r'href="([^"]+)"[^>]*>Read and decide<', str(html.get_content()))
    assert found
    assert found[1] in text_of(mail)
    return found[1]


def content_of(download: Download) -> bytes:
    return Path(download.path()).read_bytes()
