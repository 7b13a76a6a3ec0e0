"""Deviations: written down, corrected, checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.picking import PersonField
from tracker.projects.models import Project
from tracker.reviews.choices import Effect
from tracker.reviews.forms.shared import InProject, day_field, words
from tracker.reviews.models import ProjectReview


class DeviationForm(InProject):
    title = forms.CharField(label=_("What is not as planned"), max_length=300)
    cause = forms.CharField(label=_("Why it came about"), max_length=5000, widget=words(2))
    correction = forms.CharField(label=_("What is done about it"), max_length=5000, widget=words(2))
    owner = PersonField(label=_("Who does it"))
    due_on = day_field(_("To be done by"))
    review = forms.ModelChoiceField(
        ProjectReview.objects.none(), required=False, widget=forms.HiddenInput, label=_("Review")
    )

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(project, *args, **options)
        review: Any = self.fields["review"]
        review.queryset = ProjectReview.objects.of(project)


class CauseForm(forms.Form):
    cause = forms.CharField(label=_("Why it came about"), max_length=5000, widget=words(2))
    version = forms.IntegerField(widget=forms.HiddenInput)


class CorrectionForm(InProject):
    text = forms.CharField(label=_("What is done about it"), max_length=5000, widget=words(2))
    owner = PersonField(label=_("Who does it"))
    due_on = day_field(_("To be done by"))
    reason = forms.CharField(label=_("Why it is changed"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DoneForm(forms.Form):
    note = forms.CharField(label=_("What was done, and what shows it"), max_length=5000, widget=words())


class CheckForm(forms.Form):
    effect = forms.ChoiceField(label=_("Did it work?"), choices=[("", "…"), *Effect.choices])
    note = forms.CharField(label=_("What you saw"), max_length=5000, widget=words())
