"""What a method would make of this project, how it was tailored, and the words that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.plan.methods import (
    METHODS,
    Dated,
    Facts,
    Method,
    Wish,
    Words,
    put_dates,
    read_method,
    tailor,
    words_of_method,
)
from tracker.plan.models import PlanTailoring, Task
from tracker.projects.choices import ScopeKind
from tracker.projects.models import Project, Scope, ScopeItem
from tracker.standard.models import Clause, DocumentedInformation


@dataclass(frozen=True, slots=True)
class Proposal:
    """The plan that a wish would make, with the rows of the catalogue it points to."""

    method: Method
    wish: Wish
    dated: Dated
    clauses: dict[str, Clause]
    information: dict[str, DocumentedInformation]
    required: frozenset[str]


def propose(project: Project, wish: Wish) -> Proposal:
    """Raises `RuleBroken` where the edition does not have what the template points to, or the wish is impossible."""
    method = read_method(wish.method)
    clauses = {clause.number: clause for clause in Clause.objects.of(project.edition).auditable()}
    information = {row.code: row for row in DocumentedInformation.objects.of(project.edition)}
    _must_have(project, method, clauses, information)
    required = frozenset(code for code, row in information.items() if row.is_required)
    dated = put_dates(method, tailor(method, wish, required), wish)
    return Proposal(method, wish, dated, clauses, information, required)


def _must_have(
    project: Project,
    method: Method,
    clauses: dict[str, Clause],
    information: dict[str, DocumentedInformation],
) -> None:
    wanted = [number for work in method.work for number in work.clauses if number not in clauses]
    wanted += [
        product.information
        for work in method.work
        for product in work.products
        if product.information and product.information not in information
    ]
    if wanted:
        raise RuleBroken(
            _("The templates are written for %(edition)s; %(ours)s has no %(what)s. Import a plan instead.")
            % {"edition": method.edition, "ours": project.edition.name, "what": wanted[0]}
        )


def covers(project: Project) -> bool:
    """Whether the templates are written for the edition of this project."""
    return project.edition.code == read_method(METHODS[0]).edition


def facts_of_scope(project: Project) -> Facts:
    """What the scope says of services, sites, people and suppliers."""
    kinds = list(ScopeItem.objects.of(project).filter(included=True).values_list("kind", flat=True))
    people = Scope.objects.filter(project=project).values_list("people_in_scope", flat=True).first()
    return Facts(
        services=kinds.count(ScopeKind.SERVICE),
        sites=kinds.count(ScopeKind.SITE),
        people=people or 0,
        suppliers=kinds.count(ScopeKind.SUPPLIER),
    )


def tailoring_of(project: Project) -> PlanTailoring | None:
    """How the plan was made, if it was made from a method."""
    found: PlanTailoring | None = PlanTailoring.objects.of(project).first()
    return found


def words_of(project: Project) -> Words:
    """What this project calls its stages, products and reports."""
    method = PlanTailoring.objects.of(project).values_list("method", flat=True).first()
    return words_of_method(method or "")


def planned_hours(project: Project) -> Decimal:
    """The effort of all tasks as the plan stands."""
    total = Task.objects.of(project).tasks().aggregate(all=Sum("effort_hours"))["all"]
    return total or Decimal(0)
