"""The short check of a course: made, sent out, and answered with a login or behind a personal link."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.checks.choices import How
from tracker.checks.views.taking import sheet
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.people.throttle import throttled
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.training import actions
from tracker.training.links import behind
from tracker.training.models import Course
from tracker.training.views.matrix import frame


@login_required
@require_POST
def check_new(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Make the check of a course; its questions are written on its own page."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    made = actions.give_course_check(actor=user_of(request), course=_course(project, pk))
    return redirect("checks:check", slug, made.pk)


@login_required
@require_POST
def check_links(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    try:
        sent = actions.send_check_links(actor=user_of(request), course=_course(project, pk))
    except NotPermitted:
        raise
    except RuleBroken as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Written to %(n)s people.") % {"n": sent})
    return redirect("training:course_edit", slug, pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Answer the check of a course, logged in."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found, user = _course(project, pk), user_of(request)
    if found.short_check is None:
        raise Http404
    if user.person is None:
        messages.error(request, _("Your login is not tied to anybody in the staff register."))
        return redirect("training:setup", slug)
    person = user.person
    facts = sheet(
        request,
        found.short_check,
        person,
        lambda answers: actions.take_course_check(actor=user, course=found, person=person, answers=answers),
    )
    context = {**frame(project, "setup"), "title": found.name, **facts}
    return render(request, "training/check.html", context, status=409 if facts["sentence"] else 200)


@throttled("check_in")
@require_http_methods(["GET", "HEAD", "POST"])
def check_door(request: HttpRequest, token: str) -> HttpResponse:
    """What a personal link opens. Looking changes nothing."""
    found = behind(token)
    if found is None or found[0].short_check is None:
        raise Http404
    course, person = found
    facts = sheet(
        request,
        found[0].short_check,
        person,
        lambda answers: actions.take_course_check(
            actor=User.objects.system(), course=course, person=person, answers=answers, how=How.LINK
        ),
    )
    context = {"title": course.name, "door": True, **facts}
    return render(request, "training/check.html", context, status=409 if facts["sentence"] else 200)


def _course(project: Project, pk: UUID) -> Course:
    rows = Course.objects.of(project).select_related("project", "short_check__project")
    found: Course = get_object_or_404(rows, pk=pk)
    return found
