"""Shape of what is sent; the rules are the verbs'."""

from django import forms


class WithdrawalForm(forms.Form):
    """Why something is taken back; a signer proves who they are once more."""

    reason = forms.CharField(required=False, max_length=2000)
    password = forms.CharField(required=False, max_length=4096, strip=False)
