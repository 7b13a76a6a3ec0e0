"""Lessons: written down, said better, used."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.plan.models import Task
from tracker.projects.models import Project
from tracker.reviews.choices import Kind
from tracker.reviews.forms.shared import words
from tracker.reviews.models import Deviation, GateReview


class LessonWordsBase(forms.Form):
    title = forms.CharField(label=_("What was learned"), max_length=300)
    advice = forms.CharField(label=_("What to do the next time"), max_length=5000, widget=words(2))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "…"), *Kind.choices])


class LessonForm(LessonWordsBase):
    """A new one; at a gate or a deviation the page says which."""

    gate = forms.ModelChoiceField(GateReview.objects.none(), required=False, widget=forms.HiddenInput)
    deviation = forms.ModelChoiceField(Deviation.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        gate: Any = self.fields["gate"]
        deviation: Any = self.fields["deviation"]
        gate.queryset = GateReview.objects.of(project)
        deviation.queryset = Deviation.objects.of(project)


class LessonWordsForm(LessonWordsBase):
    version = forms.IntegerField(widget=forms.HiddenInput)


class UseForm(forms.Form):
    text = forms.CharField(label=_("What was done with it"), max_length=5000, widget=words(2))
    task = forms.ModelChoiceField(Task.objects.none(), label=_("In which task"), required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        task: Any = self.fields["task"]
        task.queryset = Task.objects.of(project).order_by("starts_on", "name")
