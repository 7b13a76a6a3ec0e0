"""The shape of what the checklist's pages send; the rules are in the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.checklist.actions import Lived
from tracker.checklist.choices import Confidence, Maturity, RoundKind, Stage, State
from tracker.checklist.models import Checkpoint
from tracker.core.fields import FilesField
from tracker.evidence.actions import Upload, Validity
from tracker.evidence.models import Evidence
from tracker.people.models import Person
from tracker.people.picking import PeopleField, PersonField, let_find
from tracker.projects.models import Project
from tracker.standard.choices import Relation
from tracker.standard.models import Clause, DocumentedInformation, Edition

NOBODY = "nobody"
LEVELS = [("", ""), *Maturity.choices]


class ProofForm(forms.Form):
    """Files that come along, with their dates."""

    files = FilesField(required=False)  # type: ignore[assignment]
    effective_from = forms.DateField(required=False)
    expires_on = forms.DateField(required=False)

    def uploads(self) -> list[Upload]:
        files: Sequence[UploadedFile[Any]] = self.cleaned_data["files"]
        return [Upload(file, file.name or "") for file in files]

    def validity(self) -> Validity:
        dates = self.cleaned_data
        return Validity(effective_from=dates["effective_from"], expires_on=dates["expires_on"])


class AssessmentForm(ProofForm):
    state = forms.ChoiceField(choices=State.choices, error_messages={"required": _("Choose an assessment.")})
    note = forms.CharField(required=False, max_length=4000)
    party = forms.CharField(required=False, max_length=200)
    party_control = forms.CharField(required=False, max_length=4000)
    maturity = forms.TypedChoiceField(choices=LEVELS, coerce=int, empty_value=None, required=False)
    maturity_wanted = forms.TypedChoiceField(choices=LEVELS, coerce=int, empty_value=None, required=False)
    confidence = forms.ChoiceField(choices=Confidence.choices, required=False)
    version = forms.IntegerField()
    evidence = forms.ModelMultipleChoiceField(Evidence.objects.none(), required=False)

    def lived(self) -> Lived | None:
        """What was said of maturity; nothing where the form did not ask for it."""
        if "maturity" not in self.data:
            return None
        given = self.cleaned_data
        return Lived(given["maturity"], given["maturity_wanted"], given["confidence"])

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["evidence"]
        chosen.queryset = Evidence.objects.of(project)  # type: ignore[attr-defined]


class ClauseEvidenceForm(ProofForm):
    """Files for a clause: which checkpoints they prove, and which documented information they are."""

    checkpoints = forms.ModelMultipleChoiceField(Checkpoint.objects.none(), required=False)
    information = forms.ModelMultipleChoiceField(DocumentedInformation.objects.none(), required=False)

    def __init__(self, project: Project, clause: Clause, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checkpoints = Checkpoint.objects.of(project).in_clause(clause)
        self.fields["checkpoints"].queryset = checkpoints  # type: ignore[attr-defined]
        items = DocumentedInformation.objects.of(project.edition)
        self.fields["information"].queryset = items  # type: ignore[attr-defined]


class OwnerForm(forms.Form):
    owner = PersonField(label=_("Owner"), required=False, empty_label=_("nobody"))
    target_on = forms.DateField(required=False)
    checkpoint = forms.ModelChoiceField(Checkpoint.objects.none(), required=False)

    def __init__(self, project: Project, clause: Clause, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_staff(self, project)
        checkpoints = Checkpoint.objects.of(project).in_clause(clause)
        self.fields["checkpoint"].queryset = checkpoints  # type: ignore[attr-defined]


class CrossrefForm(forms.Form):
    """Which requirement of which edition corresponds to a checkpoint of this clause, and how."""

    checkpoint = forms.ModelChoiceField(Checkpoint.objects.none())
    edition = forms.CharField(max_length=40)
    number = forms.CharField(max_length=60)
    relation = forms.ChoiceField(choices=Relation.choices)
    note = forms.CharField(required=False, max_length=1000)

    def __init__(self, project: Project, clause: Clause, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checkpoints = Checkpoint.objects.of(project).in_clause(clause).select_related("requirement")
        self.fields["checkpoint"].queryset = checkpoints  # type: ignore[attr-defined]

    def clean_edition(self) -> Edition:
        """By its code; catalogues are nobody's own."""
        found = Edition.objects.filter(code=self.cleaned_data["edition"]).first()
        if found is None:
            raise forms.ValidationError(_("Choose one of the editions."))
        return found


