"""The shape of what comes in about tasks that come again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.plan.choices import RhythmKind
from tracker.plan.forms import DateInput, ProjectForm, date_field
from tracker.plan.models import Phase, Task, TaskSeries
from tracker.plan.queries.series import SeriesWish
from tracker.plan.rhythm import LAST, LONGEST, MOST, MOST_EVERY, Rhythm
from tracker.standard.models import Clause

WHICH = [(1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth")), (LAST, _("last"))]
DAYS = list(WEEKDAYS.items())


class SeriesForm(ProjectForm):
    """A task that comes again; which fields of the rhythm count, its kind decides."""

    name = forms.CharField(label=_("Task"), max_length=280)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Owner"), required=False)
    length_days = forms.IntegerField(
        label=_("Working days each time"), min_value=1, max_value=LONGEST, initial=1
    )
    effort_hours = forms.DecimalField(
        label=_("Effort in hours each time"), min_value=0, max_digits=9, decimal_places=2, required=False
    )
    clauses = forms.ModelMultipleChoiceField(
        Clause.objects.none(), label=_("Leads to clauses"), required=False
    )
    kind = forms.ChoiceField(
        label=_("Rhythm"), choices=RhythmKind.choices, widget=forms.RadioSelect, initial=RhythmKind.WEEKS
    )
    every = forms.IntegerField(
        label=_("Every how many weeks or months"), min_value=1, max_value=MOST_EVERY, initial=1
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("By weeks: on"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    month_day = forms.IntegerField(
        label=_("By months: on day"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("29, 30 and 31 mean the last day where a month is shorter."),
    )
    nth = forms.TypedChoiceField(label=_("By months: on the"), choices=WHICH, coerce=int, required=False)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=DAYS, coerce=int, required=False)
    starts_on = date_field(_("From"))
    until = forms.DateField(
        label=_("Until"), required=False, widget=DateInput(), help_text=_("Or say how many times.")
    )
    times = forms.IntegerField(label=_("How many times"), min_value=1, max_value=MOST, required=False)
    mark = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def wish(self) -> SeriesWish:
        """What the valid form says."""
        said = self.cleaned_data
        kind = said["kind"]
        on_weekday = (said["weekday"],) if said["weekday"] != "" else ()
        by_kind: dict[str, dict[str, Any]] = {
            RhythmKind.WEEKS: {"weekdays": tuple(sorted(said["weekdays"]))},
            RhythmKind.MONTH_DAY: {"month_day": said["month_day"] or 0},
            RhythmKind.MONTH_WEEKDAY: {"nth": said["nth"] or 1, "weekdays": on_weekday},
        }
        ends = {name: said[name] for name in ("every", "starts_on", "until", "times")}
        return SeriesWish(
            name=said["name"],
            rhythm=Rhythm(kind=kind, **ends, **by_kind[kind]),
            owner=said["owner"],
            length_days=said["length_days"],
            effort_hours=said["effort_hours"],
            clauses=tuple(said["clauses"]),
        )


class NewSeriesForm(SeriesForm):
    """Where a new one lies is said as well; later it is moved like any summary task."""

    phase = forms.ModelChoiceField(Phase.objects.none(), label=_("Phase"), required=False)
    under = forms.ModelChoiceField(Task.objects.none(), label=_("Under"), required=False)

    field_order = ("name", "owner", "phase", "under")


class SeriesEndForm(forms.Form):
    """From which day on it comes no more."""

    on = date_field(_("It comes no more from"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    mark = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


def initial_of(series: TaskSeries) -> dict[str, Any]:
    """The form as the series was said; its name and owner may have been changed on the summary since."""
    same = ("length_days", "effort_hours", "kind", "every", "starts_on", "until", "times")
    initial: dict[str, Any] = {name: getattr(series, name) for name in same}
    initial |= {"name": series.summary.name[:280], "owner": series.summary.owner}
    if series.kind == RhythmKind.MONTH_DAY:
        initial["month_day"] = series.month_day
    elif series.kind == RhythmKind.WEEKS:
        initial["weekdays"] = series.weekdays
    else:
        initial |= {"nth": series.nth, "weekday": series.weekdays[0]}
    edition = Clause.objects.of(series.project.edition)
    initial["clauses"] = list(edition.filter(number__in=series.clauses)) if series.clauses else []
    return initial
