"""What is asked of who wants a pack."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PackForm(forms.Form):
    """Clauses by number (all without any), and the day at whose end the facts are taken."""

    clauses = forms.MultipleChoiceField(label=_("Clauses"), required=False)
    as_of = forms.DateField(label=_("As of the end of"), required=False)

    def __init__(self, *args: object, numbers: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["clauses"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]
