"""The tables of a report as a workbook: what stands on its pages, read by somebody else's reader."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.reporting.samples import make_report
from tracker.history.models import Activity
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.reporting import actions
from tracker.reporting.choices import Kind, State, Verb
from tracker.reporting.content import ReportContent
from tracker.reporting.models import Report
from tracker.reporting.papers import Block, Cell, Chapter, Paper
from tracker.reporting.render import content_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def ready(
    project: Project, by: User, content: ReportContent | Paper | None, kind: Kind = Kind.READINESS
) -> Report:
    """A report as the worker leaves it, without setting its pages."""
    report = actions.request_report(actor=by, project=project, enqueue=False)
    said = json.loads(content_bytes(content)) if content else {}
    facts = {"content": said, "digest": "d" * 64, "content_digest": "c" * 64, "kind": kind}
    Report.objects.filter(pk=report.pk).update(state=State.READY, **facts)
    return Report.objects.get(pk=report.pk)


def taken(client: Client, who: User, report: Report) -> Any:
    client.force_login(who)
    return client.get(f"/projects/{report.project.slug}/reports/{report.pk}/tables/")


def test_each_table_of_the_readiness_report_is_a_sheet(
    project: Project, manager: User, client: Client
) -> None:
    content = make_report()
    hostile = replace(content.gaps[0], text='=HYPERLINK("http://x.example")', owner="")
    content = replace(content, gaps=(hostile, *content.gaps[1:]))
    answer = taken(client, manager, ready(project, manager, content))
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        "About", "Milestones", "Clauses", "Decisions", "Gaps", "Training coverage", "Sign-offs",
    ]  # fmt: skip
    milestones = list(book["Milestones"].iter_rows(values_only=True))
    assert milestones[0] == ("Milestone", "Baseline", "Forecast", "Actual", "Slip in days", "Status")
    assert milestones[2] == (
        "Gate 1: documents approved", datetime(2026, 7, 31), datetime(2026, 8, 21), datetime(2026, 8, 21), 21, "done",
    )  # fmt: skip
    clauses = list(book["Clauses"].iter_rows(values_only=True, min_row=2))
    assert [(row[0], row[2], row[8]) for row in clauses] == [
        (each.number, each.ready, each.total) for each in content.clauses
    ]
    assert sum(int(str(row[8])) for row in clauses) == content.total == 206
    gap = book["Gaps"][2]
    assert (gap[2].value, gap[2].data_type) == ("'" + hostile.text, "s")
    about = {str(label): value for label, value in book["About"].iter_rows(values_only=True)}
    assert about["SHA-256 of the content, as in the PDF"] == "c" * 64
    assert Activity.objects.filter(verb=Verb.REPORT_DOWNLOADED).count() == 1


def test_the_blocks_of_any_other_report_are_sheets_with_titles_of_their_own(
    project: Project, manager: User, client: Client
) -> None:
    long = "What has been delivered in this period: all of it [1/2]"
    rows = ((Cell("Policy", sub="approved"), Cell("5 Nov")),)
    blocks = tuple(Block(title, heads=("Product", "Day"), rows=rows) for title in (long, long))
    chapter = Chapter("Products", "One delivered", (*blocks, Block("Words only", text=("No table.",))))
    paper = Paper(
        make_report().head, "highlight", "Highlight report", "October", make_report().today, None,
        "On course.", "", (), (chapter,),
    )  # fmt: skip
    answer = taken(client, manager, ready(project, manager, paper, Kind.HIGHLIGHT))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [len(name) <= 31 for name in book.sheetnames] == [True] * 3
    assert len(set(book.sheetnames)) == 3
    assert list(book.worksheets[2].iter_rows(values_only=True)) == [
        ("Product", "Day"),
        ("Policy · approved", "5 Nov"),
    ]


def test_what_is_not_there_is_said_and_what_is_not_for_everybody_stays_hidden(
    project: Project, manager: User, viewer: User, client: Client
) -> None:
    assert taken(client, manager, ready(project, manager, None)).status_code == 302
    assert "kept no tables" in client.get(f"/projects/{project.slug}/reports/").content.decode()
    waits = actions.request_report(actor=manager, project=project, enqueue=False)
    assert taken(client, manager, waits).status_code == 302
    assert "not ready yet" in client.get(f"/projects/{project.slug}/reports/").content.decode()
    secret = ready(project, manager, make_report(), Kind.BRIEFING)
    assert taken(client, viewer, secret).status_code == 404
    assert Activity.objects.filter(verb=Verb.REPORT_DOWNLOADED).count() == 0
