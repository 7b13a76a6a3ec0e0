"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Department, Person
from tracker.projects.actions import ScopeLine
from tracker.projects.choices import Role, ScopeKind
from tracker.projects.models import Project, ScopeItem


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class ProjectForm(forms.Form):
    """Dates, tolerance and targets."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200)
    starts_on = day_field(label=_("Starts on"))
    target_on = day_field(label=_("Certificate wanted by"))
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    tolerance_days = forms.IntegerField(
        label=_("Tolerance in days"),
        min_value=0,
        max_value=365,
        help_text=_("How far the forecast may pass the plan before it is off track."),
    )
    training_target = forms.IntegerField(
        label=_("Training coverage wanted, percent"), min_value=0, max_value=100
    )
    mfa_for_signers = forms.BooleanField(label=_("Who signs needs a second factor"), required=False)


class ScopeForm(forms.Form):
    """The statement, and one name per line for what is in and out; after a colon stands why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    statement = forms.CharField(
        label=_("Scope statement"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    people_in_scope = forms.IntegerField(
        label=_("People in scope"), required=False, min_value=0, max_value=10_000_000
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in ScopeKind:
            for included, word in ((True, _("in scope")), (False, _("out of scope"))):
                self.fields[f"{kind}_{'in' if included else 'out'}"] = forms.CharField(
                    label=f"{kind.label}: {word}",
                    required=False,
                    max_length=10_000,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )

    def lines(self) -> list[ScopeLine]:
        found = []
        for kind in ScopeKind:
            for included in (True, False):
                text = self.cleaned_data[f"{kind}_{'in' if included else 'out'}"]
                for line in text.splitlines():
                    name, _colon, note = line.partition(":")
                    if name.strip():
                        found.append(ScopeLine(kind, name.strip()[:200], included, note.strip()[:500]))
        return found

    @staticmethod
    def texts(items: list[ScopeItem]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for item in items:
            key = f"{item.kind}_{'in' if item.included else 'out'}"
            line = f"{item.name}: {item.note}" if item.note else item.name
            texts[key] = f"{texts[key]}\n{line}" if key in texts else line
        return texts


class ObjectiveForm(forms.Form):
    """An objective is measured and dated."""

    title = forms.CharField(label=_("Objective"), max_length=300)
    measure = forms.CharField(label=_("How it is measured"), max_length=300)
    baseline = forms.CharField(label=_("Where it stood"), max_length=100, required=False)
    target = forms.CharField(label=_("Target"), max_length=100)
    due_on = day_field(label=_("To be reached by"))
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Person.objects.none(), required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owner: Any = self.fields["owner"]
        owner.queryset = Person.objects.filter(organization_id=project.organization_id).staff(
            on=project.today()
        )


class MemberForm(forms.Form):
    """Who gets which role, from when until when."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = day_field(label=_("From"), required=False)
    ends_on = day_field(label=_("Until"), required=False)


class StaffForm(forms.Form):
    """One person for the staff register."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False
    )
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        department: Any = self.fields["department"]
        department.queryset = Department.objects.filter(organization_id=project.organization_id)


class StaffFileForm(forms.Form):
    file = forms.FileField(label=_("CSV or XLSX file"), allow_empty_file=True)
