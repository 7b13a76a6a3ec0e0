"""The shape of what the evidence pages send; the rules are in the actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tracker.core.fields import FilesField
from tracker.evidence.actions import Found, Population, Upload, Validity
from tracker.evidence.choices import Classification, Drawing, Kind
from tracker.evidence.drawing import LARGEST_POPULATION, LARGEST_SAMPLE
from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.standard.models import Clause, DocumentedInformation

MOST_SENT = 100


def uploads_of(
    files: list[UploadedFile[Any]], name: str = "", *, together: bool = False, sent: Sequence[Upload] = ()
) -> list[Upload]:
    """What came with the form and what was `sent` before it. A name is given to a single file, or to several
    as one; else several are called after themselves."""
    single = name if together or len(files) + len(sent) == 1 else ""
    came = [Upload(file, file.name or "", single) for file in files]
    return came + [replace(each, name=single) for each in sent]


def keys_of(sent: list[str]) -> list[UUID]:
    """Keys of large files that were sent before the form; what is no key is one that nothing answers to."""
    keys = []
    for text in sent[:MOST_SENT]:
        try:
            keys.append(UUID(text))
        except ValueError:
            keys.append(UUID(int=0))
    return keys


class LargeUploadForm(forms.Form):
    """What is about to be sent in parts."""

    name = forms.CharField(max_length=255)
    size = forms.IntegerField(min_value=1)
    mark = forms.RegexField(r"^[0-9a-f]{64}$")


class DatesForm(forms.Form):
    effective_from = forms.DateField(required=False)
    effective_to = forms.DateField(required=False)
    expires_on = forms.DateField(required=False)
    review_on = forms.DateField(required=False)

    def validity(self) -> Validity:
        names = ("effective_from", "effective_to", "expires_on", "review_on")
        return Validity(**{name: self.cleaned_data[name] for name in names})


class AboutForm(forms.Form):
    """What stands around the file."""

    name = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(choices=Kind.choices)
    description = forms.CharField(required=False, max_length=4000)
    custodian = forms.ModelChoiceField(Person.objects.none(), required=False)
    retention = forms.CharField(required=False, max_length=120)
    classification = forms.ChoiceField(choices=Classification.choices, required=False)
    clauses = forms.ModelMultipleChoiceField(Clause.objects.none(), required=False, to_field_name="number")
    information = forms.ModelMultipleChoiceField(
        DocumentedInformation.objects.none(), required=False, to_field_name="code"
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        edition = project.edition
        staff = Person.objects.filter(organization=project.organization_id)
        self.fields["custodian"].queryset = staff  # type: ignore[attr-defined]
        clauses = Clause.objects.of(edition).auditable()
        self.fields["clauses"].queryset = clauses  # type: ignore[attr-defined]
        items = DocumentedInformation.objects.of(edition)
        self.fields["information"].queryset = items  # type: ignore[attr-defined]

    def about(self) -> dict[str, Any]:
        names = ("custodian", "description", "retention", "classification", "clauses", "information")
        return {name: self.cleaned_data[name] for name in names}


class AttachForm(AboutForm, DatesForm):
    """New evidence: files, or an address, or words."""

    files = FilesField(required=False)  # type: ignore[assignment]
    together = forms.BooleanField(required=False)
    address = forms.CharField(required=False, max_length=500)
    text = forms.CharField(required=False, max_length=20000)
    note = forms.CharField(required=False, max_length=2000)


class DescribeForm(AboutForm):
    version = forms.IntegerField()


class RevisionForm(DatesForm):
    file = FilesField(required=False)
    address = forms.CharField(required=False, max_length=500)
    note = forms.CharField(required=False, max_length=2000)
    version = forms.IntegerField(required=False)


def lines_of(text: str) -> list[str]:
    """One number of a record a line; empty lines say nothing."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def results_in(said: QueryDict, sample: Sequence[str]) -> dict[str, Found]:
    """What a page says of the records of a sample, each by its place from 1."""
    return {
        name: Found(said.get(f"outcome_{place}", ""), said.get(f"note_{place}", "").replace("\x00", ""))
        for place, name in enumerate(sample, start=1)
        if f"outcome_{place}" in said
    }


class SamplingForm(forms.Form):
    """What is sampled and how: so many at random, or those that are named."""

    population = forms.CharField(max_length=200)
    period_from = forms.DateField()
    period_to = forms.DateField()
    population_size = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_POPULATION)
    ids = forms.CharField(required=False, max_length=2_000_000)
    drawing = forms.ChoiceField(choices=Drawing.choices)
    size = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_SAMPLE)
    sample = forms.CharField(required=False, max_length=50_000)
    how = forms.CharField(required=False, max_length=2000)

    def population_of(self) -> Population:
        given = self.cleaned_data
        return Population(
            name=given["population"],
            period_from=given["period_from"],
            period_to=given["period_to"],
            size=given["population_size"],
            ids=lines_of(given["ids"]),
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(required=False, max_length=2000)
    version = forms.IntegerField(required=False)


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        choices=(("confirmed", _("Confirm")), ("rejected", _("Reject"))), required=True
    )
    note = forms.CharField(required=False, max_length=2000)
    version = forms.IntegerField(required=False)
