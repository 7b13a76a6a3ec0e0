"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    pass_percent = forms.IntegerField(label=_("Pass mark in percent"), min_value=1, max_value=100)
    attempts = forms.IntegerField(label=_("Attempts"), min_value=1, max_value=20)


class QuestionForm(forms.Form):
    text = forms.CharField(label=_("Question"), max_length=500)
    options = forms.CharField(
        label=_("Answers"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line."),
    )
    right = forms.IntegerField(label=_("Number of the right one"), min_value=1)
    why = forms.CharField(
        label=_("Why"),
        max_length=1000,
        required=False,
        help_text=_("Shown to who has passed, or has no attempt left."),
    )
