"""The register, and one item with its responses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.core.edits import carry_out
from tracker.core.render import render
from tracker.people.access import user_of
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.raid import actions, queries
from tracker.raid.actions.items import BECOMES, Facts
from tracker.raid.actions.responses import Plan
from tracker.raid.choices import Kind
from tracker.raid.forms import (
    BecomeForm,
    DoneForm,
    ItemEditForm,
    ItemForm,
    LookForm,
    ReasonForm,
    ReopenForm,
    ResponseForm,
)
from tracker.raid.models import RaidItem, Response
from tracker.raid.views.shared import LOOK_AGAIN_AFTER, frame, split

EDITED = ("title", "cause", "effect", "category", "likelihood", "impact", "review_on", "version")


# What the page may offer; to whom and when, `_forms` says.
FORMS = (
    "facts_form",
    "look_form",
    "become_form",
    "response_form",
    "done_form",
    "reason_form",
    "reopen_form",
    "about",
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Heat map and items, the ones that want something first; whoever works here adds one."""
    needed = Permission.RAID_EDIT if request.method == "POST" else Permission.RAID_VIEW
    project = project_for(request, slug, needed)
    kind = request.GET.get("kind", Kind.RISK)
    kind = kind if kind in {*Kind.values, "closed"} else Kind.RISK
    start = {
        "kind": kind if kind in Kind.values else Kind.RISK,
        "review_on": project.today() + LOOK_AGAIN_AFTER,
    }
    form = ItemForm(project, request.POST or None, initial=start)
    if request.method == "POST" and carry_out(form, lambda values: _raise(request, project, values)):
        messages.success(request, _("Written down."))
        return redirect(f"{request.path}?kind={form.cleaned_data['kind']}")
    found = queries.register(project, project.today())
    assessment = queries.assessment_of(project)
    context = {
        **frame(project, kind),
        "found": found,
        "lines": found.closed if kind == "closed" else found.of(kind),
        "kinds": [(value, label, found.counts.get(value, 0)) for value, label in Kind.choices],
        "assessment": queries.standing_of_assessment(assessment) if assessment else None,
        "form": form,
    }
    return render(request, "raid/register.html", context, status=422 if form.errors else 200)


def _raise(request: HttpRequest, project: Project, values: dict[str, Any]) -> RaidItem:
    kind, facts = split(values, "kind")
    return actions.raise_item(actor=user_of(request), project=project, kind=kind, facts=Facts(**facts))


def _load(
    request: HttpRequest, slug: str, pk: UUID, needed: Permission = Permission.RAID_EDIT
) -> tuple[Project, RaidItem]:
    project = project_for(request, slug, needed)
    found = get_object_or_404(queries.items(project), pk=pk)
    found.project = project
    return project, found


