"""Asking for a document, asking again after a failure, and handing it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year
from tracker.core.queue import enqueue_after_commit
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reporting.choices import Kind, State, Step, Verb
from tracker.reporting.gather import log_place
from tracker.reporting.models import EvidencePack, Report
from tracker.reporting.policies import require_reader
from tracker.reporting.queries import about_of, last_highlight_on
from tracker.standard.models import Clause

USUAL_PERIOD = timedelta(days=28)
LONGEST_PERIOD = timedelta(days=366)


@transaction.atomic
def request_report(
    *,
    actor: User,
    project: Project,
    kind: Kind = Kind.READINESS,
    subject: str = "",
    since: date | None = None,
    enqueue: bool = True,
) -> Report:
    """Ask for a report of this moment. The plan has no past, so a report has none either."""
    require(actor, Permission.REPORT_MAKE, project)
    require_reader(actor, project, kind)
    about = about_of(project, kind, subject)
    now = clock.now()
    position, digest = log_place(project, now)
    report = Report.objects.create(
        project=project,
        requested_by=actor,
        requested_at=now,
        as_of=now,
        log_position=position,
        log_digest=digest,
        language=get_language() or "en",
        kind=kind,
        subject=subject if about else "",
        about=about,
        since=_period(project, since) if kind == Kind.HIGHLIGHT else None,
    )
    record(actor, Verb.REPORT_REQUESTED, report, after={"as_of": now, "kind": kind})
    if enqueue:
        enqueue_after_commit("reporting.build_report", report.pk)
    return report


def _period(project: Project, since: date | None) -> date:
    """Where the last highlight report ended; four weeks back without one."""
    today = project.today()
    if since is None:
        return last_highlight_on(project) or today - USUAL_PERIOD
    if since >= today:
        raise RuleBroken(_("A period begins before today."), field="since")
    if since < today - LONGEST_PERIOD:
        raise RuleBroken(_("A highlight report looks back a year at most."), field="since")
    return since


@transaction.atomic
def request_pack(
    *,
    actor: User,
    project: Project,
    clauses: Sequence[str] = (),
    as_of: datetime | None = None,
    purpose: str = "",
    since: date | None = None,
    withheld_because: str = "",
    enqueue: bool = True,
) -> EvidencePack:
    """Ask for the evidence pack of some clauses (all without any) as they stood at a moment (now without one).

    With `since` what had ended before that day is left out; with a reason to withhold, confidential evidence is
    listed without its content.
    """
    require(actor, Permission.PACK_MAKE, project)
    now = clock.now()
    moment = as_of or now
    _refuse_moment(project, moment, now, since)
    wanted = _known_clauses(project, clauses)
    position, digest = log_place(project, moment)
    pack = EvidencePack.objects.create(
        project=project,
        requested_by=actor,
        requested_at=now,
        as_of=moment,
        log_position=position,
        log_digest=digest,
        language=get_language() or "en",
        clauses=wanted,
        purpose=purpose,
        since=since,
        withheld_because=withheld_because.strip()[:300],
    )
    after = {
        "as_of": moment,
        "clauses": wanted,
        "purpose": purpose,
        "withheld_because": pack.withheld_because,
    }
    record(actor, Verb.PACK_REQUESTED, pack, after=after)
    if enqueue:
        enqueue_after_commit("reporting.build_pack", pack.pk)
    return pack


def _refuse_moment(project: Project, moment: datetime, now: datetime, since: date | None) -> None:
    """A pack speaks of a time between the beginning of the implementation and now."""
    if moment > now:
        raise RuleBroken(
            _("A pack cannot speak of the future; choose a moment that has passed."), field="as_of"
        )
    if moment < project.created_at:
        said = {"day": day_year(project.created_at.astimezone(ZoneInfo(project.zone)))}
        raise RuleBroken(
            _("This implementation was begun on %(day)s; before that day there is nothing to pack.") % said,
            field="as_of",
        )
    if since is not None and since > clock.on_day(moment, project.zone):
        raise RuleBroken(_("The period begins after the day of the pack."), field="since")


def _known_clauses(project: Project, clauses: Sequence[str]) -> list[str]:
    found = Clause.objects.of(project.edition).auditable().filter(number__in=clauses).order_by("sort_key")
    numbers = list(found.values_list("number", flat=True))
    unknown = sorted(set(clauses) - set(numbers))
    if unknown:
        raise RuleBroken(
            _("No clause of this edition has the number %(numbers)s.") % {"numbers": ", ".join(unknown)},
            field="clauses",
        )
    return numbers


@transaction.atomic
def retry_report(*, actor: User, report: Report) -> None:
    """Build a report once more that failed, or whose worker died."""
    require(actor, Permission.REPORT_MAKE, report)
    require_reader(actor, report.project, report.kind)
    _put_back(report)
    record(actor, Verb.REPORT_RETRIED, report)
    enqueue_after_commit("reporting.build_report", report.pk)


@transaction.atomic
def retry_pack(*, actor: User, pack: EvidencePack) -> None:
    """Build a pack once more that failed, or whose worker died."""
    require(actor, Permission.PACK_MAKE, pack)
    _put_back(pack)
    record(actor, Verb.PACK_RETRIED, pack)
    enqueue_after_commit("reporting.build_pack", pack.pk)


def _put_back(document: Report | EvidencePack) -> None:
    rows = type(document).objects.retriable(at=clock.now()).filter(pk=document.pk)
    if not rows.update(state=State.REQUESTED, step=Step.WAITING, steps_done=0, error="", beat_at=clock.now()):
        raise RuleBroken(_("This document is ready or still being built; there is nothing to try again."))


@transaction.atomic
def record_download(*, actor: User, document: Report | EvidencePack, digest: str = "") -> None:
    """Write down who takes the document, before the first byte leaves."""
    is_pack = isinstance(document, EvidencePack)
    require(actor, Permission.PACK_DOWNLOAD if is_pack else Permission.REPORT_VIEW, document)
    if isinstance(document, Report):
        require_reader(actor, document.project, document.kind)
    if document.state == State.EXPIRED:
        raise RuleBroken(
            _("This pack has expired and its file was removed. Have one built as of the same day.")
        )
    if not document.is_ready:
        raise RuleBroken(_("This document is not ready yet."))
    verb = Verb.PACK_DOWNLOADED if is_pack else Verb.REPORT_DOWNLOADED
    record(actor, verb, document, after={"digest": digest or document.digest})
