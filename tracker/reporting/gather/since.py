"""What changed since the report before of the same kind: its frozen content beside the new one, figure by figure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.reporting.choices import State
from tracker.reporting.content import Change, Mark, ReportContent
from tracker.reporting.models import Report
from tracker.reporting.papers import Paper


def earlier_of(report: Report) -> Report | None:
    """The newest finished report of this kind on this subject that speaks of an earlier moment."""
    rows = Report.objects.of(report.project).filter(
        kind=report.kind, subject=report.subject, state=State.READY
    )
    found: Report | None = (
        rows.filter(as_of__lt=report.as_of).exclude(content={}).order_by("-as_of", "id").first()
    )
    return found


def changes_since(earlier: Report, content: ReportContent | Paper) -> tuple[Change, ...]:
    """Every figure that both have; the ones that moved first."""
    then = {row["key"]: row["value"] for row in earlier.content.get("marks", ())}
    found = [Change(row.label, then[row.key], row.value) for row in content.marks if row.key in then]
    return tuple(sorted(found, key=lambda row: row.by == 0))


def marks_of(content: ReportContent) -> tuple[Mark, ...]:
    """The figures of a readiness report by which it is compared."""
    return (
        Mark("ready", _("checkpoints confirmed"), content.ready),
        Mark("gaps", _("checkpoints that do not hold"), content.gap_count),
        Mark("missing", _("required documents missing"), content.missing_documents),
        Mark("waiting", _("pieces of evidence to confirm"), content.waiting_evidence),
        Mark("covered", _("people trained for their role"), content.covered),
        Mark("decisions", _("decisions asked"), len(content.decisions)),
    )