@login_required
@require_safe
def item(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """One item: how heavy, whose, what is done about it."""
    return _page(request, *_load(request, slug, pk, Permission.RAID_VIEW))


def _page(request: HttpRequest, project: Project, found: RaidItem, **forms: Any) -> HttpResponse:
    may = Permission.RAID_EDIT in project.my_permissions
    context = {
        **frame(project, found.kind),
        "item": found,
        "line": queries.line_of(found, project.today()),
        "became": list(found.became.all()),
        "past": _past(found),
        **dict.fromkeys(FORMS),
        **(_forms(project, found) if may else {}),
        **forms,
    }
    wrong = any(form.errors for form in forms.values() if hasattr(form, "errors"))
    return render(request, "raid/item.html", context, status=422 if wrong else 200)


def _past(found: RaidItem) -> list[tuple[Any, int, str]]:
    """Each time it was judged otherwise: when, the score, and why."""
    told: list[tuple[Any, int, str]] = []
    for row in found.history.order_by("history_date", "history_id"):
        points = (row.likelihood or 0) * (row.impact or 0)
        if points and (not told or told[-1][1] != points):
            told.append((row.history_date, points, row.history_change_reason or ""))
    return told


def _forms(project: Project, found: RaidItem) -> dict[str, Any]:
    """What can be done now, each as its form."""
    start = {name: getattr(found, name) for name in EDITED} | {"owner": found.owner_id}
    ahead = project.today() + LOOK_AGAIN_AFTER
    if found.closed_on is not None:
        again = not any(True for _one in found.became.all())
        return {"reopen_form": ReopenForm(initial={"review_on": ahead}, auto_id="open-%s") if again else None}
    becomes = BECOMES.get(Kind(found.kind))
    judged = {"likelihood": found.likelihood, "impact": found.impact}
    return {
        "facts_form": ItemEditForm(project, initial=start, auto_id="facts-%s"),
        "look_form": LookForm(
            initial={**judged, "review_on": ahead, "version": found.version}, auto_id="look-%s"
        ),
        "become_form": BecomeForm(
            project,
            initial={
                **start,
                "kind": Kind.ISSUE if found.kind == Kind.RISK else Kind.RISK,
                "review_on": ahead,
            },
            auto_id="become-%s",
        )
        if becomes
        else None,
        "response_form": ResponseForm(project, initial={"owner": found.owner_id}, auto_id="resp-%s"),
        "done_form": DoneForm(initial=judged, auto_id=False),
        "reason_form": ReasonForm(auto_id=False),
    }


@login_required
@require_POST
def item_facts(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say it better, give it to somebody else."""
    project, found = _load(request, slug, pk)
    form = ItemEditForm(project, request.POST, auto_id="facts-%s")

    def change(values: dict[str, Any]) -> RaidItem:
        version, facts = split(values, "version")
        return actions.change_item(actor=user_of(request), item=found, version=version, facts=Facts(**facts))

    def now() -> dict[str, Any]:
        row = RaidItem.objects.get(pk=found.pk)
        return {name: getattr(row, name) for name in EDITED} | {"owner": row.owner}

    if carry_out(form, change, now):
        return redirect("raid:item", slug, pk)
    return _page(request, project, found, facts_form=form)


@login_required
@require_POST
def item_look(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Look at it again."""
    project, found = _load(request, slug, pk)
    form = LookForm(request.POST, auto_id="look-%s")
    if carry_out(form, lambda values: actions.review_item(actor=user_of(request), item=found, **values)):
        messages.success(request, _("Recorded."))
        return redirect("raid:item", slug, pk)
    return _page(request, project, found, look_form=form)


@login_required
@require_POST
def item_become(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """A challenge becomes a risk or an issue; a risk has happened."""
    project, found = _load(request, slug, pk)
    form = BecomeForm(project, request.POST, auto_id="become-%s")
    made: list[RaidItem] = []

    def become(values: dict[str, Any]) -> None:
        kind, facts = split(values, "kind")
        made.append(actions.make_of(actor=user_of(request), item=found, kind=kind, facts=Facts(**facts)))

    if carry_out(form, become):
        return redirect("raid:item", slug, made[0].pk)
    return _page(request, project, found, become_form=form)


@login_required
@require_POST
def item_closing(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It cannot happen any more, is solved, or is dismissed."""
    project, found = _load(request, slug, pk)
    form = ReasonForm(request.POST)
    if carry_out(form, lambda values: actions.close_item(actor=user_of(request), item=found, **values)):
        return redirect("raid:item", slug, pk)
    return _page(request, project, found, reason_form=form)


@login_required
@require_POST
def item_opening(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It is there again."""
    project, found = _load(request, slug, pk)
    form = ReopenForm(request.POST, auto_id="open-%s")
    if carry_out(form, lambda values: actions.reopen_item(actor=user_of(request), item=found, **values)):
        return redirect("raid:item", slug, pk)
    return _page(request, project, found, reopen_form=form)


@login_required
@require_POST
def response_add(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Answer it."""
    project, found = _load(request, slug, pk)
    form = ResponseForm(project, request.POST, auto_id="resp-%s")

    def answer(values: dict[str, Any]) -> Response:
        make_task, plan = split(values, "make_task")
        return actions.plan_response(
            actor=user_of(request), item=found, plan=Plan(**plan), make_task=make_task
        )

    if carry_out(form, answer):
        messages.success(request, _("Planned."))
        return redirect("raid:item", slug, pk)
    return _page(request, project, found, response_form=form)


def _response(request: HttpRequest, slug: str, pk: UUID) -> tuple[Project, Response, RaidItem]:
    project = project_for(request, slug, Permission.RAID_EDIT)
    held = get_object_or_404(Response.objects.of(project).standing(), pk=pk)
    held.project = project
    _project, found = _load(request, slug, held.item_id)
    return project, held, found


@login_required
@require_POST
def response_done(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Say what it brought."""
    project, held, found = _response(request, slug, pk)
    form = DoneForm(request.POST)
    if carry_out(
        form, lambda values: actions.finish_response(actor=user_of(request), response=held, **values)
    ):
        return redirect("raid:item", slug, found.pk)
    return _page(request, project, found, done_form=form, about=held)


@login_required
@require_POST
def response_dropping(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """It is not done after all."""
    project, held, found = _response(request, slug, pk)
    form = ReasonForm(request.POST)
    if carry_out(form, lambda values: actions.drop_response(actor=user_of(request), response=held, **values)):
        return redirect("raid:item", slug, found.pk)
    return _page(request, project, found, reason_form=form, about=held)
