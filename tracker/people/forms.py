"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Department, Organization


def zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)


class LoginForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    is_admin = forms.BooleanField(
        label=_("Administrator: may create implementations and logins"), required=False
    )


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False
    )
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)

    def __init__(self, organization: Organization, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        department: Any = self.fields["department"]
        department.queryset = organization.departments.all()


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class ImportForm(forms.Form):
    file = forms.FileField(label=_("CSV or XLSX file"), allow_empty_file=True)


class LeavingForm(forms.Form):
    left_on = forms.DateField(label=_("Left on"), widget=forms.DateInput(attrs={"type": "date"}))


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; a sentence is easy to remember."),
    )
    repeated = forms.CharField(
        label=_("The same again"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("password") != values.get("repeated"):
            self.add_error("repeated", _("The two do not agree."))
        return values
