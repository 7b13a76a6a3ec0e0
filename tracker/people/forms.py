"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.core import clock
from tracker.people.models import Department, Organization, Person, User
from tracker.people.picking import PersonField, let_find


def zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


def zones_or_none() -> list[tuple[str, str]]:
    return [("", "–"), *zones()]


def languages_or_none() -> list[tuple[str, str]]:
    return [("", "–"), *((code, str(name)) for code, name in settings.LANGUAGES)]


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def reason_field(**options: Any) -> forms.CharField:
    return forms.CharField(**{"label": _("Reason"), "max_length": 500, "required": False, **options})


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)


class LoginForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    is_admin = forms.BooleanField(
        label=_("Administrator: may create implementations and logins"), required=False
    )


class LoginEditForm(forms.Form):
    """What an administrator may change about a login; the password is its owner's."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    person = PersonField(label=_("Entry in the staff register"), required=False)
    is_admin = forms.BooleanField(
        label=_("Administrator: may create implementations and logins"), required=False
    )
    reason = reason_field()

    def __init__(self, login: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        person: Any = self.fields["person"]
        today = clock.today()
        free = Q(user=None) & (Q(left_on=None) | Q(left_on__gt=today))
        person.queryset = Person.objects.filter(free | Q(pk=login.person_id)).order_by("name")
        let_find(self, reverse("people:found"))


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False
    )
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    manager = PersonField(label=_("Manager"), required=False)
    joined_on = day_field(label=_("Joined on"), required=False)
    contractor = forms.BooleanField(label=_("Contractor"), required=False)
    in_scope = forms.BooleanField(
        label=_("In the scope of the system"),
        required=False,
        initial=True,
        help_text=_("Who is not is left out of coverage and campaigns."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones_or_none, required=False)
    language = forms.ChoiceField(label=_("Language of letters"), choices=languages_or_none, required=False)

    def __init__(self, organization: Organization, *args: Any, find: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        let_find(self, find or f"{reverse('people:found')}?organization={organization.pk}")
        department: Any = self.fields["department"]
        department.queryset = organization.departments.all()
        manager: Any = self.fields["manager"]
        manager.queryset = Person.objects.filter(organization=organization).staff(on=clock.today())


class PersonEditForm(PersonForm):
    """The whole entry of the register, with the version at which it was read."""

    left_on = day_field(label=_("Left on"), required=False)
    reason = reason_field()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, person: Person, *args: Any, **options: Any) -> None:
        super().__init__(person.organization, *args, **options)
        manager: Any = self.fields["manager"]
        # Who has left stays choosable where they stand already, or saving would take them out silently.
        today = clock.today()
        here = Q(left_on=None) | Q(left_on__gt=today) | Q(pk=person.manager_id)
        staff = Person.objects.filter(here, organization_id=person.organization_id)
        manager.queryset = staff.exclude(pk=person.pk).order_by("name")


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class DepartmentForm(NameForm):
    reason = reason_field()
    version = forms.IntegerField(widget=forms.HiddenInput)


class ImportForm(forms.Form):
    file = forms.FileField(label=_("CSV or XLSX file"), allow_empty_file=True)
    whole = forms.BooleanField(
        label=_("This is the whole staff"),
        required=False,
        help_text=_("Who does not stand in it has left as of today; they stay in the history."),
    )


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
