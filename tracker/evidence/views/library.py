"""The library and a piece of evidence with its revisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.core.render import render
from tracker.core.words import excerpt, holds
from tracker.evidence.choices import Classification, Drawing, Kind, RevisionState, Standing
from tracker.evidence.icons import icon_of
from tracker.evidence.models import Evidence, EvidenceRevision
from tracker.evidence.policies import why_not_judge
from tracker.evidence.queries import (
    EvidenceRow,
    RevisionFact,
    Sampled,
    contents_of,
    damaged_files,
    evidence_rows,
    last_reread,
    missing_information,
    places_of,
    samplings_of,
)
from tracker.evidence.search import files_holding, texts_of
from tracker.evidence.views.files import LOOKED_AT
from tracker.people.access import user_of
from tracker.people.models import Person, User
from tracker.projects.access import project_for
from tracker.projects.models import Project
from tracker.projects.moments import moment_asked
from tracker.projects.permissions import Permission
from tracker.standard.models import Clause, DocumentedInformation

PER_PAGE = 50
LONGEST = 100
GONE = (Standing.WITHDRAWN, Standing.SUPERSEDED)


@login_required
@require_safe
def evidence_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is, what waits for a second person, what expires, what is missing; today, or on a past day."""
    project = project_for(request, slug, Permission.EVIDENCE_VIEW)
    moment, said, error = moment_asked(request, project)
    rows = evidence_rows(project, at=moment)
    missing = missing_information(project, moment)
    kept = _by_view(rows)
    show = request.GET.get("show", "")
    show = show if show in kept else ""
    words = request.GET.get("find", "").strip()
    words = words.replace("\x00", "")[:LONGEST]
    terms = words.split()[:6]
    inside = files_holding(project, terms)
    page = Paginator(_found(kept[show], words, inside), PER_PAGE).get_page(request.GET.get("page"))
    texts = texts_of(row.newest.digest for row in page.object_list if row.newest.digest in inside)
    context = {
        "project": project,
        "nav": "evidence",
        "page": page,
        "missing": missing if show == "missing" else [],
        "counts": {name: len(found) for name, found in kept.items()} | {"missing": len(missing)},
        "expired": sum(row.newest.standing == Standing.EXPIRED for row in rows),
        "show": show,
        "find": words,
        "excerpts": {digest: excerpt(text, terms) for digest, text in texts.items()},
        "icon_of": icon_of,
        "class_words": dict(Classification.choices),
        "may_attach": Permission.EVIDENCE_ADD in project.my_permissions and moment is None,
        "damaged": {row.newest.digest for row in rows if row.newest.damaged_at}
        if moment
        else damaged_files(project),
        "reread_at": last_reread() if moment is None else None,
        "open_samples": _open_samples(project, kept[""]) if moment is None else [],
        "at": moment,
        "said": said,
        "error": error,
    }
    return render(request, "evidence/evidence_list.html", context)


def _open_samples(project: Project, rows: list[EvidenceRow]) -> list[Sampled]:
    """Samples with records that nobody has said anything of yet."""
    sampled = [row.evidence_id for row in rows if row.newest.kind in (Kind.RECORD, Kind.SAMPLE)]
    found = samplings_of(project, sampled).values()
    return [each for taken in found for each in taken if each.tally.open]


def _by_view(rows: list[EvidenceRow]) -> dict[str, list[EvidenceRow]]:
    """What each way of looking shows; what is missing is no evidence."""
    ends = (Standing.EXPIRED, Standing.EXPIRING)
    return {
        "": [row for row in rows if row.newest.standing != Standing.WITHDRAWN],
        "waiting": [row for row in rows if row.newest.standing == Standing.TO_CONFIRM],
        "expiring": [row for row in rows if row.newest.standing in ends],
        "missing": [],
        "withdrawn": [row for row in rows if row.newest.standing == Standing.WITHDRAWN],
    }


