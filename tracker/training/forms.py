"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.evidence.models import Evidence
from tracker.people.models import Person
from tracker.people.picking import PeopleField, PeoplePicker, let_find
from tracker.projects.models import Project
from tracker.standard.models import Clause
from tracker.training.choices import Effect, EffectMethod, Judged, Level, Result
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
            "prerequisite": lambda: Course.objects.of(project),
            "proof": lambda: Evidence.objects.of(project).order_by("name"),
            "job_role": lambda: JobRole.objects.of(project),
            "clause": lambda: Clause.objects.filter(edition_id=project.edition_id).order_by("sort_key"),
        }
        for name, rows in choices.items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = rows()
        let_find(self, reverse("projects:staff_found", args=[project.slug]))


class RoleForm(InProject):
    name = forms.CharField(label=_("Job role"), max_length=200)
    clause = forms.ModelChoiceField(
        label=_("Owns the process of clause"),
        queryset=Clause.objects.none(),
        required=False,
        help_text=_("Who owns a process of clause 8 needs a detailed course."),
    )


class CourseForm(InProject):
    name = forms.CharField(label=_("Course"), max_length=200)
    clause = forms.ModelChoiceField(label=_("Clause"), queryset=Clause.objects.none(), required=False)
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.PRACTITIONER)
    validity_months = forms.IntegerField(
        label=_("Valid for months"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=_("Empty: for good."),
    )
    prerequisite = forms.ModelChoiceField(
        label=_("Builds on"), queryset=Course.objects.none(), required=False
    )
    aim = forms.CharField(label=_("Learning aim"), max_length=500, required=False)
    trainer = forms.CharField(label=_("Trainer"), max_length=200, required=False)
    cost = forms.DecimalField(
        label=_("Cost of a session"), min_value=0, max_digits=9, decimal_places=2, required=False
    )
    effect_method = forms.ChoiceField(
        label=_("How the effect is checked"), choices=[("", "–"), *EffectMethod.choices], required=False
    )


class RoleEditForm(RoleForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class SheetForm(forms.Form):
    text = forms.CharField(
        label=_("What changes"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class CourseEditForm(CourseForm):
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class NeedForm(InProject):
    job_role = forms.ModelChoiceField(label=_("Job role"), queryset=JobRole.objects.none())
    course = forms.ModelChoiceField(label=_("Needs the course"), queryset=Course.objects.none())


class AssignForm(InProject):
    job_role = forms.ModelChoiceField(label=_("Job role"), queryset=JobRole.objects.none())
    people = PeopleField(label=_("People"), widget=PeoplePicker(attrs={"size": 8}))


class SessionForm(InProject):
    course = forms.ModelChoiceField(label=_("Course"), queryset=Course.objects.none())
    starts_at = forms.DateTimeField(
        label=_("Starts at"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("In the time zone of the implementation."),
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    trainer = forms.CharField(label=_("Trainer"), max_length=200, required=False)
    minutes = forms.IntegerField(
        label=_("Length in minutes"), min_value=5, max_value=14_400, initial=90, required=False
    )
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=1000, initial=12)

    def clean_minutes(self) -> int:
        return self.cleaned_data["minutes"] or 90


class EnrolForm(InProject):
    people = PeopleField(label=_("People"), widget=PeoplePicker(attrs={"size": 8}))


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
    certificate = forms.FileField(
        label=_("Certificate"), required=False, help_text=_("Kept as evidence for the clause of the course.")
    )


class ImportForm(forms.Form):
    file = forms.FileField(label=_("CSV or XLSX file"), allow_empty_file=True)


class JudgeForm(InProject):
    job_role = forms.ModelChoiceField(label=_("Job role"), queryset=JobRole.objects.none())
    outcome = forms.ChoiceField(label=_("Judgement"), choices=Judged.choices)
    education = forms.CharField(label=_("Education"), max_length=500, required=False)
    training = forms.CharField(label=_("Training"), max_length=500, required=False)
    experience = forms.CharField(label=_("Experience"), max_length=500, required=False)
    proof = forms.ModelChoiceField(label=_("Proof"), queryset=Evidence.objects.none(), required=False)
    gap = forms.CharField(label=_("What is lacking"), max_length=500, required=False)
    action = forms.CharField(label=_("What is done about it"), max_length=500, required=False)
    may_act = forms.BooleanField(label=_("Authorised to act"), required=False)
    review_on = forms.DateField(label=_("Judge again by"), widget=day_input(), required=False)


class EffectForm(forms.Form):
    effect = forms.ChoiceField(label=_("Effect"), choices=Effect.choices)
    note = forms.CharField(label=_("By what it shows"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)


class FeedbackForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("How useful was it for your work?"),
        coerce=int,
        choices=[(5, _("5, very")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, not at all"))],
    )
    remark = forms.CharField(
        label=_("Remark"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CheckInForm(forms.Form):
    email = forms.EmailField(label=_("Your e-mail address at work"), max_length=200)
