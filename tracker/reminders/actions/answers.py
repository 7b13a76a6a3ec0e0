"""What somebody answers from the mail itself, once: done, another date, or "I cannot, because"."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.errors import RuleBroken
from tracker.core.formats import day_year
from tracker.history.actions import record
from tracker.notifications import actions as notifications
from tracker.notifications.models import Notification
from tracker.people.models import User
from tracker.plan.actions import block_task, complete_task, redate_task, submit_deliverable
from tracker.plan.models import Deliverable, Task
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.reminders.choices import Answer, Verb

MISSING = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody said."""

    answer: Answer
    reason: str = ""
    due_on: date | None = None


@transaction.atomic
def answer_reminder(*, notification: Notification, reply: Reply) -> str:
    """Do what the recipient answers, as the recipient; returns what happened in a sentence.

    Who has no login, or may not do it alone, is heard by the project manager instead. A refusal takes
    nothing: the link stays good for another answer.
    """
    _check(notification, reply)
    subject = subject_of(notification)
    if subject is None:
        raise RuleBroken(_("What this was about is no longer there."))
    taken = Notification.objects.filter(pk=notification.pk, answered_at=None)
    if not taken.update(answered_at=clock.now(), answer=reply.answer.value, read_at=clock.now()):
        raise RuleBroken(_("This has been answered already."))
    actor = notification.recipient
    if actor is not None and actor.is_active and can_do(reply.answer, subject):
        said = _do(actor, subject, reply)
        if reply.answer == Answer.CANNOT:
            _tell_managers(notification, reply)
        return said
    _pass_on(notification, subject, reply)
    return _("Thank you. The project manager has been told and will act on it.")


def _check(notification: Notification, reply: Reply) -> None:
    if reply.answer.value not in notification.context.get("answers", []):
        raise RuleBroken(_("This cannot be answered so."))
    if notification.answered_at is not None:
        raise RuleBroken(_("This has been answered already."))
    if reply.answer != Answer.DONE and not reply.reason.strip():
        raise RuleBroken(_("Say why; who depends on it will read it."), field="reason")
    if reply.answer == Answer.DATE and reply.due_on is None:
        raise RuleBroken(_("Say which day."), field="due_on")


def subject_of(notification: Notification) -> models.Model | None:
    """The row that the message is about, if it is still there."""
    try:
        model = apps.get_model(notification.about_type)
    except (LookupError, ValueError):
        return None
    manager: Any = model._default_manager
    row: models.Model | None = manager.filter(pk=notification.about_id).first()
    return row


def can_do(answer: Answer, subject: models.Model) -> bool:
    """Whether there is a verb behind the answer; otherwise it is passed on."""
    return isinstance(subject, Task) or (isinstance(subject, Deliverable) and answer == Answer.DONE)


def _do(actor: User, subject: Any, reply: Reply) -> str:
    reason = _("%(reason)s (answered from the mail)") % {"reason": reply.reason.strip() or _("done")}
    match reply.answer:
        case Answer.DONE if isinstance(subject, Deliverable):
            submit_deliverable(actor=actor, deliverable=subject, note=reason)
            return _("“%(name)s” is submitted; a second person accepts it.") % {"name": subject}
        case Answer.DONE:
            complete_task(actor=actor, task=subject, note=reason)
            return _("“%(name)s” is done.") % {"name": subject}
        case Answer.DATE:
            due_on = reply.due_on or subject.due_on
            redate_task(actor=actor, task=subject, due_on=due_on, reason=reason)
            return _("“%(name)s” is now due on %(day)s.") % {"name": subject, "day": day_year(due_on)}
        case Answer.CANNOT:
            block_task(actor=actor, task=subject, reason=reply.reason)
            return _("“%(name)s” is marked as blocked, and the project manager is told.") % {"name": subject}


def _pass_on(notification: Notification, subject: models.Model, reply: Reply) -> None:
    """Nothing changes by itself; the project manager reads it, and the log keeps it."""
    actor = notification.recipient or User.objects.system()
    facts = {"answer": reply.answer.value, "due_on": reply.due_on}
    record(
        actor, Verb.ANSWERED, subject, project_id=notification.project_id, after=facts, reason=reply.reason
    )
    _tell_managers(notification, reply)


def _tell_managers(notification: Notification, reply: Reply) -> None:
    project = Project.objects.filter(pk=notification.project_id or MISSING).first()
    if project is None:
        return
    held = Membership.objects.of(project).filter(role=Role.PROJECT_MANAGER).held(on=project.today())
    words = {
        Answer.DONE: _("%(name)s says it is done: %(what)s"),
        Answer.DATE: _("%(name)s asks for %(day)s: %(what)s"),
        Answer.CANNOT: _("%(name)s cannot: %(what)s"),
    }[reply.answer]
    day = day_year(reply.due_on) if reply.due_on else ""
    what = subject_of(notification) or notification.subject
    text = words % {"name": notification.name, "what": what, "day": day}
    for row in held.select_related("user"):
        if row.user != notification.recipient:
            notifications.post(
                recipient=row.user,
                kind="reminder_answer",
                subject=text,
                context={"detail": reply.reason, "why": _("You lead this implementation.")},
                link=notification.link,
                project=project,
            )
