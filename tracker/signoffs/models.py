"""A decision by management on exact content: the question, frozen, and the answers, written once."""

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from tracker.core import clock
from tracker.core.models import AppendOnly
from tracker.people.models import User
from tracker.projects.models import Project, ProjectOwned, ProjectOwnedQuerySet
from tracker.signoffs.choices import Decision, Method, Seat, State


class SignOffRequestQuerySet(ProjectOwnedQuerySet):
    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)

    def waiting_for(self, user: User) -> Self:
        """Those in which it is this person's turn, for themselves or for who delegated to them."""
        return self.waiting().filter(Exists(Signer.objects.turn_of(user).filter(request=OuterRef("pk"))))

    def asking(self, user: User) -> Self:
        """Those that wait and in which this person has a place, whoever's turn it is."""
        return self.waiting().filter(Exists(Signer.objects.filter(request=OuterRef("pk"), user=user)))

    def marking(self, user: User) -> Self:
        """Each row says with `for_me` whether it waits for this person, and in whose name where not their own."""
        turn = Signer.objects.turn_of(user).filter(request=OuterRef("pk"))
        another = turn.exclude(user=user).order_by("number").values("user__name")[:1]
        return self.annotate(for_me=Exists(turn), in_name_of=Subquery(another))

    def overdue(self, *, on: date) -> Self:
        return self.waiting().filter(due_on__lt=on)

    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def with_people(self) -> Self:
        return self.select_related("project", "asked_of__person", "requested_by__person")


class SignOffRequest(ProjectOwned):
    """A question to one person or to several, with the content they are asked to put their name to.

    Title, meaning, question and content never change after the request is made; `digest` is over all of
    them, with the identity and version of the subject, and where several are asked with who they are.
    `asked_of` is whose answer it waits for: of several, the first whose turn it is.
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
    # Empty where one person is asked; else who, how many of them are enough, and whether in order.
    panel = models.JSONField(_("who must sign"), default=dict, blank=True)
    approvals = models.PositiveSmallIntegerField(_("approvals given"), default=0)

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

    @property
    def several(self) -> bool:
        return bool(self.panel)

    @property
    def asked_count(self) -> int:
        return len(self.panel["of"]) if self.panel else 1

    @property
    def quorum(self) -> int:
        return int(self.panel["quorum"]) if self.panel else 1

    @property
    def in_order(self) -> bool:
        return bool(self.panel and self.panel["in_order"])


class DelegationQuerySet(ProjectOwnedQuerySet):
    def active(self) -> Self:
        now = clock.now()
        return self.filter(begins_at__lte=now, lapses_at__gt=now, ended_at=None)

    def not_over(self) -> Self:
        return self.filter(lapses_at__gt=clock.now(), ended_at=None)

    def with_people(self) -> Self:
        return self.select_related("project", "giver__person", "delegate__person")


class Delegation(ProjectOwned):
    """Somebody signs for somebody else, in one implementation, from a day to a day, with a reason.

    `begins_at` and `lapses_at` are those days where the implementation is; it ends by itself.
    """

    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_held")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    begins_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500)
    ended_at = models.DateTimeField(_("ended earlier"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("delegate")), name="nobody_delegates_to_themselves"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), lapses_at__gt=F("begins_at")),
                name="a_delegation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.delegate}"

    @property
    def is_active(self) -> bool:
        return self.ended_at is None and self.begins_at <= clock.now() < self.lapses_at

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.lapses_at <= clock.now()


class SignerQuerySet(ProjectOwnedQuerySet):
    def turn(self) -> Self:
        return self.filter(state=Seat.ASKED)

    def turn_of(self, user: User) -> Self:
        """The places in which this person may answer now: their own, and those delegated to them."""
        given = Delegation.objects.active().filter(
            delegate=user, giver=OuterRef("user"), project=OuterRef("project")
        )
        own = Signer.objects.filter(request=OuterRef("request")).filter(
            Q(user=user) | Q(signoff__signer_id=user.pk)
        )
        for_another = Q(Exists(given)) & ~Q(request__requested_by=user) & ~Q(Exists(own))
        return self.turn().filter(Q(user=user) | for_another)


class Signer(ProjectOwned):
    """The place of one person in a request: which number, whether it is their turn, what they answered."""

    request = models.ForeignKey(SignOffRequest, on_delete=models.PROTECT, related_name="signers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signer_places")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("state"), max_length=20, choices=Seat, default=Seat.ASKED)
    viewed_to_end_at = models.DateTimeField(_("read to its end"), null=True, blank=True)
    # Who read it: the person themselves, or who signs for them.
    viewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    signoff = models.OneToOneField(
        "SignOff", on_delete=models.PROTECT, related_name="place", null=True, blank=True
    )

    objects = SignerQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "user"], name="a_person_has_one_place_in_a_request"),
            models.UniqueConstraint(fields=["request", "number"], name="a_place_in_a_request_has_one_person"),
            models.CheckConstraint(
                condition=Q(state=Seat.ANSWERED, signoff__isnull=False)
                | (~Q(state=Seat.ANSWERED) & Q(signoff=None)),
                name="an_answered_place_has_its_signoff",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.user}"


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
    # Filled where somebody signs for another, who delegated it until that day.
    for_id = models.UUIDField(null=True, blank=True)
    for_name = models.CharField(_("signed for"), max_length=200, blank=True)
    delegation_id = models.UUIDField(null=True, blank=True)
    delegated_until = models.DateField(null=True, blank=True)
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
                fields=["request", "signer_id"],
                condition=Q(withdraws=None),
                name="a_person_answers_a_request_once",
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
        return self._as_oneself() | self._for_another()

    def _for_another(self) -> dict[str, Any]:
        if self.for_id is None:
            return {}
        until = self.delegated_until
        named = {"id": self.for_id, "name": self.for_name, "delegation": self.delegation_id, "until": until}
        return {"for": named}

    def _as_oneself(self) -> dict[str, Any]:
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
