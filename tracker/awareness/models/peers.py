"""Learning from each other: sessions that somebody offers, questions and tips, and pairs of mentor and mentee.

Nothing here counts what a person gives or takes: figures are about a session, a tip or a department.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.awareness.choices import PairState
from tracker.core import clock
from tracker.people.models import Department, Person, User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, ProjectOwned, ProjectOwnedQuerySet
from tracker.standard.models import Clause


class PeerSession(ProjectOwned):
    """An hour in which somebody shows colleagues what they know: open to all, or to a department."""

    topic = models.CharField(_("topic"), max_length=200)
    about = models.TextField(_("what it is about"), blank=True)
    host = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="peer_sessions")
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, related_name="peer_sessions", null=True, blank=True
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="peer_sessions", null=True, blank=True
    )
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=45)
    place = models.CharField(_("where, or a link"), max_length=300)
    capacity = models.PositiveSmallIntegerField(_("seats"), default=12)
    attendance_at = models.DateTimeField(_("attendance recorded at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "topic")
        constraints = (
            models.CheckConstraint(
                condition=Q(capacity__gte=1, minutes__gte=5), name="a_peer_session_has_seats_and_lasts"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(attendance_at=None),
                name="nobody_was_at_what_was_cancelled",
            ),
        )

    def __str__(self) -> str:
        return self.topic

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class PeerSeat(ProjectOwned):
    """Somebody said that they come; afterwards whether they were there, and whether it helped."""

    session = models.ForeignKey(PeerSession, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="peer_seats")
    came = models.BooleanField(_("was there"), null=True, blank=True)
    helped = models.BooleanField(_("did it help"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("person__name",)
        constraints = (
            models.UniqueConstraint(fields=("session", "person"), name="one_seat_for_a_person"),
            models.CheckConstraint(
                condition=~Q(came=False) | Q(helped=None), name="only_who_was_there_says_whether_it_helped"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.session}"


class PeerQuestion(ProjectOwned):
    """What somebody would like to know from colleagues."""

    text = models.CharField(_("question"), max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="peer_questions")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.text


class Tip(ProjectOwned):
    """A few words from somebody who knows how: of their own accord, or in answer to a question."""

    text = models.CharField(_("tip"), max_length=500)
    question = models.ForeignKey(
        PeerQuestion, on_delete=models.PROTECT, related_name="tips", null=True, blank=True
    )
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="tips", null=True, blank=True)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tips")
    dropped_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return self.text[:100]


class TipHelp(ProjectOwned):
    """Somebody said that a tip helped them; only the number is shown."""

    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="helps")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tips_that_helped")

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tip", "user"), name="a_tip_helps_somebody_once"),)

    def __str__(self) -> str:
        return str(self.tip)


class MentoringQuerySet(ProjectOwnedQuerySet):
    def visible_to(self, user: User) -> Any:
        """The two it is about, and who manages the implementation."""
        leads = Membership.objects.filter(user=user, role=Role.PROJECT_MANAGER).held(on=clock.today())
        own = Q(mentor__user=user) | Q(mentee__user=user)
        return super().visible_to(user).filter(own | Q(project__in=leads.values("project_id")))


class Mentoring(ProjectOwned):
    """One who knows accompanies one who learns, for a while; it holds once both have agreed."""

    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentors_in")
    mentee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentee_in")
    about = models.CharField(_("what about"), max_length=300)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    mentor_agreed_at = models.DateTimeField(_("the mentor agreed at"), null=True, blank=True)
    mentee_agreed_at = models.DateTimeField(_("the mentee agreed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = MentoringQuerySet.as_manager()

    class Meta:
        ordering = ("ends_on", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="nobody_is_their_own_mentor"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_mentoring_ends_later"),
            models.UniqueConstraint(
                fields=("project", "mentor", "mentee"), condition=Q(ended_at=None), name="a_pair_once"
            ),
        )

    def __str__(self) -> str:
        # Who learns from whom is the matter of the two.
        return "a mentoring pair"

    def state(self, on: date) -> PairState:
        agreed = self.mentor_agreed_at is not None and self.mentee_agreed_at is not None
        if self.ended_at is not None:
            return PairState.ENDED if agreed else PairState.DECLINED
        if on > self.ends_on:
            return PairState.ENDED
        return PairState.AGREED if agreed else PairState.PROPOSED
