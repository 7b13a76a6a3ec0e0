"""The words of this room."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SPONSOR = "sponsor", _("Sponsor")
    CHAMPION = "champion", _("Champion")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    PROCESS_OWNER = "process_owner", _("Process owner")
    TEAM_MEMBER = "team_member", _("Team member")
    INTERNAL_AUDITOR = "internal_auditor", _("Internal auditor")
    EXTERNAL_AUDITOR = "external_auditor", _("External auditor")
    VIEWER = "viewer", _("Viewer")


class ScopeKind(models.TextChoices):
    SERVICE = "service", _("Service")
    SITE = "site", _("Site")
    UNIT = "unit", _("Unit")
    SUPPLIER = "supplier", _("Supplier")


class Outcome(models.TextChoices):
    """How an objective came out."""

    REACHED = "reached", _("Reached")
    PARTLY = "partly", _("Partly reached")
    MISSED = "missed", _("Not reached")


class Verb(StrEnum):
    PROJECT_CREATED = "projects.project_created"
    PROJECT_CHANGED = "projects.project_changed"
    SCOPE_CHANGED = "projects.scope_changed"
    OBJECTIVE_SET = "projects.objective_set"
    OBJECTIVE_CHANGED = "projects.objective_changed"
    OBJECTIVE_MEASURED = "projects.objective_measured"
    OBJECTIVE_CLOSED = "projects.objective_closed"
    OBJECTIVE_REOPENED = "projects.objective_reopened"
    OBJECTIVE_REMOVED = "projects.objective_removed"
    ROLE_GIVEN = "projects.role_given"
    ROLE_CHANGED = "projects.role_changed"
    ROLE_ENDED = "projects.role_ended"


VERB_PHRASES = {
    Verb.PROJECT_CREATED: _("created the implementation {subject}"),
    Verb.PROJECT_CHANGED: _("changed the implementation {subject}"),
    Verb.SCOPE_CHANGED: _("changed the scope of {subject}"),
    Verb.OBJECTIVE_SET: _("set the objective {subject}"),
    Verb.OBJECTIVE_CHANGED: _("changed the objective {subject}"),
    Verb.OBJECTIVE_MEASURED: _("wrote down where the objective {subject} stands"),
    Verb.OBJECTIVE_CLOSED: _("closed the objective {subject}"),
    Verb.OBJECTIVE_REOPENED: _("opened the objective {subject} again"),
    Verb.OBJECTIVE_REMOVED: _("removed the objective {subject}"),
    Verb.ROLE_GIVEN: _("gave a role: {subject}"),
    Verb.ROLE_CHANGED: _("changed a role: {subject}"),
    Verb.ROLE_ENDED: _("ended a role: {subject}"),
}
