"""Asking for a sign-off: the content is frozen here, and its digest taken."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.core import clock
from tracker.core.canonical import digest_of, plain
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.history.models import ChainHead
from tracker.notifications import actions as notifications
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.signoffs.choices import State, Verb
from tracker.signoffs.content import SCHEMA_VERSION, sections_of
from tracker.signoffs.models import SignOffRequest
from tracker.signoffs.policies import can_be_asked
from tracker.signoffs.queries import frozen


@transaction.atomic
def request_signoff(
    *,
    actor: User,
    project: Project,
    subject: models.Model,
    title: str,
    meaning: str,
    content: Mapping[str, Any],
    asked_of: User,
    due_on: date,
    question: str = "",
    link: str = "",
    answer_link: str = "",
) -> SignOffRequest:
    """Ask one person to put their name to exactly this content; tells them with a link to the page.

    `content` comes from `signoffs.content.content_of`; `link` is the page of the subject, if it has one;
    `answer_link` takes the answer where the subject's room lets something follow from it.
    """
    require(actor, Permission.SIGNOFF_REQUEST, project)
    _check(actor, project, title=title, meaning=meaning, content=content, asked_of=asked_of, due_on=due_on)
    _refuse_twice(subject, asked_of)
    head = ChainHead.objects.filter(pk=str(project.pk)).first()
    request = SignOffRequest(
        project=project,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_version=getattr(subject, "version", None),
        link=link,
        answer_link=answer_link,
        title=title.strip(),
        question=question.strip() or _("Approve %(title)s?") % {"title": title.strip()},
        meaning=meaning.strip(),
        content=plain(content),
        schema_version=SCHEMA_VERSION,
        log_position=head.position if head else 0,
        requested_by=actor,
        asked_of=asked_of,
        due_on=due_on,
    )
    request.digest = digest_of(frozen(request))
    request.save_because(_("sign-off asked"), by=actor)
    record(
        actor,
        Verb.REQUESTED,
        request,
        after={"asked_of": asked_of.pk, "due_on": due_on, "digest": request.digest},
    )
    _tell_whom_we_ask(request)
    return request


def _refuse_twice(subject: models.Model, asked_of: User) -> None:
    if SignOffRequest.objects.about(subject).waiting_for(asked_of).exists():
        raise RuleBroken(
            _("%(name)s has already been asked and has not answered yet.") % {"name": asked_of},
            field="asked_of",
        )


def _check(
    actor: User,
    project: Project,
    *,
    title: str,
    meaning: str,
    content: Mapping[str, Any],
    asked_of: User,
    due_on: date,
) -> None:
    if asked_of.pk == actor.pk:
        raise RuleBroken(_("Somebody else has to sign what you ask for."), field="asked_of")
    if not can_be_asked(asked_of, project):
        sentence = _("%(name)s cannot sign in this implementation. Ask somebody who is sponsor or champion.")
        raise RuleBroken(sentence % {"name": asked_of}, field="asked_of")
    if not title.strip():
        raise RuleBroken(_("Say what is to be signed."), field="title")
    if not meaning.strip():
        raise RuleBroken(_("Say what the sign-off means."), field="meaning")
    if due_on < project.today():
        raise RuleBroken(_("The day by which you need the answer lies in the past."), field="due_on")
    if not sections_of(content):
        raise RuleBroken(_("There is nothing to sign: the content is empty."), field="content")


def _tell_whom_we_ask(request: SignOffRequest) -> None:
    notifications.post(
        recipient=request.asked_of,
        kind="signoff_asked",
        subject=request.question,
        context={
            "detail": _("Your decision is asked for."),
            "by": str(request.requested_by),
            "button": _("Read and decide"),
            "status": "waiting",
        },
        link=page_of(request),
        project=request.project,
        about=request,
        due_on=request.due_on,
    )


def page_of(request: SignOffRequest) -> str:
    return reverse("signoffs:request_detail", args=[request.project.slug, request.pk])


@transaction.atomic
def withdraw_request(*, actor: User, request: SignOffRequest, reason: str) -> SignOffRequest:
    """Take a question back that nobody has answered; only who asked may, and says why."""
    require(actor, Permission.SIGNOFF_REQUEST, request)
    request = lock(SignOffRequest.objects.with_people(), request.pk)
    if actor.pk != request.requested_by_id:
        raise NotPermitted(_("Only who asked for a sign-off can take the question back."))
    if not request.is_waiting:
        raise RuleBroken(_("This has been answered already; an answer stays."))
    if not reason.strip():
        raise RuleBroken(_("Say why the sign-off is no longer needed."), field="reason")
    request.state = State.WITHDRAWN
    request.save_because(reason.strip(), by=actor)
    notifications.withdraw_about(request)
    notifications.post(
        recipient=request.asked_of,
        kind="signoff_request_withdrawn",
        subject=_("Your decision is no longer needed: %(title)s") % {"title": request.title},
        context={"detail": reason.strip(), "by": str(actor), "status": "withdrawn"},
        link=page_of(request),
        project=request.project,
        about=request,
    )
    record(actor, Verb.REQUEST_WITHDRAWN, request, reason=reason.strip())
    return request


@transaction.atomic
def mark_viewed_to_end(*, actor: User, request: SignOffRequest) -> SignOffRequest:
    """Remember that the person asked has had the whole content before them; the first time counts."""
    require(actor, Permission.SIGNOFF_VIEW, request)
    request = lock(SignOffRequest.objects.with_people(), request.pk)
    if actor.pk != request.asked_of_id or not request.is_waiting or request.viewed_to_end_at:
        return request
    request.viewed_to_end_at = clock.now()
    request.save_because(_("read to its end"), by=actor)
    record(actor, Verb.VIEWED_TO_END, request)
    return request
