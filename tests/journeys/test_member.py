"""A member's day: from the manager's imported plan to a clause that a second person has confirmed."""

from __future__ import annotations

import io
from base64 import b64encode

import pikepdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories.checklist import make_checklist
from tests.journeys.conftest import DESK, PHONE, Visit, Visitor
from tests.plan.samples import xlsx, xml, xml_link, xml_task
from tracker.people.models import User
from tracker.plan.models import Task
from tracker.projects.models import Project

pytestmark = [pytest.mark.browser, pytest.mark.once]

DROP = """(zone, files) => {
  const carried = new DataTransfer();
  for (const [name, type, base64] of files) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
  }
}"""


def test_from_an_imported_plan_to_a_confirmed_clause(
    visit: Visitor, project: Project, manager: User, member: User, auditor: User
) -> None:
    make_checklist(project)
    import_the_plan(visit(DESK), manager)
    desk = visit(DESK)
    assess_with_two_files(desk, member)
    cannot_confirm_alone(desk)
    confirm_as_second_person(visit(PHONE, has_touch=True, is_mobile=True), auditor)
    the_clause_is_ready(desk)


def import_the_plan(desk: Visit, manager: User) -> None:
    page = desk.log_in(manager)
    desk.go("/projects/nordlicht/plan/")
    page.get_by_role("link", name="Import").first.click()
    page.set_input_files(
        "input[type=file]",
        {"name": "implementation.xml", "mimeType": "text/xml", "buffer": the_plan().getvalue()},
    )
    page.get_by_role("button", name="Show what it makes").click()
    desk.sees("“implementation.xml” makes 4 lines: 1 of them milestones, with 2 links.")
    desk.sees("Nothing is written yet.", "Understand the organization", "2FS+2d")
    assert not Task.objects.exists()
    assert desk.fits()
    desk.shot("member-1-preview")
    page.get_by_role("button", name="Import it").click()
    desk.sees("4 lines imported.")
    expect(page.get_by_role("row").filter(has_text="Policy in force")).to_be_visible()
    desk.shot("member-2-plan")


def the_plan() -> io.BytesIO:
    days = {"Start": "2026-11-09T08:00:00", "Finish": "2026-11-13T17:00:00"}
    gate = {"Start": "2026-11-17T17:00:00", "Finish": "2026-11-17T17:00:00", "Duration": "PT0H0M0S"}
    return xml(
        xml_task(1, Name="Prepare", more="<Summary>1</Summary>"),
        xml_task(2, Name="Understand the organization", level=2),
        xml_task(3, Name="Write the policy", level=2, links=xml_link(2, lag=9600), **days),
        xml_task(4, Name="Policy in force", level=2, links=xml_link(3), Milestone="1", **gate),
    )


def assess_with_two_files(desk: Visit, member: User) -> None:
    page = desk.log_in(member)
    desk.go("/projects/nordlicht/checklist/4.1/")
    desk.sees("Outside and inside issues are known.", "No evidence yet")
    page.get_by_role("link", name="Assess checkpoint 1").click()
    page.get_by_text("Met", exact=True).click()
    page.get_by_role("button", name="Save assessment").click()
    desk.sees("Met wants current evidence. Attach or link evidence that is in force, then save again.")
    page.get_by_label("What was seen, what is missing").fill("Both lists were reviewed in October.")
    zone = page.locator("[data-drop]")
    expect(zone).to_be_visible()
    drop(zone, the_files())
    expect(page.locator("[data-drop-list] > li")).to_have_count(2)
    desk.shot("member-3-dropped")
    page.get_by_role("button", name="Save assessment").click()
    desk.sees("Waits for a second person", "Both lists were reviewed in October.", "Assessed by Milo Member")
    desk.sees("Issues log", "Interested parties")
    tally(page, met="1")
    assert desk.fits()
    desk.shot("member-4-met")


def the_files() -> list[tuple[str, str, bytes]]:
    paper = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(paper)
    sheet = xlsx(["Party", "Expects"], ["Customers", "Services as agreed"], ["Regulator", "Reports"])
    return [
        ("Issues log.pdf", "application/pdf", paper.getvalue()),
        ("Interested parties.xlsx", "application/octet-stream", sheet.getvalue()),
    ]


def drop(zone: Locator, files: list[tuple[str, str, bytes]]) -> None:
    """What the browser does when somebody lets go of files over the zone."""
    zone.evaluate(DROP, [[name, kind, b64encode(content).decode()] for name, kind, content in files])


def cannot_confirm_alone(desk: Visit) -> None:
    assert desk.page.get_by_role("button", name="Confirm assessment").count() == 0
    desk.page.locator("#evidence").get_by_role("link", name="Issues log").click()
    desk.sees("Issues log", "second person")
    assert desk.page.get_by_role("button", name="Confirm revision 1").count() == 0


def confirm_as_second_person(phone: Visit, auditor: User) -> None:
    page = phone.log_in(auditor)
    phone.go("/projects/nordlicht/checklist/4.1/")
    phone.shot("member-5-second-person")
    page.get_by_role("button", name="Confirm assessment").click()
    phone.sees("Confirmed by Ada Auditor", "Evidence waits for a second person")
    tally_ready(phone, "0 of 4 checkpoints are ready.")
    phone.go("/projects/nordlicht/checklist/4.1/")
    page.locator("#evidence").get_by_role("link", name="Issues log").click()
    page.get_by_role("button", name="Confirm revision 1").click()
    phone.sees("Confirmed by Ada Auditor")
    assert phone.fits()
    phone.shot("member-6-confirmed")


def the_clause_is_ready(desk: Visit) -> None:
    page = desk.go("/projects/nordlicht/checklist/4.1/")
    expect(page.locator("#clause-head")).to_contain_text("Ready")
    expect(page.locator("[data-walk-item]")).to_contain_text("Ready")
    desk.shot("member-7-ready")
    tally_ready(desk, "1 of 4 checkpoints are ready.")


def tally(page: Page, *, met: str) -> None:
    expect(page.locator("#t-total b")).to_have_text(met)


def tally_ready(visit: Visit, sentence: str) -> None:
    visit.go("/projects/nordlicht/checklist/")
    visit.sees(sentence)
