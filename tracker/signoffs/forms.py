"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.models import User
from tracker.projects.choices import Role
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import ROLE_GRANTS, Permission

AUDITORS = [Role.INTERNAL_AUDITOR, Role.EXTERNAL_AUDITOR]
STAND_INS = [role for role, granted in ROLE_GRANTS.items() if Permission.SIGNOFF_VIEW in granted]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class WithdrawalForm(forms.Form):
    """Why something is taken back; a signer proves who they are once more."""

    reason = forms.CharField(required=False, max_length=2000)
    password = forms.CharField(required=False, max_length=4096, strip=False)


class DelegationForm(forms.Form):
    """Who signs for me, from when until when, and why."""

    delegate = forms.ModelChoiceField(User.objects.none(), label=_("Who signs for you"))
    starts_on = forms.DateField(label=_("From"), widget=DayInput())
    ends_on = forms.DateField(label=_("Until, with that day"), widget=DayInput())
    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("It goes into the record."))

    def __init__(self, project: Project, me: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Membership.objects.of(project).held(on=project.today())
        audits = held.filter(role__in=AUDITORS).values("user")
        working = held.filter(role__in=STAND_INS).exclude(user__in=audits)
        people = User.objects.filter(pk__in=working.values("user"), is_active=True).exclude(pk=me.pk)
        self.fields["delegate"].queryset = people.order_by("name")  # type: ignore[attr-defined]
