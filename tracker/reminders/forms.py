"""Shape of a rule as people type it: days before and after as lists of figures."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.awareness.choices import NEWS
from tracker.notifications.choices import Rhythm
from tracker.notifications.models import Preference
from tracker.notifications.windows import Window
from tracker.reminders.choices import Answer, Recipient, Source
from tracker.reminders.statement import KIND

KINDS = [*(KIND + source.value for source in Source), NEWS]
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


class AnswerForm(forms.Form):
    """What somebody answers from a mail."""

    answer = forms.ChoiceField(choices=Answer.choices)
    reason = forms.CharField(max_length=500, required=False)
    due_on = forms.DateField(required=False)


def zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


DAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class PreferenceForm(forms.Form):
    """When somebody wants to be written to."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    digest_at = forms.TimeField(label=_("Digest at"), widget=forms.TimeInput(attrs={"type": "time"}))
    digest_day = forms.TypedChoiceField(label=_("Weekly digest on"), choices=DAYS, coerce=int)
    days = forms.TypedMultipleChoiceField(label=_("Mail is welcome on"), choices=DAYS, coerce=int)
    quiet_from = forms.TimeField(required=False)
    quiet_to = forms.TimeField(required=False)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    wanted = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        wanted: Any = self.fields["wanted"]
        wanted.choices = kinds
        self.kinds = kinds

    def window(self) -> Window:
        facts = dict(self.cleaned_data)
        return Window(**{name: facts[name] for name in Window.__dataclass_fields__})

    def muted(self) -> list[str]:
        """What is not ticked is not wanted."""
        return [kind for kind, _word in self.kinds if kind not in self.cleaned_data["wanted"]]

    def shown(self, name: str) -> Any:
        """What stands in a field: what was typed, or else what holds."""
        value = self[name].value()
        return [str(item) for item in value] if isinstance(value, list | tuple) else value

    def problem(self, name: str) -> str:
        return str(self.errors[name][0]) if name in self.errors else ""


def preference_facts(preference: Preference, muted: set[str]) -> dict[str, Any]:
    """What the page shows before anybody types."""
    times = ("digest_at", "quiet_from", "quiet_to")
    facts = {name: getattr(preference, name) for name in ("rhythm", "digest_day", "days", "version")}
    facts |= {name: _hour(getattr(preference, name)) for name in times}
    facts["zone"] = preference.user.time_zone
    facts["wanted"] = [kind for kind in KINDS if kind not in muted]
    return facts


def _hour(value: Any) -> str:
    return value.strftime("%H:%M") if value else ""
