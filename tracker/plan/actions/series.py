"""Tasks that come again: setting up a series, changing it, ending it from a day on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.core.bulk import bulk_delete_because, bulk_save_because
from tracker.core.errors import RuleBroken, StaleEdit
from tracker.core.locks import lock
from tracker.history.actions import record
from tracker.history.models import Activity
from tracker.notifications.actions import withdraw_about_all
from tracker.people.models import User
from tracker.plan.actions.leaving import let_go
from tracker.plan.actions.outline import Outline, numbered, outline_of, refuse_over
from tracker.plan.actions.tasks import check_owner, minutes_of
from tracker.plan.choices import ConstraintKind, Verb
from tracker.plan.models import Occurrence, Phase, Task, TaskClause, TaskSeries
from tracker.plan.queries.series import Planned, Proposal, Renewed, SeriesWish, name_of, propose, propose_end
from tracker.plan.queries.worktime import Counter, work_counter
from tracker.plan.rhythm import LONGEST
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause

Entry = dict[str, Any]


@transaction.atomic
def add_series(
    *,
    actor: User,
    project: Project,
    wish: SeriesWish,
    phase: Phase | None = None,
    under: Task | None = None,
    previewed: str = "",
) -> Activity:
    """Set up a task that comes again: a summary task and an ordinary task beneath it for each time.

    `previewed` is the mark of the effect that somebody said yes to; where another would come of it, `StaleEdit`.
    """
    require(actor, Permission.PLAN_EDIT, project)
    outline = outline_of(project)
    _check(project, wish)
    if under is not None:
        if under.project_id != project.pk:
            raise RuleBroken(_("Nothing can lie under this."), field="under")
        refuse_over(under)
        phase = phase or under.phase
    found = propose(project, wish)
    _as_looked_at(found, previewed)
    summary = Task(project=project, name=wish.name, owner=wish.owner, phase=phase, parent=under)
    summary.starts_on, summary.due_on = found.added[0].on, found.added[-1].due
    series = TaskSeries(project=project, summary=summary)
    maker = _Maker(actor, project, series, found, outline, _("recurring task"))
    return maker.make_new()


@transaction.atomic
def change_series(*, actor: User, series: TaskSeries, wish: SeriesWish, previewed: str = "") -> Activity:
    """Renew what nobody has worked on by another name, owner, rhythm or end; the rest is left as it is."""
    project = series.project
    require(actor, Permission.PLAN_EDIT, project)
    _check(project, wish)
    return _renew(actor, series, wish, previewed, Verb.SERIES_CHANGED, _("recurring task changed"))


@transaction.atomic
def end_series(
    *, actor: User, series: TaskSeries, on: date, reason: str = "", previewed: str = ""
) -> Activity:
    """Let it come no more from that day on: later times leave the plan unless somebody has worked on them."""
    require(actor, Permission.PLAN_EDIT, series.project)
    wish = wish_ended(series, on)
    return _renew(actor, series, wish, previewed, Verb.SERIES_ENDED, reason.strip() or _("it comes no more"))


def wish_ended(series: TaskSeries, on: date) -> SeriesWish:
    """The series as it was said, but not from that day on. Raises `RuleBroken` where nothing would be left."""
    if on <= series.starts_on:
        raise RuleBroken(
            _("Nothing would be left of it. Take the summary task “%(name)s” out of the plan instead.")
            % {"name": series.name},
            field="on",
        )
    until = on - timedelta(days=1)
    if series.until and until >= series.until:
        raise RuleBroken(_("It ends before that day already."), field="on")
    return replace(wish_of(series), rhythm=replace(series.rhythm, until=until, times=None))


def wish_of(series: TaskSeries) -> SeriesWish:
    """The series as it was said."""
    numbers = series.clauses
    edition = Clause.objects.of(series.project.edition)
    return SeriesWish(
        name=series.name,
        rhythm=series.rhythm,
        owner=series.owner,
        length_days=series.length_days,
        effort_hours=series.effort_hours,
        clauses=tuple(edition.filter(number__in=numbers)) if numbers else (),
    )


def _check(project: Project, wish: SeriesWish) -> None:
    if not wish.name.strip():
        raise RuleBroken(_("A task needs a name."), field="name")
    check_owner(project, wish.owner)
    if not 1 <= wish.length_days <= LONGEST:
        raise RuleBroken(
            _("Each time it takes 1 to %(n)s working days.") % {"n": LONGEST}, field="length_days"
        )


def _as_looked_at(found: Proposal, previewed: str) -> None:
    if previewed and found.mark != previewed:
        raise StaleEdit(_("Something changed after you looked. This is what it would do now."))


def _renew(
    actor: User, series: TaskSeries, wish: SeriesWish, previewed: str, verb: Verb, reason: str
) -> Activity:
    project = series.project
    outline = outline_of(project)
    series = lock(TaskSeries.objects.select_related("project", "owner"), series.pk)
    if series.summary_id not in outline.tasks:
        raise RuleBroken(_("Its summary task has left the plan. Bring it back first."))
    ask = propose_end if verb == Verb.SERIES_ENDED else propose
    found = ask(project, wish, series)
    _as_looked_at(found, previewed)
    if not (found.added or found.changed or found.gone) and wish.said == wish_of(series).said:
        raise RuleBroken(_("Nothing changes: all of it is as you asked already."))
    leaving = {task.pk for _row, task in found.gone}
    if not found.added and all(task.pk in leaving for task in outline.under[series.summary_id]):
        raise RuleBroken(
            _("Nothing would be left of it. Take the summary task “%(name)s” out of the plan instead.")
            % {"name": series.name}
        )
    return _Maker(actor, project, series, found, outline, reason).renew(verb)


@dataclass
class _Maker:
    """Writes what a proposal says, and keeps by what it is taken back."""

    actor: User
    project: Project
    series: TaskSeries
    found: Proposal
    outline: Outline
    reason: str
    before: Entry = field(default_factory=dict)
    after: Entry = field(default_factory=dict)

    def make_new(self) -> Activity:
        summary = self.series.summary
        kin = self.outline.under[summary.parent_id]
        last = [place for place, task in enumerate(kin, 1) if task.phase_id == summary.phase_id]
        kin.insert(last[-1] if last else len(kin), summary)
        summary.uid = self._next_number()
        made = self._added(summary)
        self._place(summary, [])
        self._save([summary])
        self._tell()
        self._save([self.series])
        self._write(summary, made)
        self.after |= {"series": {str(self.series.pk): self.series.version}, "new": True}
        self.after["made"] |= {str(summary.pk): summary.version}
        return self._record(Verb.SERIES_ADDED, summary)

    def renew(self, verb: Verb) -> Activity:
        summary = self.outline.tasks[self.series.summary_id]
        if verb == Verb.SERIES_CHANGED:
            summary.name, summary.owner = self.found.wish.name, self.found.wish.owner
        self._leave()
        changed = self._changed()
        made = self._added(summary)
        self._tell()
        self._save([self.series])
        self._span(summary)
        self._place(summary, [summary, *changed])
        self._write(summary, made)
        self.after["series"] = {str(self.series.pk): self.series.version}
        return self._record(verb, summary)

    # Tasks ----------------------------------------------------------------------

    def _next_number(self) -> int:
        return (Task.objects.of(self.project).aggregate(last=Max("uid"))["last"] or 0) + 1

    def _added(self, summary: Task) -> list[tuple[Occurrence, Task]]:
        """New tasks beneath the summary, not written yet."""
        count, made = work_counter(self.project), []
        number = max(self._next_number(), summary.uid + 1)
        for place, one in enumerate(self.found.added):
            task = Task(project=self.project, uid=number + place, parent=summary, phase_id=summary.phase_id)
            task.workstream_id = summary.workstream_id
            row = Occurrence(project=self.project, series=self.series, task=task)
            self._say(row, task, one, count)
            made.append((row, task))
        self.outline.under[summary.pk] += [task for _row, task in made]
        self.outline.under[summary.pk].sort(key=lambda task: task.starts_on)
        return made

    def _say(self, row: Occurrence, task: Task, one: Planned, count: Counter) -> None:
        """Name, owner and dates; it may start no earlier than its day."""
        wish = self.found.wish
        task.name, task.owner, task.effort_hours = (
            name_of(wish.name, one.number),
            wish.owner,
            wish.effort_hours,
        )
        task.starts_on, task.due_on = one.on, one.due
        task.constraint, task.constraint_on = ConstraintKind.START_NO_EARLIER, one.on
        task.constraint_at = time(8)
        task.duration_minutes = minutes_of(task, count)
        row.number, row.day, row.starts_on, row.due_on = one.number, one.day, one.on, one.due

    def _changed(self) -> list[Task]:
        count = work_counter(self.project)
        tasks, rows = [], []
        for renewed in self.found.changed:
            # The tree holds the rows that are numbered and written.
            task, row = self.outline.tasks[renewed.task.pk], renewed.occurrence
            self._say(row, task, renewed.planned, count)
            tasks.append(task)
            rows.append(row)
        self._save(rows)
        self._lead_anew(self.found.changed)
        withdraw_about_all(Task, [task.pk for task in tasks])
        self.after["occurrences"] = {str(row.pk): row.version for row in rows}
        return tasks

    def _lead_anew(self, changed: list[Renewed]) -> None:
        """Their clauses are those of the series now."""
        wanted = {clause.pk: clause for clause in self.found.wish.clauses}
        tasks = [one.task for one in changed]
        gone = TaskClause.objects.filter(task__in=tasks).exclude(clause__in=wanted)
        self.before["clauses"] = [str(pk) for pk in gone.values_list("pk", flat=True)]
        bulk_delete_because(gone, reason=self.reason, by=self.actor)
        held: dict[UUID, set[UUID]] = defaultdict(set)
        for task, clause in TaskClause.objects.filter(task__in=tasks).values_list("task", "clause"):
            held[task].add(clause)
        self._lead(tasks, {task.pk: wanted.keys() - held[task.pk] for task in tasks})

    def _lead(self, tasks: Iterable[Task], clauses: dict[UUID, Any]) -> None:
        links = [
            TaskClause(project=self.project, task=task, clause_id=clause)
            for task in tasks
            for clause in sorted(clauses[task.pk])
        ]
        self._save(links)
        self.after["clauses"] = [*self.after.get("clauses", []), *(str(link.pk) for link in links)]

    def _leave(self) -> None:
        """Times that come no more leave the plan, as if removed by hand."""
        tasks = [task for _row, task in self.found.gone]
        keys = {task.pk for task in tasks}
        let_go(tasks)
        kin = self.outline.under[self.series.summary_id]
        self.outline.under[self.series.summary_id] = [task for task in kin if task.pk not in keys]
        leaving: dict[str, Any] = {
            "gone_clauses": TaskClause.objects.filter(task__in=tasks),
            "gone_occurrences": Occurrence.objects.filter(task__in=tasks),
            "gone_tasks": Task.objects.filter(pk__in=keys),
        }
        for name, rows in leaving.items():
            self.before[name] = [str(pk) for pk in rows.values_list("pk", flat=True)]
            bulk_delete_because(rows, reason=self.reason, by=self.actor)
        withdraw_about_all(Task, list(keys))

    # The series and its place -----------------------------------------------------

    def _tell(self) -> None:
        """The series says from now on what its occurrences are made from."""
        wish, series, rhythm = self.found.wish, self.series, self.found.wish.rhythm
        series.name, series.owner, series.length_days = wish.name, wish.owner, wish.length_days
        series.effort_hours, series.clauses = wish.effort_hours, wish.numbers
        series.kind, series.every, series.weekdays = rhythm.kind, rhythm.every, list(rhythm.weekdays)
        series.month_day, series.nth, series.starts_on = rhythm.month_day, rhythm.nth, rhythm.starts_on
        series.until, series.times = rhythm.until, rhythm.times

    def _span(self, summary: Task) -> None:
        below = self.outline.under[summary.pk]
        summary.starts_on = min(task.starts_on for task in below) if below else summary.starts_on
        summary.due_on = max([summary.starts_on, *(task.due_on for task in below)])

    def _place(self, summary: Task, changed: list[Task]) -> None:
        """Number the tree anew and write what changed in it; a mere place is no change."""
        settled, placed = numbered(self.outline)
        keys = {task.pk for task in changed}
        written = [*changed, *(task for task in settled if task.pk not in keys)]
        self._save(written)
        Task.objects.bulk_update([task for task in placed if task.pk not in keys], ["place"], batch_size=500)
        self.after["versions"] = {str(task.pk): task.version for task in written}

    def _write(self, summary: Task, made: list[tuple[Occurrence, Task]]) -> None:
        tasks = [task for _row, task in made]
        self._save(tasks)
        self._save(row for row, _task in made)
        clauses = [clause.pk for clause in self.found.wish.clauses]
        self._lead(tasks, {task.pk: clauses for task in tasks})
        self.after["made"] = {str(task.pk): task.version for task in tasks}

    def _save(self, rows: Iterable[Any]) -> None:
        bulk_save_because(list(rows), reason=self.reason, by=self.actor)

    def _record(self, verb: Verb, summary: Task) -> Activity:
        found = self.found
        counts = {
            "added": len(found.added),
            "changed": len(found.changed),
            "kept": len(found.kept),
            "gone": len(found.gone),
        }
        return record(
            self.actor,
            verb,
            summary,
            before=self.before,
            after={**self.after, "counts": counts},
            reason=self.reason if verb == Verb.SERIES_ENDED else "",
        )
