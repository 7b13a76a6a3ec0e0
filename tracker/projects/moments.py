"""The day that an "as of" page is asked for."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tracker.projects.models import Project


class MomentForm(forms.Form):
    """The day of an "as of" page."""

    at = forms.DateField(required=False)


def moment_asked(request: HttpRequest, project: Project) -> tuple[datetime | None, str, str]:
    """The end of the day asked for, in the implementation's zone (None for now); what was typed; what is wrong."""
    asked = request.GET.get("at", "")
    form = MomentForm({"at": asked})
    if not form.is_valid():
        return (
            None,
            asked,
            _("Write the day as year-month-day, for example %(day)s.") % {"day": project.today()},
        )
    day = form.cleaned_data["at"]
    if day is None or day >= project.today():
        return None, asked, ""
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(project.zone))
    return end - timedelta(microseconds=1), asked, ""
