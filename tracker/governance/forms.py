"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.governance.choices import (
    BenefitKind,
    CommitmentKind,
    Direction,
    Kept,
    Rhythm,
    Strength,
    Sureness,
)
from tracker.governance.models import MOST_MONTHS, Benefit, StrategicGoal
from tracker.people.models import Person, User
from tracker.people.picking import PersonField, let_find
from tracker.projects.models import Membership, Objective, Project
from tracker.projects.permissions import ROLE_GRANTS, Permission
from tracker.signoffs.asking import SeveralSign

SIGNERS = [role for role, granted in ROLE_GRANTS.items() if Permission.SIGNOFF_GIVE in granted]
MOST = Decimal("999999999999.99")


def day_field(label: Any, **options: Any) -> forms.DateField:
    shown = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=shown, **options)


def words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CaseForm(forms.Form):
    need = forms.CharField(label=_("Why something has to be done"), max_length=5000, widget=words(4))
    risks = forms.CharField(label=_("What could spoil it"), max_length=5000, widget=words(), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3, help_text=_("Such as EUR."))
    rate = forms.DecimalField(
        label=_("Discount rate, percent a year"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("What money costs you; finance knows it. 0 leaves sums as they are."),
    )
    months = forms.IntegerField(label=_("Months looked at"), min_value=1, max_value=MOST_MONTHS)


class CaseEditForm(CaseForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class OptionForm(forms.Form):
    description = forms.CharField(label=_("What it means"), max_length=5000, widget=words(4), required=False)
    recommended = forms.BooleanField(label=_("This one is recommended"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class LineForm(forms.Form):
    direction = forms.ChoiceField(label=_("Cost or benefit"), choices=Direction.choices)
    name = forms.CharField(label=_("What for"), max_length=200)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=Decimal("0.01"), max_value=MOST, max_digits=14, decimal_places=2
    )
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    first_month = forms.IntegerField(
        label=_("From month"), min_value=0, max_value=MOST_MONTHS, help_text=_("Month 0 is the start.")
    )
    last_month = forms.IntegerField(
        label=_("To month"),
        min_value=0,
        max_value=MOST_MONTHS,
        required=False,
        help_text=_("Empty: to the end. A sum that comes once needs none."),
    )


class AssumptionForm(forms.Form):
    text = forms.CharField(label=_("What is assumed"), max_length=300)
    sureness = forms.ChoiceField(label=_("How sure"), choices=Sureness.choices)
    source = forms.CharField(label=_("Where it comes from"), max_length=300, required=False)


class WhatIfForm(forms.Form):
    """Tried out on the page and kept nowhere."""

    cost = forms.DecimalField(
        label=_("Costs, percent more or less"), min_value=-100, max_value=1000, decimal_places=1
    )
    benefit = forms.DecimalField(
        label=_("Benefits, percent more or less"), min_value=-100, max_value=1000, decimal_places=1
    )
    delay = forms.IntegerField(label=_("Benefits, months later"), min_value=0, max_value=MOST_MONTHS)
    rate = forms.DecimalField(
        label=_("Discount rate, percent a year"), min_value=0, max_value=100, decimal_places=2
    )


class AskForm(SeveralSign):
    """Whom to ask, until when."""

    asked_of = forms.ModelChoiceField(User.objects.none(), label=_("Who signs"))
    due_on = day_field(_("Answer wanted by"))
    question = forms.CharField(label=_("Question"), max_length=300, required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = Membership.objects.of(project).filter(role__in=SIGNERS).held(on=project.today())
        field: Any = self.fields["asked_of"]
        field.queryset = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")
        self.seat(project)


class InProject(forms.Form):
    """Whoever is chosen here works for the organization."""

    PEOPLE = ("owner", "decider", "person")

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.PEOPLE:
            if name in self.fields:
                field: Any = self.fields[name]
                staff = Person.objects.filter(organization_id=project.organization_id)
                field.queryset = staff.staff(on=project.today()).order_by("name")
        let_find(self, reverse("projects:staff_found", args=[project.slug]))
        if "objective" in self.fields:
            objective: Any = self.fields["objective"]
            objective.queryset = Objective.objects.of(project)


def sum_field(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, min_value=-MOST, max_value=MOST, **options
    )


class BenefitForm(InProject):
    title = forms.CharField(label=_("Benefit"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=BenefitKind.choices)
    measure = forms.CharField(label=_("How it is measured"), max_length=300)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    baseline = sum_field(_("Where it stood"))
    target = sum_field(_("Where it is to be"))
    starts_on = day_field(_("Begins to show from"))
    due_on = day_field(_("To be reached by"))
    next_on = day_field(_("To be measured next by"), required=False)
    owner = PersonField(label=_("Owner"), required=False)
    objective = forms.ModelChoiceField(Objective.objects.none(), label=_("Objective"), required=False)
    worth = sum_field(_("Worth a year once reached, in money"), required=False)


class BenefitEditForm(BenefitForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class MeasureForm(forms.Form):
    value = sum_field(_("Value"))
    measured_on = day_field(_("Measured on"))
    note = forms.CharField(label=_("What shows it"), max_length=500, required=False)
    next_on = day_field(_("To be measured next by"), required=False)


class GoalForm(forms.Form):
    title = forms.CharField(label=_("Strategic goal"), max_length=200)


class AlignForm(forms.Form):
    """One objective or benefit, one goal or none."""

    thing = forms.ChoiceField(label=_("Objective or benefit"))
    goal = forms.ModelChoiceField(
        StrategicGoal.objects.none(), label=_("Goal"), required=False, help_text=_("Empty: it serves none.")
    )
    strength = forms.ChoiceField(
        label=_("How much"), choices=[*Strength.choices, ("", _("Not at all: take it back"))], required=False
    )
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        goal: Any = self.fields["goal"]
        goal.queryset = StrategicGoal.objects.of(project)
        self.things: dict[str, Objective | Benefit] = {
            **{f"o-{row.pk}": row for row in Objective.objects.of(project)},
            **{f"b-{row.pk}": row for row in Benefit.objects.of(project)},
        }
        thing: Any = self.fields["thing"]
        thing.choices = [(key, str(row)) for key, row in self.things.items()]

    def clean_thing(self) -> Objective | Benefit:
        return self.things[self.cleaned_data["thing"]]


class DecisionForm(InProject):
    question = forms.CharField(label=_("What is to be decided"), max_length=300)
    options = forms.CharField(
        label=_("Options"), max_length=5000, widget=words(), help_text=_("One a line, at least two.")
    )
    effect = forms.CharField(label=_("What happens without it"), max_length=500, required=False)
    decider = PersonField(label=_("Who decides"))
    due_on = day_field(_("To be decided by"))


class CommitmentForm(InProject):
    person = PersonField(label=_("Who promises"))
    kind = forms.ChoiceField(label=_("Kind"), choices=CommitmentKind.choices)
    text = forms.CharField(label=_("What is promised"), max_length=300)
    due_on = day_field(_("To be kept by"))


class ObstacleForm(InProject):
    title = forms.CharField(label=_("Obstacle"), max_length=300)
    effect = forms.CharField(label=_("What it does"), max_length=500)
    owner = PersonField(label=_("Who can remove it"))
    due_on = day_field(_("To be removed by"))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Decision"), max_length=5000, widget=words())


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500)


class ClosingForm(forms.Form):
    kept = forms.ChoiceField(label=_("How it came out"), choices=Kept.choices)
    note = forms.CharField(label=_("What shows it"), max_length=500)


class HigherForm(InProject):
    owner = PersonField(label=_("To whom"))
    due_on = day_field(_("To be removed by"))


class ResolutionForm(forms.Form):
    resolution = forms.CharField(label=_("What was done"), max_length=5000, widget=words())
