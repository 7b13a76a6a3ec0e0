"""“What changes for me”: what a job role asks of who holds it, drafted from its needs and the clauses it touches."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from tracker.people.models import Person
from tracker.projects.models import Project
from tracker.standard.models import Clause
from tracker.training.models import CourseNeed, JobRole, SheetRead

# A figure about fewer people than this is a figure about persons.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """One job role with the clauses and courses it touches, its text, and who has confirmed the text as it is."""

    role: JobRole
    clauses: tuple[Clause, ...]
    courses: tuple[CourseNeed, ...]
    holders: int = 0
    confirmed: int = 0
    mine: bool = False
    read_by_me: bool = False

    @property
    def draft(self) -> str:
        """Where to begin writing: the facts in sentences."""
        parts = [_("As %(role)s you do your work so that it can be shown.") % {"role": self.role.name}]
        parts += [
            _("Clause %(number)s, %(title)s: say here what is done differently from now on.")
            % {"number": clause.number, "title": clause.title}
            for clause in self.clauses
        ]
        if self.courses:
            names = ", ".join(need.course.name for need in self.courses)
            parts.append(_("You take part in: %(courses)s.") % {"courses": names})
        return "\n\n".join(parts)

    @property
    def figure(self) -> int | None:
        return self.confirmed if self.holders >= FEWEST else None


def sheets(project: Project, person: Person | None = None) -> list[Sheet]:
    """The sheet of each job role, one's own first; four queries however many there are."""
    here = Q(assignments__person__left_on=None) | Q(assignments__person__left_on__gt=project.today())
    roles = JobRole.objects.of(project).select_related("clause").order_by("name")
    roles = roles.annotate(holders=Count("assignments", filter=here & Q(assignments__person__in_scope=True)))
    needs: dict[UUID, list[CourseNeed]] = {}
    rows = CourseNeed.objects.of(project).select_related("course__clause").order_by("course__name")
    for need in rows:
        needs.setdefault(need.job_role_id, []).append(need)
    counted = Q(person__left_on=None) | Q(person__left_on__gt=project.today())
    held = Q(job_role__assignments__person=F("person"), person__in_scope=True)
    reads = SheetRead.objects.of(project).filter(counted, held, number=F("job_role__changes_number"))
    confirmed = dict(reads.order_by().values_list("job_role_id").annotate(n=Count("person", distinct=True)))
    mine: set[UUID] = set()
    read: set[UUID] = set()
    if person is not None:
        mine = set(person.job_roles.filter(project=project).values_list("job_role_id", flat=True))
        read = set(reads.filter(person=person).values_list("job_role_id", flat=True))
    found = [
        Sheet(
            role,
            _clauses(role, needs.get(role.pk, [])),
            tuple(needs.get(role.pk, [])),
            role.holders,
            confirmed.get(role.pk, 0),
            role.pk in mine,
            role.pk in read,
        )
        for role in roles
    ]
    return sorted(found, key=lambda sheet: not sheet.mine)


def _clauses(role: JobRole, needs: list[CourseNeed]) -> tuple[Clause, ...]:
    every = [role.clause, *(need.course.clause for need in needs)]
    found = {clause.pk: clause for clause in every if clause is not None}
    return tuple(sorted(found.values(), key=lambda clause: clause.sort_key))