class ManyForm(forms.Form):
    """An owner, a date, or both for the chosen checkpoints; what is left out stays as it is."""

    owner = PersonField(label=_("Owner of the ticked"), required=False, empty_label=_("leave the owner"))
    nobody = forms.BooleanField(label=_("take the owner away"), required=False)
    target_on = forms.DateField(required=False)
    checkpoint = forms.ModelMultipleChoiceField(Checkpoint.objects.none(), required=False)
    every = forms.BooleanField(required=False)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_staff(self, project)
        self.fields["checkpoint"].queryset = Checkpoint.objects.of(project)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("nobody") and said.get("owner"):
            self.add_error("owner", _("Choose an owner, or take the owner away; not both."))
        return said


def offer_staff(form: forms.Form, project: Project, *, keep: UUID | None = None) -> None:
    """Let the owner be chosen among the staff of today; `keep` stays choosable though they have left."""
    rows = Person.objects.filter(organization_id=project.organization_id)
    staff = rows.staff(on=project.today())
    field: Any = form.fields["owner"]
    field.queryset = (staff | rows.filter(pk=keep) if keep else staff).order_by("name")
    let_find(form, reverse("projects:staff_found", args=[project.slug]))


class FilterForm(forms.Form):
    """Which checkpoints a list shows; a word that there is not is as good as none."""

    who = forms.ChoiceField(choices=[("", ""), ("mine", ""), (NOBODY, "")], required=False)
    state = forms.ChoiceField(
        choices=[("", ""), ("gaps", ""), ("waiting", ""), ("lapsed", ""), *State.choices], required=False
    )
    older = forms.IntegerField(min_value=1, max_value=120, required=False)
    clause = forms.CharField(max_length=20, required=False)


class EntryForm(forms.Form):
    """What a project says of a piece of documented information."""

    owner = PersonField(label=_("Owner"), required=False, empty_label=_("nobody"))
    stage = forms.ChoiceField(choices=Stage.choices, required=False)
    review_months = forms.IntegerField(required=False, min_value=1, max_value=120)
    version = forms.IntegerField()

    def __init__(self, project: Project, *args: Any, keep: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_staff(self, project, keep=keep)


class ReviewForm(forms.Form):
    on = forms.DateField()
    note = forms.CharField(required=False, max_length=2000)
    version = forms.IntegerField()


class ReasonForm(forms.Form):
    reason = forms.CharField(required=False, max_length=2000)
    version = forms.IntegerField(required=False)


class RoundForm(forms.Form):
    """A round that is over and shall be frozen."""

    name = forms.CharField(max_length=120, error_messages={"required": _("Give the round a name.")})
    kind = forms.ChoiceField(choices=RoundKind.choices, error_messages={"required": _("Choose a kind.")})
    starts_on = forms.DateField(error_messages={"required": _("Say when it began.")})
    ends_on = forms.DateField(required=False)
    note = forms.CharField(required=False, max_length=2000)


class TableForm(forms.Form):
    """A table that was taken from here and changed."""

    file = forms.FileField(allow_empty_file=True)


class PartsForm(forms.Form):
    """Who is accountable for a clause, and who takes part."""

    accountable = PersonField(label=_("Accountable (exactly one)"), required=False)
    responsible = PeopleField(label=_("Responsible: they do it"), required=False)
    consulted = PeopleField(label=_("Consulted: they are asked"), required=False)
    informed = PeopleField(label=_("Informed: they are told"), required=False)
    seen = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        staff: Any = Person.objects.filter(organization_id=project.organization_id)
        for field in self.fields.values():
            if isinstance(field, PersonField | PeopleField):
                field.queryset = staff.staff(on=project.today()).order_by("name")
        let_find(self, reverse("projects:staff_found", args=[project.slug]))
