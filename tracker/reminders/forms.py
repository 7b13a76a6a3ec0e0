"""Shape of a rule as people type it: days before and after as lists of figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.reminders.choices import Recipient

LEVELS = (Recipient.LINE_MANAGER.value, Recipient.MANAGER.value, Recipient.SPONSOR.value)


class DaysField(forms.CharField):
    """ "14, 3" as whole numbers of days."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        words = text.replace(",", " ").replace(";", " ").split()
        if not all(word.isascii() and word.isdigit() and 0 < int(word) <= 365 for word in words):
            raise forms.ValidationError(_t("Write days as figures from 1 to 365, such as 14, 3."))
        return [int(word) for word in words]


class RuleForm(forms.Form):
    version = forms.IntegerField(min_value=0)
    before = DaysField(required=False, max_length=80)
    on_the_day = forms.BooleanField(required=False)
    after = DaysField(required=False, max_length=80)
    repeat_days = forms.IntegerField(
        min_value=0,
        max_value=365,
        required=False,
        error_messages={"invalid": _("Write a figure from 0 to 365.")},
    )
    recipients = forms.MultipleChoiceField(choices=Recipient.choices, required=False)
    line_manager_after = forms.IntegerField(min_value=1, max_value=365, required=False)
    manager_after = forms.IntegerField(min_value=1, max_value=365, required=False)
    sponsor_after = forms.IntegerField(min_value=1, max_value=365, required=False)
    may_opt_out = forms.BooleanField(required=False)
    is_active = forms.BooleanField(required=False)

    def values(self) -> dict[str, Any]:
        """What the verb asks for."""
        facts = self.cleaned_data
        on_the_day = [0] if facts["on_the_day"] else []
        return {
            "offsets": [*(-days for days in facts["before"]), *on_the_day, *facts["after"]],
            "repeat_days": facts["repeat_days"] or 0,
            "recipients": facts["recipients"],
            "escalation": {level: facts[f"{level}_after"] for level in LEVELS if facts[f"{level}_after"]},
            "may_opt_out": facts["may_opt_out"],
            "is_active": facts["is_active"],
            "version": facts["version"],
        }
