"""Shape of what is sent to begin an implementation; the rules are the verb's."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Organization
from tracker.standard.models import Edition


def zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class BeginForm(forms.Form):
    """Name, edition, scope and dates."""

    name = forms.CharField(label=_("Name"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name for addresses"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, such as “hosting-2027”."),
    )
    organization = forms.ModelChoiceField(
        label=_("Organization"), queryset=Organization.objects.none(), required=False
    )
    new_organization = forms.CharField(label=_("Or a new organization"), max_length=200, required=False)
    edition = forms.ModelChoiceField(label=_("Edition"), queryset=Edition.objects.none(), empty_label=None)
    starts_on = day_field(_("Starts on"))
    target_on = day_field(_("Certificate wanted by"))
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    scope_statement = forms.CharField(
        label=_("Scope statement"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        # Asked anew for each form, so that what was entered a minute ago is on the list.
        for name, rows in (("organization", Organization.objects.all()), ("edition", Edition.objects.all())):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("organization")) == bool(values.get("new_organization")):
            self.add_error("organization", _("Choose an organization, or name a new one; not both."))
        return values
