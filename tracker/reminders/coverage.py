"""Which day of which model calls somebody back, and which does not and why.

Whoever adds a day to a model says it here: a source that asks for it, or a reason why nobody needs to be
called. `tests/architecture/test_reminders.py` fails the build otherwise.
"""

import re

from tracker.reminders.choices import Source

COVERED: dict[str, Source] = {
    "plan.Task.due_on": Source.TASKS,
    "plan.Deliverable.due_on": Source.DELIVERABLES,
    "checklist.Checkpoint.target_on": Source.CHECKPOINTS,
    "evidence.EvidenceRevision.expires_on": Source.EVIDENCE,
    "evidence.EvidenceRevision.review_on": Source.REVIEWS,
    "training.TrainingRecord.expires_on": Source.TRAINING,
    "training.Session.starts_at": Source.SESSIONS,
    "training.Session.effect_due_on": Source.EFFECTS,
    "training.Judgement.review_on": Source.COMPETENCE,
    "awareness.Campaign.ends_on": Source.CAMPAIGNS,
    "awareness.Concern.answer_due_on": Source.CONCERNS,
    "awareness.Misconception.review_on": Source.QUESTIONS,
    "governance.Benefit.next_on": Source.BENEFITS,
    "governance.DecisionAsked.due_on": Source.DECISIONS,
    "governance.Commitment.due_on": Source.COMMITMENTS,
    "governance.Obstacle.due_on": Source.OBSTACLES,
    "reviews.GateReview.held_on": Source.GATES,
    "reviews.ProjectReview.planned_on": Source.MEETINGS,
    "reviews.Correction.due_on": Source.CORRECTIONS,
    "raid.RaidItem.review_on": Source.RISKS,
    "raid.Response.due_on": Source.RESPONSES,
    "signoffs.SignOffRequest.due_on": Source.SIGNOFFS,
    "projects.Objective.due_on": Source.OBJECTIVES,
    "projects.Membership.ends_on": Source.ROLES,
    "reminders.SlipForecast.forecast_on": Source.SLIPS,
    "reminders.SlipForecast.planned_on": Source.SLIPS,
}

