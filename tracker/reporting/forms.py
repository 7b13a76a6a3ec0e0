"""What is asked of who wants a document."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.reporting.actions import Timetable
from tracker.reporting.choices import SCHEDULED_KINDS, Kind, Purpose, Rhythm
from tracker.reporting.models import ReportSchedule

WHICH = [(1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth")), (5, _("last"))]
DAY = forms.DateInput(attrs={"type": "date"})
HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


class ReportForm(forms.Form):
    """The kind, and what the kinds ask: an exception, a stage, or since when."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, required=False)
    exception = forms.UUIDField(label=_("Exception"), required=False)
    stage = forms.UUIDField(label=_("Stage"), required=False)
    since = forms.DateField(label=_("The period begins after"), required=False)

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        kind = Kind(told["kind"] or Kind.READINESS)
        subject = {Kind.EXCEPTION: told["exception"], Kind.STAGE_END: told["stage"]}.get(kind)
        return {"kind": kind, "subject": str(subject or ""), "since": told["since"]}


class PackForm(forms.Form):
    """Clauses by number (all without any), and the day at whose end the facts are taken."""

    clauses = forms.MultipleChoiceField(label=_("Clauses"), required=False)
    as_of = forms.DateField(label=_("As of the end of"), required=False)
    purpose = forms.ChoiceField(label=_("Made for"), choices=[("", ""), *Purpose.choices], required=False)
    since = forms.DateField(label=_("Evidence in force since"), required=False)
    withhold = forms.BooleanField(label=_("List confidential evidence without its content"), required=False)
    withheld_because = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: object, numbers: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["clauses"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("withhold") and not told.get("withheld_because"):
            self.add_error("withheld_because", _("Say why the content is left out; the pack tells it."))
        if not told.get("withhold"):
            told["withheld_because"] = ""
        return told


class ScheduleForm(forms.Form):
    """A report that comes again: which, when, and for whom. What another rhythm asks is kept, and not looked at."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Report"))
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    nth = forms.TypedChoiceField(label=_("Which"), choices=WHICH, coerce=int)
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int)
    day = forms.IntegerField(label=_("Day of the month"), min_value=1, max_value=31)
    hour = forms.TypedChoiceField(label=_("At"), choices=HOURS, coerce=int)
    starts_on = forms.DateField(label=_("From"), widget=DAY)
    ends_on = forms.DateField(label=_("Until"), widget=DAY, required=False)
    roles = forms.MultipleChoiceField(
        label=_("To whoever is"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    users = forms.MultipleChoiceField(label=_("And to"), required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, project: Project, *args: Any, governance: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = SCHEDULED_KINDS if governance else (Kind.READINESS,)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["users"].choices = members_of(project)  # type: ignore[attr-defined]

    @property
    def timetable(self) -> Timetable:
        told = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Timetable(**{**told, "roles": tuple(told["roles"]), "users": tuple(told["users"])})


class HeadMailingForm(forms.Form):
    """The day, and the people."""

    weekday = forms.TypedChoiceField(label=_("Every"), choices=list(WEEKDAYS.items()), coerce=int)
    users = forms.MultipleChoiceField(label=_("To"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].choices = members_of(project)  # type: ignore[attr-defined]


def members_of(project: Project) -> list[tuple[str, str]]:
    """Whoever holds a role, or will, once each by name."""
    rows = Membership.objects.of(project).select_related("user").order_by("user__name")
    return list({str(row.user_id): row.user.name for row in rows}.items())


SCHEDULE_FIELDS = tuple(name for name in ScheduleForm.base_fields if name != "version")


def as_typed(schedule: ReportSchedule) -> dict[str, Any]:
    """What stands there now, as the form takes it."""
    return {**{name: getattr(schedule, name) for name in SCHEDULE_FIELDS}, "version": schedule.version}
