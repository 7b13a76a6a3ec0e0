"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.standard.models import Clause
from tracker.training.choices import Level, Result
from tracker.training.models import Course, JobRole


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def staff(project: Project) -> Any:
    rows = Person.objects.filter(organization_id=project.organization_id)
    return rows.staff(on=project.today()).order_by("name")


class InProject(forms.Form):
    """Whatever is chosen here is looked up inside the project."""

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: dict[str, Callable[[], Any]] = {
            "people": lambda: staff(project),
            "course": lambda: Course.objects.of(project),
            "job_role": lambda: JobRole.objects.of(project),
            "clause": lambda: Clause.objects.filter(edition_id=project.edition_id).order_by("sort_key"),
        }
        for name, rows in choices.items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = rows()


class RoleForm(forms.Form):
    name = forms.CharField(label=_("Job role"), max_length=200)


class CourseForm(InProject):
    name = forms.CharField(label=_("Course"), max_length=200)
    clause = forms.ModelChoiceField(label=_("Clause"), queryset=Clause.objects.none(), required=False)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.FOUNDATION)
    validity_months = forms.IntegerField(
        label=_("Valid for months"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=_("Empty: for good."),
    )


class RoleEditForm(RoleForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CourseEditForm(CourseForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class NeedForm(InProject):
    job_role = forms.ModelChoiceField(label=_("Job role"), queryset=JobRole.objects.none())
    course = forms.ModelChoiceField(label=_("Needs the course"), queryset=Course.objects.none())


class AssignForm(InProject):
    job_role = forms.ModelChoiceField(label=_("Job role"), queryset=JobRole.objects.none())
    people = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=Person.objects.none(), widget=forms.SelectMultiple(attrs={"size": 8})
    )


class SessionForm(InProject):
    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    starts_at = forms.DateTimeField(
        label=_("Starts at"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("In the time zone of the implementation."),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    trainer = forms.CharField(label=_("Trainer"), max_length=200, required=False)
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000, initial=12)


class EnrolForm(InProject):
    people = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=Person.objects.none(), widget=forms.SelectMultiple(attrs={"size": 8})
    )


class ResultForm(InProject):
    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    result = forms.ChoiceField(label=_("Result"), choices=Result.choices)
    achieved_on = forms.DateField(label=_("Achieved on"), widget=day_input())
    expires_on = forms.DateField(
        label=_("Valid until"),
        widget=day_input(),
        required=False,
        help_text=_("Empty: as the course says."),
    )


class ImportForm(forms.Form):
    file = forms.FileField(label=_("CSV or XLSX file"), allow_empty_file=True)
