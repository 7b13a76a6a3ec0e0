"""Which day of which model calls somebody back, and which does not and why.

Whoever adds a day to a model says it here: a source that asks for it, or a reason why nobody needs to be
called. `tests/architecture/test_reminders.py` fails the build otherwise.
"""

from tracker.reminders.choices import Source

COVERED: dict[str, Source] = {
    "plan.Task.due_on": Source.TASKS,
    "plan.Deliverable.due_on": Source.DELIVERABLES,
    "checklist.Checkpoint.target_on": Source.CHECKPOINTS,
    "evidence.EvidenceRevision.expires_on": Source.EVIDENCE,
    "evidence.EvidenceRevision.review_on": Source.REVIEWS,
    "training.TrainingRecord.expires_on": Source.TRAINING,
    "training.Session.starts_at": Source.SESSIONS,
    "signoffs.SignOffRequest.due_on": Source.SIGNOFFS,
    "projects.Objective.due_on": Source.OBJECTIVES,
    "projects.Membership.ends_on": Source.ROLES,
    "reminders.SlipForecast.forecast_on": Source.SLIPS,
    "reminders.SlipForecast.planned_on": Source.SLIPS,
}

EXEMPT: dict[str, str] = {
    "evidence.EvidenceRevision.effective_from": "begins by itself; nobody has to do anything on that day",
    "evidence.EvidenceRevision.effective_to": "set when a revision ends; what is to expire has expires_on",
    "evidence.ScrubRun.night": "the rereading is a beat of its own",
    "people.OneTimeLink.ends_at": "the link is short-lived, and who asked for it has it in the mail",
    "people.Person.joined_on": "tells since when somebody works there",
    "plan.BaselineRow.due_on": "a copy of what was approved; the task itself is asked",
    "plan.BaselineRow.starts_on": "a copy of what was approved; the task itself is asked",
    "plan.ScheduleBasis.finishes_on": "from there a plan is computed backwards; its tasks have due dates",
    "plan.ScheduleBasis.starts_on": "from there a plan is computed; its tasks have due dates",
    "plan.Task.constraint_on": "bounds the computed dates; work is called for by the day it is due",
    "plan.Task.deadline_on": "shortens the float of the task; work is called for by the day it is due",
    "plan.Task.resumes_on": "where work goes on that was interrupted; it is called for by the day it is due",
    "plan.Task.starts_on": "work is called for by the day it is due",
    "projects.Membership.starts_on": "begins by itself; nobody has to do anything on that day",
    "projects.Project.starts_on": "the plan says what is to be done, task by task",
    "projects.Project.target_on": "the milestone of the certificate is asked, and its forecast",
    "progress.ProgressSnapshot.certificate_on": "what was forecast on a day that is past",
    "reporting.EvidencePack.expires_at": "the pack can be built again, byte for byte, by who wants it",
    "standard.Edition.published_on": "a fact about the standard",
}

# These say when something happened, or hold the queues of the house itself.
PAST = {
    "accepted_at", "achieved_on", "actual_finish_on", "actual_start_on", "answered_at", "approved_at", "as_of",
    "assessed_at", "at", "attendance_at", "beat_at", "changed_at", "claimed_at", "closed_on", "confirmed_at",
    "created_at",
    "day", "erased_at", "finished_at", "found_at", "last_login", "latest_on", "left_on", "made_at", "proved_at",
    "read_at", "requested_at", "reviewed_on", "seen_at", "sent_at", "started_at", "submitted_at", "taken_at",
    "uploaded_at", "used_at", "viewed_to_end_at",
}  # fmt: skip
QUEUES = {"notifications", "reminders"}
