"""The shape of what comes in; rules are held by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.core.errors import BadInput
from tracker.plan.models import Phase, Task
from tracker.progress.choices import Aspect, EarningRule
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


class EarningForm(forms.Form):
    """How a task earns its value."""

    task = forms.ModelChoiceField(Task.objects.none(), label=_("Task"))
    rule = forms.ChoiceField(label=_("Rule"), choices=EarningRule.choices)
    steps = forms.CharField(
        label=_("Steps"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=4000,
        help_text=_("For weighted steps: one a line with its percent at the end, such as “Drafted 20”."),
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["task"]
        field.queryset = Task.objects.of(project).tasks()


def steps_of(text: str) -> list[tuple[str, int]]:
    """Name and percent of each line. Raises `BadInput` and says which line is wrong."""
    found = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        name, _space, weight = line.strip().rstrip("%").rstrip().rpartition(" ")
        if not name.strip() or not (weight.isascii() and weight.isdigit()) or len(weight) > 3:
            raise BadInput(
                _("Line %(n)s needs a name and its percent, such as “Drafted 20”.") % {"n": number},
                field="steps",
            )
        found.append((name.strip()[:100], int(weight)))
    return found


class BasisForm(forms.Form):
    """What the project counts by."""

    rule = forms.ChoiceField(
        label=_("Usual rule"), choices=[row for row in EarningRule.choices if row[0] != EarningRule.STEPS]
    )
    rate = forms.DecimalField(
        label=_("Cost of an hour"), min_value=0, max_digits=9, decimal_places=2, required=False
    )
    currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, help_text=_("Three letters, such as EUR.")
    )
