"""Freshness and coverage: where the library is thin."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.core.render import render
from tracker.evidence.queries import coverage
from tracker.projects.access import project_for
from tracker.projects.permissions import Permission


@login_required
@require_safe
def coverage_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Missing, to confirm, ending, one a year, documents without records, time not covered."""
    project = project_for(request, slug, Permission.EVIDENCE_VIEW)
    found = coverage(project)
    ways = [
        ("missing", _("Missing"), len(found.missing)),
        ("unconfirmed", _("Not confirmed"), len(found.to_confirm)),
        ("ending", _("Expiring"), len(found.ending)),
        ("single", _("One record a year"), len(found.single)),
        ("documents", _("Documents, no records"), len(found.without_records)),
        ("uncovered", _("Time not covered"), len(found.uncovered)),
    ]
    asked = request.GET.get("show", "")
    first = next((name for name, _word, count in ways if count), ways[0][0])
    show = asked if asked in {name for name, _word, _count in ways} else first
    context = {
        "project": project,
        "nav": "evidence",
        "found": found,
        "ways": [(f"?show={name}", f"{word} {count}", show == name) for name, word, count in ways],
        "show": show,
        "total": sum(count for _name, _word, count in ways),
        "may_attach": Permission.EVIDENCE_ADD in project.my_permissions,
    }
    return render(request, "evidence/coverage.html", context)
