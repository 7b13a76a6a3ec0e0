"""What is asked of who wants a document."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.reporting.choices import Kind


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

    def __init__(self, *args: object, numbers: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["clauses"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]
