"""What a reminder says, as pieces that the database puts together."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tracker.reminders.choices import Answer, Recipient, Source

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Forms:
    """The same sentence at five distances from the day, with the status that stands beside it."""

    ahead: Text
    tomorrow: Text
    today: Text
    yesterday: Text
    late: Text
    status: str
    status_late: str


DUE = Forms(
    _l("%(label)s is due in %(days)s days"),
    _l("%(label)s is due tomorrow"),
    _l("%(label)s is due today"),
    _l("%(label)s is 1 day overdue"),
    _l("%(label)s is %(days)s days overdue"),
    "waiting",
    "overdue",
)
EXPIRES = Forms(
    _l("%(label)s expires in %(days)s days"),
    _l("%(label)s expires tomorrow"),
    _l("%(label)s expires today"),
    _l("%(label)s expired 1 day ago"),
    _l("%(label)s expired %(days)s days ago"),
    "expiring",
    "expired",
)
REVIEW = Forms(
    _l("%(label)s is to be reviewed in %(days)s days"),
    _l("%(label)s is to be reviewed tomorrow"),
    _l("%(label)s is to be reviewed today"),
    _l("The review of %(label)s is 1 day overdue"),
    _l("The review of %(label)s is %(days)s days overdue"),
    "waiting",
    "overdue",
)
DECIDE = Forms(
    _l("Your decision is due in %(days)s days: %(label)s"),
    _l("Your decision is due tomorrow: %(label)s"),
    _l("Your decision is due today: %(label)s"),
    _l("Your decision is 1 day overdue: %(label)s"),
    _l("Your decision is %(days)s days overdue: %(label)s"),
    "waiting",
    "overdue",
)
SLIPS = Forms(
    _l("%(label)s will slip: it is due in %(days)s days"),
    _l("%(label)s will slip: it is due tomorrow"),
    _l("%(label)s will slip: it is due today"),
    _l("%(label)s has slipped by 1 day"),
    _l("%(label)s has slipped by %(days)s days"),
    "at_risk",
    "overdue",
)
SESSION = Forms(
    _l("%(label)s: your training is in %(days)s days"),
    _l("%(label)s: your training is tomorrow"),
    _l("%(label)s: your training is today"),
    _l("%(label)s: your training was yesterday"),
    _l("%(label)s: your training was %(days)s days ago"),
    "waiting",
    "overdue",
)
ENDS = Forms(
    _l("%(label)s ends in %(days)s days"),
    _l("%(label)s ends tomorrow"),
    _l("%(label)s ends today"),
    _l("%(label)s ended yesterday"),
    _l("%(label)s ended %(days)s days ago"),
    "expiring",
    "expired",
)

MEASURE = Forms(
    _l("%(label)s is to be measured in %(days)s days"),
    _l("%(label)s is to be measured tomorrow"),
    _l("%(label)s is to be measured today"),
    _l("%(label)s should have been measured yesterday"),
    _l("%(label)s should have been measured %(days)s days ago"),
    "waiting",
    "overdue",
)
GATE = Forms(
    _l("%(label)s: the gate review is in %(days)s days"),
    _l("%(label)s: the gate review is tomorrow"),
    _l("%(label)s: the gate review is today"),
    _l("%(label)s: the gate review was yesterday, and nothing is asked yet"),
    _l("%(label)s: the gate review was %(days)s days ago, and nothing is asked yet"),
    "waiting",
    "overdue",
)
LOOK = Forms(
    _l("%(label)s is to be looked at again in %(days)s days"),
    _l("%(label)s is to be looked at again tomorrow"),
    _l("%(label)s is to be looked at again today"),
    _l("%(label)s was to be looked at again yesterday"),
    _l("%(label)s was to be looked at again %(days)s days ago"),
    "waiting",
    "overdue",
)
MEETING = Forms(
    _l("%(label)s: the review is in %(days)s days"),
    _l("%(label)s: the review is tomorrow"),
    _l("%(label)s: the review is today"),
    _l("%(label)s: the review was yesterday, and nobody has said how it came out"),
    _l("%(label)s: the review was %(days)s days ago, and nobody has said how it came out"),
    "waiting",
    "overdue",
)

SECOND = Forms(
    _l("%(label)s: a second person looks at it within %(days)s days"),
    _l("%(label)s: a second person looks at it by tomorrow"),
    _l("%(label)s has waited a week for a second person"),
    _l("%(label)s has waited a week and a day for a second person"),
    _l("%(label)s waits for a second person, %(days)s days more than a week"),
    "waiting",
    "overdue",
)

FORMS = {
    Source.SLIPS: SLIPS,
    Source.MILESTONES: DUE,
    Source.TASKS: DUE,
    Source.DELIVERABLES: DUE,
    Source.CHECKPOINTS: DUE,
    Source.EVIDENCE: EXPIRES,
    Source.REVIEWS: REVIEW,
    Source.TRAINING: EXPIRES,
    Source.SESSIONS: SESSION,
    Source.EFFECTS: DUE,
    Source.COMPETENCE: REVIEW,
    Source.CAMPAIGNS: DUE,
    Source.CONCERNS: DUE,
    Source.QUESTIONS: REVIEW,
    Source.BENEFITS: MEASURE,
    Source.DECISIONS: DECIDE,
    Source.COMMITMENTS: DUE,
    Source.OBSTACLES: DUE,
    Source.GATES: GATE,
    Source.MEETINGS: MEETING,
    Source.CORRECTIONS: DUE,
    Source.RISKS: LOOK,
    Source.RESPONSES: DUE,
    Source.SIGNOFFS: DECIDE,
    Source.CONFIRMATIONS: SECOND,
    Source.ACCEPTANCES: SECOND,
    Source.OBJECTIVES: DUE,
    Source.ROLES: ENDS,
}

# What can be answered without logging in; the verbs themselves are asked again when it is.
ANSWERS = {
    Source.TASKS: [Answer.DONE, Answer.DATE, Answer.CANNOT],
    Source.MILESTONES: [Answer.DONE, Answer.DATE, Answer.CANNOT],
    Source.SLIPS: [Answer.DATE, Answer.CANNOT],
    Source.DELIVERABLES: [Answer.DONE, Answer.CANNOT],
    Source.CHECKPOINTS: [Answer.CANNOT],
    Source.EVIDENCE: [Answer.CANNOT],
    Source.REVIEWS: [Answer.CANNOT],
    Source.TRAINING: [Answer.CANNOT],
    Source.SESSIONS: [Answer.CANNOT],
    Source.EFFECTS: [Answer.CANNOT],
    Source.COMPETENCE: [Answer.CANNOT],
    Source.CAMPAIGNS: [Answer.CANNOT],
    Source.CONCERNS: [Answer.CANNOT],
    Source.QUESTIONS: [Answer.CANNOT],
    Source.OBJECTIVES: [Answer.CANNOT],
    Source.BENEFITS: [Answer.CANNOT],
    Source.GATES: [Answer.CANNOT],
    Source.MEETINGS: [Answer.CANNOT],
    Source.CORRECTIONS: [Answer.CANNOT],
    Source.RISKS: [Answer.CANNOT],
    Source.RESPONSES: [Answer.CANNOT],
    Source.DECISIONS: [Answer.CANNOT],
    Source.COMMITMENTS: [Answer.CANNOT],
    # Signing itself asks for the whole content and for who one is; that one cannot takes a click.
    Source.SIGNOFFS: [Answer.CANNOT],
    Source.OBSTACLES: [Answer.CANNOT],
}


def why(role: Recipient, *, instead: bool) -> str:
    """Why this person is told, in a sentence that stands in the mail."""
    if instead:
        return _("You lead this implementation, and who should hear cannot be reached.")
    return {
        Recipient.OWNER: _("This is yours."),
        Recipient.LINE_MANAGER: _("You are the manager of the owner, and it is still open."),
        Recipient.MANAGER: _("You lead this implementation."),
        Recipient.SPONSOR: _("You are the sponsor of this implementation."),
    }[role]
