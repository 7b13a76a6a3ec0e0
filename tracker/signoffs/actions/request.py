"""Asking for a sign-off: the content is frozen here, and its digest taken."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
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
from tracker.signoffs.actions.turns import page_of, seat_people, tell_whom_we_ask
from tracker.signoffs.choices import Seat, State, Verb
from tracker.signoffs.content import SCHEMA_VERSION, sections_of
from tracker.signoffs.models import Signer, SignOffRequest
from tracker.signoffs.policies import can_be_asked, place_for
from tracker.signoffs.queries import frozen
from tracker.signoffs.rules import ALONE, Panel


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
    panel: Panel = ALONE,
) -> SignOffRequest:
    """Ask one person, or several, to put their name to exactly this content; tells whose turn it is.

    `panel` says who signs beside `asked_of`, how many approvals are enough, and whether they sign in order;
    `content` comes from `signoffs.content.content_of`; `link` is the page of the subject, if it has one;
    `answer_link` takes the answer where the subject's room lets something follow from it.
    """
    require(actor, Permission.SIGNOFF_REQUEST, project)
    people = panel.people(asked_of)
    _check(actor, project, title=title, meaning=meaning, content=content, people=people, due_on=due_on)
    panel.check(asked_of)
    _refuse_twice(subject, people)
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
        panel=panel.frozen(asked_of),
    )
    request.digest = digest_of(frozen(request))
    request.save_because(_("sign-off asked"), by=actor)
    _seat_and_tell(actor, request, people)
    return request


def _seat_and_tell(actor: User, request: SignOffRequest, people: Sequence[User]) -> None:
    seats = seat_people(actor, request, people)
    after = {"asked_of": request.asked_of_id, "due_on": request.due_on, "digest": request.digest}
    record(
        actor, Verb.REQUESTED, request, after=after | ({"signers": request.panel} if request.panel else {})
    )
    for seat in seats:
        if seat.state == Seat.ASKED:
            tell_whom_we_ask(request, seat)


def _refuse_twice(subject: models.Model, people: Sequence[User]) -> None:
    for person in people:
        if SignOffRequest.objects.about(subject).asking(person).exists():
            raise RuleBroken(
                _("%(name)s has already been asked and has not answered yet.") % {"name": person},
                field="signer_2" if person is not people[0] else "asked_of",
            )


def _check(
    actor: User,
    project: Project,
    *,
    title: str,
    meaning: str,
    content: Mapping[str, Any],
    people: Sequence[User],
    due_on: date,
) -> None:
    for place, person in enumerate(people):
        field = "signer_2" if place else "asked_of"
        if person.pk == actor.pk:
            raise RuleBroken(_("Somebody else has to sign what you ask for."), field=field)
        if not can_be_asked(person, project):
            sentence = _(
                "%(name)s cannot sign in this implementation. Ask somebody who is sponsor or champion."
            )
            raise RuleBroken(sentence % {"name": person}, field=field)
    if not title.strip():
        raise RuleBroken(_("Say what is to be signed."), field="title")
    if not meaning.strip():
        raise RuleBroken(_("Say what the sign-off means."), field="meaning")
    if due_on < project.today():
        raise RuleBroken(_("The day by which you need the answer lies in the past."), field="due_on")
    if not sections_of(content):
        raise RuleBroken(_("There is nothing to sign: the content is empty."), field="content")


@transaction.atomic
def withdraw_request(*, actor: User, request: SignOffRequest, reason: str) -> SignOffRequest:
    """Take a question back that still waits; only who asked may, and says why. What was signed stays."""
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
    for seat in request.signers.select_related("user"):
        if seat.state in {Seat.ASKED, Seat.ANSWERED}:
            _tell_it_is_over(request, seat, actor, reason.strip())
        if seat.state != Seat.ANSWERED:
            seat.state = Seat.CLOSED
            seat.save_because(reason.strip(), by=actor)
    record(actor, Verb.REQUEST_WITHDRAWN, request, reason=reason.strip())
    return request


def _tell_it_is_over(request: SignOffRequest, seat: Signer, actor: User, reason: str) -> None:
    notifications.post(
        recipient=seat.user,
        kind="signoff_request_withdrawn",
        subject=_("Your decision is no longer needed: %(title)s") % {"title": request.title},
        context={"detail": reason, "by": str(actor), "status": "withdrawn"},
        link=page_of(request),
        project=request.project,
        about=request,
    )


@transaction.atomic
def mark_viewed_to_end(*, actor: User, request: SignOffRequest) -> SignOffRequest:
    """Remember that the person asked has had the whole content before them; the first time counts."""
    require(actor, Permission.SIGNOFF_VIEW, request)
    request = lock(SignOffRequest.objects.with_people(), request.pk)
    found = place_for(actor, request)
    if not request.is_waiting or found is None or found.seat.state != Seat.ASKED:
        return request
    seat = found.seat
    if seat.viewed_to_end_at and seat.viewed_by_id == actor.pk:
        return request
    seat.viewed_to_end_at, seat.viewed_by = clock.now(), actor
    seat.save_because(_("read to its end"), by=actor)
    if request.viewed_to_end_at is None:
        request.viewed_to_end_at = seat.viewed_to_end_at
        request.save_because(_("read to its end"), by=actor)
    record(actor, Verb.VIEWED_TO_END, request)
    return request
