"""What the forms of this room have in common."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.people.models import Person
from tracker.people.picking import PeopleField, PersonField, let_find
from tracker.projects.models import Project


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500)


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


def words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
