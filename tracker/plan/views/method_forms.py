"""The shape of a wish for a plan from a method."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tracker.plan.forms import date_field
from tracker.plan.methods import Formality, methods
from tracker.plan.methods.values import LEAST_STAGES, MOST_STAGES

SIZES = [
    ("S", _("S: one site, a handful of services")),
    ("M", _("M: a few sites, up to twenty services")),
    ("L", _("L: many sites, services and suppliers")),
]
MOST = 100_000


def formality_words(key: str) -> str:
    words = {
        Formality.MINIMAL: _t("minimal: what the certificate needs"),
        Formality.STANDARD: _t("standard: reports and reviews of their own"),
        Formality.FORMAL: _t("formal: closer reports, longer reviews"),
    }
    return words.get(Formality(key), key)


def _formalities() -> list[tuple[str, str]]:
    return [(each.value, formality_words(each)) for each in Formality]


def _methods() -> list[tuple[str, str]]:
    return [(method.key, method.name) for method in methods()]


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False)


class MethodForm(forms.Form):
    """Method, size, formality, stages, dates, and what lies in the scope."""

    method = forms.ChoiceField(label=_("Method"), choices=_methods)
    size = forms.ChoiceField(label=_("Size"), choices=SIZES)
    formality = forms.ChoiceField(label=_("Formality"), choices=_formalities)
    stages = forms.IntegerField(
        label=_("Number of stages"),
        min_value=LEAST_STAGES,
        max_value=MOST_STAGES,
        help_text=_("Each ends with a gate that the sponsor signs. With 8 each phase is a stage of its own."),
    )
    starts_on = date_field(_("Start"))
    target_on = date_field(_("Certificate wanted by"))
    services = _number(_("Services in scope"))
    sites = _number(_("Sites in scope"))
    people = _number(_("People in scope"))
    suppliers = _number(_("Suppliers in scope"))
