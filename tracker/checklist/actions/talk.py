"""Remarks on checkpoints, which tell those they name."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.checklist.choices import Verb
from tracker.checklist.models import Checkpoint, CheckpointComment
from tracker.checklist.policies import TALKS
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.actions import make_remark, take_remark_back
from tracker.projects.models import Project
from tracker.projects.policies import require


@transaction.atomic
def comment_on_checkpoint(*, actor: User, checkpoint: Checkpoint, text: str) -> CheckpointComment:
    """Say something about a checkpoint; whoever is named with an @ is told."""
    require(actor, TALKS, checkpoint)
    project = Project.objects.get(pk=checkpoint.project_id)
    words = {"who": actor.get_short_name(), "checkpoint": checkpoint.requirement.code}
    comment = make_remark(
        remark=CheckpointComment(project=project, checkpoint=checkpoint, author=actor, text=text),
        told_as=_("%(who)s named you at checkpoint %(checkpoint)s") % words,
        link=reverse("checklist:checkpoint", args=[project.slug, checkpoint.pk]) + "#comments",
        permission=TALKS,
    )
    record(actor, Verb.COMMENTED, checkpoint, labels={"text": checkpoint.requirement.text[:300]})
    return comment


@transaction.atomic
def withdraw_comment(*, actor: User, comment: CheckpointComment, reason: str = "") -> None:
    """Take one's own remark back; its history keeps it."""
    require(actor, TALKS, comment)
    take_remark_back(actor=actor, remark=comment, reason=reason)
    labels = {"text": comment.checkpoint.requirement.text[:300]}
    record(actor, Verb.COMMENT_WITHDRAWN, comment.checkpoint, reason=reason, labels=labels)
