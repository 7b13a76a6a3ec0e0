"""What no plan may say: numbers twice, links into nothing, circles, tasks that end before they start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.core.errors import LineProblem
from tracker.plan.importing.plain import MAX_TASKS, ImportedPlan, ImportedTask
from tracker.plan.importing.refusal import refuse
from tracker.plan.scheduling import Activity, Link, Loop, refuse_loop

# No plan to a certificate leaves these; a date that does is a slip of the pen or of the program that wrote it.
FIRST_YEAR, LAST_YEAR = 1980, 2199
MAX_LAG = 10 * 365 * 1440
MAX_DURATION = 2_000_000_000


def check(plan: ImportedPlan) -> None:
    """Raises `BadInput` with every line that is wrong; a plan that passes can be written as it is."""
    if not plan.lines:
        refuse([LineProblem(0, _("The file holds no tasks."))])
    if len(plan.tasks) > MAX_TASKS:
        over = plan.tasks[MAX_TASKS]
        refuse([LineProblem(over.line, _("More than %(limit)s tasks.") % {"limit": MAX_TASKS})])
    problems = [*_numbers(plan), *_facts(plan), *_links(plan)]
    if problems:
        refuse(problems)
    circle = _circle(plan)
    if circle is not None:
        refuse([circle])


def _numbers(plan: ImportedPlan) -> Iterator[LineProblem]:
    counts = Counter(task.uid for task in plan.tasks)
    for task in plan.tasks:
        if counts[task.uid] > 1:
            yield LineProblem(task.line, _("The number %(uid)s is used twice.") % {"uid": task.uid})


def _facts(plan: ImportedPlan) -> Iterator[LineProblem]:
    level = 0
    for task in plan.tasks:
        if task.finish < task.start:
            yield LineProblem(task.line, _("“%(name)s” ends before it starts.") % {"name": task.name[:80]})
        if not (FIRST_YEAR <= task.start.year <= LAST_YEAR and FIRST_YEAR <= task.finish.year <= LAST_YEAR):
            said = {"name": task.name[:80], "first": FIRST_YEAR, "last": LAST_YEAR}
            yield LineProblem(
                task.line, _("“%(name)s” lies outside of the years %(first)s to %(last)s.") % said
            )
        if not 0 <= task.percent <= 100:
            yield LineProblem(task.line, _("Percent done lies between 0 and 100."))
        if len(task.name) > 300:
            yield LineProblem(task.line, _("The name is longer than 300 characters."))
        if task.duration_minutes > MAX_DURATION:
            yield LineProblem(task.line, _("The duration is longer than any plan."))
        if task.level > level + 1:
            yield LineProblem(
                task.line,
                _("The outline jumps from level %(from)s to %(to)s.") % {"from": level, "to": task.level},
            )
        level = task.level


def _links(plan: ImportedPlan) -> Iterator[LineProblem]:
    known = {task.uid for task in plan.lines}
    for task in plan.tasks:
        seen: set[int] = set()
        for link in task.links:
            if link.predecessor not in known:
                yield LineProblem(
                    link.line,
                    _("“%(name)s” hangs on task %(uid)s, which the file does not hold.")
                    % {"name": task.name[:80], "uid": link.predecessor},
                )
            elif link.predecessor == task.uid:
                yield LineProblem(link.line, _("“%(name)s” hangs on itself.") % {"name": task.name[:80]})
            elif link.predecessor in seen:
                yield LineProblem(
                    link.line,
                    _("“%(name)s” hangs on task %(uid)s twice.")
                    % {"name": task.name[:80], "uid": link.predecessor},
                )
            if abs(link.lag_minutes) > MAX_LAG:
                yield LineProblem(link.line, _("The lag is longer than ten years."))
            seen.add(link.predecessor)


def _circle(plan: ImportedPlan) -> LineProblem | None:
    """A circle, links of summaries counted for everything that lies under them."""
    tasks = {task.uid: task for task in plan.lines}
    above: list[ImportedTask] = []
    activities: list[Activity] = []
    for task in plan.lines:
        while above and above[-1].level >= task.level:
            above.pop()
        activities.append(Activity(task.uid, name=task.name, parent=above[-1].uid if above else None))
        above.append(task)
    links = [Link(link.predecessor, task.uid, "FS") for task in plan.lines for link in task.links]
    try:
        refuse_loop(activities, links)
    except Loop as loop:
        path = " → ".join(f"{key} {tasks[key].name[:60]}" for key in loop.keys if isinstance(key, int))
        line = min(tasks[key].line for key in loop.keys if isinstance(key, int))
        return LineProblem(line, _("The tasks hang on each other in a circle: %(path)s.") % {"path": path})
    return None
