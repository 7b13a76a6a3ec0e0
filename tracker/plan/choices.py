"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskKind(models.TextChoices):
    TASK = "task", _("Task")
    MILESTONE = "milestone", _("Milestone")


class MilestoneKind(models.TextChoices):
    START = "start", _("Start")
    GATE = "gate", _("Stage gate")
    AUDIT = "audit", _("Audit")
    CERTIFICATE = "certificate", _("Certificate")
    OTHER = "other", _("Milestone")


class LinkKind(models.TextChoices):
    """How the second task hangs on the first."""

    FS = "FS", _("finish to start")
    SS = "SS", _("start to start")
    FF = "FF", _("finish to finish")
    SF = "SF", _("start to finish")


class ConstraintKind(models.TextChoices):
    """When a task wants to lie. Planned here, a task begins no earlier than its start says."""

    PLANNED = "planned", _("as planned")
    AS_SOON = "asap", _("as soon as possible")
    AS_LATE = "alap", _("as late as possible")
    MUST_START = "mso", _("must start on")
    MUST_FINISH = "mfo", _("must finish on")
    START_NO_EARLIER = "snet", _("start no earlier than")
    START_NO_LATER = "snlt", _("start no later than")
    FINISH_NO_EARLIER = "fnet", _("finish no earlier than")
    FINISH_NO_LATER = "fnlt", _("finish no later than")


class DoneWhen(models.TextChoices):
    """What has to be there before a task counts as done."""

    SAID = "said", _("whoever does it says so")
    STEPS = "steps", _("all steps of its checklist are ticked")
    DELIVERABLES = "products", _("what it produces is accepted")
    EVIDENCE = "evidence", _("its evidence is confirmed by a second person")


class LagUnit(models.TextChoices):
    """The unit in which people said the lag; elapsed units count nights and weekends too."""

    MINUTES = "m", _("minutes")
    HOURS = "h", _("hours")
    DAYS = "d", _("days")
    WEEKS = "w", _("weeks")
    MONTHS = "mo", _("months")
    PERCENT = "%", _("percent of the first task")
    ELAPSED_MINUTES = "em", _("elapsed minutes")
    ELAPSED_HOURS = "eh", _("elapsed hours")
    ELAPSED_DAYS = "ed", _("elapsed days")
    ELAPSED_WEEKS = "ew", _("elapsed weeks")
    ELAPSED_MONTHS = "emo", _("elapsed months")
    ELAPSED_PERCENT = "e%", _("elapsed percent")


class RhythmKind(models.TextChoices):
    """By what a task comes again."""

    WEEKS = "weeks", _("by weeks, on weekdays")
    MONTH_DAY = "month_day", _("by months, on a day of the month")
    MONTH_WEEKDAY = "month_weekday", _("by months, on a weekday of the month")


class DeliverableState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    SUBMITTED = "submitted", _("Submitted")
    REWORK = "rework", _("To rework")
    ACCEPTED = "accepted", _("Accepted")


class Verb(StrEnum):
    TASK_ADDED = "plan.task_added"
    TASK_CHANGED = "plan.task_changed"
    TASK_REDATED = "plan.task_redated"
    TASK_COMPLETED = "plan.task_completed"
    TASK_REOPENED = "plan.task_reopened"
    TASK_BLOCKED = "plan.task_blocked"
    TASK_UNBLOCKED = "plan.task_unblocked"
    TASK_REMOVED = "plan.task_removed"
    HOURS_SPENT = "plan.hours_spent"
    STEPS_SET = "plan.steps_set"
    STEP_TICKED = "plan.step_ticked"
    STEP_UNTICKED = "plan.step_unticked"
    DONE_WHEN_SET = "plan.done_when_set"
    PROOF_NAMED = "plan.proof_named"
    PROOF_TAKEN_AWAY = "plan.proof_taken_away"
    TASKS_LINKED = "plan.tasks_linked"
    TASKS_UNLINKED = "plan.tasks_unlinked"
    MILESTONE_PASSED = "plan.milestone_passed"
    BASELINE_SET = "plan.baseline_set"
    CHANGE_RAISED = "plan.change_raised"
    CHANGE_EDITED = "plan.change_edited"
    CHANGE_ASKED = "plan.change_asked"
    CHANGE_DECIDED = "plan.change_decided"
    CHANGE_WITHDRAWN = "plan.change_withdrawn"
    CHANGE_APPLIED = "plan.change_applied"
    ESTIMATE_SET = "plan.estimate_set"
    PLAN_IMPORTED = "plan.plan_imported"
    PLAN_REIMPORTED = "plan.plan_reimported"
    PLAN_GENERATED = "plan.plan_generated"
    PLAN_COPIED = "plan.plan_copied"
    PHASE_ADDED = "plan.phase_added"
    DELIVERABLE_ADDED = "plan.deliverable_added"
    DELIVERABLE_SUBMITTED = "plan.deliverable_submitted"
    DELIVERABLE_ACCEPTED = "plan.deliverable_accepted"
    DELIVERABLE_RETURNED = "plan.deliverable_returned"
    MILESTONE_SIGNOFF_REQUESTED = "plan.milestone_signoff_requested"
    TASKS_REASSIGNED = "plan.tasks_reassigned"
    TASKS_REPHASED = "plan.tasks_rephased"
    TASKS_SHIFTED = "plan.tasks_shifted"
    TASKS_HELD = "plan.tasks_held"
    TASKS_COMPLETED = "plan.tasks_completed"
    TASKS_REMOVED = "plan.tasks_removed"
    TASKS_COPIED = "plan.tasks_copied"
    TASKS_MOVED = "plan.tasks_moved"
    CHANGE_TAKEN_BACK = "plan.change_taken_back"
    TASK_COMMENTED = "plan.task_commented"
    COMMENT_WITHDRAWN = "plan.comment_withdrawn"
    VIEW_KEPT = "plan.view_kept"
    VIEW_DROPPED = "plan.view_dropped"
    CALENDAR_SAVED = "plan.calendar_saved"
    CALENDAR_REMOVED = "plan.calendar_removed"
    CALENDAR_CHOSEN = "plan.calendar_chosen"
    TIME_SET = "plan.time_set"
    SERIES_ADDED = "plan.series_added"
    SERIES_CHANGED = "plan.series_changed"
    SERIES_ENDED = "plan.series_ended"


