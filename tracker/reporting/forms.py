"""What is asked of who wants a document."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.reporting.choices import Kind, Purpose


class ReportForm(forms.Form):
    """The kind, and what the kinds ask: an exception, a stage, or since when."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, required=False)
    exception = forms.UUIDField(label=_("Exception"), required=False)
    stage = forms.UUIDField(label=_("Stage"), required=False)
    since = forms.DateField(label=_("The period begins after"), required=False)

    def facts(self) -> dict[str, Any]:
        told = self.cleaned_data
        kind = Kind(told["kind"] or Kind.READINESS)
        subject = {Kind.EXCEPTION: told["exception"], Kind.STAGE_END: told["stage"]}.get(kind)
        return {"kind": kind, "subject": str(subject or ""), "since": told["since"]}


class PackForm(forms.Form):
    """Clauses by number (all without any), and the day at whose end the facts are taken."""

    clauses = forms.MultipleChoiceField(label=_("Clauses"), required=False)
    as_of = forms.DateField(label=_("As of the end of"), required=False)
    purpose = forms.ChoiceField(label=_("Made for"), choices=[("", ""), *Purpose.choices], required=False)
    since = forms.DateField(label=_("Evidence in force since"), required=False)
    withhold = forms.BooleanField(label=_("List confidential evidence without its content"), required=False)
    withheld_because = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: object, numbers: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["clauses"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("withhold") and not told.get("withheld_because"):
            self.add_error("withheld_because", _("Say why the content is left out; the pack tells it."))
        if not told.get("withhold"):
            told["withheld_because"] = ""
        return told
