"""An exception in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tracker.progress.choices import UNITS, Aspect
from tracker.progress.models import ExceptionReport
from tracker.signoffs.content import Section, content_of


def exception_sentence(report: ExceptionReport) -> str:
    """Where, what, how much, and how much was allowed."""
    return _("%(where)s: %(measured)s %(unit)s, at most %(limit)s are allowed") % {
        "where": report.phase.name if report.phase else _("The project"),
        "measured": report.measured,
        "unit": UNITS[Aspect(report.aspect)],
        "limit": report.limit,
    }


def exception_content(report: ExceptionReport) -> dict[str, Any]:
    """What somebody who decides puts their name to."""
    return content_of(
        title=exception_sentence(report),
        subtitle=_("Exception %(n)s") % {"n": report.number},
        sections=[
            Section(
                title=_("What happened"),
                rows=[
                    (_("Aspect"), report.get_aspect_display()),
                    (_("Measured"), report.measured),
                    (_("Allowed"), report.limit),
                    (_("Raised on"), report.raised_at.date()),
                ],
            ),
            Section(title=_("Cause"), text=report.cause.splitlines()),
            Section(title=_("Options"), text=report.options.splitlines()),
            Section(title=_("What is proposed"), text=report.proposal.splitlines()),
        ],
    )
