"""Changing several tasks at once: the lines are ticked, one verb is pressed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tracker.core.errors import NotPermitted, RuleBroken
from tracker.history.models import Activity
from tracker.people.access import user_of
from tracker.plan.actions import (
    complete_tasks,
    copy_tasks,
    indent_tasks,
    move_tasks_down,
    move_tasks_up,
    outdent_tasks,
    reassign_tasks,
    remove_tasks,
    rephase_tasks,
    shift_tasks,
)
from tracker.plan.choices import Verb
from tracker.plan.forms import SelectionForm
from tracker.plan.models import Task
from tracker.plan.views.shared import valid
from tracker.plan.views.table import plan_answer
from tracker.plan.views.undo import offer_undo
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission

# The word in the address, the verb, and what of the form it takes.
CHANGES: dict[str, tuple[Callable[..., Activity], tuple[str, ...]]] = {
    "owner": (reassign_tasks, ("owner",)),
    "phase": (rephase_tasks, ("phase",)),
    "shift": (shift_tasks, ("days", "reason")),
    "completion": (complete_tasks, ()),
    "removal": (remove_tasks, ("reason",)),
    "copy": (copy_tasks, ()),
    "indent": (indent_tasks, ()),
    "outdent": (outdent_tasks, ()),
    "up": (move_tasks_up, ()),
    "down": (move_tasks_down, ()),
}
AT_MOST = 5000


@login_required
@require_POST
def selection_change(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One verb for all ticked tasks; afterwards the plan, with an offer to take it back."""
    project = project_for(request, slug, Permission.PLAN_EDIT)
    if kind not in CHANGES:
        raise Http404
    verb, takes = CHANGES[kind]
    tasks = list(Task.objects.of(project).filter(pk__in=_ticked(request)))
    try:
        said = valid(SelectionForm(project, request.POST))
        values = {name: said[name] for name in takes}
        entry = verb(actor=user_of(request), project=project, tasks=tasks, **values)
    except NotPermitted:
        raise
    except RuleBroken as refused:
        messages.error(request, refused.sentence)
    else:
        name = tasks[0].name if tasks else ""
        messages.success(request, in_words(entry, name), extra_tags=offer_undo(project, entry))
    return plan_answer(request, project)


def _ticked(request: HttpRequest) -> list[UUID]:
    """The ticked tasks; what is no id is none of them."""
    found = []
    for said in request.POST.getlist("task")[:AT_MOST]:
        try:
            found.append(UUID(said))
        except ValueError:
            continue
    return found


def count_of(entry: Activity) -> int:
    """How many tasks an entry is about."""
    if entry.verb == Verb.TASKS_REMOVED:
        return len(entry.before["tasks"])
    return max(len(entry.after.get("versions", {})), 1)


def in_words(entry: Activity, name: str) -> str:
    """“Moved ‘X’ by 3 days”, or “Moved 5 tasks by 3 days”."""
    count = count_of(entry)
    what = f"“{name}”" if count == 1 else ngettext("%(n)s task", "%(n)s tasks", count) % {"n": count}
    days = int(entry.after.get("days", 0))
    by = ngettext("%(n)s day", "%(n)s days", abs(days)) % {"n": abs(days)}
    sentences: dict[str, Callable[[], str]] = {
        Verb.TASKS_REASSIGNED: lambda: _("%(what)s: another owner.") % {"what": what},
        Verb.TASKS_REPHASED: lambda: _("%(what)s: another phase.") % {"what": what},
        Verb.TASKS_SHIFTED: lambda: (
            (_("Moved %(what)s by %(by)s.") if days > 0 else _("Moved %(what)s %(by)s earlier."))
            % {"what": what, "by": by}
        ),
        Verb.TASKS_HELD: lambda: _("Held back %(what)s.") % {"what": what},
        Verb.TASKS_COMPLETED: lambda: _("Completed %(what)s.") % {"what": what},
        Verb.TASKS_REMOVED: lambda: _("Removed %(what)s.") % {"what": what},
        Verb.TASKS_COPIED: lambda: _("Copied %(what)s.") % {"what": what},
        Verb.TASKS_MOVED: lambda: _("Moved “%(name)s” in the plan.") % {"name": name},
    }
    return sentences[entry.verb]()
