"""A decision by management on exact content: the question, frozen, and the answers, written once."""

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.core.models import AppendOnly
from tracker.people.models import User
from tracker.projects.models import Project, ProjectOwned, ProjectOwnedQuerySet
from tracker.signoffs.choices import Decision, Method, State


class SignOffRequestQuerySet(ProjectOwnedQuerySet):
    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)

    def waiting_for(self, user: User) -> Self:
        return self.waiting().filter(asked_of=user)

    def overdue(self, *, on: date) -> Self:
        return self.waiting().filter(due_on__lt=on)

    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def with_people(self) -> Self:
        return self.select_related("project", "asked_of__person", "requested_by__person")


class SignOffRequest(ProjectOwned):
    """A question to one person, with the content they are asked to put their name to.

    Title, meaning, question and content never change after the request is made; `digest` is over all of
    them, with the identity and version of the subject.
    """

    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    subject_version = models.PositiveIntegerField(null=True, blank=True)
    link = models.CharField(_("address of the subject"), max_length=500, blank=True)
    # Where the answer is sent, when the room of the subject lets something follow from it.
    answer_link = models.CharField(_("address that takes the answer"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=300)
    question = models.CharField(_("question"), max_length=300)
    meaning = models.TextField(_("what the sign-off means"))
    content = models.JSONField(_("content"))
    schema_version = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField(_("digest of the content"), max_length=64)
    log_position = models.PositiveBigIntegerField(_("place in the log"), default=0)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signoffs_requested")
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signoffs_asked")
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=30, choices=State, default=State.WAITING)
    viewed_to_end_at = models.DateTimeField(_("read to its end"), null=True, blank=True)

    objects = SignOffRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(requested_by=F("asked_of")), name="nobody_asks_themselves_for_a_signoff"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="a_request_has_a_known_state"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "asked_of"],
                condition=Q(state=State.WAITING),
                name="one_waiting_request_for_a_person_and_subject",
            ),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="signoff_requests_of_subject")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return bool(self.state == State.WAITING)

    def is_overdue(self, *, on: date) -> bool:
        return self.is_waiting and self.due_on < on


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.visible_to(user))

    def of(self, project: Project) -> Self:
        return self.filter(project=project)

    def decisions(self) -> Self:
        """Answers to requests, without those that take an earlier one back."""
        return self.filter(withdraws=None)

    def about(self, subject: models.Model) -> Self:
        return self.filter(
            request__subject_type=subject._meta.label_lower, request__subject_id=str(subject.pk)
        )


class SignOff(AppendOnly):
    """What a person put their name to, when, and how we knew that it was they. Written once.

    `own_digest` is over everything in the row, `signature` is this installation's seal over the same
    bytes, and `previous_digest` holds the own digest of the sign-off before it in the project.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="signoffs")
    request = models.ForeignKey(SignOffRequest, on_delete=models.PROTECT, related_name="signoffs")
    withdraws = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="withdrawn_by", null=True, blank=True
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    signer_id = models.UUIDField()
    signer_name = models.CharField(max_length=200)
    role = models.CharField(_("signed as"), max_length=300)
    decision = models.CharField(_("decision"), max_length=30, choices=Decision)
    conditions = models.TextField(_("conditions"), blank=True)
    comment = models.TextField(_("comment"), blank=True)
    meaning = models.TextField(_("what the sign-off means"))
    digest = models.CharField(_("digest of the content"), max_length=64)
    schema_version = models.PositiveSmallIntegerField()
    at = models.DateTimeField(_("signed at"))
    viewed_to_end_at = models.DateTimeField(_("read to its end"), null=True, blank=True)
    proved_with = models.CharField(_("proof of identity"), max_length=20, choices=Method)
    proved_at = models.DateTimeField()
    log_position = models.PositiveBigIntegerField()
    log_digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64)
    own_digest = models.CharField(max_length=64, unique=True)
    key_fingerprint = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "number"], name="a_receipt_number_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(withdraws=None), name="a_request_is_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.WITHDRAWN, withdraws__isnull=False)
                | (~Q(decision=Decision.WITHDRAWN) & Q(withdraws=None)),
                name="a_withdrawal_says_what_it_takes_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} {self.get_decision_display()}"

    @property
    def receipt(self) -> str:
        return f"S-{self.year}-{self.number:04d}"

    def bound(self) -> dict[str, Any]:
        """Everything that the own digest and the signature are over."""
        return {
            "schema": self.schema_version,
            "receipt": self.receipt,
            "project": self.project_id,
            "request": self.request_id,
            "withdraws": self.withdraws_id,
            "signer": {"id": self.signer_id, "name": self.signer_name, "role": self.role},
            "decision": self.decision,
            "conditions": self.conditions,
            "comment": self.comment,
            "meaning": self.meaning,
            "content_digest": self.digest,
            "at": self.at,
            "viewed_to_end_at": self.viewed_to_end_at,
            "identity": {"with": self.proved_with, "at": self.proved_at},
            "log": {"position": self.log_position, "digest": self.log_digest},
            "previous": self.previous_digest,
        }
