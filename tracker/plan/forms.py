"""The shape of what comes in; rules are held by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.evidence.models import Evidence
from tracker.people.models import Person, User
from tracker.people.picking import PersonField, let_find
from tracker.plan.choices import DoneWhen, LinkKind, MilestoneKind
from tracker.plan.models import Phase, Task
from tracker.plan.queries.copying import sources_of_plans
from tracker.projects.models import Project
from tracker.signoffs.asking import SeveralSign
from tracker.standard.models import Clause, DocumentedInformation


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def date_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput())


class ProjectForm(forms.Form):
    """A form whose choices come from one project and nowhere else."""

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Person.objects.filter(organization_id=project.organization_id).staff(on=project.today())
        querysets = {
            "owner": staff.order_by("name"),
            "phase": Phase.objects.of(project),
            "under": Task.objects.of(project).filter(is_summary=True),
            "predecessor": Task.objects.of(project),
            "evidence": Evidence.objects.of(project),
            "task": Task.objects.of(project).tasks(),
            "clauses": Clause.objects.of(project.edition).auditable(),
            "information": DocumentedInformation.objects.filter(edition_id=project.edition_id),
            "asked_of": User.objects.filter(memberships__project=project, is_active=True).distinct(),
        }
        for name, queryset in querysets.items():
            if name in self.fields:
                self.fields[name].queryset = queryset  # type: ignore[attr-defined]
        let_find(self, reverse("projects:staff_found", args=[project.slug]))


class TaskForm(ProjectForm):
    """A new task, or all that can be said of one."""

    name = forms.CharField(label=_("Task"), max_length=300)
    starts_on = date_field(_("Start"))
    due_on = date_field(_("Due"))
    owner = PersonField(label=_("Owner"), required=False)
    phase = forms.ModelChoiceField(Phase.objects.none(), label=_("Phase"), required=False)
    effort_hours = forms.DecimalField(
        label=_("Effort in hours"), min_value=0, max_digits=9, decimal_places=2, required=False
    )
    description = forms.CharField(label=_("What is to be done"), widget=forms.Textarea, required=False)


class NewTaskForm(TaskForm):
    under = forms.ModelChoiceField(Task.objects.none(), label=_("Under"), required=False)
    clauses = forms.ModelMultipleChoiceField(
        Clause.objects.none(), label=_("Leads to clauses"), required=False
    )


class MilestoneForm(ProjectForm):
    """A new milestone."""

    name = forms.CharField(label=_("Milestone"), max_length=300)
    due_on = date_field(_("Due"))
    kind = forms.ChoiceField(label=_("Kind"), choices=MilestoneKind.choices)
    phase = forms.ModelChoiceField(Phase.objects.none(), label=_("Phase"), required=False)
    owner = PersonField(label=_("Owner"), required=False)
    criteria = forms.CharField(label=_("Passed when"), widget=forms.Textarea, required=False)
    needs_signoff = forms.BooleanField(label=_("Passed only by sign-off"), required=False)


class RowForm(ProjectForm):
    """What can be changed in the row."""

    version = forms.IntegerField(min_value=0)
    owner = PersonField(label=_("Owner"), required=False)
    starts_on = date_field(_("Start"))
    due_on = date_field(_("Due"))
    percent = forms.IntegerField(min_value=0, max_value=100)
    reason = forms.CharField(max_length=500, required=False)


class DateForm(forms.Form):
    """Another date with the reason."""

    due_on = date_field(_("New date"))
    starts_on = date_field(_("New start"), required=False)
    reason = forms.CharField(max_length=500, required=False)
    version = forms.IntegerField(min_value=0, required=False)


class NoteForm(forms.Form):
    """A word to go with a verb."""

    note = forms.CharField(max_length=2000, required=False)
    reason = forms.CharField(max_length=2000, required=False)
    on = date_field(_("On"), required=False)
    version = forms.IntegerField(min_value=0, required=False)


class HoursForm(forms.Form):
    """Hours that were worked, to be added to what is written down."""

    hours = forms.DecimalField(
        label=_("Hours"), min_value=-10_000, max_value=10_000, max_digits=7, decimal_places=2
    )
    note = forms.CharField(max_length=2000, required=False)
    version = forms.IntegerField(min_value=0, required=False)


class DoneWhenForm(forms.Form):
    """What has to be there before a task counts as done."""

    done_when = forms.ChoiceField(label=_("Counts as done when"), choices=DoneWhen.choices)
    version = forms.IntegerField(min_value=0, required=False)


class StepsForm(forms.Form):
    """The checklist of a task, a step a line."""

    steps = forms.CharField(label=_("Steps, one a line"), max_length=12_000, required=False)
    version = forms.IntegerField(min_value=0, required=False)


class ProofForm(ProjectForm):
    """Evidence of the library that shows a task was done."""

    evidence = forms.ModelChoiceField(Evidence.objects.none(), label=_("Evidence"))


class LinkForm(ProjectForm):
    """What the task hangs on."""

    predecessor = forms.ModelChoiceField(Task.objects.none(), label=_("Hangs on"))
    kind = forms.ChoiceField(label=_("How"), choices=LinkKind.choices)
    lag_days = forms.IntegerField(
        label=_("Lag in working days"), min_value=-1000, max_value=1000, required=False
    )


class SelectionForm(ProjectForm):
    """What is to become of the ticked tasks; each verb takes its own of it."""

    owner = PersonField(label=_("Owner"), required=False)
    phase = forms.ModelChoiceField(Phase.objects.none(), label=_("Phase"), required=False)
    days = forms.IntegerField(label=_("Days"), min_value=-3650, max_value=3650, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)


class CopyForm(forms.Form):
    """Whose plan is taken over, and from when."""

    source = forms.ModelChoiceField(Project.objects.none(), label=_("As in"))
    starts_on = date_field(_("First day"))

    def __init__(self, project: Project, me: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources_of_plans(me, project)  # type: ignore[attr-defined]


class DeliverableForm(ProjectForm):
    """A new deliverable."""

    name = forms.CharField(label=_("Deliverable"), max_length=300)
    information = forms.ModelChoiceField(
        DocumentedInformation.objects.none(), label=_("Documented information"), required=False
    )
    task = forms.ModelChoiceField(Task.objects.none(), label=_("From the task"), required=False)
    owner = PersonField(label=_("Owner"), required=False)
    due_on = date_field(_("Due"), required=False)
    criteria = forms.CharField(label=_("Accepted when"), widget=forms.Textarea, required=False)


class SignOffForm(SeveralSign, ProjectForm):
    """Whom to ask, until when."""

    asked_of = forms.ModelChoiceField(User.objects.none(), label=_("Who signs"))
    due_on = date_field(_("Answer wanted by"))
    question = forms.CharField(label=_("Question"), max_length=300, required=False)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(project, *args, **kwargs)
        self.seat(project)


class ImportForm(forms.Form):
    """A plan from another program."""

    file = forms.FileField(label=_("Plan file"), allow_empty_file=True)
