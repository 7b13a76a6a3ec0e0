"""Attach what another implementation of the same organization has: the same bytes, as evidence of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.core.errors import RuleBroken
from tracker.evidence.actions.attach import Validity, attach_kept, kept_of
from tracker.evidence.models import Evidence, EvidenceRevision, FileFinding
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import Clause


@transaction.atomic
def copy_evidence(
    *, actor: User, revision: EvidenceRevision, project: Project, clauses: Iterable[Clause] = ()
) -> Evidence:
    """Take a revision over into an implementation, where a second person looks at it again.

    Where the same bytes are in force there already, that piece is given back and nothing is attached.
    """
    require(actor, Permission.EVIDENCE_ADD, project)
    require(actor, Permission.EVIDENCE_VIEW, revision)
    source = revision.evidence
    if revision.project.organization_id != project.organization_id:
        raise RuleBroken(_("This evidence belongs to another organization."))
    in_force = EvidenceRevision.objects.valid_on(project.today())
    if not in_force.filter(pk=revision.pk).exists():
        raise RuleBroken(_("This evidence is not in force any more. Look there for the newer one."))
    if FileFinding.objects.filter(name=revision.digest).exists():
        raise RuleBroken(_("The stored file is damaged. Restore it from a backup first."))
    there = in_force.filter(project=project, digest=revision.digest)
    held = there.select_related("evidence__project").order_by("uploaded_at", "pk").first()
    if held is not None:
        return held.evidence
    words = {"project": revision.project.name, "name": source.name, "number": revision.number}
    origin = _("Taken over from %(project)s: %(name)s, revision %(number)s.") % words
    return attach_kept(
        actor=actor,
        project=project,
        kept=[replace(kept_of(revision), name=source.name)],
        kind=source.kind,
        clauses=list(clauses),
        information=[],
        validity=Validity(
            revision.effective_from, revision.effective_to, revision.expires_on, revision.review_on
        ),
        values={
            "custodian": source.custodian,
            "description": f"{source.description}\n{origin}".strip(),
            "retention": source.retention,
            "classification": source.classification,
        },
        note=origin,
    )[0]
