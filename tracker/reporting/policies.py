"""Who may read which report: the plain one everybody who reads reports, what speaks of governance who reads that."""

from __future__ import annotations

from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.reporting.choices import Kind


def needed_for(kind: str) -> Permission:
    """Obstacles, exceptions and the business case are not for every reader of the readiness report."""
    return Permission.REPORT_VIEW if kind == Kind.READINESS else Permission.GOVERNANCE_VIEW


def require_reader(actor: User, project: Project, kind: str) -> None:
    require(actor, needed_for(kind), project)
