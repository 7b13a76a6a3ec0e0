"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.governance.choices import Direction, Rhythm, Sureness
from tracker.governance.models import MOST_MONTHS
from tracker.people.models import User
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import ROLE_GRANTS, Permission

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


class AskForm(forms.Form):
    """Whom to ask, until when."""

    asked_of = forms.ModelChoiceField(User.objects.none(), label=_("Who signs"))
    due_on = day_field(_("Answer wanted by"))
    question = forms.CharField(label=_("Question"), max_length=300, required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = Membership.objects.of(project).filter(role__in=SIGNERS).held(on=project.today())
        field: Any = self.fields["asked_of"]
        field.queryset = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")
