"""Letting somebody else sign for oneself, from a day to a day; and ending that early."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import day_year
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.notifications import actions as notifications
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.signoffs.choices import Verb
from tracker.signoffs.models import Delegation, SignOffRequest
from tracker.signoffs.policies import can_stand_in, may_end_delegation

LONGEST = timedelta(days=366)


@transaction.atomic
def delegate_signoffs(
    *, actor: User, project: Project, delegate: User, starts_on: date, ends_on: date, reason: str
) -> Delegation:
    """Let somebody else sign for the actor in this implementation, until the end of the last day."""
    require(actor, Permission.SIGNOFF_GIVE, project)
    # Who delegates in one implementation queues here, so two of them cannot pass the checks side by side.
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    _check_days(project, starts_on, ends_on)
    if not reason.strip():
        raise RuleBroken(_("Say why somebody else signs for you."), field="reason")
    _check_delegate(actor, project, delegate)
    _refuse_to_pass_on(actor, project, delegate, starts_on, ends_on)
    given = Delegation(
        project=project,
        giver=actor,
        delegate=delegate,
        starts_on=starts_on,
        ends_on=ends_on,
        begins_at=_midnight(starts_on, project.zone),
        lapses_at=_midnight(ends_on + timedelta(days=1), project.zone),
        reason=reason.strip(),
    )
    given.save_because(reason.strip(), by=actor)
    record(
        actor,
        Verb.DELEGATED,
        given,
        after={"giver": actor.pk, "delegate": delegate.pk, "from": starts_on, "until": ends_on},
        reason=reason.strip(),
    )
    _tell_delegate(given)
    return given


@transaction.atomic
def end_delegation(*, actor: User, delegation: Delegation) -> Delegation:
    """End it before its day. Who gave it may, and who holds it may give it back."""
    require(actor, Permission.SIGNOFF_VIEW, delegation)
    if not may_end_delegation(actor, delegation):
        raise NotPermitted(_("Only who delegated, or who signs for them, can end it."))
    given = lock(Delegation.objects.with_people(), delegation.pk)
    if given.is_over:
        raise RuleBroken(_("This delegation has ended already."))
    given.ended_at = clock.now()
    given.save_because(_("ended before its day"), by=actor)
    record(actor, Verb.DELEGATION_ENDED, given, after={"ended_at": given.ended_at})
    notifications.withdraw_about(given)
    other = given.delegate if actor.pk == given.giver_id else given.giver
    words = {"name": actor, "giver": given.giver, "delegate": given.delegate}
    notifications.post(
        recipient=other,
        kind="signoff_delegation_ended",
        subject=_("%(name)s ended it: %(delegate)s no longer signs for %(giver)s") % words,
        context={"detail": _("What waits, waits for %(giver)s again.") % words, "by": str(actor)},
        link=_page(given),
        project=given.project,
        about=given,
    )
    return given


def _check_days(project: Project, starts_on: date, ends_on: date) -> None:
    if starts_on < project.today():
        raise RuleBroken(_("It begins today or later; nobody signed for you in the past."), field="starts_on")
    if ends_on < starts_on:
        raise RuleBroken(_("The last day lies before the first."), field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise RuleBroken(_("A delegation lasts a year at most."), field="ends_on")


def _check_delegate(actor: User, project: Project, delegate: User) -> None:
    if delegate.pk == actor.pk:
        raise RuleBroken(_("You sign for yourself anyway. Choose somebody else."), field="delegate")
    if not can_stand_in(delegate, project):
        sentence = _(
            "%(name)s cannot sign for you: whoever does works in this implementation and audits nothing in it."
        )
        raise RuleBroken(sentence % {"name": delegate}, field="delegate")


def _refuse_to_pass_on(actor: User, project: Project, delegate: User, starts: date, ends: date) -> None:
    """Nothing is passed on, in these days: who signs for another delegates nothing, and the other way round."""
    others = Delegation.objects.of(project).not_over().filter(starts_on__lte=ends, ends_on__gte=starts)
    mine = others.filter(giver=actor).select_related("delegate").first()
    if mine is not None:
        words = {"name": mine.delegate, "day": day_year(mine.ends_on)}
        raise RuleBroken(_("%(name)s signs for you until %(day)s. End that first.") % words, field="delegate")
    held = others.filter(delegate=actor).select_related("giver").first()
    if held is not None:
        words = {"name": held.giver, "day": day_year(held.ends_on)}
        raise RuleBroken(
            _("You sign for %(name)s until %(day)s, and that is not passed on. Give it back first.") % words
        )
    passed = others.filter(giver=delegate).select_related("delegate").first()
    if passed is not None:
        words = {"name": delegate, "other": passed.delegate, "day": day_year(passed.ends_on)}
        raise RuleBroken(
            _("%(name)s is away too: %(other)s signs for them until %(day)s.") % words, field="delegate"
        )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def _tell_delegate(given: Delegation) -> None:
    words = {
        "name": given.giver,
        "project": given.project,
        "start": day_year(given.starts_on),
        "end": day_year(given.ends_on),
    }
    waiting = SignOffRequest.objects.of(given.project).waiting_for(given.delegate).count()
    detail = _("From %(start)s until %(end)s.") % words
    notifications.post(
        recipient=given.delegate,
        kind="signoff_delegated",
        subject=_("You sign for %(name)s in %(project)s until %(end)s") % words,
        context={
            "detail": f"{detail} {given.reason}",
            "by": str(given.giver),
            "button": _("Read what waits") if waiting and given.is_active else _("See the delegation"),
        },
        link=reverse("signoffs:request_list", args=[given.project.slug])
        if waiting and given.is_active
        else _page(given),
        project=given.project,
        about=given,
    )


def _page(given: Delegation) -> str:
    return reverse("signoffs:delegation_list", args=[given.project.slug])
