"""Which departments the scope touches, and who speaks for each in the implementation."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from tracker.people.models import Department, Person
from tracker.plan.models import Task
from tracker.projects.choices import Role, ScopeKind
from tracker.projects.models import Membership, Project, ScopeItem

# Who only looks, or must stay independent, speaks for nobody.
SILENT = (Role.VIEWER, Role.INTERNAL_AUDITOR, Role.EXTERNAL_AUDITOR)


@dataclass(frozen=True, slots=True)
class Represented:
    """A department in scope: how many of its staff the system covers, who speaks for it, how many tasks it does."""

    name: str
    staff: int
    by: list[str] = field(default_factory=list)
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Representation:
    """`unmatched` are units of the scope statement that the staff register does not know."""

    departments: list[Represented]
    unmatched: list[str]

    @property
    def missing(self) -> list[Represented]:
        return [row for row in self.departments if not row.by]


def representation(project: Project) -> Representation:
    """Departments with staff in scope, or named as units in it; those the scope leaves out are not asked for.

    Five queries.
    """
    today = project.today()
    units = {
        name.strip().casefold(): (name, included)
        for name, included in ScopeItem.objects.of(project)
        .filter(kind=ScopeKind.UNIT)
        .values_list("name", "included")
    }
    departments = list(Department.objects.filter(organization_id=project.organization_id))
    staff = Person.objects.filter(organization_id=project.organization_id).counted(on=today)
    counts = dict(staff.order_by().values_list("department_id").annotate(n=Count("pk")))
    speakers = defaultdict(list)
    held = Membership.objects.of(project).held(on=today).exclude(role__in=SILENT)
    for one in held.exclude(user__person=None).filter(user__is_active=True).select_related("user__person"):
        person = one.user.person
        if person is not None:
            speakers[person.department_id].append(f"{person.name}, {one.get_role_display()}")
    tasks = Counter(Task.objects.of(project).tasks().open().values_list("owner__department_id", flat=True))
    rows = []
    for department in departments:
        _name, included = units.get(department.name.strip().casefold(), ("", None))
        here = counts.get(department.pk, 0)
        if included or (included is None and here):
            rows.append(Represented(department.name, here, speakers[department.pk], tasks[department.pk]))
    known = {department.name.strip().casefold() for department in departments}
    unmatched = [name for key, (name, included) in units.items() if included and key not in known]
    return Representation(rows, sorted(unmatched))
