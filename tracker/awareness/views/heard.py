"""Where people are heard: ambassadors, concerns with or without a name, questions and answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.awareness import actions, queries
from tracker.awareness.actions.concerns import claim_of
from tracker.awareness.forms import (
    AmbassadorForm,
    AnswerForm,
    ClaimForm,
    ConcernForm,
    MisconceptionForm,
    SignalForm,
)
from tracker.awareness.models import Ambassador, Concern, Misconception
from tracker.awareness.views.campaigns import attempt, frame
from tracker.core.edits import carry_out
from tracker.core.errors import NotPermitted
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.people.models import User
from tracker.people.throttle import throttled
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ambassador_list(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    if request.method == "POST" and Permission.TRAINING_MANAGE not in project.my_permissions:
        raise NotPermitted(_("Your role in this implementation does not allow this."))
    form = AmbassadorForm(project, request.POST or None)
    if request.method == "POST" and carry_out(
        form, lambda values: actions.nominate(actor=user_of(request), project=project, **values)
    ):
        messages.success(request, _("Nominated."))
        return redirect("awareness:ambassador_list", slug)
    context = {
        **frame(project, "ambassadors"),
        "rows": queries.ambassadors(project),
        "without": [row for row in queries.by_department(project) if not row.ambassadors],
        "me": user_of(request).person_id,
        "form": form,
    }
    return render(request, "awareness/ambassadors.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def ambassador_state(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = get_object_or_404(Ambassador.objects.of(project).select_related("project"), pk=pk)
    state = request.POST.get("state", "")
    if state in {"accepted", "active", "ended"}:
        reason = request.POST.get("reason", "")[:500]
        attempt(
            request,
            lambda: actions.move_ambassador(
                actor=user_of(request), ambassador=found, state=state, reason=reason
            ),
            _("Saved."),
        )
    return redirect("awareness:ambassador_list", slug)


@login_required
@require_POST
def signal_response(request: HttpRequest, slug: str) -> HttpResponse:
    """What is done about a sign of resistance, or why it is accepted."""
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    form = SignalForm(project, request.POST)
    if form.is_valid():
        values = form.cleaned_data
        attempt(
            request,
            lambda: actions.respond_to_sign(actor=user_of(request), project=project, **values),
            _("Saved."),
        )
    else:
        messages.error(request, _("That was not saved: say what is done, and by whom."))
    return redirect("dashboard:resistance", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def concern_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Raise a concern, and see those one may see: all for who answers them, else one's own.

    A concern without a name is answered with a page, not with a redirect and a message: those would put the
    moment into the session.
    """
    project = project_for(request, slug, Permission.PROJECT_VIEW)
    form = ConcernForm(project, request.POST or None)
    code: list[str] = []

    def raise_it(values: dict[str, object]) -> None:
        if values.pop("anonymous"):
            code.append(actions.raise_anonymously(project=project, **values)[1])  # type: ignore[arg-type]
        else:
            actions.raise_concern(actor=user_of(request), project=project, **values)  # type: ignore[arg-type]

    if request.method == "POST" and carry_out(form, raise_it) and not code:
        messages.success(request, _("Your concern is raised; the answer comes within 14 days."))
        return redirect("awareness:concern_list", slug)
    facts = frame(project, "concerns")
    rows = queries.concerns(project, None if facts["may_manage"] else user_of(request))
    context = {
        **facts,
        "rows": rows,
        "open": sum(not hasattr(row, "answer") for row in rows),
        "today": project.today(),
        "form": ConcernForm(project) if code else form,
        "answer_form": AnswerForm(),
        "code": code[0] if code else "",
    }
    answer = render(request, "awareness/concerns.html", context, status=422 if form.errors else 200)
    if code:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@throttled("invitation")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Fetch the answer to a concern without a name, and say whether it helped. Nobody is remembered."""
    project = project_for(request, slug, Permission.PROJECT_VIEW)
    form = ClaimForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        rows = Concern.objects.of(project).select_related("answer", "project")
        found = rows.filter(claim=claim_of(form.cleaned_data["code"])).first()
        if found is None:
            form.add_error("code", _("No concern belongs to this code."))
        elif request.POST.get("helped") in {"yes", "no"}:
            found = actions.say_whether_it_helped(
                actor=User.objects.system(), concern=found, helped=request.POST["helped"] == "yes"
            )
    context = {**frame(project, "concerns"), "form": form, "concern": found}
    return render(request, "awareness/claim.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def answer(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_MANAGE)
    found = get_object_or_404(Concern.objects.of(project).select_related("project"), pk=pk)
    text = request.POST.get("text", "")
    attempt(
        request,
        lambda: actions.answer_concern(actor=user_of(request), concern=found, text=text),
        _("Answered."),
    )
    return redirect("awareness:concern_list", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What is often believed, and what is right."""
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    if request.method == "POST" and Permission.TRAINING_MANAGE not in project.my_permissions:
        raise NotPermitted(_("Your role in this implementation does not allow this."))
    form = MisconceptionForm(project, request.POST or None)
    if request.method == "POST" and carry_out(
        form, lambda values: actions.note_misconception(actor=user_of(request), project=project, **values)
    ):
        messages.success(request, _("Saved."))
        return redirect("awareness:question_list", slug)
    context = {
        **frame(project, "questions"),
        "rows": queries.misconceptions(project),
        "today": project.today(),
        "form": form,
    }
    return render(request, "awareness/questions.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def question_met(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.TRAINING_VIEW)
    found = get_object_or_404(Misconception.objects.of(project).select_related("project"), pk=pk)
    attempt(
        request,
        lambda: actions.meet_misconception(actor=user_of(request), misconception=found),
        _("Counted."),
    )
    return redirect("awareness:question_list", slug)