@login_required
@require_safe
def evidence(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    project = project_for(request, slug, Permission.EVIDENCE_VIEW)
    return render_evidence(request, project, pk)


def render_evidence(
    request: HttpRequest,
    project: Project,
    pk: UUID,
    extra: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of one piece of evidence; `extra` carries a form that was refused."""
    found = Evidence.objects.of(project).filter(pk=pk).select_related("custodian").first()
    row = next((row for row in evidence_rows(project) if row.evidence_id == pk), None)
    if found is None or row is None:
        raise Http404
    clauses = Clause.objects.of(project.edition).filter(number__in=row.clauses).order_by("sort_key")
    items = DocumentedInformation.objects.of(project.edition).filter(code__in=row.information)
    context = {
        "project": project,
        "nav": "evidence",
        "evidence": found,
        "row": row,
        "fact": row.newest,
        "revisions": [row.newest, *row.earlier],
        "clauses": list(clauses),
        "information": list(items),
        **_described(project, found),
        "places": places_of([pk]).get(pk, []),
        "damaged": damaged_files(project),
        "reread_at": last_reread(),
        "icon_of": icon_of,
        "previewed": LOOKED_AT,
        "open": next(
            (name for name in ("revise", "withdraw", "reject", "sample") if name in request.GET), ""
        ),
        "errors": {},
        "typed": {},
        "sent": [],
        "today": project.today(),
        **_what_may_be_done(user_of(request), project, row.newest),
    }
    return render(request, "evidence/evidence.html", context | (extra or {}), status=status)


def _described(project: Project, found: Evidence) -> dict[str, Any]:
    """What it is in words, what was sampled of its records, and whether there are records to sample."""
    return {
        "kind": Kind(found.kind).label,
        "class_words": dict(Classification.choices),
        "contents": contents_of(project, found.pk),
        "samplings": samplings_of(project, [found.pk]).get(found.pk, []),
        "sampled": found.kind in (Kind.RECORD, Kind.SAMPLE),
        "drawings": Drawing.choices,
    }


def _what_may_be_done(user: User, project: Project, fact: RevisionFact) -> dict[str, Any]:
    """Which buttons the page offers to this reader, and why not where it does not."""
    revision = EvidenceRevision.objects.select_related("confirmation").get(pk=fact.revision_id)
    mine = project.my_permissions
    current = fact.state == RevisionState.CURRENT
    may_confirm = Permission.EVIDENCE_CONFIRM in mine and current
    return {
        "version": revision.version,
        "why_not": why_not_judge(user, revision, on=project.today()) if may_confirm else "",
        "may_confirm": may_confirm and not fact.confirmed,
        "may_attach": Permission.EVIDENCE_ADD in mine,
        "may_withdraw": Permission.EVIDENCE_WITHDRAW in mine and current,
    }


def choices_for(project: Project) -> dict[str, Any]:
    """What the forms offer: kinds, people, clauses and documented information."""
    staff = Person.objects.filter(organization=project.organization_id).staff(on=project.today())
    leaves = Clause.objects.of(project.edition).auditable().leaves().order_by("sort_key")
    items = DocumentedInformation.objects.of(project.edition).order_by("code")
    return {
        "kinds": Kind.choices,
        "classes": Classification.choices,
        "people": [("", _("nobody")), *staff.order_by("name").values_list("pk", "name")],
        "clause_options": list(leaves.values_list("number", "title")),
        "information_options": list(items.values_list("code", "name")),
    }


def _found(rows: list[EvidenceRow], words: str, inside: set[str]) -> list[EvidenceRow]:
    """By name, the words inside the file, clause number or code of documented information."""
    wanted = words.casefold()
    if not wanted:
        return rows
    return [
        row
        for row in rows
        if holds([words], row.name)
        or row.newest.digest in inside
        or any(number == wanted or number.startswith(f"{wanted}.") for number in row.clauses)
        or wanted in (code.casefold() for code in row.information)
    ]
