"""The record of how a method was tailored to one implementation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.projects.models import ProjectOwned, ProjectOwnedQuerySet


class PlanTailoring(ProjectOwned):
    """Which method a plan was made from, cut to which size, and what was left out or merged and why.

    `left_out` holds key, kind, name, reason and what took it in; `estimate` the range in hours with what it
    assumes; `made` how much of everything was made, and when it all ends.
    """

    method = models.CharField(_("method"), max_length=20)
    size = models.CharField(_("size"), max_length=1)
    formality = models.CharField(_("formality"), max_length=10)
    stages = models.PositiveSmallIntegerField(_("number of stages"))
    starts_on = models.DateField(_("start"))
    target_on = models.DateField(_("target"))
    facts = models.JSONField(_("scope in figures"), default=dict)
    left_out = models.JSONField(_("left out"), default=list)
    notes = models.JSONField(_("notes"), default=list)
    estimate = models.JSONField(_("estimate"), default=dict)
    made = models.JSONField(_("made"), default=dict)

    objects = ProjectOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(_("the tailoring of the plan"))
