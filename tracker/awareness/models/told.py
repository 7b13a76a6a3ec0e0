"""Campaigns with what was read and by whom, ambassadors, concerns with their answers, and misconceptions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.awareness.choices import AmbassadorState, How, NewsState, Sign
from tracker.checks.models import ShortCheck
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.people.models import Department, Person, User
from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet
from tracker.standard.models import Clause


class Campaign(ProjectOwned):
    """Something that everybody, or everybody of a department, is to know by a day."""

    title = models.CharField(_("title"), max_length=200)
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, related_name="campaigns", null=True, blank=True
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="campaigns", null=True, blank=True
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="campaigns", null=True, blank=True
    )
    ends_on = models.DateField(_("to be read by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="campaigns", null=True, blank=True
    )

    repeat_months = models.PositiveSmallIntegerField(_("comes again after months"), null=True, blank=True)
    reopens_on = models.DateField(_("comes again on"), null=True, blank=True)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="next_time", null=True, blank=True
    )
    short_check = models.OneToOneField(
        ShortCheck, on_delete=models.PROTECT, related_name="campaign", null=True, blank=True
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-ends_on", "title")

    def __str__(self) -> str:
        return self.title


class Version(ProjectOwned):
    """What a campaign says, word for word, with the revision of the material it rests on; written once."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    message = models.TextField(_("message"))
    material = models.ForeignKey(
        EvidenceRevision, on_delete=models.PROTECT, related_name="campaign_versions", null=True, blank=True
    )
    digest = models.CharField(_("digest"), max_length=64)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="one_version_of_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.campaign}, {self.number}"


class Attestation(ProjectOwned):
    """A person said that they have read and understood exactly this version."""

    read = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="attestations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attestations")
    digest = models.CharField(_("digest of what was read"), max_length=64)
    how = models.CharField(_("how"), max_length=10, choices=How)
    attested_at = models.DateTimeField(_("attested at"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("attested_at",)
        constraints = (
            models.UniqueConstraint(fields=("read", "person"), name="one_attestation_of_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.read}"


class Ambassador(ProjectOwned):
    """Whom colleagues of a department can ask, and who brings back what they say."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="ambassadors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ambassadorships")
    state = models.CharField(_("state"), max_length=20, choices=AmbassadorState)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("department__name", "person__name")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "department", "person"),
                condition=~Q(state=AmbassadorState.ENDED),
                name="an_ambassador_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.department}"


class Concern(ProjectOwned):
    """What worries somebody. The row knows the day and never the hour, whoever raised it; the answer stands in
    a row of its own, so that neither this table nor its history lets a time be read off its neighbours."""

    topic = models.CharField(_("about"), max_length=200)
    text = models.TextField(_("what it is"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="concerns", null=True, blank=True
    )
    raised_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="concerns", null=True, blank=True
    )
    raised_on = models.DateField(_("raised on"))
    answer_due_on = models.DateField(_("to be answered by"))
    claim = models.CharField(_("digest of the claim code"), max_length=64, blank=True)
    helped = models.BooleanField(_("did it help"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("raised_on", "topic")
        constraints = (
            models.CheckConstraint(
                condition=Q(raised_by=None) | Q(claim=""), name="a_claim_code_names_nobody"
            ),
        )

    def __str__(self) -> str:
        return self.topic


class Answer(ProjectOwned):
    """What was said to a concern, by whom."""

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="answer")
    text = models.TextField(_("answer"))
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="answers")
    answered_at = models.DateTimeField(_("answered at"))

    objects = ProjectOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.concern.topic


class Misconception(ProjectOwned):
    """What people wrongly believe, with what is right and where it says so."""

    said = models.CharField(_("what is believed"), max_length=300)
    right = models.TextField(_("what is right"))
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, related_name="misconceptions", null=True, blank=True
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="misconceptions", null=True, blank=True
    )
    met = models.PositiveIntegerField(_("how often it was met"), default=1)
    review_on = models.DateField(_("to be looked at again by"))
    # An article: what is right was a tip, and what was asked stands in place of what is believed.
    tip = models.OneToOneField(
        "awareness.Tip", on_delete=models.PROTECT, related_name="article", null=True, blank=True
    )

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-met", "said")

    def __str__(self) -> str:
        return self.said


class SignalResponse(ProjectOwned):
    """What was decided about a sign of resistance in a department, with the figure it was decided on."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="signal_responses")
    sign = models.CharField(_("sign"), max_length=20, choices=Sign)
    accepted = models.BooleanField(_("accepted"), default=False)
    text = models.TextField(_("what is done, or why it is accepted"))
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="signal_responses", null=True, blank=True
    )
    measured = models.CharField(_("the figure then"), max_length=100, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signal_responses")
    answered_at = models.DateTimeField(_("answered at"))

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-answered_at",)

    def __str__(self) -> str:
        return f"{self.department}, {self.get_sign_display()}"


class NewsItem(ProjectOwned):
    """Something good that everybody may know: drafted when a milestone is passed, or written by hand."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=NewsState, default=NewsState.DRAFT)
    milestone_id = models.UUIDField(_("milestone"), null=True, blank=True)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="news", null=True, blank=True
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "title")
        constraints = (
            models.UniqueConstraint(fields=("project", "milestone_id"), name="a_milestone_is_news_once"),
            models.CheckConstraint(
                condition=~Q(state=NewsState.PUBLISHED)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="published_news_says_by_whom",
            ),
        )

    def __str__(self) -> str:
        return self.title
