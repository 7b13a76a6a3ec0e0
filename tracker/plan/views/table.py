"""The plan: table and time line in one scroll, edited in the row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.core.charts import slip_words
from tracker.core.errors import NotPermitted, RuleBroken
from tracker.core.formats import day
from tracker.core.render import render, wants_block
from tracker.people.access import user_of
from tracker.plan.actions import edit_task
from tracker.plan.forms import RowForm, SelectionForm
from tracker.plan.methods.words import words_of_method
from tracker.plan.models import KeptView, Task
from tracker.plan.queries import plan_table
from tracker.plan.queries.health import lateness
from tracker.plan.views.filters import SHOWN, address, asked, narrowed, wish
from tracker.plan.views.redraw import drawn, redrawn
from tracker.plan.views.shared import load_task, next_or
from tracker.plan.views.undo import offer_undo
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.permissions import Permission

PAGE = "plan/task_list.html"
ZOOMS = (("", _("All")), ("weeks", _("Weeks")), ("months", _("Months")), ("quarters", _("Quarters")))


@login_required
@require_safe
def task_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole plan, or only what is critical, late or mine."""
    project = project_for(request, slug, Permission.PLAN_VIEW)
    return render(
        request, PAGE, plan_context(request, project), block="plan" if wants_block(request) else None
    )


def plan_context(request: HttpRequest, project: Project, **more: Any) -> dict[str, Any]:
    """Everything the plan page is drawn from."""
    table = plan_table(project)
    query = asked(request)
    said = wish(query)
    zoom = _zoom(said)
    here = reverse("plan:task_list", args=[project.slug]) + address(said)
    phases, whole = [(row.id, row.name) for row in table.rows if not row.is_task], len(table.rows)
    table = replace(table, rows=narrowed(request, table, said))
    may_edit = Permission.PLAN_EDIT in project.my_permissions
    editing = more.get("edit") or request.GET.get("edit", "")
    return {
        "project": project,
        "nav": "plan",
        "table": table,
        **drawn(table, zoom, may_edit),
        "lateness": lateness(table.late_days),
        # Each day and each slip is put into words once, however many lines say it.
        "days": {finish: day(finish) for finish in {row.finish for row in table.rows}},
        "slips": {slip: slip_words(slip) for slip in {row.slip for row in table.rows} if slip is not None},
        "zoom": zoom,
        "zoom_links": [(address(said, zoom=key), word, key == zoom) for key, word in ZOOMS],
        "filters": [(address(said, show=key), word, key == said.get("show", "")) for key, word in SHOWN],
        "said": said,
        "plan_words": _words(),
        "words": words_of_method(table.agreed.method),
        "kept": [] if wants_block(request) else list(KeptView.objects.of(project)),
        "here": here,
        "undo_to": here,
        "narrowed": bool(said.keys() - {"zoom"}),
        "whole": whole,
        "phases": phases,
        "may_edit": may_edit,
        "may_baseline": Permission.PLAN_BASELINE in project.my_permissions,
        **(_forms(project, table, str(editing)) if may_edit else {}),
        "errors": {},
        "typed": None,
        **more,
        "edit": str(editing) if may_edit else "",
    }


def plan_answer(request: HttpRequest, project: Project, task: Task | None = None) -> HttpResponse:
    """After a change: the plan drawn anew as it was looked at, or the page again."""
    if wants_block(request):
        context = plan_context(request, project)
        places = redrawn(request, context)
        if places is not None:
            answer = render(
                request, PAGE, context | {"places": places, "among": frozenset(places)}, block="redrawn"
            )
            answer.headers["HX-Reswap"] = "none"
            return answer
        return render(request, PAGE, context, block="plan")
    back = next_or(request, reverse("plan:task_list", args=[project.slug]))
    return redirect(f"{back}#r-{task.pk}" if task and "#" not in back else back)


def _words() -> str:
    """What the scripts of the page say."""
    return json.dumps(
        {
            "fold": _t("Fold %(name)s"),
            "fold_all": _t("Fold all groups"),
            "unfold_all": _t("Unfold all groups"),
            "chosen": _t("%(n)s chosen"),
        }
    )


def _zoom(said: dict[str, str]) -> str:
    """One of the known scales; anything else means all of it."""
    wanted = said.get("zoom", "")
    return wanted if any(wanted == key for key, _word in ZOOMS) else ""


def _forms(project: Project, table: Any, editing: str) -> dict[str, Any]:
    """For the ticked lines, and for the line that is being changed, with the owner it has."""
    owner = next((row.owner_id for row in table.rows if str(row.id) == editing), None)
    return {
        "many_form": SelectionForm(project, auto_id="many-%s"),
        "row_form": RowForm(project, initial={"owner": owner}, auto_id="f-%s"),
    }


def _beside(form: RowForm, refused: RuleBroken) -> dict[str, str]:
    """The refusal by field; the owner's is drawn with its field, which also says whom it may mean."""
    if refused.field == "owner":
        form.add_error("owner", refused.sentence)
    return {refused.field or "form": refused.sentence}


def _row_editor(request: HttpRequest, project: Project, task: Task, **more: Any) -> HttpResponse:
    """One line of the table with its fields open; nothing else of the plan is asked for."""
    context = {
        "project": project,
        "row": task,
        "zoom": _zoom(wish(asked(request))),
        "row_form": RowForm(project, initial={"owner": task.owner_id}, auto_id="f-%s"),
        "errors": {},
        "typed": None,
        **more,
    }
    return render(request, "plan/row_edit.html", context, block="line")


def _row_refused(
    request: HttpRequest, project: Project, task: Task, form: RowForm, errors: Mapping[str, Any]
) -> HttpResponse:
    """The line as it was typed, with what is wrong beside each field."""
    said: dict[str, Any] = {"errors": errors, "typed": request.POST, "row_form": form}
    if not wants_block(request):
        return render(request, PAGE, plan_context(request, project, edit=task.pk, **said), status=422)
    answer = _row_editor(request, project, task, **said)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = f"#r-{task.pk}", "outerHTML"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_row(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Change owner, dates and percent in the row; the plan is drawn anew, since other dates may follow."""
    needed = Permission.PLAN_EDIT if request.method == "POST" else Permission.PLAN_VIEW
    project, task = load_task(request, slug, pk, needed)
    if request.method != "POST":
        if not wants_block(request):
            return redirect(f"{reverse('plan:task_list', args=[slug])}?edit={pk}#r-{pk}")
        return _row_editor(request, project, task)
    form, before = RowForm(project, request.POST, auto_id="f-%s"), task.version
    errors: dict[str, Any] = {name: lines[0] for name, lines in form.errors.items()}
    if form.is_valid():
        values = form.cleaned_data
        try:
            task = edit_task(
                actor=user_of(request),
                task=task,
                version=values["version"],
                reason=values["reason"],
                owner=values["owner"],
                starts_on=values["due_on"] if task.is_milestone else values["starts_on"],
                due_on=values["due_on"],
                percent=values["percent"],
            )
        except NotPermitted:
            raise
        except RuleBroken as refused:
            errors = _beside(form, refused)
    if errors:
        return _row_refused(request, project, task, form, errors)
    if task.version != before:
        said = _t("“%(name)s” is changed.") % {"name": task.name}
        messages.success(request, said, extra_tags=offer_undo(project, task))
    return plan_answer(request, project, task)
