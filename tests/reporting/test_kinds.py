"""Highlight, exception and stage-end reports, and the briefing: what they say, who may have them, how they compare."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories.plan import make_milestone, make_task
from tests.governance.test_case import make_case
from tests.reporting.samples import HEAD, make_report
from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.governance.actions import add_assumption, add_line
from tracker.governance.models import BusinessCase, CaseOption
from tracker.people.models import User
from tracker.plan.actions import (
    accept_deliverable,
    add_deliverable,
    block_task,
    complete_task,
    submit_deliverable,
)
from tracker.plan.models import Phase
from tracker.progress.models import ExceptionReport
from tracker.projects.models import Project
from tracker.reporting import actions
from tracker.reporting.choices import Kind, State
from tracker.reporting.content import Change, Mark
from tracker.reporting.gather import gather_said
from tracker.reporting.gather.since import changes_since
from tracker.reporting.models import Report
from tracker.reporting.papers import Paper
from tracker.reporting.render import content_bytes, render_report

pytestmark = pytest.mark.django_db


def ask(project: Project, by: User, kind: Kind, **facts: Any) -> Report:
    made = actions.request_report(actor=by, project=project, kind=kind, enqueue=False, **facts)
    return Report.objects.select_related("project__organization", "project__edition").get(pk=made.pk)


def said(report: Report) -> Paper:
    content = gather_said(report)
    assert isinstance(content, Paper)
    assert content_bytes(content) == content_bytes(gather_said(report))
    return content


def block(paper: Paper, title: str) -> str:
    """All that stands under a heading, as one line."""
    found = next(one for chapter in paper.chapters for one in chapter.blocks if one.title == title)
    cells = [f"{cell.text} {cell.sub}" for cells in found.rows for cell in cells]
    return " ".join([*found.text, *cells])


def an_exception(project: Project, by: User, phase: Phase | None = None) -> ExceptionReport:
    row = ExceptionReport(
        project=project, number=1, aspect="time", phase=phase, limit=14, measured=21, raised_at=clock.now(),
        cause="The desk is short of two", options="Wait\nHire", proposal="Hire",
    )  # fmt: skip
    return row.save_because("raised", by=by)


def a_phase(project: Project, by: User, name: str = "Design", place: int = 1) -> Phase:
    return Phase(project=project, code=f"P{place}", name=name, place=place).save_because("added", by=by)


def test_a_highlight_report_tells_the_period(project: Project, manager: User, sponsor: User) -> None:
    task, stuck = make_task(project, name="Write the policy"), make_task(project, name="Buy the tool")
    product = add_deliverable(actor=manager, project=project, name="Policy", task=task)
    late = add_deliverable(
        actor=manager, project=project, name="Catalogue", due_on=project.today() - timedelta(days=2)
    )
    submit_deliverable(actor=manager, deliverable=product)
    accept_deliverable(actor=sponsor, deliverable=product, note="")
    complete_task(actor=manager, task=task)
    block_task(actor=manager, task=stuck, reason="The budget is not there")
    an_exception(project, manager)
    paper = said(ask(project, manager, Kind.HIGHLIGHT))
    assert block(paper, "Finished in this period").startswith("Policy")
    assert late.name in block(paper, "Due by now, and not finished")
    assert "Write the policy" in block(paper, "Work finished")
    assert "The budget is not there" in block(paper, "Work that is blocked")
    assert "21 days behind the baseline" in block(paper, "Exceptions without a decision")
    assert paper.chapters[0].claim == "1 product was finished in this period; 1 is due and open."
    yesterday = ask(project, manager, Kind.HIGHLIGHT, since=project.today() - timedelta(days=1))
    assert said(yesterday).since == project.today() - timedelta(days=1)
    with pytest.raises(RuleBroken, match="before today"):
        ask(project, manager, Kind.HIGHLIGHT, since=project.today())


@pytest.mark.documents
def test_a_report_compares_itself_with_the_one_before_of_its_kind(project: Project, manager: User) -> None:
    task = make_task(project, name="Write the policy")
    first = ask(project, manager, Kind.HIGHLIGHT)
    assert said(first).compared_with is None
    assert actions.build_report(first.pk)
    first.refresh_from_db()
    assert (first.state, first.content["kind"]) == (State.READY, "highlight")
    complete_task(actor=manager, task=task)
    with clock.at(clock.now() + timedelta(days=1)):
        paper = said(ask(project, manager, Kind.HIGHLIGHT))
        assert paper.compared_with == first.as_of
        assert (paper.changes[0].label, paper.changes[0].by) == ("tasks finished in all", 1)
        assert paper.since == first.as_of.date()
        other = gather_said(ask(project, manager, Kind.READINESS))
        assert other.compared_with is None


@pytest.mark.once
def test_only_figures_that_both_have_are_compared_and_what_moved_comes_first() -> None:
    earlier = Report(content={"marks": [{"key": "a", "value": 3}, {"key": "b", "value": 3}]})
    content = make_report(head=HEAD, marks=(Mark("a", "A", 3), Mark("b", "B", 5), Mark("c", "C", 1)))
    assert changes_since(earlier, content) == (Change("B", 3, 5), Change("A", 3, 3))


def test_an_exception_report_asks_for_the_decision(project: Project, manager: User) -> None:
    row = an_exception(project, manager)
    make_milestone(project)
    paper = said(ask(project, manager, Kind.EXCEPTION, subject=str(row.pk)))
    assert paper.answer == "The project: 21 days behind the baseline, at most 14 are allowed."
    assert block(paper, "Cause") == "The desk is short of two"
    assert block(paper, "Options") == "Wait Hire"
    assert block(paper, "Recommendation") == "Hire"
    with pytest.raises(RuleBroken, match="Choose the exception"):
        ask(project, manager, Kind.EXCEPTION)


def test_a_stage_end_report_says_what_is_left_and_what_follows(project: Project, manager: User) -> None:
    phase, after = a_phase(project, manager), a_phase(project, manager, "Build", 2)
    done = make_task(project, name="Write the policy", phase=phase)
    left = make_task(project, name="Buy the tool", phase=phase)
    make_task(project, name="Roll it out", phase=after)
    complete_task(actor=manager, task=done)
    paper = said(ask(project, manager, Kind.STAGE_END, subject=str(phase.pk)))
    assert paper.answer == "“Design” is not at its end: 1 task of it is open."
    assert left.name in block(paper, "Work that the stage leaves open")
    assert paper.chapters[-1].claim.startswith("“Build” follows with 1 tasks")
    last = said(ask(project, manager, Kind.STAGE_END, subject=str(after.pk)))
    assert last.chapters[-1].claim == "No stage follows this one."


def test_a_briefing_says_what_is_recommended_and_whether_it_is_approved(
    project: Project, manager: User
) -> None:
    with pytest.raises(RuleBroken, match="no business case"):
        ask(project, manager, Kind.BRIEFING)
    case = make_case(project, manager)
    full = CaseOption.objects.select_related("case", "project").get(case=case, kind="full")
    facts: dict[str, Any] = {
        "direction": "benefit",
        "name": "Customers",
        "amount": Decimal(90000),
        "rhythm": "once",
    }
    add_line(actor=manager, option=full, **facts)
    paper = said(ask(project, manager, Kind.BRIEFING))
    assert paper.answer.startswith("We recommend “In full”")
    assert paper.why == "It is not approved yet."
    assert "recommended" in block(paper, "Options")


@pytest.mark.documents
def test_a_briefing_stays_on_one_page_however_much_was_written(
    project: Project, manager: User, tmp_path: Path
) -> None:
    case = make_case(project, manager)
    BusinessCase.objects.filter(pk=case.pk).update(need="Customers ask. " * 300, risks="It may rain. " * 300)
    for place in range(8):
        text = f"{place}: " + "Prices stay as they are " * 10
        add_assumption(actor=manager, case=case, text=text[:290], source="", sureness="guessed")
    paper = said(ask(project, manager, Kind.BRIEFING))
    out = tmp_path / "briefing.pdf"
    out.write_bytes(render_report(paper, "0" * 64))
    told = subprocess.run(["pdfinfo", str(out)], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1\n" in told


def test_who_does_not_read_governance_sees_the_readiness_report_only(
    client: Client, project: Project, manager: User, viewer: User
) -> None:
    report = ask(project, manager, Kind.HIGHLIGHT)
    plain = ask(project, manager, Kind.READINESS)
    client.force_login(viewer)
    page = client.get(f"/projects/{project.slug}/reports/").content.decode()
    assert "Highlight report" not in page
    assert client.get(f"/projects/{project.slug}/reports/{report.pk}/file/").status_code == 404
    assert client.get(f"/projects/{project.slug}/reports/{plain.pk}/file/").status_code == 302


def test_the_page_offers_the_kinds_and_says_what_is_missing(
    client: Client, project: Project, manager: User
) -> None:
    client.force_login(manager)
    room = f"/projects/{project.slug}/reports/"
    page = client.get(room).content.decode()
    assert "No exception has been raised" in page
    assert "There is no business case yet" in page
    refused = client.post(f"{room}new/", {"kind": "stage_end"})
    assert refused.status_code == 409
    assert client.post(f"{room}new/", {"kind": "gossip"}).status_code == 422
    assert client.post(f"{room}new/", {"kind": "highlight", "since": "yesterday"}).status_code == 422
    assert not Report.objects.exists()
    assert client.post(f"{room}new/", {"kind": "highlight"}).status_code == 302
    assert Report.objects.get().kind == Kind.HIGHLIGHT