EXEMPT: dict[str, str] = {
    "checklist.AssessmentRound.ends_on": "a round is frozen once it is over",
    "checklist.AssessmentRound.starts_on": "a round is frozen once it is over",
    "awareness.Campaign.reopens_on": "the next campaign opens by itself on that day",
    "awareness.Mentoring.ends_on": "the two agreed on it; it ends by itself",
    "awareness.Mentoring.starts_on": "the two agreed on it; nobody else has to do anything",
    "awareness.PeerSession.starts_at": "who comes takes it into their own calendar, and hears when it is cancelled",
    "evidence.ScrubRun.night": "the night in which the store was reread",
    "evidence.Sampling.drawn_at": "when a sample was taken; nothing follows on a day",
    "evidence.Sampling.period_from": "the time that a sample speaks of",
    "evidence.Sampling.period_to": "the time that a sample speaks of",
    "evidence.EvidenceRevision.effective_from": "begins by itself; nobody has to do anything on that day",
    "evidence.EvidenceRevision.effective_to": "set when a revision ends; what is to expire has expires_on",
    "governance.Benefit.due_on": "its measurements are asked for one by one, the last of them on this day",
    "governance.Benefit.starts_on": "begins to show by itself; nobody has to do anything on that day",
    "people.OneTimeLink.ends_at": "the link is short-lived, and who asked for it has it in the mail",
    "people.Person.joined_on": "tells since when somebody works there",
    "plan.BaselineRow.due_on": "a copy of what was approved; the task itself is asked",
    "plan.BaselineRow.starts_on": "a copy of what was approved; the task itself is asked",
    "plan.Occurrence.day": "the day by the rhythm; its task has a due date",
    "plan.Occurrence.due_on": "what the task was made with; the task itself is asked",
    "plan.Occurrence.starts_on": "what the task was made with; the task itself is asked",
    "plan.PlanTailoring.starts_on": "the start that was wished for when the plan was made; its tasks have dates",
    "plan.PlanTailoring.target_on": "the target that was wished for when the plan was made; the certificate has a date",
    "plan.ScheduleBasis.finishes_on": "from there a plan is computed backwards; its tasks have due dates",
    "plan.ScheduleBasis.starts_on": "from there a plan is computed; its tasks have due dates",
    "plan.Task.constraint_on": "bounds the computed dates; work is called for by the day it is due",
    "plan.Task.deadline_on": "shortens the float of the task; work is called for by the day it is due",
    "plan.Task.resumes_on": "where work goes on that was interrupted; it is called for by the day it is due",
    "plan.Task.starts_on": "work is called for by the day it is due",
    "plan.TaskSeries.starts_on": "a series is done task by task, and each has a due date",
    "plan.TaskSeries.until": "where a series ends; each of its tasks has a due date",
    "projects.Membership.starts_on": "begins by itself; nobody has to do anything on that day",
    "projects.Project.starts_on": "the plan says what is to be done, task by task",
    "projects.Project.target_on": "the milestone of the certificate is asked, and its forecast",
    "progress.ProgressSnapshot.certificate_on": "what was forecast on a day that is past",
    "reporting.Report.since": "where the period begins that a report speaks of",
    "reporting.EvidencePack.since": "where the period begins that a pack speaks of",
    "reporting.EvidencePack.expires_at": "the pack can be built again, byte for byte, by who wants it",
    "reporting.ReportSchedule.starts_on": "begins by itself; the reports go to those they are made for",
    "reporting.ReportSchedule.ends_on": "ends by itself, as who scheduled it wanted",
    "reporting.ReportSchedule.counts_from": "what was due before is not made up for",
    "reporting.ScheduledIssue.due_at": "the report itself is sent, or why there is none",
    "reporting.HeadMailing.counts_from": "what was due before is not made up for",
    "reporting.MailedHead.due_at": "the mail itself goes on that day",
    "raid.RaidItem.reviewed_on": "the day on which somebody last looked at it",
    "raid.Response.done_on": "the day it was reported as done",
    "raid.Response.dropped_on": "the day it was dropped",
    "raid.RiskAssessment.held_on": "the day the assessment was held, said afterwards",
    "reviews.Correction.done_on": "the day it was reported as done",
    "reviews.Correction.checked_on": "the day somebody else looked whether it worked",
    "reviews.LessonUse.used_on": "the day a lesson was used",
    "reviews.ProjectReview.held_on": "the day a review was held, said afterwards",
    "reviews.ReviewSeries.starts_on": "each review of it is called for by its own day",
    "reviews.ReviewSeries.ends_on": "each review of it is called for by its own day",
    "signoffs.Delegation.begins_at": "begins by itself; who signs for another was told when it was given",
    "signoffs.Delegation.ends_on": "ends by itself; what waits then calls the person asked again",
    "signoffs.Delegation.lapses_at": "ends by itself; what waits then calls the person asked again",
    "signoffs.Delegation.starts_on": "begins by itself; who signs for another was told when it was given",
    "signoffs.SignOff.delegated_until": "what stood in the delegation when it was signed",
    "standard.Edition.published_on": "a fact about the standard",
}

# These say when something happened; so does every moment in the past tense ("uploaded_at").
PAST = {
    "achieved_on",
    "actual_finish_on",
    "actual_start_on",
    "as_of",
    "asked_on",
    "at",
    "attendance_at",
    "beat_at",
    "closed_on",
    "decided_on",
    "judged_on",
    "made_on",
    "measured_on",
    "raised_on",
    "latest_on",
    "reviewed_on",
    "viewed_to_end_at",
    "day",
    "last_login",
    "left_on",
    "withdrawn_on",
}
PAST_TENSE = re.compile(
    r"(^|_)(?!planned|needed|expected|required|promised|scheduled|wanted)"
    r"(\w+ed|sent|made|read|seen|found|taken|held|given|told|begun|proven|written)_at$"
)
# Rooms whose own rows are queues.
QUEUES = {"notifications", "reminders"}


def tells_the_past(name: str) -> bool:
    return name in PAST or PAST_TENSE.search(name) is not None
