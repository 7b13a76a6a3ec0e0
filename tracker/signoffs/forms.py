"""Shape of what is sent; the rules are the verbs'."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.signoffs.choices import Decision


class DecisionForm(forms.Form):
    """The answer to a request."""

    decision = forms.ChoiceField(
        choices=[choice for choice in Decision.choices if choice[0] != Decision.WITHDRAWN],
        error_messages={"required": _("Choose whether you approve, approve with conditions, or decline.")},
    )
    conditions = forms.CharField(required=False, max_length=4000)
    comment = forms.CharField(required=False, max_length=4000)
    password = forms.CharField(required=False, max_length=4096, strip=False)
    read_to_end = forms.BooleanField(required=False)
    digest = forms.RegexField(r"^[0-9a-f]{64}$")


class WithdrawalForm(forms.Form):
    """Why something is taken back; a signer proves who they are once more."""

    reason = forms.CharField(required=False, max_length=2000)
    password = forms.CharField(required=False, max_length=4096, strip=False)
