"""What a form lets a person choose lies inside their implementation: no foreign key in a body reaches out."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db.models import Model

from tests.factories.awareness import make_peer_question
from tests.factories.checklist import make_checklist
from tests.factories.evidence import make_evidence
from tests.factories.people import make_department, make_organization, make_person, make_user
from tests.factories.plan import make_milestone
from tests.factories.projects import give_role, make_project
from tests.factories.training import make_course, make_job_role
from tests.permissions.objects import (
    a_deviation,
    a_document,
    a_gate_review,
    a_project_review,
    a_task,
    an_objective,
)
from tracker.governance.actions import add_goal
from tracker.people.models import Person, User
from tracker.plan.models import Phase
from tracker.projects.choices import Role
from tracker.projects.models import Project

# Forms for administrators of the installation, who see every organization.
FOR_ADMINISTRATORS = {"BeginForm", "LoginEditForm"}


def forms_that_offer_rows() -> Iterator[type[forms.Form]]:
    """Every form of every room in which rows of the database can be chosen."""
    for room in apps.get_app_configs():
        if not room.name.startswith("tracker."):
            continue
        try:
            module = importlib.import_module(f"{room.name}.forms")
        except ModuleNotFoundError:
            continue
        for _, found in inspect.getmembers(module, inspect.isclass):
            if (
                issubclass(found, forms.Form)
                and found.__module__.startswith(module.__name__)
                and offers(found)
            ):
                yield found


def offers(form: Any) -> list[str]:
    return [name for name, field in form.base_fields.items() if isinstance(field, forms.ModelChoiceField)]


def filled(form: type[forms.Form], project: Project, person: Person) -> forms.Form:
    """The form as its view makes it: what its constructor asks for is looked up by name."""
    known: dict[str, Any] = {
        "project": project,
        "organization": project.organization,
        "person": person,
        "me": User.objects.filter(is_active=True).order_by("email")[0],
        "clause": project.edition.clauses.get(number="4.1"),
    }
    wanted = [name for name in inspect.signature(form).parameters if name in known]
    return form(**{name: known[name] for name in wanted})


def outside(form: forms.Form, project: Project) -> list[str]:
    """The fields that offer a row of somebody else, with that row."""
    found = []
    for name in offers(form):
        field: Any = form.fields[name]
        found += [
            f"{type(form).__name__}.{name}: {row}" for row in field.queryset if not belongs(row, project)
        ]
    return found


def belongs(row: Model, project: Project) -> bool:
    if isinstance(row, User):
        return row.memberships.filter(project=project).exists()
    owners = {
        "project_id": project.pk,
        "organization_id": project.organization_id,
        "edition_id": project.edition_id,
    }
    kept = {name: value for name, value in owners.items() if hasattr(row, name)}
    assert kept, f"say whose a {type(row).__name__} is"
    return all(getattr(row, name) == value for name, value in kept.items())


def fill(project: Project) -> Person:
    """One row of everything that can be chosen."""
    manager = make_user()
    give_role(project, manager, Role.PROJECT_MANAGER)
    person = make_person(organization=project.organization)
    make_department(organization=project.organization)
    make_job_role(project, needs=[make_course(project)])
    make_evidence(project=project, actor=manager)
    make_checklist(project)
    a_document(project)
    cast = {"manager": manager, "sponsor": manager}
    for made in (a_task, an_objective, a_project_review, a_deviation, a_gate_review):
        made(project, cast)
    make_milestone(project)
    make_peer_question(project)
    add_goal(actor=manager, project=project, title="Fewer failures")
    Phase(project=project, code="P0", name="Mobilise").save_because("made", by=manager)
    return person


@pytest.fixture
def person(project: Project) -> Person:
    theirs = make_organization(name="Another house")
    fill(make_project(organization=theirs, slug="theirs"))
    return fill(project)


def test_no_form_offers_what_is_of_others(project: Project, person: Person) -> None:
    asked = [form for form in forms_that_offer_rows() if form.__name__ not in FOR_ADMINISTRATORS]
    assert [found for form in asked for found in outside(filled(form, project, person), project)] == []


def test_a_form_that_offers_all_rows_is_found(project: Project, person: Person) -> None:
    models = {
        form.base_fields[name].queryset.model  # type: ignore[attr-defined]
        for form in forms_that_offer_rows()
        if form.__name__ not in FOR_ADMINISTRATORS
        for name in offers(form)
    }
    assert len(models) >= 10
    missed = []
    for model in models:
        field = forms.ModelChoiceField(model._base_manager.all())
        planted = type("Planted", (forms.Form,), {"chosen": field})
        if not outside(planted(), project):
            missed.append(model.__name__)
    assert missed == [], "of these none of somebody else was there to be found"
