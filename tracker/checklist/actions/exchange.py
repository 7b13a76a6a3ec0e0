"""Bring a table in: all of it or nothing, row by row through the verbs that a page would use."""

from __future__ import annotations

from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.checklist.actions.assess import Lived, assess_checkpoint
from tracker.checklist.actions.assign import assign_checkpoint
from tracker.checklist.actions.prove import link_evidence, unlink_evidence
from tracker.checklist.actions.register import keep_entry, review_entry
from tracker.checklist.choices import Verb
from tracker.checklist.exchange.sheets import Kind
from tracker.checklist.exchange.table import Changes, RowChange, changes_in
from tracker.checklist.models import Checkpoint, RegisterItem
from tracker.core.errors import BadInput, LineProblem, RuleBroken
from tracker.evidence.actions import link_clauses, unlink_information
from tracker.evidence.models import Evidence
from tracker.history.actions import record
from tracker.people.models import User
from tracker.projects.models import Project
from tracker.projects.permissions import Permission
from tracker.projects.policies import require
from tracker.standard.models import DocumentedInformation

ASSESSMENT = {"assessment": "state", "note": "note", "other party": "party", "control": "party_control"}
LIVED = {"maturity": "maturity", "maturity wanted": "maturity_wanted", "confidence": "confidence"}


@transaction.atomic
def import_table(
    *, actor: User, project: Project, source: IO[bytes], name: str, preview: bool = False
) -> Changes:
    """Do what the table says. With `preview` everything is tried and taken back, so that the refusals are real.

    Raises `BadInput` naming every line that cannot be taken; then nothing at all is written.
    """
    require(actor, Permission.CHECKPOINT_ASSESS, project)
    found = changes_in(project, source, name)
    apply = _assess if found.kind == Kind.ASSESSMENTS else _keep
    reason = _("brought in from %(name)s") % {"name": name[:120]}
    for change in found.changes:
        try:
            with transaction.atomic():
                apply(actor, project, change, reason)
        except RuleBroken as refused:
            found.problems.append(LineProblem(change.line, f"{change.code}: {refused.sentence}"))
    found.problems.sort(key=lambda problem: problem.line)
    if preview:
        transaction.set_rollback(True)
        return found
    if found.problems:
        raise BadInput(_("The table was not brought in. Correct these lines."), lines=found.problems)
    after = {"kind": found.kind.value, "rows": found.rows, "changed": len(found.changes)}
    if found.changes:
        record(actor, Verb.TABLE_IMPORTED, project, project_id=project.pk, after=after, reason=name[:200])
    return found


def _assess(actor: User, project: Project, change: RowChange, reason: str) -> None:
    rows = Checkpoint.objects.of(project).select_related("project", "owner", "requirement__clause")
    checkpoint = rows.get(pk=change.key)
    values = change.values
    wanted: list[Evidence] | None = values.get("evidence ids")
    if wanted:
        link_evidence(actor=actor, checkpoint=checkpoint, evidence=wanted)
    said = {parameter: values[column] for column, parameter in ASSESSMENT.items() if column in values}
    told = {parameter: values[column] for column, parameter in LIVED.items() if column in values}
    if said or told:
        lived = {parameter: getattr(checkpoint, parameter) for parameter in LIVED.values()}
        held = {parameter: getattr(checkpoint, parameter) for parameter in ASSESSMENT.values()}
        assess_checkpoint(
            actor=actor,
            checkpoint=checkpoint,
            version=change.version,
            lived=Lived(**(lived | told)),
            **(held | said),
        )
    if {"owner", "needed by"} & values.keys():
        assign_checkpoint(
            actor=actor,
            checkpoint=checkpoint,
            owner=_one(values["owner"]) if "owner" in values else checkpoint.owner,
            target_on=values.get("needed by", checkpoint.target_on),
        )
    if wanted is not None:
        for link in checkpoint.evidence_links.select_related("evidence"):
            if link.evidence not in wanted:
                unlink_evidence(actor=actor, checkpoint=checkpoint, evidence=link.evidence, reason=reason)


def _keep(actor: User, project: Project, change: RowChange, reason: str) -> None:
    item = DocumentedInformation.objects.of(project.edition).get(code=change.key)
    held = RegisterItem.objects.of(project).select_related("owner").filter(information=item).first()
    values = change.values
    said: dict[str, Any] = {"actor": actor, "project": project, "information": item}
    if {"owner", "stage", "review months"} & values.keys():
        keep_entry(
            owner=_one(values["owner"]) if "owner" in values else held.owner if held else None,
            stage=values.get("stage", held.stage if held else ""),
            review_months=values.get("review months", held.review_months if held else None),
            version=change.version,
            **said,
        )
    if "reviewed on" in values:
        if values["reviewed on"] is None:
            raise BadInput(_("A review that was written down is not taken back."))
        review_entry(on=values["reviewed on"], note=reason, **said)
    wanted: list[Evidence] | None = values.get("evidence ids")
    if wanted is None:
        return
    for each in wanted:
        link_clauses(actor=actor, evidence=each, information=[item])
    for link in item.evidence_links.filter(project=project).select_related("evidence__project"):
        if link.evidence not in wanted:
            unlink_information(actor=actor, evidence=link.evidence, information=item, reason=reason)


def _one(found: list[Any]) -> Any:
    return found[0] if found else None
