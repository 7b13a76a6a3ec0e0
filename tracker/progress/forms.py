"""The shape of what comes in; rules are held by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.plan.models import Phase
from tracker.progress.choices import Aspect
from tracker.projects.models import Project


class ToleranceForm(forms.Form):
    """One tolerance; an empty limit takes it away."""

    aspect = forms.ChoiceField(label=_("Aspect"), choices=Aspect.choices)
    phase = forms.ModelChoiceField(
        Phase.objects.none(), label=_("Stage"), required=False, help_text=_("Empty: the whole project.")
    )
    limit = forms.IntegerField(label=_("At most"), min_value=0, max_value=10_000, required=False)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["phase"]
        field.queryset = Phase.objects.of(project)


class DescriptionForm(forms.Form):
    """Cause, options, proposal."""

    cause = forms.CharField(label=_("Cause"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    options = forms.CharField(
        label=_("Options"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("One a line, with what each does to date, effort and clauses."),
    )
    proposal = forms.CharField(
        label=_("What you propose"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
