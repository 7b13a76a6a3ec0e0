"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.awareness.models import PeerQuestion
from tracker.evidence.choices import RevisionState
from tracker.evidence.models import EvidenceRevision
from tracker.people.models import Department, Person
from tracker.people.picking import PersonField, let_find
from tracker.projects.models import Project
from tracker.standard.models import Clause


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def words(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def staff(project: Project) -> Any:
    rows = Person.objects.filter(organization_id=project.organization_id)
    return rows.staff(on=project.today()).order_by("name")


def current(project: Project) -> Any:
    rows = EvidenceRevision.objects.of(project).filter(state=RevisionState.CURRENT)
    return rows.select_related("evidence").order_by("evidence__name")


class InProject(forms.Form):
    """Whatever is chosen here is looked up inside the project."""

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: dict[str, Callable[[], Any]] = {
            "person": lambda: staff(project),
            "owner": lambda: staff(project),
            "mentor": lambda: staff(project),
            "mentee": lambda: staff(project),
            "question": lambda: PeerQuestion.objects.of(project),
            "department": lambda: Department.objects.filter(organization_id=project.organization_id),
            "clause": lambda: Clause.objects.filter(edition_id=project.edition_id).order_by("sort_key"),
            "material": lambda: current(project),
        }
        for name, rows in choices.items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = rows()
        let_find(self, reverse("projects:staff_found", args=[project.slug]))


class VersionForm(InProject):
    message = forms.CharField(label=_("Message"), max_length=20_000, widget=words(8))
    material = forms.ModelChoiceField(
        label=_("Material"), queryset=EvidenceRevision.objects.none(), required=False
    )


class CampaignForm(InProject):
    title = forms.CharField(label=_("Title"), max_length=200)
    message = forms.CharField(
        label=_("Message"),
        max_length=20_000,
        widget=words(8),
        help_text=_("What changes for me, in plain words."),
    )
    material = forms.ModelChoiceField(
        label=_("Material"), queryset=EvidenceRevision.objects.none(), required=False
    )
    department = forms.ModelChoiceField(
        label=_("Only for the department"), queryset=Department.objects.none(), required=False
    )
    clause = forms.ModelChoiceField(label=_("Clause"), queryset=Clause.objects.none(), required=False)
    owner = PersonField(label=_("Owner"), required=False)
    ends_on = forms.DateField(label=_("To be read by"), widget=day_input())


class AmbassadorForm(InProject):
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none())
    person = PersonField(label=_("Person"))


class ConcernForm(InProject):
    topic = forms.CharField(label=_("What is it about?"), max_length=200)
    text = forms.CharField(label=_("What worries you?"), max_length=5000, widget=words(6))
    department = forms.ModelChoiceField(
        label=_("Department it concerns"), queryset=Department.objects.none(), required=False
    )
    anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_("Only the day is kept. You get a code once; with it you fetch the answer."),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=5000, widget=words())


class SignalForm(InProject):
    department = forms.ModelChoiceField(queryset=Department.objects.none())
    sign = forms.CharField(max_length=20)
    accepted = forms.BooleanField(required=False)
    text = forms.CharField(max_length=2000)
    owner = PersonField(required=False)
    measured = forms.CharField(max_length=100, required=False)


class ClaimForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=60)


class MisconceptionForm(InProject):
    said = forms.CharField(label=_("What is believed"), max_length=300)
    right = forms.CharField(label=_("What is right"), max_length=5000, widget=words())
    clause = forms.ModelChoiceField(label=_("Clause"), queryset=Clause.objects.none(), required=False)
    owner = PersonField(label=_("Owner"), required=False)
    review_on = forms.DateField(label=_("Look again by"), widget=day_input())


class NewsForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("What happened, and whom to thank"), max_length=5000, widget=words(6))


class NewsEditForm(NewsForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class PeerSessionForm(InProject):
    topic = forms.CharField(label=_("What do you show?"), max_length=200)
    about = forms.CharField(label=_("In a few words"), max_length=2000, widget=words(3), required=False)
    starts_at = forms.DateTimeField(
        label=_("Starts at"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("In the time zone of the implementation."),
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=600, initial=45)
    place = forms.CharField(label=_("Where, or a link"), max_length=300)
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500, initial=12)
    department = forms.ModelChoiceField(
        label=_("Only for the department"), queryset=Department.objects.none(), required=False
    )
    clause = forms.ModelChoiceField(label=_("Clause"), queryset=Clause.objects.none(), required=False)


class TipForm(InProject):
    text = forms.CharField(label=_("What helps?"), max_length=500, widget=words(3))
    clause = forms.ModelChoiceField(label=_("Clause"), queryset=Clause.objects.none(), required=False)
    question = forms.ModelChoiceField(
        queryset=PeerQuestion.objects.none(), required=False, widget=forms.HiddenInput
    )


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("What would you like to know?"), max_length=300, widget=words(2))


class ArticleForm(forms.Form):
    said = forms.CharField(label=_("The question it answers"), max_length=300)
    right = forms.CharField(label=_("The answer"), max_length=5000, widget=words(6))


class MentoringForm(InProject):
    mentor = PersonField(label=_("Mentor"))
    mentee = PersonField(label=_("Mentee"))
    about = forms.CharField(label=_("What about"), max_length=300)
    starts_on = forms.DateField(label=_("From"), widget=day_input())
    ends_on = forms.DateField(label=_("Until"), widget=day_input())
