"""Large files that are on their way and prove nothing yet."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.projects.models import Project

USER = settings.AUTH_USER_MODEL


class LargeUploadQuerySet(models.QuerySet["LargeUpload"]):
    def visible_to(self, user: User) -> Self:
        """One's own, while one still sees the project; nobody goes on with what another one began."""
        return self.filter(owner=user.pk, project__in=Project.objects.visible_to(user))

    def whole(self) -> Self:
        return self.filter(received=F("size"))


class LargeUpload(models.Model):
    """A large file on its way, part by part: `received` bytes of it are safe. Gone once it is evidence, or after
    a day without a part; no row of history, because nothing is proven by it yet."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="large_uploads")
    owner = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="large_uploads")
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    mark = models.CharField(_("what it is recognized by"), max_length=64)
    received = models.PositiveBigIntegerField(_("received"), default=0)
    touched_at = models.DateTimeField(_("last part at"))

    objects = LargeUploadQuerySet.as_manager()

    class Meta:
        ordering = ("touched_at", "id")
        verbose_name = _("large upload")
        verbose_name_plural = _("large uploads")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "project", "name", "size", "mark"), name="large_upload_once"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="large_upload_not_empty"),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="large_upload_within_its_size"),
        )

    def __str__(self) -> str:
        return self.name
