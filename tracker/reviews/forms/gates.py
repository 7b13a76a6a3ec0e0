"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.plan.models import Milestone
from tracker.projects.models import Project


class GateForm(forms.Form):
    """When, who, and what must hold."""

    held_on = forms.DateField(
        label=_("To be held on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    attendees = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Who sits in it"), widget=forms.SelectMultiple(attrs={"size": 8})
    )
    deliverables = forms.BooleanField(label=_("Deliverables must be accepted"), required=False)
    ready_percent = forms.IntegerField(
        label=_("Requirements ready, percent"), min_value=0, max_value=100, help_text=_("0: not asked.")
    )
    training_percent = forms.IntegerField(
        label=_("Training coverage, percent"), min_value=0, max_value=100, help_text=_("0: not asked.")
    )
    risks_asked = forms.BooleanField(
        label=_("The initial risk assessment must be approved, and every high risk have a response"),
        required=False,
    )
    lessons_asked = forms.BooleanField(label=_("Lessons of the stage must be written down"), required=False)
    case = forms.BooleanField(label=_("The business case must be approved and unchanged"), required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["attendees"]
        staff = Person.objects.filter(organization_id=project.organization_id)
        people.queryset = staff.staff(on=project.today()).order_by("name")


class GateNewForm(GateForm):
    milestone = forms.ModelChoiceField(Milestone.objects.none(), label=_("Milestone"))
    field_order = ("milestone",)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(project, *args, **options)
        milestone: Any = self.fields["milestone"]
        rows = Milestone.objects.of(project).filter(task__actual_finish_on=None)
        milestone.queryset = rows.select_related("task", "project")


class GateEditForm(GateForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
