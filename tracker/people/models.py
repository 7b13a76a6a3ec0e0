"""Organizations, departments, the staff register, and the logins of those who have one."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tracker.core import clock
from tracker.core.models import TrackedModel, TrackedQuerySet
from tracker.people.choices import LinkPurpose, RunState

SYSTEM_EMAIL = "system@iso20k.invalid"
# A list that nobody has taken for so long was lost on its way; one taken so long ago lost its worker.
UNHEARD_FOR = timedelta(minutes=5)
SILENT_FOR = timedelta(minutes=15)


class Organization(TrackedModel):
    """Whose service management system it is."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Department(TrackedModel):
    """A unit of an organization, inside or outside IT."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "organization", Lower("name"), name="one_department_of_a_name_in_an_organization"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(TrackedQuerySet):
    def staff(self, *, on: Any) -> "PersonQuerySet":
        """Who works there on that day: leavers drop out."""
        return self.filter(models.Q(left_on=None) | models.Q(left_on__gt=on))

    def counted(self, *, on: Any) -> "PersonQuerySet":
        """Whom coverage asks about on that day: the staff in the scope of the system."""
        return self.staff(on=on).filter(in_scope=True)


class Person(TrackedModel):
    """One entry of the staff register; most never log in."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="people")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="people", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    manager = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="reports", null=True, blank=True
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    contractor = models.BooleanField(_("contractor"), default=False)
    in_scope = models.BooleanField(_("in scope"), default=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=~models.Q(email=""),
                name="one_person_of_an_email_in_an_organization",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def system(self) -> "User":
        """The program itself, as the actor of what nobody asked for in person. It cannot log in."""
        found = self.filter(email=SYSTEM_EMAIL).first()
        if found is None:
            found = self.get_or_create(
                email=SYSTEM_EMAIL, defaults={"name": "ISO 20K", "password": "!", "is_active": False}
            )[0]
        return found

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """What Django's own tools call; people are made by `people.actions.create_user`."""
        user = self.model(email=self.normalize_email(email).lower(), is_admin=True, **extra)
        user.set_password(password)
        user.save()
        return user

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A login. What it may do is said by memberships, not here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    person = models.OneToOneField(
        Person, on_delete=models.SET_NULL, related_name="user", null=True, blank=True
    )
    is_admin = models.BooleanField(
        _("administrator"),
        default=False,
        help_text=_("May create projects and logins; sees no project without a role in it."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_login_of_an_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's word for who may open its admin pages."""
        return self.is_admin

    @property
    def is_system(self) -> bool:
        return self.email == SYSTEM_EMAIL

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions carry this: they end when the password changes, and when the epoch does."""
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("tracker.people.User", value, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class OneTimeLink(models.Model):
    """A code sent by mail that opens one door once. Only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_links")
    purpose = models.CharField(max_length=30, choices=LinkPurpose)
    code_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} for {self.user_id}"


class StaffListRunQuerySet(models.QuerySet[Any]):
    def left_behind(self, *, at: datetime) -> Self:
        """Taken by a worker that died."""
        return self.filter(state=RunState.TAKING, beat_at__lt=at - SILENT_FOR)

    def unheard(self, *, at: datetime) -> Self:
        """Handed over, and no worker has come: the broker was down, or lost it."""
        return self.filter(state=RunState.WAITING, beat_at__lt=at - UNHEARD_FOR)


class StaffListRun(models.Model):
    """A long staff list that the worker takes in, after somebody said yes to its preview. A queue row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="staff_list_runs")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_list_runs")
    requested_at = models.DateTimeField(_("asked for at"))
    digest = models.CharField(_("digest of the file"), max_length=64)
    name = models.CharField(_("name of the file"), max_length=200)
    mark = models.CharField(_("what was shown"), max_length=80)
    language = models.CharField(_("language"), max_length=12, default="en")
    lines = models.PositiveIntegerField(_("lines"))
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.WAITING)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0)
    beat_at = models.DateTimeField(_("last sign of life"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    error = models.TextField(_("why it failed"), blank=True)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    departments = models.PositiveIntegerField(_("new departments"), default=0)
    left = models.PositiveIntegerField(_("left"), default=0)

    objects = StaffListRunQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_underway(self) -> bool:
        return self.state in {RunState.WAITING, RunState.TAKING}
