"""The shape of what comes in about baselines, change requests and estimates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.people.picking import PersonField
from tracker.plan.forms import ProjectForm, date_field
from tracker.plan.models import Phase, Task
from tracker.projects.models import Project
from tracker.signoffs.asking import SeveralSign


class BaselineForm(SeveralSign, ProjectForm):
    """Why now, who approves, until when."""

    reason = forms.CharField(label=_("Why now"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    asked_of = forms.ModelChoiceField(User.objects.none(), label=_("Who approves"))
    due_on = date_field(_("Answer wanted by"))

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(project, *args, **kwargs)
        self.seat(project)


class ChangeForm(forms.Form):
    """A new change request."""

    title = forms.CharField(label=_("What is to change"), max_length=200)
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    cost = forms.DecimalField(label=_("Cost"), max_digits=12, decimal_places=2, required=False)


class ItemForm(ProjectForm):
    """One thing that changes; which fields count, the kind decides."""

    kind = forms.ChoiceField(
        label=_("Change"),
        choices=[
            ("redate", _("Other dates")),
            ("add", _("A new task")),
            ("remove", _("A task leaves")),
            ("effort", _("Other effort")),
        ],
    )
    task = forms.ModelChoiceField(
        Task.objects.none(),
        label=_("Task"),
        required=False,
        help_text=_("For a new task: what it hangs on."),
    )
    name = forms.CharField(label=_("Name of a new task"), max_length=300, required=False)
    owner = PersonField(label=_("Owner of a new task"), required=False)
    phase = forms.ModelChoiceField(Phase.objects.none(), label=_("Phase of a new task"), required=False)
    starts_on = date_field(_("From"), required=False)
    due_on = date_field(_("To"), required=False)
    effort_hours = forms.DecimalField(
        label=_("Effort in hours"), min_value=0, max_digits=9, decimal_places=2, required=False
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(project, *args, **kwargs)
        field: Any = self.fields["task"]
        field.queryset = Task.objects.of(project).leaves().open().in_order()


class EstimateForm(ProjectForm):
    """How long at best and at worst; both empty takes the estimate away."""

    task = forms.ModelChoiceField(Task.objects.none(), label=_("Task"))
    best_days = forms.DecimalField(
        label=_("At best, in working days"), min_value=0, max_digits=6, decimal_places=1, required=False
    )
    worst_days = forms.DecimalField(
        label=_("At worst, in working days"), min_value=0, max_digits=6, decimal_places=1, required=False
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(project, *args, **kwargs)
        field: Any = self.fields["task"]
        field.queryset = Task.objects.of(project).tasks().open().in_order()
