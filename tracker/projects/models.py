"""An implementation project, its scope and objectives, and who holds which role in it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.core import clock
from tracker.core.models import TrackedModel, TrackedQuerySet
from tracker.people.models import Organization, Person, User
from tracker.projects.choices import Outcome, Role, ScopeKind
from tracker.projects.permissions import Permission
from tracker.standard.models import Edition


class ProjectQuerySet(TrackedQuerySet):
    def visible_to(self, user: User, *, on: date | None = None) -> "ProjectQuerySet":
        """The implementations in which the user holds a role today. Nobody else knows that they exist."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        held = Membership.objects.filter(user=user).held(on=on or clock.today())
        return self.filter(pk__in=held.values("project_id"))


class Project(TrackedModel):
    """One organization's way to the certificate, against one edition of the standard."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="projects")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("short name for addresses"), max_length=60, unique=True)
    starts_on = models.DateField(_("starts on"))
    target_on = models.DateField(_("certificate wanted by"))
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    tolerance_days = models.PositiveSmallIntegerField(
        _("tolerance in days"),
        default=14,
        help_text=_("How far the forecast may pass the plan before it is off track."),
    )
    training_target = models.PositiveSmallIntegerField(_("training coverage wanted, percent"), default=85)
    mfa_for_signers = models.BooleanField(_("signers need a second factor"), default=True)

    objects = ProjectQuerySet.as_manager()

    # What the person who opened the page may do here; set by `access.project_for`, never stored. The verbs
    # of the same request read it from `permissions_known`, under the person's id.
    my_permissions: frozenset[Permission] = frozenset()
    permissions_known: Mapping[UUID, frozenset[Permission]] = MappingProxyType({})

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target_on__gt=models.F("starts_on")), name="certificate_wanted_after_the_start"
            ),
            models.CheckConstraint(
                condition=Q(training_target__lte=100), name="training_target_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def project(self) -> "Project":
        """A project belongs to itself, so that permissions are asked alike everywhere."""
        return self

    def today(self) -> date:
        return clock.today(self.zone)


class ProjectOwnedQuerySet(TrackedQuerySet):
    def visible_to(self, user: User) -> Any:
        return self.filter(project__in=Project.objects.visible_to(user))

    def of(self, project: Project) -> Any:
        return self.filter(project=project)


class ProjectOwned(TrackedModel):
    """A row that belongs to one project and is invisible outside it.

    Each model says `objects = ProjectOwnedQuerySet.as_manager()`, or a queryset of its own on top of that.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class Scope(ProjectOwned):
    """The scope statement of the service management system (clause 4.3)."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="scope")
    statement = models.TextField(_("scope statement"), blank=True)
    people_in_scope = models.PositiveIntegerField(_("people in scope"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(_("scope of %(project)s") % {"project": self.project.name})


class ScopeItem(ProjectOwned):
    """One service, site, unit or supplier that is inside or outside the scope."""

    kind = models.CharField(_("kind"), max_length=20, choices=ScopeKind)
    name = models.CharField(_("name"), max_length=200)
    included = models.BooleanField(_("in scope"), default=True)
    note = models.CharField(_("why"), max_length=500, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-included", "name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "name"], name="one_scope_item_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Objective(ProjectOwned):
    """What the implementation is to reach, with measure and date (clause 6.2.1)."""

    title = models.CharField(_("objective"), max_length=300)
    measure = models.CharField(_("how it is measured"), max_length=300)
    baseline = models.CharField(_("where it stood"), max_length=100, blank=True)
    target = models.CharField(_("target"), max_length=100)
    due_on = models.DateField(_("to be reached by"))
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="objectives", null=True, blank=True
    )
    latest = models.CharField(_("latest value"), max_length=100, blank=True)
    latest_on = models.DateField(_("measured on"), null=True, blank=True)
    outcome = models.CharField(_("how it came out"), max_length=10, choices=Outcome, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None, outcome="") | (Q(closed_on__isnull=False) & ~Q(outcome="")),
                name="a_closed_objective_says_how_it_came_out",
            )
        ]

    def __str__(self) -> str:
        return self.title


class MembershipQuerySet(ProjectOwnedQuerySet):
    def held(self, *, on: date) -> "MembershipQuerySet":
        """Roles that are held on that day: begun and not ended."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))


class Membership(ProjectOwned):
    """A role that a user holds in a project, if need be from a day until a day (both included)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["role", "user__name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user", "role"], name="a_role_is_held_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="a_role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    def is_held(self, *, on: date) -> bool:
        """The same as the queryset's `held`, of a row that has been read."""
        begun = self.starts_on is None or self.starts_on <= on
        return begun and (self.ends_on is None or self.ends_on >= on)


class Remark(ProjectOwned):
    """What somebody said about a thing of the project. The room of the thing says which."""

    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=4000)

    class Meta:
        abstract = True
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class KeptQuery(ProjectOwned):
    """A part of a list under a name: the query of the address that shows it. The room of the list has its own."""

    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("what is shown"), max_length=500)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
