"""Shape of what is sent; the rules are the verbs'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person, User
from tracker.people.picking import PeopleField, PersonField, let_find
from tracker.projects.models import Membership, Project
from tracker.projects.permissions import ROLE_GRANTS, Permission
from tracker.raid.choices import Category, Effect, Impact, Kind, Likelihood, Strategy
from tracker.raid.starters import Pitfall

CHOOSE = ("", "…")
BECOME = [(kind.value, kind.label) for kind in (Kind.RISK, Kind.ISSUE)]
SIGNERS = [role for role, granted in ROLE_GRANTS.items() if Permission.SIGNOFF_GIVE in granted]


class InProject(forms.Form):
    """Whoever is chosen here works for the organization."""

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        staff: Any = Person.objects.filter(organization_id=project.organization_id)
        for field in self.fields.values():
            if isinstance(field, PersonField | PeopleField):
                field.queryset = staff.staff(on=project.today()).order_by("name")
        let_find(self, reverse("projects:staff_found", args=[project.slug]))


def day_field(label: Any, **options: Any) -> forms.DateField:
    shown = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=shown, **options)


def words(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def steps(label: Any, choices: Any, **options: Any) -> forms.TypedChoiceField:
    """From 1 to 5, or not said."""
    given = [CHOOSE, *choices.choices]
    return forms.TypedChoiceField(
        label=label, choices=given, coerce=int, empty_value=None, required=False, **options
    )


class FactsForm(InProject):
    """What is said of an item."""

    title = forms.CharField(label=_("What it is"), max_length=300)
    cause = forms.CharField(label=_("Why it may come about"), max_length=5000, required=False, widget=words())
    effect = forms.CharField(label=_("What it would do"), max_length=5000, required=False, widget=words())
    category = forms.ChoiceField(label=_("Where it comes from"), choices=[CHOOSE, *Category.choices])
    likelihood = steps(_("How likely"), Likelihood)
    impact = steps(_("How bad"), Impact)
    owner = PersonField(label=_("Whose it is"))
    review_on = day_field(_("To be looked at again on"))


class ItemForm(FactsForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    field_order = ("kind",)


class ItemEditForm(FactsForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class BecomeForm(FactsForm):
    kind = forms.ChoiceField(
        label=_("It becomes"),
        choices=BECOME,
    )
    field_order = ("kind",)


class LookForm(forms.Form):
    likelihood = steps(_("How likely now"), Likelihood)
    impact = steps(_("How bad now"), Impact)
    review_on = day_field(_("To be looked at again on"))
    note = forms.CharField(label=_("What you found"), max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ResponseForm(InProject):
    strategy = forms.ChoiceField(label=_("How it is answered"), choices=[CHOOSE, *Strategy.choices])
    text = forms.CharField(label=_("What is done, or why it is accepted"), max_length=5000, widget=words())
    owner = PersonField(label=_("Who does it"))
    due_on = day_field(_("To be done by"), required=False)
    cost = forms.DecimalField(
        label=_("What it costs"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    likelihood_after = steps(_("How likely afterwards"), Likelihood)
    impact_after = steps(_("How bad afterwards"), Impact)
    make_task = forms.BooleanField(label=_("Make a task of it in the plan"), required=False)


class DoneForm(forms.Form):
    effect = forms.ChoiceField(label=_("Did it do what was expected?"), choices=[CHOOSE, *Effect.choices])
    note = forms.CharField(label=_("What it brought"), max_length=5000, widget=words())
    likelihood = steps(_("How likely now"), Likelihood)
    impact = steps(_("How bad now"), Impact)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500)


class ReopenForm(ReasonForm):
    review_on = day_field(_("To be looked at again on"))


class AssessmentForm(InProject):
    held_on = day_field(_("Held on"))
    method = forms.CharField(label=_("How it was done"), max_length=5000, widget=words(3))
    participants = PeopleField(label=_("Who took part"))
    nothing_in = forms.MultipleChoiceField(
        label=_("Looked at, and nothing found"),
        choices=Category.choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": len(Category.choices)}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PickForm(InProject):
    """Known pitfalls: each with a tick and how it is judged here; one owner until somebody else takes them."""

    owner = PersonField(label=_("Whose they are at first"))

    def __init__(self, project: Project, left: Sequence[Pitfall] = (), *args: Any, **options: Any) -> None:
        super().__init__(project, *args, **options)
        self.left = left
        for pitfall in left:
            self.fields[f"take-{pitfall.key}"] = forms.BooleanField(label=str(pitfall.title), required=False)
            self.fields[f"likelihood-{pitfall.key}"] = steps(_("How likely"), Likelihood, initial=3)
            self.fields[f"impact-{pitfall.key}"] = steps(_("How bad"), Impact, initial=3)

    @property
    def lines(self) -> list[tuple[Pitfall, forms.BoundField, forms.BoundField, forms.BoundField]]:
        names = ("take", "likelihood", "impact")
        return [(one, *(self[f"{name}-{one.key}"] for name in names)) for one in self.left]  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        keys = [one.key for one in self.left if given.get(f"take-{one.key}")]
        if not keys:
            raise forms.ValidationError(_("Tick what may happen here."))
        for key in keys:
            if not (given.get(f"likelihood-{key}") and given.get(f"impact-{key}")):
                self.add_error(f"take-{key}", _("Judge it: how likely, and how bad."))
        picks = [(key, given.get(f"likelihood-{key}"), given.get(f"impact-{key}")) for key in keys]
        return {"owner": given.get("owner"), "picks": picks}


class AskForm(forms.Form):
    """Whom to ask, until when."""

    asked_of = forms.ModelChoiceField(User.objects.none(), label=_("Who signs"))
    due_on = day_field(_("Answer wanted by"))
    question = forms.CharField(label=_("Question"), max_length=300, required=False)

    def __init__(self, project: Project, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = Membership.objects.of(project).filter(role__in=SIGNERS).held(on=project.today())
        field: Any = self.fields["asked_of"]
        field.queryset = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")
