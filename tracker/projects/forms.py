"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.people.picking import PersonField, let_find
from tracker.projects.actions import ScopeLine
from tracker.projects.choices import Outcome, Role, ScopeKind
from tracker.projects.models import Project, ScopeItem


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def reason_field(**options: Any) -> forms.CharField:
    return forms.CharField(**{"label": _("Reason"), "max_length": 500, "required": False, **options})


def zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class ProjectForm(forms.Form):
    """Dates, tolerance and targets."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200)
    starts_on = day_field(label=_("Starts on"))
    target_on = day_field(label=_("Certificate wanted by"))
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    tolerance_days = forms.IntegerField(
        label=_("Tolerance in days"),
        min_value=0,
        max_value=365,
        help_text=_("How far the forecast may pass the plan before it is off track."),
    )
    training_target = forms.IntegerField(
        label=_("Training coverage wanted, percent"), min_value=0, max_value=100
    )
    mfa_for_signers = forms.BooleanField(label=_("Who signs needs a second factor"), required=False)
    reason = reason_field()


class ScopeForm(forms.Form):
    """The statement, and one name per line for what is in and out; after a colon stands why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    statement = forms.CharField(
        label=_("Scope statement"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    people_in_scope = forms.IntegerField(
        label=_("People in scope"), required=False, min_value=0, max_value=10_000_000
    )
    reason = reason_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in ScopeKind:
            for included, word in ((True, _("in scope")), (False, _("out of scope"))):
                self.fields[f"{kind}_{'in' if included else 'out'}"] = forms.CharField(
                    label=f"{kind.label}: {word}",
                    required=False,
                    max_length=10_000,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
        self.order_fields([name for name in self.fields if name != "reason"])

    def lines(self) -> list[ScopeLine]:
        found = []
        for kind in ScopeKind:
            for included in (True, False):
                text = self.cleaned_data[f"{kind}_{'in' if included else 'out'}"]
                for line in text.splitlines():
                    name, _colon, note = line.partition(":")
                    if name.strip():
                        found.append(ScopeLine(kind, name.strip()[:200], included, note.strip()[:500]))
        return found

    @staticmethod
    def texts(items: list[ScopeItem]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for item in items:
            key = f"{item.kind}_{'in' if item.included else 'out'}"
            line = f"{item.name}: {item.note}" if item.note else item.name
            texts[key] = f"{texts[key]}\n{line}" if key in texts else line
        return texts


class ObjectiveForm(forms.Form):
    """An objective is measured and dated."""

    title = forms.CharField(label=_("Objective"), max_length=300)
    measure = forms.CharField(label=_("How it is measured"), max_length=300)
    baseline = forms.CharField(label=_("Where it stood"), max_length=100, required=False)
    target = forms.CharField(label=_("Target"), max_length=100)
    due_on = day_field(label=_("To be reached by"))
    owner = PersonField(label=_("Owner"), required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        owner: Any = self.fields["owner"]
        owner.queryset = Person.objects.filter(organization_id=project.organization_id).staff(
            on=project.today()
        )
        let_find(self, reverse("projects:staff_found", args=[project.slug]))


class ObjectiveEditForm(ObjectiveForm):
    """An objective that is there, with the version at which it was read."""

    reason = reason_field()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(project, *args, **options)
        owner: Any = self.fields["owner"]
        at = self.initial.get("owner")
        # An owner who has left stays choosable here, or saving would take them out silently.
        here = Q(left_on=None) | Q(left_on__gt=project.today()) | Q(pk=at.pk if at else None)
        owner.queryset = Person.objects.filter(here, organization_id=project.organization_id)


class MeasureForm(forms.Form):
    latest = forms.CharField(label=_("Latest value"), max_length=100)
    latest_on = day_field(label=_("Measured on"))
    reason = reason_field(label=_("What shows it"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ClosingForm(forms.Form):
    outcome = forms.ChoiceField(label=_("How it came out"), choices=Outcome.choices)
    reason = reason_field(label=_("What shows it"), required=True)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MembershipForm(forms.Form):
    """Another role, or other days, for somebody who holds one."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = day_field(label=_("From"), required=False)
    ends_on = day_field(
        label=_("Until"), required=False, help_text=_("The last day with access; empty: without an end.")
    )
    reason = reason_field()
    version = forms.IntegerField(widget=forms.HiddenInput)


class MemberForm(forms.Form):
    """Who gets which role, from when until when."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = day_field(label=_("From"), required=False)
    ends_on = day_field(label=_("Until"), required=False)
