"""Project reviews: planned, moved, recorded."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.people.picking import PeopleField, PeoplePicker, PersonField
from tracker.reviews.choices import Result, Rhythm
from tracker.reviews.forms.shared import InProject, day_field, words


class ReviewsForm(InProject):
    title = forms.CharField(label=_("Name"), max_length=200)
    chair = PersonField(label=_("Led by"))
    attendees = PeopleField(label=_("Who sits in it"), widget=PeoplePicker(attrs={"size": 8}), required=False)
    agenda = forms.CharField(
        label=_("What is looked at"),
        max_length=5000,
        widget=words(4),
        required=False,
        help_text=_("One point a line."),
    )


class ReviewsNewForm(ReviewsForm):
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    starts_on = day_field(_("First on"))
    ends_on = day_field(
        _("Until"), required=False, help_text=_("Empty: until the day the certificate is wanted.")
    )
    field_order = ("title", "rhythm", "starts_on", "ends_on", "chair", "attendees", "agenda")


class ReviewsEditForm(ReviewsForm):
    ends_on = day_field(_("Until"))
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("title", "ends_on", "chair", "attendees", "agenda")


class MoveForm(forms.Form):
    planned_on = day_field(_("New day"))
    reason = forms.CharField(label=_("Why"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)


class HoldForm(InProject):
    held_on = day_field(_("Held on"))
    result = forms.ChoiceField(label=_("How it came out"), choices=[("", "…"), *Result.choices])
    note = forms.CharField(label=_("What was found, in a few words"), max_length=5000, widget=words())
    present = PeopleField(label=_("Who was there"), widget=PeoplePicker(attrs={"size": 8}))
    version = forms.IntegerField(widget=forms.HiddenInput)