SERIES_VERBS = frozenset({Verb.SERIES_ADDED, Verb.SERIES_CHANGED, Verb.SERIES_ENDED})

VERB_PHRASES = {
    Verb.TASK_ADDED: _("added the task {subject}"),
    Verb.TASK_CHANGED: _("changed the task {subject}"),
    Verb.TASK_REDATED: _("gave {subject} another date"),
    Verb.TASK_COMPLETED: _("completed {subject}"),
    Verb.TASK_REOPENED: _("reopened {subject}"),
    Verb.TASK_BLOCKED: _("marked {subject} as blocked"),
    Verb.TASK_UNBLOCKED: _("unblocked {subject}"),
    Verb.TASK_REMOVED: _("removed {subject} from the plan"),
    Verb.HOURS_SPENT: _("wrote down hours spent on {subject}"),
    Verb.STEPS_SET: _("set the checklist of {subject}"),
    Verb.STEP_TICKED: _("ticked a step of {subject}"),
    Verb.STEP_UNTICKED: _("took back a tick of {subject}"),
    Verb.DONE_WHEN_SET: _("said when {subject} counts as done"),
    Verb.PROOF_NAMED: _("named evidence for {subject}"),
    Verb.PROOF_TAKEN_AWAY: _("took evidence away from {subject}"),
    Verb.TASKS_LINKED: _("linked {subject}"),
    Verb.TASKS_UNLINKED: _("unlinked {subject}"),
    Verb.MILESTONE_PASSED: _("passed the milestone {subject}"),
    Verb.BASELINE_SET: _("set {subject}"),
    Verb.CHANGE_RAISED: _("raised the change request {subject}"),
    Verb.CHANGE_EDITED: _("changed the change request {subject}"),
    Verb.CHANGE_ASKED: _("asked for a decision on {subject}"),
    Verb.CHANGE_DECIDED: _("decided on {subject}"),
    Verb.CHANGE_WITHDRAWN: _("withdrew the change request {subject}"),
    Verb.CHANGE_APPLIED: _("applied the change request {subject}"),
    Verb.ESTIMATE_SET: _("estimated {subject} at best and at worst"),
    Verb.PLAN_IMPORTED: _("imported a plan into {subject}"),
    Verb.PLAN_REIMPORTED: _("took changes from a file into the plan of {subject}"),
    Verb.PLAN_GENERATED: _("made the plan of {subject} from a method"),
    Verb.PLAN_COPIED: _("made the plan of {subject} as another implementation has it"),
    Verb.PHASE_ADDED: _("added the phase {subject}"),
    Verb.DELIVERABLE_ADDED: _("added the deliverable {subject}"),
    Verb.DELIVERABLE_SUBMITTED: _("submitted the deliverable {subject}"),
    Verb.DELIVERABLE_ACCEPTED: _("accepted the deliverable {subject}"),
    Verb.DELIVERABLE_RETURNED: _("returned the deliverable {subject} for rework"),
    Verb.MILESTONE_SIGNOFF_REQUESTED: _("asked for sign-off of {subject}"),
    Verb.TASKS_REASSIGNED: _("gave tasks of {subject} another owner"),
    Verb.TASKS_REPHASED: _("put tasks of {subject} into another phase"),
    Verb.TASKS_SHIFTED: _("moved the dates of tasks of {subject}"),
    Verb.TASKS_HELD: _("held back tasks of {subject}"),
    Verb.TASKS_COMPLETED: _("completed tasks of {subject}"),
    Verb.TASKS_REMOVED: _("removed tasks of {subject}"),
    Verb.TASKS_COPIED: _("copied tasks of {subject}"),
    Verb.TASKS_MOVED: _("ordered {subject} anew"),
    Verb.CHANGE_TAKEN_BACK: _("took back a change of {subject}"),
    Verb.TASK_COMMENTED: _("commented on {subject}"),
    Verb.COMMENT_WITHDRAWN: _("took back a comment on {subject}"),
    Verb.VIEW_KEPT: _("kept the view {subject} of the plan"),
    Verb.VIEW_DROPPED: _("dropped the view {subject} of the plan"),
    Verb.CALENDAR_SAVED: _("set the working calendar {subject}"),
    Verb.CALENDAR_REMOVED: _("let the working calendar {subject} go"),
    Verb.CALENDAR_CHOSEN: _("let the plan work by {subject}"),
    Verb.TIME_SET: _("set the working time of {subject}"),
    Verb.SERIES_ADDED: _("set up {subject} as a recurring task"),
    Verb.SERIES_CHANGED: _("changed {subject} as a recurring task"),
    Verb.SERIES_ENDED: _("ended {subject} as a recurring task"),
}
